/** @file Counting: unique elements, histograms, and places in a sorted list. Shapes depend on values: see countedOnCpu. */

import { needs } from '../../devices/needs';
import type { Device } from '../../devices/device';
import { DType, float32, float64, int32, int64 } from '../../dtype';
import { notImplemented, RuntimeError } from '../../errors';
import { checkMemory } from '../../memory';
import { contiguousStrides, numel, type Shape } from '../../shape';
import { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { cast } from '../common';
import { arrayNow } from '../indexing/now';
import { onCpu } from '../on-cpu';
import type { OpRecord } from '../op';
import { namedRecord } from '../pointwise/common';
import { dimOf, lanes } from './lanes';

function tensorOf(values: ArrayLike<number | bigint>, shape: Shape, dtype: DType, device: Device): Tensor {
  const array = dtype.array(values.length);
  for (let i = 0; i < values.length; i++) {
    array[i] = dtype === int64 ? BigInt(values[i]!) : Number(values[i]!);
  }
  return new Tensor({
    storage: device.upload(dtype, array),
    shape,
    strides: contiguousStrides(shape),
    offset: 0,
  });
}

/** What is told apart: single elements, or whole slices along a dimension. */
interface Items {
  readonly count: number;
  readonly compare: (i: number, j: number) => number;
  /** a tensor of these items */
  readonly take: (items: readonly number[]) => Tensor;
  /** the shape of one number for each item */
  readonly shape: Shape;
}

function itemsOf(x: Tensor, attrs: Attrs, op: string): Items {
  const data = arrayNow(x, op);
  if (attrs['dim'] === null) {
    return {
      count: data.length,
      compare: (i, j) => order(data[i]!, data[j]!),
      take: (items) =>
        tensorOf(
          items.map((i) => data[i]!),
          [items.length],
          x.dtype,
          x.device,
        ),
      shape: x.shape,
    };
  }
  const dim = dimOf(attrs, x.ndim);
  const count = x.shape[dim] ?? 1;
  const inner = numel(x.shape.slice(dim + 1));
  const outer = numel(x.shape.slice(0, dim));
  const at = (i: number, o: number, k: number): number => (o * count + i) * inner + k;
  return {
    count,
    compare(i, j) {
      for (let o = 0; o < outer; o++) {
        for (let k = 0; k < inner; k++) {
          const found = order(data[at(i, o, k)]!, data[at(j, o, k)]!);
          if (found !== 0) return found;
        }
      }
      return 0;
    },
    take(items) {
      const values: (number | bigint)[] = [];
      for (let o = 0; o < outer; o++) {
        for (const i of items) for (let k = 0; k < inner; k++) values.push(data[at(i, o, k)]!);
      }
      const shape = x.shape.map((size, d) => (d === dim ? items.length : size));
      return tensorOf(values, shape, x.dtype, x.device);
    },
    shape: [count],
  };
}

/** NaN above all, and no two of them equal. */
function order(x: number | bigint, y: number | bigint): number {
  if (x < y) return -1;
  if (x > y) return 1;
  if (x === y) return 0;
  return Number.isNaN(y) && !Number.isNaN(x) ? -1 : 1;
}

interface Groups {
  /** the first item of each group */
  readonly heads: readonly number[];
  readonly inverse: Float64Array;
  readonly counts: readonly number[];
}

function groupsOf(items: Items, sorted: boolean): Groups {
  const line = Array.from({ length: items.count }, (_, i) => i);
  if (sorted) line.sort((i, j) => items.compare(i, j) || i - j);
  const heads: number[] = [];
  const counts: number[] = [];
  const inverse = new Float64Array(items.count);
  line.forEach((item, place) => {
    if (place === 0 || items.compare(line[place - 1]!, item) !== 0) {
      heads.push(item);
      counts.push(0);
    }
    counts[counts.length - 1]!++;
    inverse[item] = heads.length - 1;
  });
  return { heads, inverse, counts };
}

/** Three records a kind, for its three outputs. */
function uniqueRecords(
  name: string,
  sorted: boolean,
): { values: OpRecord; inverse: OpRecord; counts: OpRecord } {
  const grouped = (x: Tensor, attrs: Attrs): { items: Items; groups: Groups } => {
    const items = itemsOf(x, attrs, name);
    return { items, groups: groupsOf(items, sorted) };
  };
  return {
    values: namedRecord(name, ([x], attrs) => {
      const { items, groups } = grouped(x!, attrs);
      return items.take(groups.heads);
    }),
    inverse: namedRecord(`${name}Inverse`, ([x], attrs) => {
      const { items, groups } = grouped(x!, attrs);
      return tensorOf(groups.inverse, items.shape, int64, x!.device);
    }),
    counts: namedRecord(`${name}Counts`, ([x], attrs) => {
      const { counts } = grouped(x!, attrs).groups;
      return tensorOf(counts, [counts.length], int64, x!.device);
    }),
  };
}

export const unique = uniqueRecords('unique', true);
export const uniqueConsecutive = uniqueRecords('uniqueConsecutive', false);

export const bincount = namedRecord('bincount', ([x, weights], attrs) => {
  if (x!.dtype.isFloatingPoint || x!.dtype.name === 'bool') {
    notImplemented('bincount_cpu', x!.dtype);
  }
  const minlength = attrs['minlength'] as number;
  if (minlength < 0) throw new RuntimeError('minlength should be >= 0');
  const refusal = new RuntimeError('bincount only supports 1-d non-negative integral inputs.');
  if (x!.ndim !== 1) throw refusal;
  const values = Array.from(arrayNow(x!, 'bincount') as ArrayLike<number>, Number);
  if (values.some((value) => value < 0)) throw refusal;
  if (weights && (weights.ndim !== 1 || weights.numel() !== x!.numel())) {
    throw new RuntimeError('weights should be 1-d and have the same length as input');
  }
  const bins = new Float64Array(values.reduce((n, value) => Math.max(n, value + 1), minlength));
  const shares = weights ? arrayNow(weights, 'bincount') : null;
  values.forEach((value, i) => (bins[value]! += shares ? Number(shares[i]) : 1));
  const dtype = !weights ? int64 : weights.dtype === float32 ? float32 : float64;
  return tensorOf(bins, [bins.length], dtype, x!.device);
});

export const histc = namedRecord('histc', ([x], attrs) => {
  const [bins, min, max] = [attrs['bins'] as number, attrs['min'] as number, attrs['max'] as number];
  if (!x!.dtype.isFloatingPoint) {
    const kernel = x!.dtype.name === 'bool' ? 'linspace_cpu' : 'histogram_cpu';
    notImplemented(kernel, x!.dtype);
  }
  if (bins <= 0)
    throw new RuntimeError(`torch.histogram(): bins must be > 0, but got ${bins} for dimension 0`);
  checkMemory([bins], x!.dtype);
  const counted = (values: readonly number[]): Float64Array => histogram(values, bins, min, max);
  return onCpu([x!], ([elements]) => counted(Array.from(elements as Float64Array))).tensor(
    [bins],
    x!.dtype,
    (counts) => counts,
  );
});

function histogram(values: readonly number[], bins: number, min: number, max: number): Float64Array {
  let [low, high] = [min, max];
  if (low === high && values.length > 0) {
    low = values.reduce((a, b) => (Number.isNaN(b) || b < a ? b : a), Infinity);
    high = values.reduce((a, b) => (Number.isNaN(b) || b > a ? b : a), -Infinity);
  }
  if (!Number.isFinite(low) || !Number.isFinite(high)) {
    throw new RuntimeError(`torch.histc: range of [${rangeText(low)}, ${rangeText(high)}] is not finite`);
  }
  if (low > high) throw new RuntimeError('torch.histc: max must be larger than min');
  if (low === high) [low, high] = [low - 1, high + 1];
  const counts = new Float64Array(bins);
  for (const value of values) {
    if (!(value >= low && value <= high)) continue;
    counts[Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins))]!++;
  }
  return counts;
}

function rangeText(x: number): string {
  if (Number.isNaN(x)) return 'nan';
  return Number.isFinite(x) ? String(x) : x > 0 ? 'inf' : '-inf';
}

/** Inputs: the sorted lanes, the values. */
export const searchsorted = namedRecord('searchsorted', ([sorted, values], attrs) => {
  const dtype = DType.promote(sorted!.dtype, values!.dtype);
  const [bounds, found] = [cast(sorted!, dtype), cast(values!, dtype)];
  const out = Tensor.empty(found.shape, int64, found.device);
  needs(found.device.lanes?.search, 'searchsorted', found.device)(
    lanes(bounds, bounds.ndim - 1),
    lanes(found, Math.max(0, found.ndim - 1)),
    lanes(out, Math.max(0, out.ndim - 1)),
    Boolean(attrs['right']),
  );
  return attrs['outInt32'] ? cast(out, int32) : out;
});

export const COUNTING_OPS: readonly OpRecord[] = [
  ...[unique.values, unique.inverse, unique.counts],
  ...[uniqueConsecutive.values, uniqueConsecutive.inverse, uniqueConsecutive.counts],
  ...[bincount, histc, searchsorted],
];

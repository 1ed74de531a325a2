/** @file What a batch is: items stacked part by part. */

import { cpu } from '../devices/cpu/cpu';
import { defaultDevice } from '../devices/registry';
import { float64, int64 } from '../dtype';
import { ArgumentTypeError, IndexError, RuntimeError } from '../errors';
import { checkList, pythonType } from '../refusals';
import { contiguousStrides, numel, sameShape, shapeText } from '../shape';
import { Tensor } from '../tensor';
import { observer, unobserved } from '../trace/observer';

/** An item with numbers made tensors: what a batch of such items is. */
export type Batch<Item> = Item extends Tensor
  ? Tensor
  : Item extends number
    ? Tensor
    : Item extends string
      ? string[]
      : { -readonly [K in keyof Item]: Batch<Item[K]> };

/**
 * A batch of items: tensors stacked, numbers made tensors, lists and named parts batched part by part, texts listed.
 * Source: https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.default_collate
 * @throws RuntimeError for tensors of different shapes, TypeError for what makes no batch
 */
export function defaultCollate<Item>(items: readonly Item[]): Batch<Item> {
  return collate(items) as Batch<Item>;
}

function collate(items: readonly unknown[]): unknown {
  if (items.length === 0) throw new IndexError('list index out of range');
  const first = items[0];
  if (first instanceof Tensor) checkList('stack', items);
  if (first instanceof Tensor) return stacked(items as readonly Tensor[]);
  if (typeof first === 'number') return numbers(items as readonly number[]);
  if (typeof first === 'string') return [...items];
  if (Array.isArray(first)) {
    if (items.some((item) => (item as unknown[]).length !== first.length)) {
      throw new RuntimeError('each element in list of batch should be of equal size');
    }
    return first.map((_, k) => collate(items.map((item) => (item as unknown[])[k])));
  }
  if (typeof first === 'object' && first !== null) {
    const part = (key: string): unknown[] => items.map((item) => (item as Record<string, unknown>)[key]);
    return Object.fromEntries(Object.keys(first).map((key) => [key, collate(part(key))]));
  }
  throw new ArgumentTypeError(
    `default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found <class '${pythonType(first)}'>`,
  );
}

/** The rows in a fresh tensor. In the trace it begins a story of its own. */
function stacked(rows: readonly Tensor[]): Tensor {
  const first = rows[0]!;
  rows.forEach((row, i) => {
    if (sameShape(row.shape, first.shape)) return;
    throw new RuntimeError(
      `stack expects each tensor to be equal size, but got ${shapeText(first.shape)} at entry 0 and ${shapeText(row.shape)} at entry ${i}`,
    );
  });
  const out = Tensor.empty([rows.length, ...first.shape], first.dtype, first.device);
  const size = numel(first.shape);
  const strides = contiguousStrides(first.shape);
  unobserved(() =>
    rows.forEach((row, i) => first.device.copy(row, out.look(first.shape, strides, i * size))),
  );
  observer()?.op('tensor', [], { dtype: out.dtype.name }, out);
  return out;
}

/** Whole numbers as int64, others as float64, as Python's numbers are. */
function numbers(values: readonly number[]): Tensor {
  const dtype = values.every(Number.isInteger) ? int64 : float64;
  const array = dtype.array(values.length);
  values.forEach((value, i) => (array[i] = dtype === int64 ? BigInt(value) : value));
  const device = defaultDevice();
  const out = new Tensor({
    storage: (device.supports(dtype) ? device : cpu).upload(dtype, array),
    shape: [values.length],
    strides: [1],
    offset: 0,
  });
  observer()?.op('tensor', [], { dtype: dtype.name }, out);
  return out;
}

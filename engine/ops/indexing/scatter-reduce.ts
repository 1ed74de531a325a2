/** @file Scattering with a reduction: what meets in one element is added, multiplied, averaged, or the extreme is kept. */

import { notImplemented, RuntimeError } from '../../errors';
import { contiguousStrides, normalizeDim, numel, type Shape } from '../../shape';
import type { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { elementAt, operandTex } from '../common';
import { onCpu } from '../on-cpu';
import type { BackwardContext, Evidence, Local, OpRecord } from '../op';
import { checkScatter, zerosLike } from './along';

export type ScatterReduction = 'sum' | 'prod' | 'mean' | 'amax' | 'amin';

/** @throws RuntimeError for another word */
export function checkReduction(reduce: string): void {
  if (Object.hasOwn(COMBINE, reduce)) return;
  throw new RuntimeError(`reduce argument must be either sum, prod, mean, amax or amin, got ${reduce}`);
}

interface Settings {
  readonly dim: number;
  readonly reduce: ScatterReduction;
  /** whether the tensor's own elements count, too */
  readonly includeSelf: boolean;
}

const settingsOf = (attrs: Attrs): Settings => attrs as unknown as Settings;

const larger = (a: number, b: number): number => (Number.isNaN(a) || a > b ? a : b);
const COMBINE: Readonly<Record<ScatterReduction, (a: number, b: number) => number>> = {
  sum: (a, b) => a + b,
  mean: (a, b) => a + b,
  prod: (a, b) => a * b,
  amax: larger,
  amin: (a, b) => -larger(-a, -b),
};

/** For each element of the index, in order: the places in the source and in the output. */
function meetings(
  index: ArrayLike<number | bigint>,
  indexShape: Shape,
  sourceShape: Shape,
  shape: Shape,
  dim: number,
): { from: number; to: number }[] {
  const [own, theirs, steps] = [indexShape, sourceShape, shape].map(contiguousStrides) as [
    number[],
    number[],
    number[],
  ];
  return Array.from({ length: numel(indexShape) }, (_, i) => {
    let [from, to] = [0, 0];
    indexShape.forEach((size, d) => {
      const at = Math.floor(i / own[d]!) % size;
      from += at * theirs[d]!;
      to += (d === dim ? Number(index[i]) : at) * steps[d]!;
    });
    return { from, to };
  });
}

const dimOf = (x: Tensor, { dim }: Settings): number => normalizeDim(dim, x.ndim);

function reduced(x: Tensor, index: Tensor, source: Tensor, settings: Settings): Tensor {
  const { reduce, includeSelf } = settings;
  const dim = dimOf(x, settings);
  const isFloat = x.dtype.isFloatingPoint;
  return onCpu([x, index, source], ([own, at, given]) => {
    const out = Array.from(own!, Number);
    const limit = x.ndim === 0 ? 1 : x.shape[dim]!;
    for (const place of at!) {
      if (place < 0 || place >= limit) {
        throw new RuntimeError(`index ${place} is out of bounds for dimension ${dim} with size ${limit}`);
      }
    }
    const counts = new Array<number>(out.length).fill(includeSelf ? 1 : 0);
    for (const { from, to } of meetings(at!, index.shape, source.shape, x.shape, dim)) {
      const value = Number(given![from]);
      out[to] = counts[to] === 0 ? value : COMBINE[reduce](out[to]!, value);
      counts[to]!++;
    }
    if (reduce !== 'mean') return out;
    return out.map((sum, i) => {
      const mean = sum / Math.max(counts[i]!, 1);
      return isFloat ? mean : Math.floor(mean);
    });
  }).tensor(x.shape, x.dtype, (values) => values);
}

function gradients({ inputs, output, attrs }: BackwardContext, g: Tensor): (Tensor | null)[] {
  const [x, index, source] = inputs as [Tensor, Tensor, Tensor];
  const { dim, reduce, includeSelf } = settingsOf(attrs);
  const [own, given] = GRADIENTS[reduce](x, index, source, output, g, settingsOf(attrs));
  const kept = includeSelf ? own : own.scatter(dim, index, 0);
  return [kept, null, given];
}

type Gradients = (
  x: Tensor,
  index: Tensor,
  source: Tensor,
  output: Tensor,
  g: Tensor,
  settings: Settings,
) => [own: Tensor, given: Tensor];

const extreme: Gradients = (x, index, source, output, g, { dim }) => {
  const own = x.eq(output).to(g.dtype);
  const given = source.eq(output.gather(dim, index)).to(g.dtype);
  const shared = g.div(own.scatterAdd(dim, index, given));
  return [own.mul(shared), given.mul(shared.gather(dim, index))];
};

const GRADIENTS: Readonly<Record<ScatterReduction, Gradients>> = {
  sum: (_x, index, _source, _output, g, { dim }) => [g, g.gather(dim, index)],
  mean: (x, index, source, _output, g, { dim, includeSelf }) => {
    const start = zerosLike(x).add(includeSelf ? 1 : 0);
    const counts = start.scatterAdd(dim, index, zerosLike(source).add(1)).clampMin(1);
    const each = g.div(counts);
    return [each, each.gather(dim, index)];
  },
  prod: (x, index, source, output, g, settings) => {
    const { dim, includeSelf } = settings;
    const again = (own: Tensor, given: Tensor): Tensor =>
      own.scatterReduce(dim, index, given, 'prod', { includeSelf });
    const filled = x.maskedFill(x.eq(0), 1);
    const own = g.mul(again(filled, source)).div(filled);
    const isZero = source.eq(0);
    const zeros = zerosLike(x).scatterAdd(dim, index, isZero.to(x.dtype)).gather(dim, index);
    const isOnly = isZero.logicalAnd(zeros.eq(1));
    const others = again(x, source.maskedFill(isOnly, 1));
    const given = g.mul(output).gather(dim, index).div(source.maskedFill(isZero, 1));
    return [own, g.mul(others).gather(dim, index).where(isOnly, given)];
  },
  amax: extreme,
  amin: extreme,
};

/** How the output changes with one element of an input, by moving the numbers that meet there. */
function locals(k: number, i: number, e: Evidence): Local[] {
  if (k === 1) return [];
  const [x, index, source] = [e.inputs[0]!, e.inputs[1]!, e.inputs[2]!];
  const settings = settingsOf(e.attrs);
  const { reduce, includeSelf } = settings;
  const places = Array.from({ length: numel(index.shape) }, (_, at) => elementAt(index, at));
  const all = meetings(
    places,
    index.shape,
    source.shape,
    x.shape,
    normalizeDim(settings.dim, x.shape.length),
  );
  const to = k === 0 ? i : all.find(({ from }) => from === i)?.to;
  if (to === undefined) return [];
  const meeting = all.filter((one) => one.to === to);
  const hasOwn = includeSelf || meeting.length === 0;
  if (k === 0 && !hasOwn) return [];
  const met = meeting.map(({ from }) => ({ value: elementAt(source, from), isMoved: k === 2 && from === i }));
  if (hasOwn) met.push({ value: elementAt(x, to), isMoved: k === 0 });
  const value = met.find(({ isMoved }) => isMoved)!.value;
  const others = met.filter(({ isMoved }) => !isMoved).map((one) => one.value);
  if (reduce === 'sum') return [{ at: to, value: 1 }];
  if (reduce === 'mean') return [{ at: to, value: 1 / met.length }];
  if (reduce === 'prod') return [{ at: to, value: others.reduce((a, b) => a * b, 1) }];
  const result = met.map((one) => one.value).reduce(COMBINE[reduce]);
  const ties = met.filter((one) => one.value === result).length;
  return value === result ? [{ at: to, value: 1 / ties }] : [];
}

/**
 * x with what the source has at the places that `index` names along `dim` taken together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.Tensor.scatter_reduce_.html
 */
export const scatterReduce: OpRecord = {
  name: 'scatterReduce',
  gradFn: () => 'ScatterReduceBackward0',
  symbol: 'scatter ⊕',
  formula: (n) =>
    `\\operatorname{scatterReduce}(${operandTex(n, 0)}, ${operandTex(n, 1)}, ${operandTex(n, 2)})`,
  forward([x, index, source], attrs) {
    const settings = settingsOf(attrs);
    checkScatter(x!, index!, source!, dimOf(x!, settings));
    if (x!.dtype.name === 'bool' && settings.reduce === 'mean') {
      notImplemented('scatter_gather_tensor_cpu_reduce_mean', x!.dtype);
    }
    return reduced(x!, index!, source!, settings);
  },
  saves: { inputs: [0, 1, 2], output: true },
  backward: gradients,
  explain: {
    tex: (k, n) => (k === 1 ? '0' : `\\partial \\text{${String(n.attrs['reduce'])}}`),
    locals,
  },
};

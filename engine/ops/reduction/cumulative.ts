/** @file Running results along a dimension, and products, whose derivative is made of running products. */

import { apply } from '../../autograd/apply';
import { needs } from '../../devices/needs';
import type { ScanKernel } from '../../devices/lanes';
import type { DType } from '../../dtype';
import { IndexError } from '../../errors';
import { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { cast, elementAt, operandTex, sumType } from '../common';
import type { Evidence, Local, OpRecord } from '../op';
import { requireFloat } from '../pointwise/common';
import { computeReduce, dimsOf, keptShape, overDims, requestedType, target } from '../reduce';
import { dimOf, dtypeNamed, indexTensor, laneOf, lanePlace, lanes, pickRecord, places } from './lanes';

/** Flat positions of the lane of element i, and the element's place in it. */
function laneAround(i: number, { inputs, attrs }: Evidence): { lane: number[]; own: number } {
  const { shape } = inputs[0]!;
  const place = lanePlace(shape, dimOf(attrs, shape.length));
  const lane = laneOf(i, place, place.size);
  return { lane, own: lane.indexOf(i) };
}

/** The outputs that element i enters: itself and those behind it (before it, where reverse). */
function reached(i: number, evidence: Evidence, value: (at: number, between: number[]) => number): Local[] {
  const { lane, own } = laneAround(i, evidence);
  const behind = evidence.attrs['reverse'] ? lane.slice(0, own + 1).reverse() : lane.slice(own);
  return behind.map((at, j) => ({ at, value: value(at, behind.slice(0, j + 1)) }));
}

function computeScan(kernel: ScanKernel, x: Tensor, attrs: Attrs, dtype: DType): Tensor {
  const source = cast(x, dtype);
  const dim = dimOf(attrs, x.ndim);
  const out = Tensor.empty(x.shape, dtype, source.device);
  const scan = needs(source.device.lanes?.scan, `cum${kernel}`, source.device);
  scan(kernel, lanes(source, dim), lanes(out, dim), Boolean(attrs['reverse']));
  return out;
}

const flipped = (attrs: Attrs): Attrs => ({ dim: attrs['dim']!, reverse: !attrs['reverse'] });

export const cumsum: OpRecord = {
  name: 'cumsum',
  gradFn: () => 'CumsumBackward0',
  symbol: '∑',
  formula: (n) => `\\operatorname{cumsum} ${operandTex(n, 0)}`,
  forward: ([x], attrs) => computeScan('sum', x!, attrs, dtypeNamed(attrs['dtype']) ?? sumType(x!.dtype)),
  saves: { inputs: [], output: false },
  backward: ({ inputs, attrs }, g) => [apply(cumsum, [g], flipped(attrs)).to(inputs[0]!.dtype)],
  explain: { tex: () => '1', locals: (_, i, evidence) => reached(i, evidence, () => 1) },
};

export const cumprod: OpRecord = {
  name: 'cumprod',
  gradFn: () => 'CumprodBackward0',
  symbol: '∏',
  formula: (n) => `\\operatorname{cumprod} ${operandTex(n, 0)}`,
  forward: ([x], attrs) => computeScan('prod', x!, attrs, dtypeNamed(attrs['dtype']) ?? sumType(x!.dtype)),
  saves: { inputs: [0], output: false },
  backward: ({ inputs, attrs }, g) => [
    cumprodGradient(inputs[0]!.to(g.dtype), attrs, g).to(inputs[0]!.dtype),
  ],
  explain: {
    tex: (_, n) => `\\prod_{j \\ne i} ${operandTex(n, 0)}_j`,
    locals: (_, i, evidence) =>
      reached(i, evidence, (at) => {
        const { lane } = laneAround(i, evidence);
        const upTo = evidence.attrs['reverse']
          ? lane.slice(lane.indexOf(at))
          : lane.slice(0, lane.indexOf(at) + 1);
        return productWithout(upTo, i, evidence);
      }),
  },
};

function productWithout(positions: readonly number[], i: number, { inputs }: Evidence): number {
  return positions.filter((j) => j !== i).reduce((product, j) => product * elementAt(inputs[0]!, j), 1);
}

/**
 * ∂/∂x_i of the running products: the product before i, times what comes behind it. That is
 * R_i = g_i + x_(i+1) · R_(i+1), so that nothing is divided and zeros need no care.
 */
function cumprodGradient(x: Tensor, attrs: Attrs, g: Tensor): Tensor {
  const dim = attrs['dim'] as number;
  const reverse = Boolean(attrs['reverse']);
  const step = reverse ? -1 : 1;
  const before = apply(cumprod, [shifted(x, dim, step, 1)], { dim, reverse });
  const behind = apply(recurrence, [g, shifted(x, dim, -step, 0)], { dim, reverse: !reverse });
  return before.mul(behind);
}

/** x_(i−by) along the dimension, and `fill` where there is none. */
function shifted(x: Tensor, dim: number, by: number, fill: number): Tensor {
  return apply(shift, [x], { dim, by, fill });
}

export const shift: OpRecord = {
  name: 'shift',
  gradFn: () => 'ShiftBackward0',
  symbol: '→',
  formula: (n) => `${operandTex(n, 0)}_{i - ${String(n.attrs['by'])}}`,
  forward([x], attrs) {
    const dim = dimOf(attrs, x!.ndim);
    const out = Tensor.empty(x!.shape, x!.dtype, x!.device);
    const kernel = needs(x!.device.lanes?.shift, 'shift', x!.device);
    kernel(lanes(x!, dim), lanes(out, dim), attrs['by'] as number, attrs['fill'] as number);
    return out;
  },
  saves: { inputs: [], output: false },
  backward: ({ attrs }, g) => [shifted(g, attrs['dim'] as number, -(attrs['by'] as number), 0)],
  explain: {
    tex: () => '1',
    locals(_, i, evidence) {
      const { lane, own } = laneAround(i, evidence);
      const at = lane[own + (evidence.attrs['by'] as number)];
      return at === undefined ? [] : [{ at, value: 1 }];
    },
  },
};

/** y_i = a_i + c_i · y_(i−1) along the dimension; y_(i+1) where reverse. */
export const recurrence: OpRecord = {
  name: 'recurrence',
  gradFn: () => 'RecurrenceBackward0',
  symbol: '↻',
  formula: (n) => `${n.output}_i = ${operandTex(n, 0)}_i + ${operandTex(n, 1)}_i \\, ${n.output}_{i - 1}`,
  forward([a, c], attrs) {
    const dim = dimOf(attrs, a!.ndim);
    const out = Tensor.empty(a!.shape, a!.dtype, a!.device);
    const kernel = needs(a!.device.lanes?.recurrence, 'cumprod', a!.device);
    kernel(lanes(a!, dim), lanes(c!, dim), lanes(out, dim), Boolean(attrs['reverse']));
    return out;
  },
  saves: { inputs: [1], output: true },
  backward({ inputs, output, attrs, needs: wanted }, g) {
    const dim = attrs['dim'] as number;
    const step = attrs['reverse'] ? -1 : 1;
    const flow = apply(recurrence, [g, shifted(inputs[1]!, dim, -step, 0)], flipped(attrs));
    return [wanted[0] ? flow : null, wanted[1] ? flow.mul(shifted(output, dim, step, 0)) : null];
  },
  explain: {
    tex: (k, n) => (k === 0 ? `\\prod_{j > i} ${operandTex(n, 1)}_j` : `${n.output}_{i - 1}`),
    locals(k, i, evidence) {
      const { lane, own } = laneAround(i, evidence);
      const before = lane[own + (evidence.attrs['reverse'] ? 1 : -1)];
      const entering = k === 0 ? 1 : before === undefined ? 0 : elementAt(evidence.output, before);
      const factor = evidence.inputs[1]!;
      return reached(i, evidence, (_, path) =>
        path.slice(1).reduce((product, j) => product * elementAt(factor, j), entering),
      );
    },
  },
};

export const logcumsumexp: OpRecord = {
  name: 'logcumsumexp',
  gradFn: () => 'LogcumsumexpBackward0',
  symbol: 'lse',
  formula: (n) => `\\ln \\operatorname{cumsum} e^{${operandTex(n, 0)}}`,
  forward([x], attrs) {
    requireFloat('logcumsumexp_out_cpu', x!.dtype);
    return computeScan('logaddexp', x!, attrs, x!.dtype);
  },
  saves: { inputs: [0], output: true },
  backward({ inputs, output, attrs }, g) {
    // Σ_(k≥i) g_k e^(x_i − y_k), with no exponent above 0: y rises
    const [x, dim] = [inputs[0]!, attrs['dim'] as number];
    const decay = output.sub(shifted(output, dim, -1, Infinity)).exp();
    const behind = apply(recurrence, [g, decay], { dim, reverse: true });
    return [x.sub(output).exp().mul(behind)];
  },
  explain: {
    tex: (_, n) => `e^{${operandTex(n, 0)} - ${n.output}}`,
    locals: (_, i, evidence) =>
      reached(i, evidence, (at) =>
        Math.exp(elementAt(evidence.inputs[0]!, i) - elementAt(evidence.output, at)),
      ),
  },
};

export const cummax = pickRecord({
  name: 'cummax',
  gradFn: 'CummaxBackward0',
  symbol: 'max',
  tex: (x) => `\\operatorname{cummax} ${x}`,
});
export const cummin = pickRecord({
  name: 'cummin',
  gradFn: 'CumminBackward0',
  symbol: 'min',
  tex: (x) => `\\operatorname{cummin} ${x}`,
});

function cumulativeArg(kernel: 'max' | 'min'): OpRecord {
  return {
    name: `cum${kernel}Indices`,
    gradFn: () => '',
    symbol: `arg${kernel}`,
    formula: (n) => `\\operatorname{arg\\,cum${kernel}} ${operandTex(n, 0)}`,
    forward([x], attrs) {
      const dim = dimOf(attrs, x!.ndim);
      const out = indexTensor(x!.shape, x!);
      const scan = needs(x!.device.lanes?.scanExtreme, `cum${kernel}`, x!.device);
      scan(kernel, lanes(x!, dim), lanes(out, dim));
      return out;
    },
    saves: { inputs: [], output: false },
    backward: null,
    explain: null,
  };
}

const cummaxIndices = cumulativeArg('max');
const cumminIndices = cumulativeArg('min');

/** Running extremes and where they came from: of those that tie, the latest. */
export function cumulativeExtreme(
  kind: 'max' | 'min',
  x: Tensor,
  dim: number,
): { values: Tensor; indices: Tensor } {
  if (x.ndim === 0 && dim !== 0 && dim !== -1) {
    throw new IndexError(`cum${kind}(): Expected reduction dim -1 or 0 for scalar but got ${dim}`);
  }
  const indices = apply(kind === 'max' ? cummaxIndices : cumminIndices, [x], { dim });
  const values = apply(kind === 'max' ? cummax : cummin, [x, indices], { dim });
  return { values, indices };
}

/** The product of all other elements in the same product. */
function others(x: Tensor, dim: number): Tensor {
  const before = apply(cumprod, [shifted(x, dim, 1, 1)], { dim, reverse: false });
  const behind = apply(cumprod, [shifted(x, dim, -1, 1)], { dim, reverse: true });
  return before.mul(behind);
}

export const prod: OpRecord = {
  name: 'prod',
  gradFn: (attrs) => `ProdBackward${attrs['dim'] === null ? 0 : 1}`,
  symbol: '∏',
  formula: (n) => `\\prod${overDims(n.attrs)} ${operandTex(n, 0)}`,
  forward: ([x], attrs) =>
    computeReduce(
      'prod',
      x!,
      dimsOf(attrs, x!.ndim),
      Boolean(attrs['keepdim']),
      requestedType(attrs) ?? sumType(x!.dtype),
    ),
  saves: { inputs: [0], output: false },
  backward({ inputs, attrs }, g) {
    const x = inputs[0]!.to(g.dtype);
    const dims = attrs['dim'] as readonly number[] | null;
    const slopes = dims === null ? others(x.reshape([-1]), 0).reshape(x.shape) : others(x, dims[0]!);
    return [
      g
        .reshape(keptShape(x.shape, dimsOf(attrs, x.ndim)))
        .mul(slopes)
        .to(inputs[0]!.dtype),
    ];
  },
  explain: {
    tex: (_, n) => `\\prod_{j \\ne i} ${operandTex(n, 0)}_j`,
    locals(_, i, evidence) {
      const at = target(i, evidence);
      const group = places(evidence.inputs[0]!).filter((j) => target(j, evidence) === at);
      return [{ at, value: productWithout(group, i, evidence) }];
    },
  },
};

export const CUMULATIVE_OPS: readonly OpRecord[] = [
  ...[cumsum, cumprod, shift, recurrence, logcumsumexp, cummax, cummin, cummaxIndices, cumminIndices, prod],
];

/** @file Quantiles by linear interpolation between neighbours in the sorted order. */

import { apply } from '../../autograd/apply';
import { RuntimeError } from '../../errors';
import { contiguousStrides } from '../../shape';
import { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { elementAt, operandTex } from '../common';
import type { Evidence, Local, OpRecord } from '../op';
import { argsort } from './order';
import { dimOf, indexTensor, inside, laneOf, lanePlace, pickFirst, placed, resized } from './lanes';

/** Between which two places of n sorted elements a quantile lies, and how far along. */
function between(q: number, n: number, isSingle: boolean): { low: number; high: number; weight: number } {
  const rank = isSingle ? Math.fround(Math.fround(q) * (n - 1)) : q * (n - 1);
  const low = Math.floor(rank);
  return { low, high: Math.ceil(rank), weight: rank - low };
}

const quantilesOf = (attrs: Attrs): readonly number[] => attrs['q'] as readonly number[];

interface Plan {
  readonly dim: number;
  /** indices into x, and weights, of x's shape but for the dimension: one place a quantile */
  readonly low: Tensor;
  readonly high: Tensor;
  readonly weight: Tensor;
}

function planFor(x: Tensor, attrs: Attrs): Plan {
  return inside(() => {
    const dim = dimOf(attrs, x.ndim);
    const n = x.shape[dim] ?? 1;
    const spots = quantilesOf(attrs).map((q) => between(q, n, x.dtype.name === 'float32'));
    const shape = x.ndim === 0 ? [spots.length] : resized(x.shape, dim, spots.length);
    const order = apply(argsort, [x], { dim, descending: false });
    // a lane with a NaN has the quantile NaN, which stands last
    const spoilt = x.ne(x).sum(dim, { keepdim: true }).gt(0).long();
    const index = (side: 'low' | 'high'): Tensor => {
      const places = along(
        spots.map((spot) => spot[side]),
        indexTensor([spots.length], x),
        shape,
        dim,
      );
      const at = places.mul(spoilt.rsub(1)).add(spoilt.mul(n - 1));
      return apply(pickFirst, [order.reshape(x.ndim === 0 ? [1] : x.shape), at], { dim });
    };
    const weights = Tensor.empty([spots.length], x.dtype, x.device);
    const weight = along(
      spots.map((spot) => spot.weight),
      weights,
      shape,
      dim,
    );
    return { dim, low: index('low'), high: index('high'), weight };
  });
}

/** Numbers along a dimension, repeated over the others. */
function along(numbers: readonly number[], into: Tensor, shape: readonly number[], dim: number): Tensor {
  numbers.forEach((value, j) => into.device.fill(into.look([], [], j), value));
  const column = shape.map((_, d) => (d === dim ? numbers.length : 1));
  const view = into.look(column, contiguousStrides(column), 0);
  return view.expand(shape);
}

/** Moves a dimension by neighbours' swaps, which are differentiable views. */
function moved(x: Tensor, from: number, to: number): Tensor {
  let out = x;
  for (let d = from; d < to; d++) out = out.transpose(d, d + 1);
  for (let d = from; d > to; d--) out = out.transpose(d, d - 1);
  return out;
}

/** The output's shape: the quantiles first where there was a list of them. */
function outputShape(x: Tensor, attrs: Attrs): number[] {
  const dim = dimOf(attrs, x.ndim);
  if (attrs['ones'])
    return [...(attrs['scalar'] ? [] : [quantilesOf(attrs).length]), ...(attrs['ones'] as number[])];
  const rest = attrs['keepdim'] ? resized(x.shape, dim, 1) : x.shape.filter((_, d) => d !== dim);
  return attrs['scalar'] ? rest : [quantilesOf(attrs).length, ...rest];
}

export const quantile: OpRecord = {
  name: 'quantile',
  gradFn: () => 'SqueezeBackward4',
  symbol: 'quantile',
  formula: (n) => `\\operatorname{quantile}_{${quantilesOf(n.attrs).join(', ')}} ${operandTex(n, 0)}`,
  forward([x], attrs) {
    const wrong = quantilesOf(attrs).find((q) => !(q >= 0 && q <= 1));
    if (wrong !== undefined) {
      throw new RuntimeError(
        attrs['scalar']
          ? `quantile() q must be in the range [0, 1] but got ${wrong}`
          : 'quantile() q values must be in the range [0, 1]',
      );
    }
    if (x!.numel() === 0) throw new RuntimeError('quantile() input tensor must be non-empty');
    return inside(() => {
      const { dim, low, high, weight } = planFor(x!, attrs);
      const line = x!.ndim === 0 ? x!.reshape([1]) : x!;
      const below = apply(pickFirst, [line, low], { dim });
      const above = apply(pickFirst, [line, high], { dim });
      const value = below.add(above.sub(below).mul(weight));
      return moved(value, dim, 0).clone().reshape(outputShape(x!, attrs));
    });
  },
  saves: { inputs: [0], output: false },
  backward({ inputs, attrs }, g) {
    const x = inputs[0]!;
    const { dim, low, high, weight } = planFor(x, attrs);
    const rest = x.shape.filter((_, d) => d !== dim);
    const flow = moved(g.reshape([quantilesOf(attrs).length, ...rest]), 0, dim);
    const shape = x.ndim === 0 ? [1] : x.shape;
    const below = placed(flow.mul(weight.rsub(1)), low, dim, shape);
    return [below.add(placed(flow.mul(weight), high, dim, shape)).reshape(x.shape)];
  },
  explain: {
    tex: (_, n) =>
      `\\text{how near } ${n.output} \\text{ is to } ${operandTex(n, 0)} \\text{ among its neighbours}`,
    locals: quantileLocals,
  },
};

function quantileLocals(_: number, i: number, { inputs, attrs }: Evidence): Local[] {
  const { shape } = inputs[0]!;
  const place = lanePlace(shape, dimOf(attrs, shape.length));
  const lane = laneOf(i, place, place.size);
  const value = (j: number): number => elementAt(inputs[0]!, j);
  const rank = [...lane].sort((a, b) => value(a) - value(b)).indexOf(i);
  const outer = Math.floor(i / (place.size * place.inner)) * place.inner + (i % place.inner);
  const lanes = inputs[0]!.elements.length / place.size;
  return quantilesOf(attrs).map((q, j) => {
    const { low, high, weight } = between(q, place.size, false);
    return { at: j * lanes + outer, value: (low === rank ? 1 - weight : 0) + (high === rank ? weight : 0) };
  });
}

/** @file Functions of `torch` for what is sampled: areas under it, and its slopes. */

import { IndexError, RuntimeError } from '../errors';
import { over, times } from '../ops/times';
import { checkTensors } from '../refusals';
import { normalizeDim, ownDim } from '../shape';
import { Tensor } from '../tensor';
import { cat } from './joining';

export interface Spacing {
  /** how far apart neighbours are, where no `x` says it */
  readonly dx?: number;
  readonly dim?: number;
}

/** The distances between neighbours that `x` tells, in a shape that broadcasts to y's but for one sample. */
function distances(name: string, y: Tensor, x: Tensor, dim: number): Tensor {
  if (y.dtype.name === 'bool' || x.dtype.name === 'bool') {
    throw new RuntimeError(`${name}: received a bool input for \`x\` or \`y\`, but bool is not supported`);
  }
  const d = ownDim(dim, y.ndim);
  const wide =
    x.ndim === 1
      ? x.view(y.shape.map((_, i) => (i === d ? -1 : 1)))
      : x.view([...Array<number>(Math.max(y.ndim - x.ndim, 0)).fill(1), ...x.shape]);
  if (x.ndim === 1 && x.shape[0] !== y.shape[d]) {
    throw new RuntimeError(`${name}: There must be one \`x\` value for each sample point`);
  }
  const own = normalizeDim(dim, wide.ndim);
  const count = wide.shape[own]! - 1;
  return wide.narrow(own, 1, count).sub(wide.narrow(own, 0, count));
}

function refuseBool(name: string, y: Tensor): void {
  if (y.dtype.name !== 'bool') return;
  throw new RuntimeError(`${name}: received a bool input for \`y\`, but bool is not supported`);
}

/**
 * The area under samples, by trapezoids between neighbours: `dx` apart, or where `x` says.
 * Shape: without the dimension. Integers give float32.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.trapezoid.html
 * @throws RuntimeError for bools, and for as many places as there are no samples
 */
export function trapezoid(y: Tensor, x: Tensor | null = null, { dx = 1, dim = -1 }: Spacing = {}): Tensor {
  checkTensors('trapezoid', { y });
  const d = ownDim(dim, y.ndim);
  if (y.shape[d] === 0) return y.sum(d).mul(0).float();
  if (x) {
    const steps = distances('trapezoid', y, x, dim);
    const count = y.shape[d]! - 1;
    return over(
      y
        .narrow(d, 0, count)
        .add(y.narrow(d, 1, count))
        .mul(steps)
        .sum(d),
      2,
    );
  }
  refuseBool('trapezoid', y);
  const ends = y.select(d, 0).add(y.select(d, -1));
  return times(y.sum(d).sub(times(ends, 0.5)), dx);
}

/**
 * The second name of `trapezoid`. Shape: without the dimension.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.trapz.html
 */
export function trapz(y: Tensor, x: Tensor | null = null, options: Spacing = {}): Tensor {
  checkTensors('trapz', { y });
  return trapezoid(y, x, options);
}

/**
 * The area under samples up to each one but the first.
 * Shape: one less along the dimension. Integers give float32.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.cumulative_trapezoid.html
 * @throws RuntimeError for bools, and for as many places as there are no samples
 */
export function cumulativeTrapezoid(
  y: Tensor,
  x: Tensor | null = null,
  { dx = 1, dim = -1 }: Spacing = {},
): Tensor {
  checkTensors('cumulativeTrapezoid', { y });
  if (y.ndim === 0) throw new IndexError('slice() cannot be applied to a 0-dim tensor.');
  const d = ownDim(dim, y.ndim);
  const steps = x && distances('cumulative_trapezoid', y, x, dim);
  if (!x) refuseBool('cumulative_trapezoid', y);
  const count = y.shape[d]! - 1;
  const [left, right] = [y.narrow(d, 0, count), y.narrow(d, 1, count)];
  if (steps) return over(left.add(right).mul(steps).cumsum(d), 2);
  return times(right.add(left), dx / 2).cumsum(d);
}

export interface GradientOptions {
  /** how far apart neighbours are: for all dimensions, for each, or where each sample is */
  readonly spacing?: number | readonly number[] | readonly Tensor[];
  readonly dim?: number | readonly number[] | null;
  /** 1: of two samples at the ends; 2: of three */
  readonly edgeOrder?: number;
}

/** `count` samples along a dimension, from one on; a negative one counts from the end. */
function samples(x: Tensor, dim: number, from: number, to: number | null = null): Tensor {
  const size = x.shape[dim]!;
  const [first, end] = [from, to ?? size].map((at) => (at < 0 ? at + size : at)) as [number, number];
  return x.narrow(dim, first, Math.max(end - first, 0));
}

/** Slopes of samples that lie evenly. */
function evenSlopes(x: Tensor, dx: number, dim: number, edgeOrder: number): Tensor {
  const at = (from: number, to: number | null = null): Tensor => samples(x, dim, from, to);
  const center = over(over(at(2).sub(at(0, -2)), dx), 2);
  const [first, last] =
    edgeOrder === 1
      ? [at(1, 2).sub(at(0, 1)), at(-1).sub(at(-2, -1))]
      : [
          times(at(0, 1), -1.5)
            .add(times(at(1, 2), 2))
            .sub(times(at(2, 3), 0.5)),
          times(at(-3, -2), 0.5)
            .sub(times(at(-2, -1), 2))
            .add(times(at(-1), 1.5)),
        ];
  return cat([over(first, dx), center, over(last, dx)], dim);
}

/** Slopes of samples at given places: parabolas through three neighbours. */
function unevenSlopes(x: Tensor, places: Tensor, dim: number, edgeOrder: number): Tensor {
  if (places.ndim !== 1) {
    throw new RuntimeError(
      `torch.gradient expected each element of spacing to have one dimension, but got an element with ${places.ndim} dimensions!`,
    );
  }
  const at = (from: number, to: number | null = null): Tensor => samples(x, dim, from, to);
  const steps = places.diff(1, 0);
  const shape = x.shape.map((_, d) => (d === dim ? -1 : 1));
  const [h, k] = [samples(steps, 0, 0, -1), samples(steps, 0, 1)];
  const both = h.add(k);
  const a = k.neg().div(h.mul(both)).reshape(shape);
  const b = k.sub(h).div(h.mul(k)).reshape(shape);
  const c = h.div(k.mul(both)).reshape(shape);
  const center = a
    .mul(at(0, -2))
    .add(b.mul(at(1, -1)))
    .add(c.mul(at(2)));
  const step = (i: number): Tensor => steps.select(0, i);
  if (edgeOrder === 1) {
    return cat([at(1, 2).sub(at(0, 1)).div(step(0)), center, at(-1).sub(at(-2, -1)).div(step(-1))], dim);
  }
  /** A parabola's slope at its first place; `near` and `far` are the steps from there on. */
  const edge = (near: Tensor, far: Tensor): [Tensor, Tensor, Tensor] => [
    near
      .mul(2)
      .add(far)
      .div(near.mul(near.add(far))),
    near.add(far).div(near.mul(far)),
    near.div(far.mul(near.add(far))),
  ];
  const [p, q, r] = edge(step(0), step(1));
  const [s, t, u] = edge(step(-1), step(-2));
  const first = p
    .neg()
    .mul(at(0, 1))
    .add(q.mul(at(1, 2)))
    .add(r.neg().mul(at(2, 3)));
  const last = u
    .mul(at(-3, -2))
    .add(t.neg().mul(at(-2, -1)))
    .add(s.mul(at(-1)));
  return cat([first, center, last], dim);
}

function checkGradient(
  x: Tensor,
  count: number | null,
  dims: readonly number[] | null,
  edgeOrder: number,
): void {
  if (x.dtype.name === 'uint8') throw new RuntimeError('torch.gradient does not support uint8 input.');
  if (count !== null && !dims && count !== x.ndim) {
    throw new RuntimeError(
      `torch.gradient expected spacing to be unspecified, a scalar, or a list of length equal to 'self.dim() = ${x.ndim}', since dim argument was not given, but got a list of length ${count}`,
    );
  }
  if (count !== null && dims && count !== dims.length) {
    throw new RuntimeError(
      `torch.gradient expected spacing to be unspecified, a scalar or it's spacing and dim arguments to have the same length, but got a spacing argument of length ${count} and a dim argument of length ${dims.length}.`,
    );
  }
  if (edgeOrder !== 1 && edgeOrder !== 2) {
    throw new RuntimeError('torch.gradient only supports edge_order=1 and edge_order=2.');
  }
  const own = (dims ?? x.shape.map((_, d) => d)).map((d) => normalizeDim(d, x.ndim));
  const twice = own.find((d, i) => own.indexOf(d) < i);
  if (twice !== undefined) throw new RuntimeError(`dim ${twice} appears multiple times in the list of dims`);
  if (own.every((d) => x.shape[d]! > edgeOrder)) return;
  throw new RuntimeError('torch.gradient expected each dimension size to be at least edge_order+1');
}

/**
 * The slopes of samples along dimensions (all, if none is named): inside of both neighbours, at the ends of one side.
 * Shape of each: as the tensor. Integers give float32.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.gradient.html
 * @throws RuntimeError for a spacing that does not fit the dimensions, and for fewer samples than an end needs
 */
export function gradient(x: Tensor, options: GradientOptions = {}): Tensor[] {
  checkTensors('gradient', { input: x });
  const { spacing = 1, dim = null, edgeOrder = 1 } = options;
  const named = typeof dim === 'number' ? [dim] : dim;
  checkGradient(x, typeof spacing === 'number' ? null : spacing.length, named, edgeOrder);
  const dims = (named ?? x.shape.map((_, d) => d)).map((d) => normalizeDim(d, x.ndim));
  return dims.map((d, i) => {
    const own = typeof spacing === 'number' ? spacing : spacing[i]!;
    return own instanceof Tensor ? unevenSlopes(x, own, d, edgeOrder) : evenSlopes(x, own, d, edgeOrder);
  });
}

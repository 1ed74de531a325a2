/** @file Trace, cross product, and distances between the rows of two matrices. */

import { RuntimeError } from '../../errors';
import { broadcastShapes, contiguousStrides, numel, ownDim, type Shape } from '../../shape';
import { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { broadcastSource, elementAt, operandTex, sumToShape } from '../common';
import type { Evidence, Local, OpRecord } from '../op';
import { inside } from '../reduction/lanes';
import { zerosOf } from '../pointwise/common';
import { where } from '../pointwise/where';
import { refuseBool } from './ways';

/** Ones on the diagonal of a matrix, zeros elsewhere. */
function diagonalOnes(like: Tensor): Tensor {
  const [rows, columns] = like.shape as [number, number];
  const out = Tensor.empty([rows, columns], like.dtype, like.device);
  const size = Math.min(rows, columns);
  if (size > 0) like.device.fill(out.look([size], [columns + 1], 0), 1);
  return out;
}

export const trace: OpRecord = {
  name: 'trace',
  gradFn: () => 'TraceBackward0',
  symbol: 'tr',
  formula: (n) => `\\operatorname{tr}(${operandTex(n, 0)})`,
  forward([x]) {
    if (x!.ndim !== 2) {
      throw new RuntimeError(`trace: expected a matrix, but got tensor with dim ${x!.ndim}`);
    }
    refuseBool(x!.dtype, 'trace');
    const size = Math.min(x!.shape[0]!, x!.shape[1]!);
    return inside(() => x!.look([size], [x!.strides[0]! + x!.strides[1]!], x!.offset).sum());
  },
  saves: { inputs: [], output: false },
  backward: ({ inputs }, g) => [g.mul(diagonalOnes(inputs[0]!))],
  explain: {
    tex: () => '[i = j]',
    locals(_, i, e) {
      const columns = e.inputs[0]!.shape[1]!;
      return Math.floor(i / columns) === i % columns ? [{ at: 0, value: 1 }] : [];
    },
  },
};

/** The two other components of a 3-vector, in turn. */
const TURN = [
  [1, 2],
  [2, 0],
  [0, 1],
] as const;

const crossDim = (attrs: Attrs, rank: number): number => ownDim(attrs['dim'] as number, rank);

/** The cross product along a dimension of size 3. */
export const cross: OpRecord = {
  name: 'cross',
  gradFn: () => 'LinalgCrossBackward0',
  symbol: '×',
  formula: (n) => `${operandTex(n, 0)} \\times ${operandTex(n, 1)}`,
  forward([a, b], attrs) {
    if (a!.ndim !== b!.ndim) {
      throw new RuntimeError('linalg.cross: inputs must have the same number of dimensions.');
    }
    const dim = crossDim(attrs, a!.ndim);
    const [left, right] = [a!.shape[dim], b!.shape[dim]];
    if (left !== 3 || right !== 3) {
      throw new RuntimeError(
        `linalg.cross: inputs dimension ${attrs['dim']} must have length 3. Got ${left} and ${right}`,
      );
    }
    const shape = broadcastShapes(a!.shape, b!.shape);
    if (a!.dtype !== b!.dtype) {
      throw new RuntimeError(`expected scalar type ${a!.dtype.scalarName} but found ${b!.dtype.scalarName}`);
    }
    refuseBool(a!.dtype, 'cross');
    return inside(() => {
      const [x, y] = [a!.expand(shape), b!.expand(shape)];
      const component = (t: Tensor, at: number): Tensor => {
        const rest = <T>(list: readonly T[]): T[] => list.filter((_, d) => d !== dim);
        return t.look(rest(t.shape), rest(t.strides), t.offset + at * t.strides[dim]!);
      };
      const out = Tensor.empty(shape, a!.dtype, a!.device);
      TURN.forEach(([p, q], at) => {
        const value = component(x, p)
          .mul(component(y, q))
          .sub(component(x, q).mul(component(y, p)));
        out.device.copy(value, component(out, at));
      });
      return out;
    });
  },
  saves: { inputs: [0, 1], output: false },
  backward({ inputs, attrs, needs }, g) {
    const [a, b] = [inputs[0]!, inputs[1]!];
    const dim = attrs['dim'] as number;
    return [
      needs[0] ? sumToShape(b.cross(g, dim), a.shape) : null,
      needs[1] ? sumToShape(g.cross(a, dim), b.shape) : null,
    ];
  },
  explain: {
    tex: (k, n) => `\\times ${operandTex(n, 1 - k)}`,
    locals(k, i, e) {
      const { shape } = e.output;
      const dim = crossDim(e.attrs, shape.length);
      const step = contiguousStrides(shape)[dim]!;
      const [mine, other] = [e.inputs[k]!, e.inputs[1 - k]!];
      const found: Local[] = [];
      for (let at = 0; at < numel(shape); at++) {
        const component = Math.floor(at / step) % 3;
        const [p, q] = TURN[component]!;
        const place = (c: number): number => at + (c - component) * step;
        for (const [own, partner, sign] of [
          [p, q, 1],
          [q, p, -1],
        ] as const) {
          if (broadcastSource(mine.shape, shape, place(own)) !== i) continue;
          const value = elementAt(other, broadcastSource(other.shape, shape, place(partner)));
          found.push({ at, value: (k === 0 ? sign : -sign) * value });
        }
      }
      return found;
    },
  },
};

const orderOf = (attrs: Attrs): number => Number(attrs['p']);

/** Distances of all pairs of rows: [B, P, D] and [B, R, D] give [B, P, R]. */
export const cdist: OpRecord = {
  name: 'cdist',
  gradFn: () => 'CdistBackward0',
  symbol: '‖·‖',
  formula: (n) => `\\lVert ${operandTex(n, 0)}_i - ${operandTex(n, 1)}_j \\rVert`,
  forward([a, b], attrs) {
    checkDistance(a!, b!, orderOf(attrs));
    return inside(() => {
      const precise = (t: Tensor): Tensor => (t.device.type === 'cpu' ? t.double() : t);
      const difference = precise(a!).unsqueeze(-2).sub(precise(b!).unsqueeze(-3));
      return difference.norm(orderOf(attrs), -1).to(a!.dtype);
    });
  },
  saves: { inputs: [0, 1], output: true },
  backward({ inputs, output, attrs, needs }, g) {
    const [a, b] = [inputs[0]!, inputs[1]!];
    const slope = slopes(a.unsqueeze(-2).sub(b.unsqueeze(-3)), output.unsqueeze(-1), orderOf(attrs));
    const flow = slope.mul(g.unsqueeze(-1));
    return [
      needs[0] ? sumToShape(flow.sum(-2), a.shape) : null,
      needs[1] ? sumToShape(flow.sum(-3).neg(), b.shape) : null,
    ];
  },
  explain: {
    tex: (k, n) =>
      `${k === 0 ? '' : '-'}\\operatorname{sign}(d) \\left(\\frac{|d|}{${n.output}}\\right)^{p - 1}`,
    locals: (k, i, e) => distanceLocals(k, i, e),
  },
};

function checkDistance(a: Tensor, b: Tensor, p: number): void {
  [a, b].forEach((x, k) => {
    if (x.ndim < 2) {
      throw new RuntimeError(`cdist only supports at least 2D tensors, X${k + 1} got: ${x.ndim}D`);
    }
  });
  [a, b].forEach((x, k) => {
    if (x.dtype.isFloatingPoint) return;
    throw new RuntimeError(`cdist only supports floating-point dtypes, X${k + 1} got: ${x.dtype.scalarName}`);
  });
  if (a.dtype !== b.dtype) {
    throw new RuntimeError(`expected scalar type ${a.dtype.scalarName} but found ${b.dtype.scalarName}`);
  }
  if (a.shape.at(-1) !== b.shape.at(-1)) {
    throw new RuntimeError(
      `X1 and X2 must have the same number of columns. X1: ${a.shape.at(-1)} X2: ${b.shape.at(-1)}`,
    );
  }
  if (!(p >= 0)) throw new RuntimeError('cdist only supports non-negative p values');
}

/** ∂‖d‖ₚ/∂d, and 0 where the distance is. */
function slopes(d: Tensor, distance: Tensor, p: number): Tensor {
  if (p === 0) return zerosOf(d);
  const sign = d.sign();
  if (p === 1) return sign;
  if (p === Infinity) return sign.mul(d.abs().eq(distance).to(d.dtype));
  const safe = where(distance.eq(0), 1, distance);
  const ratio =
    p === 2
      ? d.div(safe)
      : sign.mul(
          d
            .abs()
            .div(safe)
            .pow(p - 1),
        );
  return where(distance.eq(0), 0, ratio);
}

function distanceLocals(k: number, i: number, e: Evidence): Local[] {
  const [a, b] = [e.inputs[0]!, e.inputs[1]!];
  const p = orderOf(e.attrs);
  const shape = e.output.shape;
  const [rows, others] = [shape.at(-2)!, shape.at(-1)!];
  const size = a.shape.at(-1)!;
  const row = (x: Shape, batch: number, r: number): number =>
    (broadcastSource(x.slice(0, -2), shape.slice(0, -2), batch) * x.at(-2)! + r) * size;
  const found: Local[] = [];
  for (let at = 0; at < numel(shape); at++) {
    const batch = Math.floor(at / (rows * others));
    const left = row(a.shape, batch, Math.floor(at / others) % rows);
    const right = row(b.shape, batch, at % others);
    const own = k === 0 ? left : right;
    if (i < own || i >= own + size) continue;
    const d = elementAt(a, left + i - own) - elementAt(b, right + i - own);
    const distance = elementAt(e.output, at);
    if (distance === 0 || d === 0 || p === 0) continue;
    const slope = p === Infinity ? Number(Math.abs(d) === distance) : (Math.abs(d) / distance) ** (p - 1);
    found.push({ at, value: (k === 0 ? 1 : -1) * Math.sign(d) * slope });
  }
  return found;
}

export const SMALL_OPS: readonly OpRecord[] = [trace, cross, cdist];

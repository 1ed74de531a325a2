/** @file The p-norm of vectors: of all elements, or over dimensions. */

import { apply } from '../../autograd/apply';
import { RuntimeError } from '../../errors';
import { broadcastShapes } from '../../shape';
import type { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { broadcastSource, elementAt, operandTex } from '../common';
import { like } from '../pointwise/common';
import { where } from '../pointwise/where';
import type { Evidence, OpRecord } from '../op';
import { computeReduce, dimsOf, keptShape, overDims, target } from '../reduce';
import { inside, places } from './lanes';

/** The order as a number: infinities travel as text, for JSON has none. */
export function orderOf(attrs: Attrs): number {
  return Number(attrs['p']);
}

function compute(x: Tensor, attrs: Attrs): Tensor {
  const p = orderOf(attrs);
  const dims = dimsOf(attrs, x.ndim);
  const keepdim = Boolean(attrs['keepdim']);
  const over = (kernel: 'sum' | 'max' | 'min', of: Tensor): Tensor =>
    computeReduce(kernel, of, dims, keepdim, of.dtype);
  const sizes = x.device.type === 'cpu' ? x.double() : x;
  const abs = sizes.abs();
  if (p === 0) return over('sum', abs.ne(0).to(abs.dtype));
  if (p === 1) return over('sum', abs);
  if (p === 2) return over('sum', sizes.mul(sizes)).sqrt();
  if (Math.abs(p) === Infinity) return over(p > 0 ? 'max' : 'min', abs);
  return over('sum', abs.pow(p)).pow(1 / p);
}

/** 0 where there is nothing to divide by. */
function quotient(a: Tensor, b: Tensor): Tensor {
  return where(b.eq(0), 0, a.div(b));
}

function backwardOf(x: Tensor, norm: Tensor, p: number, g: Tensor, dims: readonly number[]): Tensor {
  if (p === 1) return x.sign().mul(g);
  if (p === 2) return g.mul(quotient(x, norm));
  if (Math.abs(p) === Infinity) {
    const mask = x.abs().eq(norm).to(x.dtype);
    return x.sign().mul(mask.div(mask.sum(dims, { keepdim: true })).mul(g));
  }
  const powers = x.sign().mul(x.abs().pow(p - 1));
  const slopes = p < 1 ? where(x.eq(0), 0, powers) : powers;
  return slopes.mul(quotient(g, norm.pow(p - 1)));
}

function slopeAt(i: number, evidence: Evidence): number {
  const p = orderOf(evidence.attrs);
  const at = target(i, evidence);
  const x = elementAt(evidence.inputs[0]!, i);
  const norm = elementAt(evidence.output, at);
  if (p === 0 || norm === 0) return 0;
  if (Math.abs(p) === Infinity) {
    if (Math.abs(x) !== norm) return 0;
    const ties = places(evidence.inputs[0]!).filter(
      (j) => Math.abs(elementAt(evidence.inputs[0]!, j)) === norm && target(j, evidence) === at,
    );
    return Math.sign(x) / ties.length;
  }
  return x === 0 ? 0 : Math.sign(x) * (Math.abs(x) / norm) ** (p - 1);
}

/** ‖a − b‖ over all elements */
export const distRecord: OpRecord = {
  name: 'dist',
  gradFn: () => 'DistBackward0',
  symbol: '‖a−b‖',
  formula: (n) => `\\lVert ${operandTex(n, 0)} - ${operandTex(n, 1)} \\rVert_{${orderTex(n.attrs)}}`,
  forward([a, b], attrs) {
    return inside(() => {
      const away = a!.sub(b!);
      if (!away.dtype.isFloatingPoint) {
        throw new RuntimeError(
          `norm(): input dtype should be either floating point or complex. Got ${away.dtype.scalarName} instead.`,
        );
      }
      return compute(away, { ...attrs, dim: null }).to(away.dtype);
    });
  },
  saves: { inputs: [0, 1], output: true },
  backward({ inputs, output, attrs, needs }, g) {
    const [a, b] = [inputs[0]!, inputs[1]!];
    if (orderOf(attrs) === 0) return [null, null];
    const away = a.sub(b);
    const slope = backwardOf(away, output, orderOf(attrs), g, dimsOf({ dim: null }, away.ndim));
    return [needs[0] ? like(slope, a) : null, needs[1] ? like(slope.neg(), b) : null];
  },
  explain: {
    tex: (k) => `${k === 0 ? '' : '-'}\\partial \\lVert a - b \\rVert`,
    locals(k, i, e) {
      const [a, b] = [e.inputs[0]!, e.inputs[1]!];
      const shape = broadcastShapes(a.shape, b.shape);
      const count = shape.reduce((n, size) => n * size, 1);
      const at = (from: Evidence['inputs'][0], j: number): number =>
        elementAt(from, broadcastSource(from.shape, shape, j));
      const away = { shape, elements: Float64Array.from({ length: count }, (_, j) => at(a, j) - at(b, j)) };
      const inner = { ...e, inputs: [away], attrs: { ...e.attrs, dim: null } };
      const own = e.inputs[k]!;
      const entered = places(away).filter((j) => broadcastSource(own.shape, shape, j) === i);
      const slope = entered.reduce((sum, j) => sum + slopeAt(j, inner), 0);
      return [{ at: 0, value: k === 0 ? slope : -slope }];
    },
  },
};

export function dist(a: Tensor, b: Tensor, p: number): Tensor {
  return apply(distRecord, [a, b], { p: Number.isFinite(p) ? p : String(p) });
}

export const norm: OpRecord = {
  name: 'norm',
  gradFn: () => 'LinalgVectorNormBackward0',
  symbol: '‖·‖',
  formula: (n) => `\\lVert ${operandTex(n, 0)} \\rVert${overDims(n.attrs) || `_{${orderTex(n.attrs)}}`}`,
  forward([x], attrs) {
    if (!x!.dtype.isFloatingPoint) {
      throw new RuntimeError(
        `linalg.vector_norm: Expected a floating point or complex tensor as input. Got ${x!.dtype.scalarName}`,
      );
    }
    const [p, dims] = [orderOf(attrs), dimsOf(attrs, x!.ndim)];
    if ((p < 0 || p === Infinity) && dims.some((d) => x!.shape[d] === 0)) {
      throw new RuntimeError(
        `linalg.vector_norm cannot compute the ${p === Infinity ? 'inf' : p === -Infinity ? '-inf' : p} norm on an empty tensor because the operation does not have an identity`,
      );
    }
    return inside(() => compute(x!, attrs).to(x!.dtype));
  },
  saves: { inputs: [0], output: true },
  backward({ inputs, output, attrs }, g) {
    const x = inputs[0]!;
    const dims = dimsOf(attrs, x.ndim);
    const shape = keptShape(x.shape, dims);
    if (orderOf(attrs) === 0) return [null];
    return [backwardOf(x, output.reshape(shape), orderOf(attrs), g.reshape(shape), dims)];
  },
  explain: {
    tex: (_, n) =>
      orderOf(n.attrs) === 2
        ? `\\frac{${operandTex(n, 0)}}{${n.output}}`
        : `\\operatorname{sign}(${operandTex(n, 0)}) \\left(\\frac{|${operandTex(n, 0)}|}{${n.output}}\\right)^{p - 1}`,
    locals: (_, i, evidence) => [{ at: target(i, evidence), value: slopeAt(i, evidence) }],
  },
};

function orderTex(attrs: Attrs): string {
  const p = orderOf(attrs);
  return Math.abs(p) === Infinity ? '\\infty' : String(p);
}

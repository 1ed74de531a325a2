/** @file The larger, the smaller, and what lies between. */

import { apply } from '../../autograd/apply';
import type { Operand } from '../../devices/device';
import type { DType } from '../../dtype';
import { ArgumentTypeError, notImplemented, RuntimeError } from '../../errors';
import { broadcastShapes, type Shape } from '../../shape';
import { Tensor, type TensorLike } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { broadcastTo, cast, elementwiseExplanation, operandAt, operandTex, resultType } from '../common';
import type { Evidence, Names, OpRecord } from '../op';
import { like, plain, requireTensor, unaryRecord } from './common';
import { where } from './where';

type Kernel = 'maximum' | 'minimum';

function pick(kernel: Kernel, a: Tensor, b: TensorLike, dtype: DType): Tensor {
  const shape: Shape = typeof b === 'number' ? a.shape : broadcastShapes(a.shape, b.shape);
  const operand = (x: TensorLike): Operand =>
    typeof x === 'number' ? x : broadcastTo(cast(x, dtype), shape);
  const out = Tensor.empty(shape, dtype, a.device);
  a.device.binary(kernel, operand(a), operand(b), out);
  return out;
}

/** The gradient: none for the loser, half for each where they are equal. */
function share(loses: Tensor, ties: Tensor, g: Tensor): Tensor {
  return where(loses, 0, where(ties, g.div(2), g));
}

function extreme(name: Kernel, gradFn: string, beats: 'gt' | 'lt', sign: string): OpRecord {
  const slope = (k: 0 | 1) => (e: Evidence, at: number) => {
    const [own, other] = [operandAt(e, k, at), operandAt(e, 1 - k, at)];
    if (own === other) return 0.5;
    return own > other === (beats === 'gt') ? 1 : 0;
  };
  const tex = (k: 0 | 1) => (n: Names) => `[${operandTex(n, k)} ${sign} ${operandTex(n, 1 - k)}]`;
  return {
    name,
    gradFn: () => gradFn,
    symbol: name === 'maximum' ? 'max' : 'min',
    formula: (n) => `\\${name === 'maximum' ? 'max' : 'min'}(${operandTex(n, 0)}, ${operandTex(n, 1)})`,
    forward: ([a, b]) => pick(name, a!, b!, resultType([a!, b!])),
    saves: { inputs: [0, 1], output: false },
    backward({ inputs, needs }, g) {
      const [a, b] = [inputs[0]!, inputs[1]!];
      // where neither loses (a NaN) the gradient goes to both, as in PyTorch
      const ties = a.eq(b);
      const loses = beats === 'gt' ? a.lt(b) : a.gt(b);
      const wins = beats === 'gt' ? a.gt(b) : a.lt(b);
      return [
        needs[0] ? like(share(loses, ties, g), a) : null,
        needs[1] ? like(share(wins, ties, g), b) : null,
      ];
    },
    explain: elementwiseExplanation({ tex: tex(0), value: slope(0) }, { tex: tex(1), value: slope(1) }),
  };
}

export const maximumRecord = extreme('maximum', 'MaximumBackward0', 'gt', '>');
export const minimumRecord = extreme('minimum', 'MinimumBackward0', 'lt', '<');

export function maximum(a: Tensor, b: Tensor): Tensor {
  requireTensor('maximum', 'other', 2, b);
  return apply(maximumRecord, [a, b]);
}

export function minimum(a: Tensor, b: Tensor): Tensor {
  requireTensor('minimum', 'other', 2, b);
  return apply(minimumRecord, [a, b]);
}

/** The same, but that a NaN loses against any number. */
function past(name: 'fmax' | 'fmin', kernel: Kernel, beats: 'ge' | 'le'): OpRecord {
  const record = kernel === 'maximum' ? maximumRecord : minimumRecord;
  return {
    ...record,
    name,
    gradFn: () => (name === 'fmax' ? 'FmaxBackward0' : 'FminBackward0'),
    forward([x, y]) {
      const dtype = resultType([x!, y!]);
      const [a, b] = [x!.to(dtype), y!.to(dtype)];
      if (!dtype.isFloatingPoint) return pick(kernel, a, b, dtype);
      return plain(() => where(a.isnan(), b, where(b.isnan(), a, pick(kernel, a, b, dtype))));
    },
    backward({ inputs, needs }, g) {
      const [a, b] = [inputs[0]!, inputs[1]!];
      const isFirst = (beats === 'ge' ? a.ge(b) : a.le(b)).logicalOr(b.isnan());
      return [
        needs[0] ? like(where(isFirst, g, 0), a) : null,
        needs[1] ? like(where(isFirst, 0, g), b) : null,
      ];
    },
  };
}

export const fmaxRecord = past('fmax', 'maximum', 'ge');
export const fminRecord = past('fmin', 'minimum', 'le');

export function fmax(a: Tensor, b: Tensor): Tensor {
  return apply(fmaxRecord, [a, b]);
}

export function fmin(a: Tensor, b: Tensor): Tensor {
  return apply(fminRecord, [a, b]);
}

const bound = (attrs: Attrs, key: 'min' | 'max'): number | null => (attrs[key] as number | null) ?? null;

/** Limits that are there. */
const bounds = (attrs: Attrs): number[] =>
  [bound(attrs, 'min'), bound(attrs, 'max')].filter((limit) => limit !== null);

function clampForward(x: Tensor, attrs: Attrs): Tensor {
  const [min, max] = [bound(attrs, 'min'), bound(attrs, 'max')];
  const dtype = resultType([x, ...bounds(attrs)]);
  if ([min, max].some(Number.isNaN)) return Tensor.full(x.shape, NaN, dtype, x.device);
  const above = min === null ? x : pick('maximum', x, min, dtype);
  return max === null ? above : pick('minimum', above, max, dtype);
}

function clampTex(x: string, attrs: Attrs): string {
  const [min, max] = [bound(attrs, 'min'), bound(attrs, 'max')];
  return `${min === null ? '' : `${min} \\le `}${x}${max === null ? '' : ` \\le ${max}`}`;
}

/** Limits that are numbers: attrs.min and attrs.max, null where there is none */
function clampNumbers(name: string, gradFn: string): OpRecord {
  return unaryRecord({
    name,
    gradFn,
    symbol: 'clamp',
    formula: (x, attrs) => `\\operatorname{clamp}(${clampTex(x, attrs)})`,
    forward: clampForward,
    saves: 'input',
    backward(x, g, _, attrs) {
      const [min, max] = [bound(attrs, 'min'), bound(attrs, 'max')];
      const inside = [...(min === null ? [] : [x.ge(min)]), ...(max === null ? [] : [x.le(max)])];
      return where(inside.length === 2 ? inside[0]!.logicalAnd(inside[1]!) : inside[0]!, g, 0).to(x.dtype);
    },
    tex: (x, _, attrs) => `[${clampTex(x, attrs)}]`,
    slope: (x, _, attrs) =>
      x >= (bound(attrs, 'min') ?? -Infinity) && x <= (bound(attrs, 'max') ?? Infinity) ? 1 : 0,
  });
}

export const clampRecord = clampNumbers('clamp', 'ClampBackward1');
export const clampMinRecord = clampNumbers('clampMin', 'ClampMinBackward0');
export const clampMaxRecord = clampNumbers('clampMax', 'ClampMaxBackward0');

/** Which inputs are the limits: attrs.has is 'both', 'min' or 'max'. */
function limitsOf<T>(list: readonly T[], attrs: Attrs): { min: T | null; max: T | null } {
  if (attrs['has'] === 'both') return { min: list[1]!, max: list[2]! };
  return attrs['has'] === 'min' ? { min: list[1]!, max: null } : { min: null, max: list[1]! };
}

function limitsAt(e: Evidence, at: number): { min: number; max: number } {
  const values = e.inputs.map((_, k) => operandAt(e, k, at));
  const { min, max } = limitsOf(values, e.attrs);
  return { min: min ?? -Infinity, max: max ?? Infinity };
}

const tensorClampTex = (n: Names): string => {
  const { min, max } = limitsOf(n.inputs, n.attrs);
  return `${min === null ? '' : `${min} \\le `}${n.inputs[0]!}${max === null ? '' : ` \\le ${max}`}`;
};

/** Limits that are tensors; the gradient goes where the element came from. */
const clampTensors = (name: string, gradFn: string): OpRecord => ({
  name,
  gradFn: () => gradFn,
  symbol: 'clamp',
  formula: (n) => `\\operatorname{clamp}(${tensorClampTex(n)})`,
  forward(inputs, attrs) {
    const dtype = resultType(inputs);
    const { min, max } = limitsOf(inputs, attrs);
    if (min && max && dtype.name === 'bool') notImplemented('clamp_cpu', dtype);
    const above = min ? pick('maximum', inputs[0]!, min, dtype) : inputs[0]!;
    return max ? pick('minimum', above, max, dtype) : above;
  },
  saves: { inputs: [0, 1, 2], output: false },
  backward({ inputs, attrs, needs }, g) {
    const x = inputs[0]!;
    const { min, max } = limitsOf(inputs, attrs);
    const gradients = inputs.map((input) => {
      if (input === min) return max ? x.lt(min).logicalAnd(min.lt(max)) : x.lt(min);
      if (input === max) return min ? x.gt(max).logicalOr(max.lt(min)) : x.gt(max);
      if (min && max) return x.ge(min).logicalAnd(x.le(max));
      return min ? x.ge(min) : x.le(max!);
    });
    return gradients.map((from, k) => (needs[k] ? like(where(from, g, 0), inputs[k]!) : null));
  },
  explain: elementwiseExplanation(
    {
      tex: (n) => `[${tensorClampTex(n)}]`,
      value(e, at) {
        const [x, { min, max }] = [operandAt(e, 0, at), limitsAt(e, at)];
        return x >= min && x <= max ? 1 : 0;
      },
    },
    {
      tex: (n) => `[${n.inputs[0]!} ${n.attrs['has'] === 'max' ? '>' : '<'} ${n.inputs[1]!}]`,
      value(e, at) {
        const [x, { min, max }] = [operandAt(e, 0, at), limitsAt(e, at)];
        if (e.attrs['has'] === 'max') return x > max ? 1 : 0;
        return x < min && min < max ? 1 : 0;
      },
    },
    {
      tex: (n) => `[${n.inputs[0]!} > ${n.inputs[2] ?? n.inputs[1]!}]`,
      value(e, at) {
        const [x, { min, max }] = [operandAt(e, 0, at), limitsAt(e, at)];
        return x > max || max < min ? 1 : 0;
      },
    },
  ),
});

export const clampTensorRecord = clampTensors('clampTensor', 'ClampBackward0');
export const clampMinTensorRecord = clampTensors('clampMinTensor', 'ClampMinBackward1');
export const clampMaxTensorRecord = clampTensors('clampMaxTensor', 'ClampMaxBackward1');

interface ClampCall {
  readonly record: OpRecord;
  readonly limits: readonly Tensor[];
  readonly attrs: Attrs;
}

/** The op for these limits, and what it takes. */
export function clampCall(min: TensorLike | null, max: TensorLike | null): ClampCall {
  if (min === null && max === null) {
    throw new RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None");
  }
  if (!(min instanceof Tensor) && !(max instanceof Tensor)) {
    return { record: clampRecord, limits: [], attrs: { min, max } };
  }
  if (typeof min === 'number' || typeof max === 'number') {
    throw new ArgumentTypeError('clamp() takes two numbers or two tensors as its limits, not one of each');
  }
  const has = min && max ? 'both' : min ? 'min' : 'max';
  return { record: clampTensorRecord, limits: [min, max].filter((limit) => limit !== null), attrs: { has } };
}

/** `clampMin`: the op for this limit, and what it takes. */
export function clampMinCall(min: TensorLike): ClampCall {
  if (typeof min === 'number') return { record: clampMinRecord, limits: [], attrs: { min, max: null } };
  return { record: clampMinTensorRecord, limits: [min], attrs: { has: 'min' } };
}

/** `clampMax`: the op for this limit, and what it takes. */
export function clampMaxCall(max: TensorLike): ClampCall {
  if (typeof max === 'number') return { record: clampMaxRecord, limits: [], attrs: { min: null, max } };
  return { record: clampMaxTensorRecord, limits: [max], attrs: { has: 'max' } };
}

/** Applies such a call. */
export function clampBy(x: Tensor, { record, limits, attrs }: ClampCall): Tensor {
  return apply(record, [x, ...limits], attrs);
}

/**
 * Each element, or the limit that it passes. Both limits are numbers, or both tensors.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.clamp.html
 * @throws RuntimeError without any limit
 */
export function clamp(x: Tensor, min: TensorLike | null, max: TensorLike | null): Tensor {
  return clampBy(x, clampCall(min, max));
}

export const LIMIT_OPS: readonly OpRecord[] = [
  ...[maximumRecord, minimumRecord, fmaxRecord, fminRecord, clampRecord, clampMinRecord, clampMaxRecord],
  ...[clampTensorRecord, clampMinTensorRecord, clampMaxTensorRecord],
];

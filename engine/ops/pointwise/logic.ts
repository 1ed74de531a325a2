/** @file Questions about elements, and bits: ops without derivative. */

import { apply } from '../../autograd/apply';
import type { PointwiseBinary } from '../../devices/pointwise';
import { bool } from '../../dtype';
import { notImplemented, RuntimeError } from '../../errors';
import { broadcastShapes } from '../../shape';
import { Tensor, type TensorLike } from '../../tensor';
import { operandTex, resultType } from '../common';
import { binary } from '../elementwise';
import type { OpRecord } from '../op';
import { otherOf, plain, plainRecord, requireTensor, runBinary, runUnary } from './common';

/** A question that whole numbers all answer alike. */
function question(name: string, symbol: string, ofIntegers: 0 | 1, ask: (x: Tensor) => Tensor): OpRecord {
  return plainRecord(
    name,
    symbol,
    (n) => `\\operatorname{${name}}(${operandTex(n, 0)})`,
    ([x]) =>
      x!.dtype.isFloatingPoint ? plain(() => ask(x!)) : Tensor.full(x!.shape, ofIntegers, bool, x!.device),
  );
}

export const isnan = question('isnan', 'nan?', 0, (x) => x.ne(x));
export const isinf = question('isinf', '∞?', 0, (x) => x.abs().eq(Infinity));
export const isfinite = question('isfinite', 'finite?', 1, (x) => x.abs().lt(Infinity));

function logical(
  name: string,
  symbol: string,
  tex: string,
  combine: (a: Tensor, b: Tensor) => Tensor,
): OpRecord {
  return plainRecord(
    name,
    symbol,
    (n) => `${operandTex(n, 0)} ${tex} ${operandTex(n, 1)}`,
    ([a, b]) => plain(() => combine(a!.ne(0), b!.ne(0))),
  );
}

export const logicalAndRecord = logical('logicalAnd', '∧', '\\land', (a, b) => a.mul(b));
export const logicalOrRecord = logical('logicalOr', '∨', '\\lor', (a, b) => a.maximum(b));
export const logicalXorRecord = logical('logicalXor', '⊻', '\\oplus', (a, b) => a.ne(b));
export const logicalNot = plainRecord(
  'logicalNot',
  '¬',
  (n) => `\\lnot ${operandTex(n, 0)}`,
  ([x]) => plain(() => x!.eq(0)),
);

const LOGICAL = {
  logical_and: logicalAndRecord,
  logical_or: logicalOrRecord,
  logical_xor: logicalXorRecord,
};

/** @throws TypeError when `b` is a number: PyTorch wants a tensor here */
export function logicalOf(name: keyof typeof LOGICAL, a: Tensor, b: Tensor): Tensor {
  requireTensor(name, 'other', 2, b);
  return apply(LOGICAL[name], [a, b]);
}

function bitwise(name: PointwiseBinary, kernel: string, symbol: string, tex: string): OpRecord {
  return plainRecord(
    name,
    symbol,
    (n) => `${operandTex(n, 0)} \\mathbin{${tex}} ${operandTex(n, 1)}`,
    (inputs, attrs) => {
      const [a, b] = [inputs[0]!, otherOf(inputs, attrs)];
      const dtype = resultType([a, b]);
      if (typeof b !== 'number') broadcastShapes(a.shape, b.shape);
      const isShift = kernel.includes('shift');
      if (dtype.isFloatingPoint || (isShift && dtype.name === 'bool')) notImplemented(kernel, dtype);
      return runBinary(name, a, b, dtype);
    },
  );
}

export const BITWISE = {
  bitwiseAnd: bitwise('bitwiseAnd', 'bitwise_and_cpu', '&', '\\&'),
  bitwiseOr: bitwise('bitwiseOr', 'bitwise_or_cpu', '|', '|'),
  bitwiseXor: bitwise('bitwiseXor', 'bitwise_xor_cpu', '^', '\\oplus'),
  bitwiseLeftShift: bitwise('bitwiseLeftShift', 'lshift_cpu', '<<', '\\ll'),
  bitwiseRightShift: bitwise('bitwiseRightShift', 'rshift_cpu', '>>', '\\gg'),
};

/** A bitwise op of integers (bools, too, but for shifts). */
export function bitwiseOf(name: keyof typeof BITWISE, a: Tensor, b: TensorLike): Tensor {
  return binary(BITWISE[name], a, b);
}

export const bitwiseNot = plainRecord(
  'bitwiseNot',
  '~',
  (n) => `\\sim ${operandTex(n, 0)}`,
  ([x]) => {
    if (x!.dtype.isFloatingPoint) notImplemented('bitwise_not_cpu', x!.dtype);
    return x!.dtype.name === 'bool' ? plain(() => x!.eq(0)) : runUnary('bitwiseNot', x!, x!.dtype, []);
  },
);

export interface CloseOptions {
  /** relative tolerance, of `other` */
  readonly rtol?: number;
  /** absolute tolerance */
  readonly atol?: number;
  /** whether two NaN are close */
  readonly equalNan?: boolean;
}

export const iscloseRecord: OpRecord = plainRecord(
  'isclose',
  '≈?',
  (n) => `${operandTex(n, 0)} \\approx ${operandTex(n, 1)}`,
  ([a, b], attrs) => {
    const [rtol, atol] = [attrs['rtol'] as number, attrs['atol'] as number];
    return plain(() => {
      let close = a!.eq(b!);
      if (attrs['equalNan']) close = close.logicalOr(a!.isnan().logicalAnd(b!.isnan()));
      if (rtol === 0 && atol === 0) return close;
      const [x, y] = a!.dtype.isFloatingPoint ? [a!, b!] : [a!.float(), b!.float()];
      const allowed = y.mul(rtol).abs().add(atol);
      const apart = x.sub(y).abs();
      return close.logicalOr(apart.isfinite().logicalAnd(apart.le(allowed)));
    });
  },
);

/**
 * Whether |a − b| ≤ atol + rtol·|b|, element by element.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.isclose.html
 * @throws RuntimeError when the dtypes differ or a tolerance is negative
 */
export function isclose(a: Tensor, b: Tensor, options: CloseOptions = {}): Tensor {
  requireTensor('isclose', 'other', 2, b);
  const { rtol = 1e-5, atol = 1e-8, equalNan = false } = options;
  if (a.dtype !== b.dtype) {
    throw new RuntimeError(`${a.dtype.scalarName} did not match ${b.dtype.scalarName}`);
  }
  for (const [name, value] of [
    ['rtol', rtol],
    ['atol', atol],
  ] as const) {
    if (value >= 0) continue;
    throw new RuntimeError(`${name} must be greater than or equal to zero, but got ${value}`);
  }
  return apply(iscloseRecord, [a, b], { rtol, atol, equalNan });
}

/** Whether all elements are close. */
export async function allclose(a: Tensor, b: Tensor, options: CloseOptions = {}): Promise<boolean> {
  const close = plain(() => isclose(a, b, options));
  return (await close.device.read(close)).every((element: number | bigint) => Number(element) === 1);
}

export const LOGIC_OPS: readonly OpRecord[] = [
  ...[isnan, isinf, isfinite, logicalAndRecord, logicalOrRecord, logicalXorRecord, logicalNot],
  ...Object.values(BITWISE),
  ...[bitwiseNot, iscloseRecord],
];

/** @file Elementwise kernels of the cpu: one, two and three operands of any strides. */

import type { DataArray, DType } from '../../dtype';
import { notImplemented } from '../../errors';
import { numel } from '../../shape';
import type { BinaryKernel, CompareKernel, Operand, StridedView, UnaryKernel } from '../device';
import { floatBinary, floatUnary } from './arithmetic';
import { denseCompare, denseSelect } from './choosing';
import { dataOf } from './storage';
import { BINARY, COMPARE, INTEGER_BINARY, INTEGER_UNARY, UNARY } from './scalar';
import { positions } from './strided';

/** An operand ready to be read at the i-th element. */
interface Source {
  readonly data: DataArray | null;
  readonly at: Int32Array | null;
  readonly offset: number;
  /** the number, where the operand is one; already rounded to the dtype */
  readonly constant: number | bigint;
}

export function sourceOf(operand: Operand, dtype: DType): Source {
  if (typeof operand === 'number') {
    return { data: null, at: null, offset: 0, constant: constantOf(operand, dtype) };
  }
  return { data: dataOf(operand), at: positions(operand), offset: operand.offset, constant: 0 };
}

export function constantOf(value: number, dtype: DType): number | bigint {
  if (dtype.name === 'int64') return BigInt(value);
  return dtype.name === 'float32' ? Math.fround(value) : value;
}

export function at(source: Source, i: number): number | bigint {
  if (source.data === null) return source.constant;
  return source.data[source.at ? source.at[i]! : source.offset + i]!;
}

export function fillView(out: StridedView, value: number | bigint): void {
  const data = dataOf(out);
  const outAt = positions(out);
  const count = numel(out.shape);
  const element = out.storage.dtype.name === 'int64' ? BigInt(value) : Number(value);
  if (!outAt) {
    // one dtype has one kind of array
    (data as Float64Array).fill(element as number, out.offset, out.offset + count);
    return;
  }
  for (let i = 0; i < count; i++) data[outAt[i]!] = element;
}

export function elementwise1(kernel: UnaryKernel, x: StridedView, out: StridedView): void {
  if (floatUnary(kernel, x, out)) return;
  const dtype = out.storage.dtype;
  const source = sourceOf(x, dtype);
  const data = dataOf(out);
  const outAt = positions(out);
  const count = numel(out.shape);
  if (dtype.isFloatingPoint) {
    const apply = UNARY[kernel];
    for (let i = 0; i < count; i++) {
      data[outAt ? outAt[i]! : out.offset + i] = apply(at(source, i) as number);
    }
    return;
  }
  const apply = integerKernel(INTEGER_UNARY, kernel, dtype);
  const write = integerWriter(data, dtype);
  for (let i = 0; i < count; i++) write(outAt ? outAt[i]! : out.offset + i, apply(BigInt(at(source, i))));
}

export function elementwise2(
  kernel: BinaryKernel | CompareKernel,
  a: Operand,
  b: Operand,
  out: StridedView,
  alpha: number,
): void {
  if (
    kernel in COMPARE
      ? denseCompare(kernel as CompareKernel, a, b, out)
      : floatBinary(kernel as BinaryKernel, a, b, out, alpha)
  ) {
    return;
  }
  const operandType = (typeof a === 'number' ? (b as StridedView) : a).storage.dtype;
  const [left, right] = [sourceOf(a, operandType), sourceOf(b, operandType)];
  const data = dataOf(out);
  const outAt = positions(out);
  const count = numel(out.shape);
  if (kernel in COMPARE) {
    const holds = COMPARE[kernel as CompareKernel];
    for (let i = 0; i < count; i++) {
      data[outAt ? outAt[i]! : out.offset + i] = holds(at(left, i), at(right, i)) ? 1 : 0;
    }
    return;
  }
  if (operandType.isFloatingPoint) {
    stridedFloats(kernel as BinaryKernel, left, right, alpha, operandType, data, outAt, out.offset, count);
    return;
  }
  const apply = integerKernel(INTEGER_BINARY, kernel as BinaryKernel, operandType);
  const write = integerWriter(data, operandType);
  const factor = BigInt(alpha);
  for (let i = 0; i < count; i++) {
    const value = apply(BigInt(at(left, i)), factor * BigInt(at(right, i)));
    write(outAt ? outAt[i]! : out.offset + i, value);
  }
}

/** Floats written with gaps. */
function stridedFloats(
  kernel: BinaryKernel,
  left: Source,
  right: Source,
  alpha: number,
  dtype: DType,
  data: DataArray,
  outAt: Int32Array | null,
  offset: number,
  count: number,
): void {
  const exponent = right.data === null ? Number(right.constant) : NaN;
  const apply = kernel === 'pow' && exponent === 3 ? cube(dtype) : BINARY[kernel];
  const factor = Number(constantOf(alpha, dtype));
  for (let i = 0; i < count; i++) {
    const [x, y] = [at(left, i) as number, at(right, i) as number];
    data[outAt ? outAt[i]! : offset + i] = apply(x, factor === 1 ? y : factor * y);
  }
}

/** PyTorch takes x³ as x·x·x, rounding twice. */
function cube(dtype: DType): (x: number) => number {
  return dtype.name === 'float32' ? (x) => Math.fround(x * x) * x : (x) => x * x * x;
}

export function select(condition: StridedView, a: Operand, b: Operand, out: StridedView): void {
  if (denseSelect(condition, a, b, out)) return;
  const dtype = out.storage.dtype;
  const test = sourceOf(condition, condition.storage.dtype);
  const [yes, no] = [sourceOf(a, dtype), sourceOf(b, dtype)];
  const data = dataOf(out);
  const outAt = positions(out);
  const count = numel(out.shape);
  for (let i = 0; i < count; i++) {
    data[outAt ? outAt[i]! : out.offset + i] = at(at(test, i) ? yes : no, i);
  }
}

function integerKernel<K extends string, F>(table: Partial<Record<K, F>>, kernel: K, dtype: DType): F {
  const apply = table[kernel];
  if (!apply) notImplemented(kernel, dtype);
  return apply;
}

/** Stores an exact integer, wrapped to the type's width; a bool holds whether it is not 0. */
export function integerWriter(data: DataArray, dtype: DType): (index: number, value: bigint) => void {
  if (data instanceof BigInt64Array) return (index, value) => (data[index] = value);
  const numbers = data as Int32Array | Uint8Array;
  if (dtype.name === 'bool') return (index, value) => (numbers[index] = value ? 1 : 0);
  return (index, value) => (numbers[index] = Number(BigInt.asIntN(32, value)));
}

/** @file The pointwise kernels of the cpu, over operands of any strides. */

import { notImplemented } from '../../errors';
import { numel } from '../../shape';
import type { Operand, StridedView } from '../device';
import type { PointwiseBinary, PointwiseKernels, PointwiseUnary } from '../pointwise';
import { at, constantOf, integerWriter, sourceOf } from './elementwise';
import { EXACT_BINARY, EXACT_UNARY, FLOAT_BINARY, FLOAT_UNARY } from './pointwise-scalar';
import { dataOf } from './storage';
import { positions } from './strided';

function found<F>(apply: F | undefined, kernel: string, out: StridedView): F {
  if (apply) return apply;
  notImplemented(`${kernel}_cpu`, out.storage.dtype);
}

function unary(
  kernel: PointwiseUnary,
  x: StridedView,
  out: StridedView,
  p: number,
  q: number,
  r: number,
): void {
  const dtype = out.storage.dtype;
  const source = dataOf(x);
  const data = dataOf(out);
  const [from, to] = [positions(x), positions(out)];
  const count = numel(out.shape);
  if (dtype.isFloatingPoint) {
    const apply = found(FLOAT_UNARY[kernel], kernel, out);
    const [a, b, c] = [p, q, r].map((parameter) => Number(constantOf(parameter, dtype))) as [
      number,
      number,
      number,
    ];
    const numbers = source as Float64Array;
    if (!from && !to) {
      for (let i = 0, k = x.offset, o = out.offset; i < count; i++)
        data[o + i] = apply(numbers[k + i]!, a, b, c);
      return;
    }
    for (let i = 0; i < count; i++) {
      data[to ? to[i]! : out.offset + i] = apply(numbers[from ? from[i]! : x.offset + i]!, a, b, c);
    }
    return;
  }
  const apply = found(EXACT_UNARY[kernel], kernel, out);
  const write = integerWriter(data, dtype);
  for (let i = 0; i < count; i++) {
    write(to ? to[i]! : out.offset + i, apply(BigInt(source[from ? from[i]! : x.offset + i]!)));
  }
}

function binary(kernel: PointwiseBinary, a: Operand, b: Operand, out: StridedView): void {
  const dtype = out.storage.dtype;
  const [left, right] = [sourceOf(a, dtype), sourceOf(b, dtype)];
  const data = dataOf(out);
  const to = positions(out);
  const count = numel(out.shape);
  if (dtype.isFloatingPoint) {
    const apply = found(FLOAT_BINARY[kernel], kernel, out);
    for (let i = 0; i < count; i++) {
      data[to ? to[i]! : out.offset + i] = apply(at(left, i) as number, at(right, i) as number);
    }
    return;
  }
  const apply = found(EXACT_BINARY[kernel], kernel, out);
  const write = integerWriter(data, dtype);
  const bits = BigInt(dtype.itemsize * 8);
  for (let i = 0; i < count; i++) {
    write(to ? to[i]! : out.offset + i, apply(BigInt(at(left, i)), BigInt(at(right, i)), bits));
  }
}

/** The kernels, put to work by `run` (see CpuDevice: work may have to wait its turn). */
export function pointwiseKernels(run: (work: () => void) => void): PointwiseKernels {
  return {
    unary: (kernel, x, out, p = 0, q = 0, r = 0) => run(() => unary(kernel, x, out, p, q, r)),
    binary: (kernel, a, b, out) => run(() => binary(kernel, a, b, out)),
  };
}

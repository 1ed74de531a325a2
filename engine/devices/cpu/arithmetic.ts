/** @file Arithmetic on floats whose output is dense: the commonest kernels, one loop each, simple for the compiler. */

import type { BinaryKernel, Operand, StridedView, UnaryKernel } from '../device';
import type { Shape } from '../../shape';
import { Rows } from './rows';
import { BINARY, UNARY } from './scalar';
import { dataOf } from './storage';
import { isDense } from './strided';
import { LEAST, wasmBinary, wasmUnary, type Source } from './wasm/elementwise';

export type Floats = Float32Array | Float64Array;

type Loop = (
  x: Floats,
  i: number,
  iStep: number,
  y: Floats,
  j: number,
  jStep: number,
  out: Floats,
  k: number,
  n: number,
  alpha: number,
) => void;

const LOOPS: Partial<Record<BinaryKernel, Loop>> = {
  add(x, i, iStep, y, j, jStep, out, k, n, alpha) {
    for (let e = 0; e < n; e++, i += iStep, j += jStep) out[k + e] = x[i]! + alpha * y[j]!;
  },
  sub(x, i, iStep, y, j, jStep, out, k, n, alpha) {
    for (let e = 0; e < n; e++, i += iStep, j += jStep) out[k + e] = x[i]! - alpha * y[j]!;
  },
  mul(x, i, iStep, y, j, jStep, out, k, n) {
    for (let e = 0; e < n; e++, i += iStep, j += jStep) out[k + e] = x[i]! * y[j]!;
  },
  div(x, i, iStep, y, j, jStep, out, k, n) {
    for (let e = 0; e < n; e++, i += iStep, j += jStep) out[k + e] = x[i]! / y[j]!;
  },
};

/** For the other kernels: what they do to one pair. */
function loopOf(apply: (a: number, b: number) => number): Loop {
  return (x, i, iStep, y, j, jStep, out, k, n) => {
    for (let e = 0; e < n; e++, i += iStep, j += jStep) out[k + e] = apply(x[i]!, y[j]!);
  };
}

/** PyTorch takes x³ as x·x·x, rounding twice. */
const cube = (x: number): number => x * x * x;
const cube32 = (x: number): number => Math.fround(x * x) * x;

function chosen(kernel: BinaryKernel, b: Operand, isSingle: boolean): Loop {
  if (kernel === 'pow' && b === 3) return loopOf(isSingle ? cube32 : cube);
  if (kernel === 'pow' && b === 2) return loopOf((x) => x * x);
  return LOOPS[kernel] ?? loopOf(BINARY[kernel]);
}

const count = (shape: Shape): number => {
  let n = 1;
  for (const size of shape) n *= size;
  return n;
};

/** where an operand that is a number stands: at most one of two is */
const SINGLE = new Float32Array(1);
const DOUBLE = new Float64Array(1);

/** An operand's elements; a number stands as the one element of an array, in the output's precision. */
function elementsOf(operand: Operand, isSingle: boolean): Floats {
  if (typeof operand !== 'number') return dataOf(operand) as Floats;
  const one = isSingle ? SINGLE : DOUBLE;
  one[0] = operand;
  return one;
}

/** Does the work and returns true where `out` is a dense float tensor; false otherwise. */
export function floatBinary(
  kernel: BinaryKernel,
  a: Operand,
  b: Operand,
  out: StridedView,
  alpha: number,
): boolean {
  if (!out.storage.dtype.isFloatingPoint || !isDense(out)) return false;
  const isSingle = out.storage.dtype.name === 'float32';
  const factor = isSingle ? Math.fround(alpha) : alpha;
  const n = count(out.shape);
  const [x, y, z] = [elementsOf(a, isSingle), elementsOf(b, isSingle), dataOf(out) as Floats];
  const aDense = typeof a !== 'number' && isDense(a);
  const bDense = typeof b !== 'number' && isDense(b);
  const loop = chosen(kernel, b, isSingle);
  if ((aDense || typeof a === 'number') && (bDense || typeof b === 'number')) {
    const [i, j] = [typeof a === 'number' ? 0 : a.offset, typeof b === 'number' ? 0 : b.offset];
    if (isSingle && factor === 1 && n >= LEAST) {
      const source = (operand: Operand, data: Floats, at: number): Source =>
        typeof operand === 'number' ? operand : { data: data as Float32Array, at };
      const target = { data: z as Float32Array, at: out.offset };
      if (wasmBinary(kernel, source(a, x, i), source(b, y, j), target, n)) return true;
    }
    loop(x, i, Number(aDense), y, j, Number(bDense), z, out.offset, n, factor);
    return true;
  }
  const none = out.shape.map(() => 0);
  const rows = new Rows(out.shape, [
    typeof a === 'number' ? none : a.strides,
    typeof b === 'number' ? none : b.strides,
  ]);
  const [iStep, jStep] = rows.steps as [number, number];
  const { length } = rows;
  if (n === 0) return true;
  rows.each(
    out.offset,
    [typeof a === 'number' ? 0 : a.offset, typeof b === 'number' ? 0 : b.offset],
    (k, starts) => loop(x, starts[0]!, iStep, y, starts[1]!, jStep, z, k, length, factor),
  );
  return true;
}

const UNARY_LOOPS: Partial<
  Record<UnaryKernel, (x: Floats, i: number, out: Floats, k: number, n: number) => void>
> = {
  neg(x, i, out, k, n) {
    for (let e = 0; e < n; e++) out[k + e] = -x[i + e]!;
  },
  relu(x, i, out, k, n) {
    // not "x > 0", so that a NaN stays one
    for (let e = 0; e < n; e++) out[k + e] = x[i + e]! <= 0 ? 0 : x[i + e]!;
  },
  sqrt(x, i, out, k, n) {
    for (let e = 0; e < n; e++) out[k + e] = Math.sqrt(x[i + e]!);
  },
};

/** The same for one operand, which must be dense, too. */
export function floatUnary(kernel: UnaryKernel, x: StridedView, out: StridedView): boolean {
  if (!out.storage.dtype.isFloatingPoint || !isDense(out) || !isDense(x)) return false;
  const n = count(out.shape);
  const [from, to] = [dataOf(x) as Floats, dataOf(out) as Floats];
  if (to instanceof Float32Array && n >= LEAST) {
    const source = { data: from as Float32Array, at: x.offset };
    if (wasmUnary(kernel, source, { data: to, at: out.offset }, n)) return true;
  }
  const loop = UNARY_LOOPS[kernel];
  if (loop) loop(from, x.offset, to, out.offset, n);
  else {
    const apply = UNARY[kernel];
    for (let e = 0; e < n; e++) to[out.offset + e] = apply(from[x.offset + e]!);
  }
  return true;
}

/** @file Filling arrays with random elements, drawn in PyTorch's order. */

import type { DataArray, DType } from '../dtype';
import { notImplemented, RuntimeError } from '../errors';
import type { Generator } from './generator';

type Floats = Float32Array | Float64Array;

/** How to fill fresh elements of a dtype; `dense` says whether they lie one after the other in the tensor. */
export type Fill = (array: DataArray, dtype: DType, generator: Generator, dense: boolean) => void;

function refuse(kernel: string, dtype: DType): void {
  if (!dtype.isFloatingPoint) notImplemented(kernel, dtype);
}

/** Uniform in [from, to): scaled in the dtype, with one rounding. */
export function uniform(from = 0, to = 1): Fill {
  return (array, dtype, generator) => {
    refuse('check_uniform_bounds', dtype);
    if (from > to) {
      throw new RuntimeError(
        `uniform_ expects to return a [from, to) range, but found from=${from} > to=${to}`,
      );
    }
    const round = array instanceof Float32Array ? Math.fround : (x: number): number => x;
    const low = round(from);
    const range = round(round(to) - low);
    const single = array instanceof Float32Array;
    for (let i = 0; i < array.length; i++) {
      const u = generator.uniform(dtype);
      // two float32 numbers multiply exactly in a double
      array[i] = single ? u * range + low : multiplyAdd(u, range, low);
    }
  };
}

/** a·b + c with one rounding: the product's error (Dekker) and the sum's (Knuth) are added back. */
function multiplyAdd(a: number, b: number, c: number): number {
  const product = a * b;
  const [aHigh, bHigh] = [upper(a), upper(b)];
  const [aLow, bLow] = [a - aHigh, b - bHigh];
  const lost = aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
  const sum = product + c;
  const part = sum - product;
  return sum + (product - (sum - part) + (c - part) + lost);
}

/** The upper 26 bits (Veltkamp). */
function upper(x: number): number {
  const wide = 134217729 * x;
  return wide - (wide - x);
}

/** Normal: one at a time below 16 elements or where they do not lie in a row, else in blocks of 16. */
export function normal(mean = 0, std = 1): Fill {
  return (array, dtype, generator, dense) => {
    if (std < 0) throw new RuntimeError(`normal expects std >= 0.0, but found std ${std}`);
    refuse('normal_kernel_cpu', dtype);
    const out = array as Floats;
    if (out.length < 16 || !dense) {
      for (let i = 0; i < out.length; i++) out[i] = generator.oneNormal() * std + mean;
      return;
    }
    for (let i = 0; i < out.length; i++) out[i] = generator.uniform(dtype);
    const whole = out.length - (out.length % 16);
    for (let i = 0; i < whole; i += 16) boxMuller16(out, i, mean, std);
    if (whole < out.length) {
      const last = out.length - 16;
      for (let i = last; i < out.length; i++) out[i] = generator.uniform(dtype);
      boxMuller16(out, last, mean, std);
    }
  };
}

/** Sixteen uniforms become sixteen normals in place, eight pairs; in the array's own precision. */
function boxMuller16(out: Floats, at: number, mean: number, std: number): void {
  const round = out instanceof Float32Array ? Math.fround : (x: number): number => x;
  for (let j = at; j < at + 8; j++) {
    const u1 = round(1 - out[j]!);
    const r = round(Math.sqrt(round(-2 * round(Math.log(u1)))));
    const theta = round(round(2 * Math.PI) * out[j + 8]!);
    out[j] = round(r * round(Math.cos(theta))) * std + mean;
    out[j + 8] = round(r * round(Math.sin(theta))) * std + mean;
  }
}

const EXACT_LIMIT: Readonly<Record<string, number>> = {
  uint8: 255,
  bool: 1,
  int32: 2 ** 31 - 1,
  float32: 2 ** 24,
  float64: 2 ** 53,
};
const C_NAMES: Readonly<Record<string, string>> = { uint8: 'unsigned char', bool: 'bool', int32: 'int' };

/** Whole numbers of [from, to): the remainder of one word, or of two for a range of 2^28 and more. */
export function integers(from: number, to: number): Fill {
  return (array, dtype, generator) => {
    if (!(from < to)) {
      throw new RuntimeError(`random_ expects 'from' to be less than 'to', but got from=${from} >= to=${to}`);
    }
    checkRange(from, to, dtype);
    const range = to - from;
    const wide = BigInt(range);
    const draw = (): number =>
      range < 2 ** 28 ? generator.word() % range : Number(generator.random64() % wide);
    const isLong = array instanceof BigInt64Array;
    for (let i = 0; i < array.length; i++) array[i] = isLong ? BigInt(from + draw()) : from + draw();
  };
}

function checkRange(from: number, to: number, dtype: DType): void {
  const name = C_NAMES[dtype.name];
  if (!name) return;
  const low = dtype.name === 'int32' ? -(2 ** 31) : 0;
  const high = EXACT_LIMIT[dtype.name]!;
  if (from < low || from > high) throw new RuntimeError(`from is out of bounds for ${name}`);
  if (to - 1 < low || to - 1 > high) throw new RuntimeError(`to - 1 is out of bounds for ${name}`);
}

/** Whole numbers of all that the dtype can hold exactly, from 0. */
export const anyInteger: Fill = (array, dtype, generator) => {
  if (array instanceof BigInt64Array) {
    for (let i = 0; i < array.length; i++) array[i] = generator.random64() & (2n ** 63n - 1n);
  } else if (dtype.name === 'float64') {
    const span = 2n ** 53n + 1n;
    for (let i = 0; i < array.length; i++) array[i] = Number(generator.random64() % span);
  } else {
    const span = EXACT_LIMIT[dtype.name]! + 1;
    for (let i = 0; i < array.length; i++) array[i] = generator.word() % span;
  }
};

/** 1 with probability p, else 0. */
export function bernoulli(p: number): Fill {
  return (array, _dtype, generator) => {
    if (!(p >= 0 && p <= 1)) throw new RuntimeError(`bernoulli_ expects p to be in [0, 1], but got p=${p}`);
    const [yes, no] = array instanceof BigInt64Array ? [1n, 0n] : [1, 0];
    for (let i = 0; i < array.length; i++) array[i] = generator.double() < p ? yes : no;
  };
}

/** 1 with each element's own probability, drawn in the probabilities' precision. */
export function bernoulliEach(probabilities: DataArray, own: DType): Fill {
  return (array, _dtype, generator) => {
    if (!own.isFloatingPoint) {
      notImplemented('bernoulli_tensor_cpu_p_', own);
    }
    const [yes, no] = array instanceof BigInt64Array ? [1n, 0n] : [1, 0];
    for (let i = 0; i < array.length; i++) {
      const p = probabilities[i] as number;
      if (!(p >= 0 && p <= 1)) {
        throw new RuntimeError(
          'Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error message be improved?  If so, please report an enhancement request to PyTorch.)',
        );
      }
      array[i] = generator.uniform(own) < p ? yes : no;
    }
  };
}

/** Exponential of rate lambda. */
export function exponential(lambda = 1): Fill {
  return (array, dtype, generator) => {
    if (!(lambda > 0))
      throw new RuntimeError(`exponential_ expects lambda > 0.0, but found lambda=${lambda}`);
    refuse('exponential', dtype);
    for (let i = 0; i < array.length; i++) array[i] = -Math.log1p(-generator.double()) / lambda;
  };
}

/** 0 … n − 1 in random order. */
export function permutation(n: number, generator: Generator): Float64Array {
  const order = Float64Array.from({ length: n }, (_, i) => i);
  for (let i = 0; i < n - 1; i++) {
    const other = i + (generator.word() % (n - i));
    const kept = order[i]!;
    order[i] = order[other]!;
    order[other] = kept;
  }
  return order;
}

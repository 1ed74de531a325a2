/** @file Elementwise kernels over floats that lie in order. Counts are rounded up to whole vectors: there is room. */

import { exponentials } from './exponential';
import { F32 } from './simd';

/** @param kernel 0 add, 1 sub, 2 mul, 3 div */
export function binary(kernel: i32, a: usize, b: usize, out: usize, count: i32): void {
  const end = a + (count as usize) * F32;
  if (kernel === 0) {
    for (; a < end; a += 16, b += 16, out += 16) v128.store(out, f32x4.add(v128.load(a), v128.load(b)));
  } else if (kernel === 1) {
    for (; a < end; a += 16, b += 16, out += 16) v128.store(out, f32x4.sub(v128.load(a), v128.load(b)));
  } else if (kernel === 2) {
    for (; a < end; a += 16, b += 16, out += 16) v128.store(out, f32x4.mul(v128.load(a), v128.load(b)));
  } else {
    for (; a < end; a += 16, b += 16, out += 16) v128.store(out, f32x4.div(v128.load(a), v128.load(b)));
  }
}

/** @param kernel 0 neg, 1 abs, 2 sqrt, 3 relu, 4 exp; `out` may be `x` */
export function unary(kernel: i32, x: usize, out: usize, count: i32): void {
  const size = (count as usize) * F32;
  const end = x + size;
  const zero = f32x4.splat(0);
  if (kernel === 0) {
    for (; x < end; x += 16, out += 16) v128.store(out, f32x4.neg(v128.load(x)));
  } else if (kernel === 1) {
    for (; x < end; x += 16, out += 16) v128.store(out, f32x4.abs(v128.load(x)));
  } else if (kernel === 2) {
    for (; x < end; x += 16, out += 16) v128.store(out, f32x4.sqrt(v128.load(x)));
  } else if (kernel === 3) {
    // a NaN stays one; the addition makes −0 a 0
    for (; x < end; x += 16, out += 16) {
      v128.store(out, f32x4.add(f32x4.pmax(v128.load(x), zero), zero));
    }
  } else {
    const whole = x + ((size + 15) & ~15);
    exponentials(x, whole, whole, out, zero, true);
  }
}

/**
 * Softmax of each row; `log`: its logarithm. `out` may be `x`. NaN and a row of infinities come out as NaN by
 * themselves.
 */
export function softmax(x: usize, out: usize, rows: i32, length: i32, log: bool): void {
  const size = (length as usize) * F32;
  for (let r = 0; r < rows; r++, x += size, out += size) {
    const end = x + size;
    const whole = x + (size & ~15);
    const most = f32x4.splat(largestOf(x, whole, end));
    if (log) logRow(x, whole, end, out, most);
    else row(x, whole, end, out, most);
  }
}

/** The largest but for NaN, which has its say in the sum; two at a time, so that one does not wait for the other. */
function largestOf(x: usize, whole: usize, end: usize): f32 {
  let largest = f32x4.splat(-Infinity);
  let other = largest;
  for (; x + 32 <= whole; x += 32) {
    largest = f32x4.pmax(largest, v128.load(x));
    other = f32x4.pmax(other, v128.load(x, 16));
  }
  for (; x < whole; x += 16) largest = f32x4.pmax(largest, v128.load(x));
  for (; x < end; x += F32) largest = f32x4.pmax(largest, v128.load32_splat(x));
  largest = f32x4.pmax(largest, other);
  largest = f32x4.pmax(largest, v128.shuffle<i64>(largest, largest, 1, 0));
  return max(f32x4.extract_lane(largest, 0), f32x4.extract_lane(largest, 1));
}

function row(x: usize, whole: usize, end: usize, out: usize, most: v128): void {
  const share: f32 = 1.0 / exponentials(x, whole, end, out, most, true);
  const shares = f32x4.splat(share);
  const stop = out + (end - x);
  const vectors = out + (whole - x);
  for (; out < vectors; out += 16) v128.store(out, f32x4.mul(v128.load(out), shares));
  for (; out < stop; out += F32) store<f32>(out, load<f32>(out) * share);
}

function logRow(x: usize, whole: usize, end: usize, out: usize, most: v128): void {
  const logSum = f32x4.splat(logOf(exponentials(x, whole, end, out, most, false)));
  for (; x < whole; x += 16, out += 16) {
    v128.store(out, f32x4.sub(f32x4.sub(v128.load(x), most), logSum));
  }
  for (; x < end; x += F32, out += F32) {
    store<f32>(out, load<f32>(x) - f32x4.extract_lane(most, 0) - f32x4.extract_lane(logSum, 0));
  }
}

/** The logarithm of a sum of at least 1, by a series. The library's has a table, which would lie in the caller's memory. */
function logOf(x: f32): f32 {
  if (!(x < f32.MAX_VALUE)) return x;
  let exponent = ((reinterpret<u32>(x) >> 23) as i32) - 127;
  let fraction = reinterpret<f32>((reinterpret<u32>(x) & 0x7fffff) | 0x3f800000) as f64;
  if (fraction > 1.4142135623730951) {
    fraction *= 0.5;
    exponent++;
  }
  const f = (fraction - 1.0) / (fraction + 1.0);
  const s = f * f;
  const series = 1.0 + s * (1.0 / 3.0 + s * (0.2 + s * (1.0 / 7.0 + s * (1.0 / 9.0 + s / 11.0))));
  return (2.0 * f * series + (exponent as f64) * 0.6931471805599453) as f32;
}

/** @file Elementwise kernels over floats that lie in order. Counts are rounded up to whole vectors: there is room. */

import { exponentials, NEAR } from './exponential';
import { F32, madd } from './simd';

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
    exponentials(x, whole, whole, out, zero, false, true);
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
    look(x, whole, end);
    const most = f32x4.splat(largest);
    if (log) logRow(x, whole, end, out, most);
    else row(x, whole, end, out, most);
  }
}

/** What the last look at a row found: its largest, but for NaN, which has its say in the sum … */
let largest: f32 = 0;
/** … and whether all are ordinary numbers, none so far from it that its exponential would not be one. */
let isNear: bool = false;

/** Looks at a row: two vectors at a time, so that one does not wait for the other. */
function look(x: usize, whole: usize, end: usize): void {
  let high = f32x4.splat(-Infinity);
  let otherHigh = high;
  let low = f32x4.splat(Infinity);
  let otherLow = low;
  // 0, or NaN once there was a NaN or an infinity
  let odd = f32x4.splat(0);
  let otherOdd = odd;
  const zero = f32x4.splat(0);
  for (; x + 32 <= whole; x += 32) {
    const a = v128.load(x);
    const b = v128.load(x, 16);
    high = f32x4.pmax(high, a);
    otherHigh = f32x4.pmax(otherHigh, b);
    low = f32x4.pmin(low, a);
    otherLow = f32x4.pmin(otherLow, b);
    odd = madd(a, zero, odd);
    otherOdd = madd(b, zero, otherOdd);
  }
  for (; x < end;) {
    const a = x < whole ? v128.load(x) : v128.load32_splat(x);
    high = f32x4.pmax(high, a);
    low = f32x4.pmin(low, a);
    odd = madd(a, zero, odd);
    x += x < whole ? 16 : F32;
  }
  high = f32x4.pmax(high, otherHigh);
  high = f32x4.pmax(high, v128.shuffle<i64>(high, high, 1, 0));
  largest = max(f32x4.extract_lane(high, 0), f32x4.extract_lane(high, 1));
  const nearest = f32x4.splat(largest - NEAR);
  const near = v128.and(f32x4.gt(low, nearest), f32x4.gt(otherLow, nearest));
  isNear = v128.all_true<i32>(v128.and(near, f32x4.eq(f32x4.add(odd, otherOdd), zero)));
}

function row(x: usize, whole: usize, end: usize, out: usize, most: v128): void {
  const share: f32 = 1.0 / exponentials(x, whole, end, out, most, isNear, true);
  const shares = f32x4.splat(share);
  const stop = out + (end - x);
  const vectors = out + (whole - x);
  for (; out < vectors; out += 16) v128.store(out, f32x4.mul(v128.load(out), shares));
  for (; out < stop; out += F32) store<f32>(out, load<f32>(out) * share);
}

function logRow(x: usize, whole: usize, end: usize, out: usize, most: v128): void {
  const logSum = f32x4.splat(logOf(exponentials(x, whole, end, out, most, isNear, false)));
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

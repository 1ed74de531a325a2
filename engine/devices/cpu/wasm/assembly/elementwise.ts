/** @file Elementwise kernels over floats that lie in order. Counts are rounded up to whole vectors: there is room. */

import { exp4 } from './exponential';
import { F32, total } from './simd';

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

/** @param kernel 0 neg, 1 abs, 2 sqrt, 3 relu, 4 exp; in place */
export function unary(kernel: i32, x: usize, count: i32): void {
  const end = x + (count as usize) * F32;
  const zero = f32x4.splat(0);
  if (kernel === 0) {
    for (; x < end; x += 16) v128.store(x, f32x4.neg(v128.load(x)));
  } else if (kernel === 1) {
    for (; x < end; x += 16) v128.store(x, f32x4.abs(v128.load(x)));
  } else if (kernel === 2) {
    for (; x < end; x += 16) v128.store(x, f32x4.sqrt(v128.load(x)));
  } else if (kernel === 3) {
    for (; x < end; x += 16) v128.store(x, f32x4.max(v128.load(x), zero));
  } else {
    for (; x < end; x += 16) v128.store(x, exp4(v128.load(x)));
  }
}

/** Softmax of each row, in place; `log`: its logarithm. NaN and a row of infinities come out as NaN by themselves. */
export function softmax(x: usize, rows: i32, length: i32, log: bool): void {
  const size = (length as usize) * F32;
  for (let r = 0; r < rows; r++) {
    const end = x + size;
    const whole = x + (size & ~15);
    let largest = f32x4.splat(-Infinity);
    let at = x;
    for (; at < whole; at += 16) largest = f32x4.max(largest, v128.load(at));
    for (; at < end; at += F32) largest = f32x4.max(largest, v128.load32_splat(at));
    largest = f32x4.max(largest, v128.shuffle<i64>(largest, largest, 1, 0));
    const most = f32x4.splat(max(f32x4.extract_lane(largest, 0), f32x4.extract_lane(largest, 1)));
    if (log) logRow(x, whole, end, most);
    else row(x, whole, end, most);
    x = end;
  }
}

function row(x: usize, whole: usize, end: usize, most: v128): void {
  let sums = f32x4.splat(0);
  let at = x;
  for (; at < whole; at += 16) {
    const e = exp4(f32x4.sub(v128.load(at), most));
    sums = f32x4.add(sums, e);
    v128.store(at, e);
  }
  let sum = total(sums);
  for (; at < end; at += F32) {
    const e = f32x4.extract_lane(exp4(f32x4.sub(v128.load32_splat(at), most)), 0);
    sum += e;
    store<f32>(at, e);
  }
  const share: f32 = 1.0 / sum;
  const shares = f32x4.splat(share);
  for (at = x; at < whole; at += 16) v128.store(at, f32x4.mul(v128.load(at), shares));
  for (; at < end; at += F32) store<f32>(at, load<f32>(at) * share);
}

function logRow(x: usize, whole: usize, end: usize, most: v128): void {
  let sums = f32x4.splat(0);
  let at = x;
  for (; at < whole; at += 16) sums = f32x4.add(sums, exp4(f32x4.sub(v128.load(at), most)));
  let sum = total(sums);
  for (; at < end; at += F32) {
    sum += f32x4.extract_lane(exp4(f32x4.sub(v128.load32_splat(at), most)), 0);
  }
  const logSum = f32x4.splat(logOf(sum));
  for (at = x; at < whole; at += 16) v128.store(at, f32x4.sub(f32x4.sub(v128.load(at), most), logSum));
  for (; at < end; at += F32) {
    store<f32>(at, load<f32>(at) - f32x4.extract_lane(most, 0) - f32x4.extract_lane(logSum, 0));
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

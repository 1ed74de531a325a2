/** @file e^x of four floats, to within two units of the last place, and what is made of it. */

import { F32, madd, total } from './simd';

/** beyond these the result is 0 or infinity */
const LOWEST: f32 = -104.0;
const HIGHEST: f32 = 89.0;
const LOG2_E: f32 = 1.44269504;
/** 1.5 · 2^23: what is added to it loses its fraction, and is in the low bits as an integer */
const ROUNDER: f32 = 12582912.0;
/** ln 2 in two parts, of which the first times a small integer is exact */
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.1219444e-4;

/**
 * e^(x − shift) of the floats from `x` to `end`, of which those before `whole` are whole vectors, and the sum of all.
 * The one place that calls exp4, which the compiler so puts into the loop.
 * @param keeps whether they take the floats' place
 */
export function exponentials(x: usize, whole: usize, end: usize, shift: v128, keeps: bool): f32 {
  let sums = f32x4.splat(0);
  let rest: f32 = 0;
  while (x < end) {
    const together = x < whole;
    const e = exp4(f32x4.sub(together ? v128.load(x) : v128.load32_splat(x), shift));
    if (together) {
      sums = f32x4.add(sums, e);
      if (keeps) v128.store(x, e);
      x += 16;
    } else {
      const one = f32x4.extract_lane(e, 0);
      rest += one;
      if (keeps) store<f32>(x, one);
      x += F32;
    }
  }
  return total(sums) + rest;
}

/** x = n·ln 2 + r; a polynomial for e^r, and 2^n by the bits of a float, in two halves since n may pass its range. */
function exp4(x: v128): v128 {
  const within = f32x4.pmin(f32x4.splat(HIGHEST), f32x4.pmax(f32x4.splat(LOWEST), x));
  const rounded = f32x4.add(f32x4.mul(within, f32x4.splat(LOG2_E)), f32x4.splat(ROUNDER));
  const n = f32x4.sub(rounded, f32x4.splat(ROUNDER));
  let r = f32x4.sub(within, f32x4.mul(n, f32x4.splat(LN2_HIGH)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(LN2_LOW)));
  let p = f32x4.splat(1.9875691e-4);
  p = madd(p, r, f32x4.splat(1.3981999e-3));
  p = madd(p, r, f32x4.splat(8.3334519e-3));
  p = madd(p, r, f32x4.splat(4.1665795e-2));
  p = madd(p, r, f32x4.splat(1.6666666e-1));
  p = madd(p, r, f32x4.splat(5.0e-1));
  p = f32x4.add(madd(p, f32x4.mul(r, r), r), f32x4.splat(1));
  const half = i32x4.shr_s(rounded, 1);
  p = f32x4.mul(p, powerOfTwo(half));
  p = f32x4.mul(p, powerOfTwo(i32x4.sub(rounded, half)));
  return v128.bitselect(p, x, f32x4.eq(x, x));
}

/** Only the low nine bits count: what is above them is shifted out. */
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

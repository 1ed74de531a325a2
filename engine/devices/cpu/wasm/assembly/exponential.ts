/** @file e^x of four floats, to within two units of the last place, and what is made of it. */

import { madd } from './simd';

/** beyond these the result is 0 or infinity */
const LOWEST: f32 = -104.0;
const HIGHEST: f32 = 89.0;
const LOG2_E: f32 = 1.44269504;
/** ln 2 in two parts, of which the first times a small integer is exact */
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.1219444e-4;

/** x = n·ln 2 + r; a polynomial for e^r, and 2^n by the bits of a float, in two halves since n may pass its range. */
export function exp4(x: v128): v128 {
  const within = f32x4.pmin(f32x4.splat(HIGHEST), f32x4.pmax(f32x4.splat(LOWEST), x));
  const n = f32x4.nearest(f32x4.mul(within, f32x4.splat(LOG2_E)));
  let r = f32x4.sub(within, f32x4.mul(n, f32x4.splat(LN2_HIGH)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(LN2_LOW)));
  let p = f32x4.splat(1.9875691e-4);
  p = madd(p, r, f32x4.splat(1.3981999e-3));
  p = madd(p, r, f32x4.splat(8.3334519e-3));
  p = madd(p, r, f32x4.splat(4.1665795e-2));
  p = madd(p, r, f32x4.splat(1.6666666e-1));
  p = madd(p, r, f32x4.splat(5.0e-1));
  p = f32x4.add(madd(p, f32x4.mul(r, r), r), f32x4.splat(1));
  const whole = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(whole, 1);
  p = f32x4.mul(p, powerOfTwo(half));
  p = f32x4.mul(p, powerOfTwo(i32x4.sub(whole, half)));
  return v128.bitselect(p, x, f32x4.eq(x, x));
}

function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

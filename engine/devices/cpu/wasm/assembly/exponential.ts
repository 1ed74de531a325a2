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
/** Of a polynomial for (e^r − 1 − r)/r², the highest power first: the largest error of e^r is 3·10⁻⁹ of it. */
const P0: f32 = 1.38145401e-3;
const P1: f32 = 8.3687452e-3;
const P2: f32 = 4.16683908e-2;
const P3: f32 = 1.66665204e-1;
const P4: f32 = 4.99999934e-1;
/** Below so much, sign or not, the result and 2^n are ordinary floats. */
export const NEAR: f32 = 87.0;
/** bytes that go together */
const TOGETHER: usize = 64;

/**
 * e^(x − shift) of the floats from `x` to `end`, of which those before `whole` are whole vectors, and the sum of all.
 * The one place that calls exp4 and nearExponentials, which the compiler so puts into the loop.
 * @param isNear all of x − shift are known to be ordinary numbers with an ordinary result
 * @param keeps whether they are put at `out`, which may be `x`
 */
export function exponentials(
  x: usize,
  whole: usize,
  end: usize,
  out: usize,
  shift: v128,
  isNear: bool,
  keeps: bool,
): f32 {
  let sums = f32x4.splat(0);
  let rest: f32 = 0;
  while (x < end) {
    if (x + TOGETHER <= whole && (isNear || areNear(x, shift))) {
      sums = f32x4.add(sums, nearExponentials(x, out, shift, keeps));
      x += TOGETHER;
      out += TOGETHER;
      continue;
    }
    const isWhole = x < whole;
    const e = exp4(f32x4.sub(isWhole ? v128.load(x) : v128.load32_splat(x), shift));
    if (isWhole) {
      sums = f32x4.add(sums, e);
      if (keeps) v128.store(out, e);
      x += 16;
      out += 16;
    } else {
      const one = f32x4.extract_lane(e, 0);
      rest += one;
      if (keeps) store<f32>(out, one);
      x += F32;
      out += F32;
    }
  }
  return total(sums) + rest;
}

/** Whether the vectors that go together are far from a float's limits. Of a NaN: no. */
function areNear(x: usize, shift: v128): bool {
  const most = f32x4.splat(NEAR);
  const a = f32x4.lt(f32x4.abs(f32x4.sub(v128.load(x), shift)), most);
  const b = f32x4.lt(f32x4.abs(f32x4.sub(v128.load(x, 16), shift)), most);
  const c = f32x4.lt(f32x4.abs(f32x4.sub(v128.load(x, 32), shift)), most);
  const d = f32x4.lt(f32x4.abs(f32x4.sub(v128.load(x, 48), shift)), most);
  return v128.all_true<i32>(v128.and(v128.and(a, b), v128.and(c, d)));
}

/**
 * The commonest case, and the sum of its vectors: four side by side, for each step of one waits for the step before
 * it. Written out, since the compiler keeps no vectors in arrays.
 */
function nearExponentials(x: usize, out: usize, shift: v128, keeps: bool): v128 {
  let a = f32x4.sub(v128.load(x), shift);
  let b = f32x4.sub(v128.load(x, 16), shift);
  let c = f32x4.sub(v128.load(x, 32), shift);
  let d = f32x4.sub(v128.load(x, 48), shift);
  const aRound = rounded(a);
  const bRound = rounded(b);
  const cRound = rounded(c);
  const dRound = rounded(d);
  a = remainder(a, aRound);
  b = remainder(b, bRound);
  c = remainder(c, cRound);
  d = remainder(d, dRound);
  let aPower = f32x4.splat(P0);
  let bPower = f32x4.splat(P0);
  let cPower = f32x4.splat(P0);
  let dPower = f32x4.splat(P0);
  aPower = madd(aPower, a, f32x4.splat(P1));
  bPower = madd(bPower, b, f32x4.splat(P1));
  cPower = madd(cPower, c, f32x4.splat(P1));
  dPower = madd(dPower, d, f32x4.splat(P1));
  aPower = madd(aPower, a, f32x4.splat(P2));
  bPower = madd(bPower, b, f32x4.splat(P2));
  cPower = madd(cPower, c, f32x4.splat(P2));
  dPower = madd(dPower, d, f32x4.splat(P2));
  aPower = madd(aPower, a, f32x4.splat(P3));
  bPower = madd(bPower, b, f32x4.splat(P3));
  cPower = madd(cPower, c, f32x4.splat(P3));
  dPower = madd(dPower, d, f32x4.splat(P3));
  aPower = madd(aPower, a, f32x4.splat(P4));
  bPower = madd(bPower, b, f32x4.splat(P4));
  cPower = madd(cPower, c, f32x4.splat(P4));
  dPower = madd(dPower, d, f32x4.splat(P4));
  a = grown(a, aPower, aRound);
  b = grown(b, bPower, bRound);
  c = grown(c, cPower, cRound);
  d = grown(d, dPower, dRound);
  if (keeps) {
    v128.store(out, a);
    v128.store(out, b, 16);
    v128.store(out, c, 32);
    v128.store(out, d, 48);
  }
  return f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
}

/** x·log2 e as an integer n, in the low bits. */
function rounded(x: v128): v128 {
  return madd(x, f32x4.splat(LOG2_E), f32x4.splat(ROUNDER));
}

/** r of x = n·ln 2 + r. */
function remainder(x: v128, round: v128): v128 {
  const n = f32x4.sub(round, f32x4.splat(ROUNDER));
  return madd(n, f32x4.splat(-LN2_LOW), madd(n, f32x4.splat(-LN2_HIGH), x));
}

/** 1 + r + r²·power. */
function ending(r: v128, power: v128): v128 {
  const one = f32x4.splat(1);
  return madd(madd(power, r, one), r, one);
}

/** e^r, of which the exponent grows by n. */
function grown(r: v128, power: v128, round: v128): v128 {
  return i32x4.add(ending(r, power), i32x4.shl(round, 23));
}

/** Of every float: times 2^n in two halves, since n may pass a float's range. A NaN goes through. */
function exp4(x: v128): v128 {
  const within = f32x4.pmin(f32x4.pmax(x, f32x4.splat(LOWEST)), f32x4.splat(HIGHEST));
  const round = rounded(within);
  const r = remainder(within, round);
  let p = f32x4.splat(P0);
  p = madd(p, r, f32x4.splat(P1));
  p = madd(p, r, f32x4.splat(P2));
  p = madd(p, r, f32x4.splat(P3));
  p = madd(p, r, f32x4.splat(P4));
  p = ending(r, p);
  const half = i32x4.shr_s(round, 1);
  return f32x4.mul(f32x4.mul(p, powerOfTwo(half)), powerOfTwo(i32x4.sub(round, half)));
}

/** Only the low nine bits count: what is above them is shifted out. */
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

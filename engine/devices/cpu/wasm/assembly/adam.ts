/** @file One step of Adam over floats that lie in order. */

import { F32 } from './simd';

/**
 * average ← lerp(average, g, blend); square ← decay·square + (1 − decay)·g²; p ← p·keep − rate·average / (√square/root + eps)
 * with g the gradient times `sign`, plus `weightDecay`·p.
 */
export function adam(
  p: usize,
  g: usize,
  average: usize,
  square: usize,
  count: i32,
  sign: f32,
  weightDecay: f32,
  keep: f32,
  blend: f32,
  decay: f32,
  rest: f32,
  root: f32,
  eps: f32,
  rate: f32,
): void {
  const end = p + (count as usize) * F32;
  for (; p < end; p += 16, g += 16, average += 16, square += 16) {
    let value = v128.load(p);
    let slope = f32x4.mul(v128.load(g), f32x4.splat(sign));
    slope = f32x4.add(slope, f32x4.mul(value, f32x4.splat(weightDecay)));
    value = f32x4.mul(value, f32x4.splat(keep));
    const before = v128.load(average);
    const mean = f32x4.add(before, f32x4.mul(f32x4.sub(slope, before), f32x4.splat(blend)));
    const squares = f32x4.add(
      f32x4.mul(v128.load(square), f32x4.splat(decay)),
      f32x4.mul(f32x4.mul(slope, slope), f32x4.splat(rest)),
    );
    const denominator = f32x4.add(f32x4.div(f32x4.sqrt(squares), f32x4.splat(root)), f32x4.splat(eps));
    v128.store(average, mean);
    v128.store(square, squares);
    v128.store(p, f32x4.sub(value, f32x4.mul(f32x4.splat(rate), f32x4.div(mean, denominator))));
  }
}

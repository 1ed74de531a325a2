/** @file What the kernels share: four floats at a time. Compiled twice, with and without fused multiply-add. */

/** bytes of a float */
export const F32: usize = 4;

/** a·b + c */
export function madd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

/** The sum of the four. */
export function total(x: v128): f32 {
  const halves = f32x4.add(x, v128.shuffle<i64>(x, x, 1, 0));
  return f32x4.extract_lane(halves, 0) + f32x4.extract_lane(halves, 1);
}

/** @file Integer functions in WGSL. int64 is computed in 64 bits and must come back into 32, or the flag is set. */

/** Functions on int64 held in 32 bits; they set the overflow flag. */
export const WIDE = `
fn widen(a: i32) -> vec2<u32> { return vec2(u32(a), u32(a >> 31u)); }
fn add_wide(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> {
  let low = a.x + b.x;
  return vec2(low, a.y + b.y + select(0u, 1u, low < a.x));
}
fn negate_wide(a: vec2<u32>) -> vec2<u32> { return add_wide(~a, vec2(1u, 0u)); }
fn mul_wide(a: i32, b: i32) -> vec2<u32> {
  let x = select(u32(a), 0u - u32(a), a < 0);
  let y = select(u32(b), 0u - u32(b), b < 0);
  let xl = x & 0xffffu;
  let xh = x >> 16u;
  let yl = y & 0xffffu;
  let yh = y >> 16u;
  let low = xl * yl;
  let mid = xh * yl + (low >> 16u);
  let mid2 = xl * yh + (mid & 0xffffu);
  let product = vec2((mid2 << 16u) | (low & 0xffffu), xh * yh + (mid >> 16u) + (mid2 >> 16u));
  if ((a < 0) != (b < 0)) { return negate_wide(product); }
  return product;
}
// 64 bits into the 32 that hold them
fn narrow(a: vec2<u32>) -> u32 {
  if (a.y != u32(i32(a.x) >> 31u)) { atomicStore(&flags.overflow, 1u); }
  return a.x;
}
fn mul_checked(a: i32, b: i32) -> i32 { return i32(narrow(mul_wide(a, b))); }
`;

/** Powers of integers by squaring; of a negative exponent only 1 and -1 leave something, as in PyTorch. */
export function powFunction(multiply: (a: string, b: string) => string): string {
  return `
fn int_pow(a: i32, b: i32) -> i32 {
  if (b < 0) {
    if (a == 1 || (a == -1 && (b & 1) == 0)) { return 1; }
    return select(0, -1, a == -1);
  }
  var result = 1;
  var base = a;
  var e = u32(b);
  loop {
    if ((e & 1u) == 1u) { result = ${multiply('result', 'base')}; }
    e >>= 1u;
    if (e == 0u) { break; }
    base = ${multiply('base', 'base')};
  }
  return result;
}`;
}

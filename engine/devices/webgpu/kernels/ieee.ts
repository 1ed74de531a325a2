/**
 * @file Float arithmetic in WGSL that rounds as IEEE 754 says: quotients, square roots, fused sums, exact pairs. What is
 * called from everywhere chooses by `select` and `|`: each branch takes SwiftShader as long to compile as ten sums.
 */

import type { Snippets } from './floats';

export const IEEE: Snippets = {
  is_nan: {
    needs: [],
    code: `fn is_nan(w: u32) -> bool { return (w & 0x7fffffffu) > 0x7f800000u; }`,
  },

  // floats as integers in the same order; both zeros are 0. Denormals and infinities compare as they should.
  order: {
    needs: [],
    code: `fn order(w: u32) -> i32 {
  let m = i32(w & 0x7fffffffu);
  return select(m, -m, (w >> 31u) == 1u);
}`,
  },

  // a finite number other than zero as m * 2^(e - 150), m in [2^23, 2^24)
  split: {
    needs: [],
    code: `struct Split { m: u32, e: i32 }
fn split(w: u32) -> Split {
  let e = (w >> 23u) & 0xffu;
  let m = w & 0x7fffffu;
  let shift = countLeadingZeros(m) - 8u;
  let normal = e != 0u;
  return Split(select(m << shift, m | 0x800000u, normal), select(1 - i32(shift), i32(e), normal));
}`,
  },

  // the way back, rounding to even; tail tells what lies below m: 0 nothing, 1 less than half, 2 half, 3 more
  assemble: {
    needs: [],
    code: `fn assemble(sign: u32, m: u32, e: i32, tail: u32) -> u32 {
  // of a denormal so many digits are lost
  let shift = u32(clamp(1 - e, 0, 25));
  let kept = m >> shift;
  let rest = m - (kept << shift);
  let half = (1u << shift) >> 1u;
  let odd = (kept & 1u) == 1u;
  let whole = (tail == 3u) | ((tail == 2u) & odd);
  let cut = (rest > half) | ((rest == half) & ((tail != 0u) | odd));
  // a carry out of the digits goes into the exponent, and from the last one into infinity
  let w = (u32(max(e, 1) - 1) << 23u) + kept + select(0u, 1u, select(cut, whole, shift == 0u));
  return sign | select(w, 0x7f800000u, e >= 255);
}`,
  },

  // correctly rounded: the GPU's own quotient is off by a few units, the remainder in integers tells by how many
  div_word: {
    needs: ['is_nan', 'split', 'assemble'],
    code: `fn div_word(a: u32, b: u32) -> u32 {
  let sign = (a ^ b) & 0x80000000u;
  let x = a & 0x7fffffffu;
  let y = b & 0x7fffffffu;
  if (is_nan(a) || is_nan(b)) { return 0x7fc00000u; }
  if (x == 0x7f800000u) { return select(sign | x, 0x7fc00000u, y == x); }
  if (y == 0x7f800000u) { return sign; }
  if (y == 0u) { return select(sign | 0x7f800000u, 0x7fc00000u, x == 0u); }
  if (x == 0u) { return sign; }
  let p = split(x);
  let q = split(y);
  let low = p.m < q.m;
  let shift = select(23u, 24u, low);
  var n = u32(f32(p.m) / f32(q.m) * select(8388608.0, 16777216.0, low));
  // the remainder is small, so 32 bits of it are all of it
  var r = i32((p.m << shift) - n * q.m);
  let d = i32(q.m);
  for (var k = 0u; k < 8u && r < 0; k++) { n--; r += d; }
  for (var k = 0u; k < 8u && r >= d; k++) { n++; r -= d; }
  var tail = 0u;
  if (r != 0) { tail = select(select(1u, 2u, 2 * r == d), 3u, 2 * r > d); }
  return assemble(sign, n, p.e - q.e - i32(shift) + 150, tail);
}`,
  },

  // where nobody minds denormals, which an emulation takes for zeros
  ratio_word: {
    needs: ['div_word'],
    code: 'fn ratio_word(a: u32, b: u32) -> u32 { return div_word(a, b); }',
  },

  // correctly rounded, by the same means
  sqrt_word: {
    needs: ['is_nan', 'split', 'assemble'],
    code: `fn sqrt_word(w: u32) -> u32 {
  if (is_nan(w) || (w & 0x7fffffffu) == 0u || w == 0x7f800000u) { return w; }
  if ((w >> 31u) == 1u) { return 0x7fc00000u; }
  let p = split(w);
  var m = p.m;
  var e = p.e - 150;
  if ((e & 1) == 0) { m <<= 1u; e -= 1; }
  var n = u32(sqrt(f32(m)) * 2896.3093757);
  var r = i32((m << 23u) - n * n);
  for (var k = 0u; k < 16u && r < 0; k++) { n--; r += 2 * i32(n) + 1; }
  for (var k = 0u; k < 16u && r > 2 * i32(n); k++) { r -= 2 * i32(n) + 1; n++; }
  var tail = 0u;
  if (r != 0) { tail = select(1u, 3u, r > i32(n)); }
  return assemble(0u, n, (e - 23) / 2 + 150, tail);
}`,
  },

  // x cut to a multiple of 1 / steps. By way of an integer: compilers merge sums with constants, exact or not
  coarse: {
    needs: [],
    code: `fn coarse(x: f32, steps: f32) -> f32 { return f32(i32(x * steps)) / steps; }`,
  },

  // sums and products as a rounded part and what the rounding left off
  pairs: {
    needs: [],
    code: `fn top(x: f32) -> f32 { return bitcast<f32>(bitcast<u32>(x) & 0xfffff000u); }
fn two_sum(a: f32, b: f32) -> vec2<f32> {
  let s = a + b;
  let v = s - a;
  return vec2(s, (a - (s - v)) + (b - v));
}
fn two_prod(a: f32, b: f32) -> vec2<f32> {
  let p = a * b;
  let ah = top(a);
  let al = a - ah;
  let bh = top(b);
  let bl = b - bh;
  return vec2(p, ((ah * bh - p) + ah * bl + al * bh) + al * bl);
}`,
  },

  // k * b + a rounded once, or nearly; WGSL's fma may round twice
  fma_word: {
    needs: ['pairs'],
    code: `fn fma_word(k: f32, b: f32, a: f32) -> u32 {
  let plain = bitcast<u32>(k * b + a);
  // not finite: there is nothing to refine
  if ((plain & 0x7f800000u) == 0x7f800000u) { return plain; }
  let p = two_prod(k, b);
  let s = two_sum(a, p.x);
  let fused = bitcast<u32>(s.x + (s.y + p.y));
  // numbers too large to be split
  return select(fused, plain, (fused & 0x7f800000u) == 0x7f800000u);
}`,
  },
};

/** @file Rounding and remainders of floats in WGSL, exact: digits are cut off and subtracted as integers. */

import type { Snippets } from './floats';

export const ROUNDING: Snippets = {
  // false where either is not a number
  less: {
    needs: ['is_nan', 'order'],
    code: `fn less(a: u32, b: u32) -> bool { return !is_nan(a) && !is_nan(b) && order(a) < order(b); }`,
  },

  trunc_word: {
    needs: [],
    code: `fn trunc_word(w: u32) -> u32 {
  let size = w & 0x7fffffffu;
  // from 2^23 on every number is whole, and so are infinity and NaN taken here
  if (size >= 0x4b000000u) { return w; }
  return (w & 0x80000000u) | bitcast<u32>(f32(u32(bitcast<f32>(size))));
}`,
  },

  floor_word: {
    needs: ['trunc_word'],
    code: `fn floor_word(w: u32) -> u32 {
  let t = trunc_word(w);
  if (t == w || (w >> 31u) == 0u) { return t; }
  return bitcast<u32>(bitcast<f32>(t) - 1.0);
}`,
  },

  ceil_word: {
    needs: ['floor_word'],
    code: `fn ceil_word(w: u32) -> u32 { return floor_word(w ^ 0x80000000u) ^ 0x80000000u; }`,
  },

  // halves to the even one
  round_word: {
    needs: [],
    code: `fn round_word(w: u32) -> u32 {
  let size = w & 0x7fffffffu;
  if (size >= 0x4b000000u) { return w; }
  let x = bitcast<f32>(size);
  let n = u32(x);
  let rest = x - f32(n);
  let up = rest > 0.5 || (rest == 0.5 && (n & 1u) == 1u);
  return (w & 0x80000000u) | bitcast<u32>(f32(n + select(0u, 1u, up)));
}`,
  },

  // C's fmod: long division, one binary digit at a time
  fmod_word: {
    needs: ['is_nan', 'split', 'assemble'],
    code: `fn fmod_word(a: u32, b: u32) -> u32 {
  let x = a & 0x7fffffffu;
  let y = b & 0x7fffffffu;
  if (x >= 0x7f800000u || y == 0u || is_nan(b)) { return 0x7fc00000u; }
  if (x < y) { return a; }
  let sign = a & 0x80000000u;
  let p = split(x);
  let q = split(y);
  var m = p.m;
  for (var k = p.e - q.e; k > 0; k--) {
    if (m >= q.m) { m -= q.m; }
    if (m == 0u) { return sign; }
    m <<= 1u;
  }
  if (m >= q.m) { m -= q.m; }
  if (m == 0u) { return sign; }
  let shift = countLeadingZeros(m) - 8u;
  return assemble(sign, m << shift, q.e - i32(shift), 0u);
}`,
  },

  // Python's %: the sign of the divisor
  remainder_word: {
    needs: ['fmod_word'],
    code: `fn remainder_word(a: u32, b: u32) -> u32 {
  let rest = fmod_word(a, b);
  if ((rest & 0x7fffffffu) == 0u || ((rest ^ b) >> 31u) == 0u || is_nan(rest)) { return rest; }
  return bitcast<u32>(bitcast<f32>(rest) + bitcast<f32>(b));
}`,
  },

  // Python's //, by way of the remainder, which is exact where the quotient is not
  floor_divide_word: {
    needs: ['fmod_word', 'div_word', 'floor_word'],
    code: `fn floor_divide_word(a: u32, b: u32) -> u32 {
  let plain = div_word(a, b);
  if ((b & 0x7fffffffu) == 0u) { return plain; }
  let rest = fmod_word(a, b);
  if (is_nan(rest)) { return rest; }
  var quotient = div_word(bitcast<u32>(bitcast<f32>(a) - bitcast<f32>(rest)), b);
  if ((rest & 0x7fffffffu) != 0u && ((rest ^ b) >> 31u) == 1u) {
    quotient = bitcast<u32>(bitcast<f32>(quotient) - 1.0);
  }
  if ((quotient & 0x7fffffffu) == 0u) { return plain & 0x80000000u; }
  let below = floor_word(quotient);
  if (bitcast<f32>(quotient) - bitcast<f32>(below) > 0.5) { return bitcast<u32>(bitcast<f32>(below) + 1.0); }
  return below;
}`,
  },
};

/**
 * @file sin, cos, tan and their inverses in WGSL. Angles of any size are reduced with as many digits of 2/π as
 * they need (Payne and Hanek); the inverse functions are FreeBSD's msun by range.
 */

import type { Snippets } from './floats';

export const TRIGONOMETRY: Snippets = {
  // the full product of two words, low half first
  mul_words: {
    needs: [],
    code: `fn mul_words(a: u32, b: u32) -> vec2<u32> {
  let al = a & 0xffffu;
  let ah = a >> 16u;
  let bl = b & 0xffffu;
  let bh = b >> 16u;
  let low = al * bl;
  let mid = ah * bl + (low >> 16u);
  let mid2 = al * bh + (mid & 0xffffu);
  return vec2((mid2 << 16u) | (low & 0xffffu), ah * bh + (mid >> 16u) + (mid2 >> 16u));
}`,
  },

  // |x| = (quadrant + part) * π/2 with part in [-1/2, 1/2], for finite x; radians is part * π/2
  quadrant: {
    needs: ['split', 'mul_words'],
    code: `struct Angle { quadrant: u32, radians: f32 }
fn two_over_pi(i: i32) -> u32 {
  switch (i) {
    case 0: { return 0xa2f9836eu; }
    case 1: { return 0x4e441529u; }
    case 2: { return 0xfc2757d1u; }
    case 3: { return 0xf534ddc0u; }
    case 4: { return 0xdb629599u; }
    case 5: { return 0x3c439041u; }
    case 6: { return 0xfe5163abu; }
    case 7: { return 0xdebbc561u; }
    default: { return 0u; }
  }
}
// 32 digits of 2/π behind the first \`skip\` ones; none stand before the point
fn digits(skip: i32) -> u32 {
  let at = skip >> 5u;
  let shift = u32(skip & 31);
  let high = two_over_pi(at);
  if (shift == 0u) { return high; }
  return (high << shift) | (two_over_pi(at + 1) >> (32u - shift));
}
fn quadrant(size: u32) -> Angle {
  // below π/4 there is nothing to reduce
  if (size <= 0x3f490fdau) { return Angle(0u, bitcast<f32>(size)); }
  let p = split(size);
  // what stands before is a multiple of a whole turn
  let skip = p.e - 152;
  let low = mul_words(p.m, digits(skip + 64));
  let mid = mul_words(p.m, digits(skip + 32));
  let top = p.m * digits(skip);
  let m = mid.x + low.y;
  let t = top + mid.y + select(0u, 1u, m < mid.x);
  var high = (t << 2u) | (m >> 30u);
  var rest = (m << 2u) | (low.x >> 30u);
  var turns = t >> 30u;
  let back = (high >> 31u) == 1u;
  if (back) {
    turns = (turns + 1u) & 3u;
    rest = ~rest + 1u;
    high = ~high + select(0u, 1u, rest == 0u);
  }
  var scale = 2.3283064365386963e-10;
  if (high == 0u) {
    high = rest;
    rest = 0u;
    scale = 5.421010862427522e-20;
  }
  let zeros = countLeadingZeros(high);
  if (zeros > 0u && zeros < 32u) { high = (high << zeros) | (rest >> (32u - zeros)); }
  let part = f32(high >> 8u) * (256.0 * scale / f32(1u << min(zeros, 31u)));
  let radians = part * 1.5707964;
  return Angle(turns, select(radians, -radians, back));
}`,
  },

  sine: {
    needs: [],
    code: `// for |x| up to π/4
fn sine(x: f32) -> f32 {
  let z = x * x;
  return x + x * z * (-0.16666667 + z * (0.008333334 + z * (-0.00019841270 + z * 0.0000027557319)));
}
fn cosine(x: f32) -> f32 {
  let z = x * x;
  return 1.0 - (0.5 * z - z * z * (0.041666668 + z * (-0.0013888889 + z * (0.000024801587 - z * 2.7557319e-7))));
}`,
  },

  sin_word: {
    needs: ['quadrant', 'sine'],
    code: `fn sin_word(w: u32) -> u32 {
  let size = w & 0x7fffffffu;
  if (size >= 0x7f800000u) { return 0x7fc00000u; }
  if (size < 0x39000000u) { return w; }
  let a = quadrant(size);
  let y = select(sine(a.radians), cosine(a.radians), (a.quadrant & 1u) == 1u);
  return bitcast<u32>(y) ^ (w & 0x80000000u) ^ ((a.quadrant >> 1u) << 31u);
}`,
  },

  cos_word: {
    needs: ['quadrant', 'sine'],
    code: `fn cos_word(w: u32) -> u32 {
  let size = w & 0x7fffffffu;
  if (size >= 0x7f800000u) { return 0x7fc00000u; }
  let a = quadrant(size);
  let y = select(cosine(a.radians), sine(a.radians), (a.quadrant & 1u) == 1u);
  return bitcast<u32>(y) ^ ((((a.quadrant + 1u) >> 1u) & 1u) << 31u);
}`,
  },

  tan_word: {
    needs: ['quadrant', 'sine', 'div_word'],
    code: `fn tan_word(w: u32) -> u32 {
  let size = w & 0x7fffffffu;
  if (size >= 0x7f800000u) { return 0x7fc00000u; }
  if (size < 0x39000000u) { return w; }
  let a = quadrant(size);
  let s = bitcast<u32>(sine(a.radians));
  let c = bitcast<u32>(cosine(a.radians));
  if ((a.quadrant & 1u) == 1u) { return div_word(c, s) ^ 0x80000000u ^ (w & 0x80000000u); }
  return div_word(s, c) ^ (w & 0x80000000u);
}`,
  },

  // (asin(x) - x) / x for z = x^2 up to 1/4
  arc_ratio: {
    needs: [],
    code: `fn arc_ratio(z: f32) -> f32 {
  return z * (0.16666586697 + z * (-0.042743422091 + z * -0.0086563630030)) / (1.0 + z * -0.70662963390);
}
// asin(sqrt((1 - x) / 2)) for x in [1/2, 1]
fn arc_half(x: f32) -> f32 {
  let z = (1.0 - x) * 0.5;
  let s = bitcast<f32>(sqrt_word(bitcast<u32>(z)));
  return s + s * arc_ratio(z);
}`,
  },

  asin_word: {
    needs: ['sqrt_word', 'arc_ratio'],
    code: `fn asin_word(w: u32) -> u32 {
  let size = w & 0x7fffffffu;
  if (size > 0x3f800000u) { return 0x7fc00000u; }
  if (size < 0x39000000u) { return w; }
  let x = bitcast<f32>(size);
  if (x < 0.5) { return bitcast<u32>(x + x * arc_ratio(x * x)) | (w & 0x80000000u); }
  return bitcast<u32>(1.5707964 - (2.0 * arc_half(x) + 4.371139e-8)) | (w & 0x80000000u);
}`,
  },

  acos_word: {
    needs: ['sqrt_word', 'arc_ratio'],
    code: `fn acos_word(w: u32) -> u32 {
  let size = w & 0x7fffffffu;
  if (size > 0x3f800000u) { return 0x7fc00000u; }
  let x = bitcast<f32>(size);
  let negative = (w >> 31u) == 1u;
  if (x < 0.5) {
    let s = select(x, -x, negative);
    return bitcast<u32>(1.5707964 - (s - (-4.371139e-8 - s * arc_ratio(s * s))));
  }
  let half = arc_half(x);
  if (negative) { return bitcast<u32>(2.0 * (1.5707964 - (half + 4.371139e-8))); }
  return bitcast<u32>(2.0 * half);
}`,
  },

  atan_word: {
    needs: ['is_nan', 'div_word'],
    code: `fn atan_word(w: u32) -> u32 {
  let size = w & 0x7fffffffu;
  let sign = w & 0x80000000u;
  if (is_nan(w) || size < 0x39000000u) { return w; }
  if (size >= 0x4c800000u) { return sign | 0x3fc90fdbu; }
  let x = bitcast<f32>(size);
  var top = x;
  var bottom = 1.0;
  var high = 0.0;
  var low = 0.0;
  if (x >= 2.4375) {
    top = -1.0; bottom = x; high = 1.5707963; low = 7.5497894e-8;
  } else if (x >= 1.1875) {
    top = x - 1.5; bottom = 1.0 + 1.5 * x; high = 0.98279368; low = 3.4473217e-8;
  } else if (x >= 0.6875) {
    top = x - 1.0; bottom = x + 1.0; high = 0.78539813; low = 3.7748947e-8;
  } else if (x >= 0.4375) {
    top = 2.0 * x - 1.0; bottom = 2.0 + x; high = 0.46364760; low = 5.0121582e-9;
  }
  var t = x;
  if (x >= 0.4375) { t = bitcast<f32>(div_word(bitcast<u32>(top), bitcast<u32>(bottom))); }
  let z = t * t;
  let q = z * (0.33333328366 + z * (-0.19999158382 + z * (0.14253635705 + z * (-0.10648017377 + z * 0.061687607318))));
  return sign | bitcast<u32>(high - ((t * q - low) - t));
}`,
  },

  atan2_word: {
    needs: ['is_nan', 'div_word', 'atan_word'],
    code: `fn atan2_word(b: u32, a: u32) -> u32 {
  if (is_nan(a) || is_nan(b)) { return 0x7fc00000u; }
  let x = a & 0x7fffffffu;
  let y = b & 0x7fffffffu;
  let sign = b & 0x80000000u;
  let back = (a >> 31u) == 1u;
  if (y == 0u) { return sign | select(0u, 0x40490fdbu, back); }
  if (x == 0u) { return sign | 0x3fc90fdbu; }
  if (x == 0x7f800000u) {
    if (y == x) { return sign | select(0x3f490fdbu, 0x4016cbe4u, back); }
    return sign | select(0u, 0x40490fdbu, back);
  }
  if (y == 0x7f800000u) { return sign | 0x3fc90fdbu; }
  let angle = atan_word(div_word(y, x));
  if (!back) { return sign | angle; }
  return sign | bitcast<u32>(3.1415927 - (bitcast<f32>(angle) + 8.742278e-8));
}`,
  },
};

/** @file exp, log, sigmoid, tanh and pow in WGSL, within a few units of the last place over the whole range. */

import type { Snippets } from './floats';

export const TRANSCENDENTAL: Snippets = {
  // e^r - 1 for |r| up to ln(2)/2, small relative error: Taylor's series
  expm1_small: {
    needs: [],
    code: `fn expm1_small(r: f32) -> f32 {
  let q = 0.5 + r * (0.16666667 + r * (0.041666668 + r * (0.008333334 + r * (0.0013888889 + r * 0.0001984127))));
  return r + r * r * q;
}`,
  },

  // e^(hi + lo) for sums within ±120. ln 2 is in two parts, the first short enough that its multiples are exact;
  // 1 and the coarse part of the exponent come together exactly, so that only the last sum rounds
  exp_pair: {
    needs: ['coarse', 'assemble'],
    code: `fn exp_pair(hi: f32, lo: f32) -> u32 {
  let n = round(hi * 1.442695);
  let a = hi - n * 0.693359375;
  let b = n * 2.1219444e-4 + lo;
  let r = a + b;
  let q = 0.5 + r * (0.16666667 + r * (0.041666668 + r * (0.008333334 + r * (0.0013888889 + r * 0.0001984127))));
  let c = coarse(a, 4096.0);
  let w = bitcast<u32>((1.0 + c) + ((a - c) + (b + r * r * q)));
  return assemble(0u, (w & 0x7fffffu) | 0x800000u, i32(w >> 23u) + i32(n), 0u);
}`,
  },

  exp_word: {
    needs: ['is_nan', 'exp_pair'],
    code: `fn exp_word(w: u32) -> u32 {
  // beyond these it is infinite, or 0
  return select(exp_pair(clamp(bitcast<f32>(w), -105.0, 90.0), 0.0), w, is_nan(w));
}`,
  },

  // x = m * 2^k with m in [sqrt(1/2), sqrt(2)), for x above zero
  log_reduce: {
    needs: ['split'],
    code: `struct Reduced { m: f32, k: f32 }
fn log_reduce(w: u32) -> Reduced {
  let p = split(w);
  let m = bitcast<f32>((p.m & 0x7fffffu) | 0x3f800000u);
  let high = m > 1.4142135;
  return Reduced(select(m, m * 0.5, high), f32(p.e - select(127, 126, high)));
}`,
  },

  // a logarithm of what is not a finite number above zero
  log_end: {
    needs: ['is_nan'],
    code: `fn log_end(w: u32) -> u32 {
  let sure = select(0x7fc00000u, w, is_nan(w) | (w == 0x7f800000u));
  return select(sure, 0xff800000u, (w & 0x7fffffffu) == 0u);
}`,
  },

  // log(1 + f) = 2 artanh(f / (2 + f)), arranged so that the large terms are exact
  log_word: {
    needs: ['is_nan', 'log_reduce', 'log_end'],
    code: `fn log_word(w: u32) -> u32 {
  let x = log_reduce(w);
  let f = x.m - 1.0;
  let s = f / (2.0 + f);
  let z = s * s;
  let r = z * (0.6666667 + z * (0.4 + z * (0.2857143 + z * (0.2222222 + z * 0.1818182))));
  let h = 0.5 * f * f;
  let l = bitcast<u32>(x.k * 0.693359375 - ((h - (s * (h + r) - x.k * 2.1219444e-4)) - f));
  return select(l, log_end(w), w - 1u >= 0x7f7fffffu);
}`,
  },

  sigmoid_word: {
    needs: ['is_nan', 'exp_word'],
    code: `fn sigmoid_word(w: u32) -> u32 {
  let e = exp_word(w | 0x80000000u);
  let x = bitcast<f32>(e);
  let near = bitcast<u32>(select(1.0, x, (w >> 31u) == 1u) / (1.0 + x));
  // beyond 18 the sum 1 + e is 1
  let far = select(near, select(0x3f800000u, e, (w >> 31u) == 1u), (w & 0x7fffffffu) > bitcast<u32>(18.0f));
  return select(far, w, is_nan(w));
}`,
  },

  // t / (t + 2) with t = e^(2|x|) - 1, which keeps its digits near 0
  tanh_word: {
    needs: ['is_nan', 'expm1_small'],
    code: `fn tanh_word(w: u32) -> u32 {
  let size = w & 0x7fffffffu;
  // from 9.5 on it is 1
  let y = 2.0 * min(bitcast<f32>(size), 9.5);
  let n = round(y * 1.442695);
  let r = (y - n * 0.693359375) + n * 2.1219444e-4;
  let scale = bitcast<f32>((u32(n) + 127u) << 23u);
  let t = scale * expm1_small(r) + (scale - 1.0);
  let sure = (w & 0x80000000u) | bitcast<u32>(t / (t + 2.0));
  // not a number, or so small that tanh(x) is x
  return select(sure, w, is_nan(w) | (size < 0x39000000u));
}`,
  },

  // log of a number above zero as a pair, to some 40 bits: the exponent of pow multiplies its error
  log_pair: {
    needs: ['coarse', 'pairs', 'log_reduce'],
    code: `fn log_pair(w: u32) -> vec2<f32> {
  let x = log_reduce(w);
  let f = x.m - 1.0;
  let c = coarse(x.m, 4096.0);
  let g = 1.0 + c;
  let s = f / (1.0 + x.m);
  let sg = two_prod(s, g);
  let t = (((f - sg.x) - sg.y) - s * (x.m - c)) / g;
  let ss = two_prod(s, s);
  let z = ss.x;
  let zt = ss.y + 2.0 * s * t;
  let third = two_prod(z, 0.33333334);
  let more = z * z * (0.2 + z * (0.14285715 + z * (0.11111111 + z * 0.09090909)));
  let d = coarse(third.x, 1048576.0);
  let u = 1.0 + d;
  let ut = (third.x - d) + (third.y - z * 9.934108e-9 + zt * 0.33333334 + more);
  let l = two_prod(2.0 * s, u);
  let lt = l.y + 2.0 * (s * ut + t * u);
  let sum = two_sum(x.k * 0.693359375, l.x);
  return two_sum(sum.x, sum.y + (lt - x.k * 2.1219444e-4));
}`,
  },

  pow_word: {
    needs: ['is_nan', 'order', 'pairs', 'log_pair', 'exp_pair'],
    code: `// 0: not an integer, 1: odd, 2: even
fn parity(w: u32) -> u32 {
  let e = i32((w >> 23u) & 0xffu) - 127;
  if (e < 0) { return 0u; }
  if (e > 23) { return 2u; }
  let below = u32(23 - e);
  let m = (w & 0x7fffffu) | 0x800000u;
  if ((m & ((1u << below) - 1u)) != 0u) { return 0u; }
  return 2u - ((m >> below) & 1u);
}
fn pow_word(a: u32, b: u32) -> u32 {
  let x = a & 0x7fffffffu;
  let y = b & 0x7fffffffu;
  if (y == 0u || a == 0x3f800000u) { return 0x3f800000u; }
  if (is_nan(a) || is_nan(b)) { return 0x7fc00000u; }
  if (b == 0x3f800000u) { return a; }
  let down = (b >> 31u) == 1u;
  if (y == 0x7f800000u) {
    if (x == 0x3f800000u) { return x; }
    return select(0u, 0x7f800000u, (x > 0x3f800000u) != down);
  }
  let kind = parity(b);
  let sign = select(0u, a & 0x80000000u, kind == 1u);
  if (x == 0u || x == 0x7f800000u) { return sign | select(x, 0x7f800000u - x, down); }
  if (x != a && kind == 0u) { return 0x7fc00000u; }
  if (b == 0x40000000u) { return bitcast<u32>(bitcast<f32>(x) * bitcast<f32>(x)); }
  let l = log_pair(x);
  let e = clamp(bitcast<f32>(b), -1e10, 1e10);
  let p = two_prod(e, l.x);
  if (p.x > 110.0) { return sign | 0x7f800000u; }
  if (p.x < -110.0) { return sign; }
  return sign | exp_pair(p.x, p.y + e * l.y);
}`,
  },
};

/** @file Exponentials and logarithms around 0, to other bases, and the hyperbolic functions made of them, in WGSL. */

import type { Snippets } from './floats';

export const HYPERBOLIC: Snippets = {
  expm1_word: {
    needs: ['is_nan', 'order', 'expm1_small', 'exp_word'],
    code: `fn expm1_word(w: u32) -> u32 {
  let size = w & 0x7fffffffu;
  if (is_nan(w) || size < 0x33000000u) { return w; }
  if (order(w) > order(bitcast<u32>(40.0f))) { return exp_word(w); }
  if (order(w) < order(bitcast<u32>(-18.0f))) { return 0xbf800000u; }
  let x = bitcast<f32>(w);
  let n = round(x * 1.442695);
  let r = (x - n * 0.693359375) + n * 2.1219444e-4;
  let scale = bitcast<f32>(u32(i32(n) + 127) << 23u);
  return bitcast<u32>(scale * expm1_small(r) + (scale - 1.0));
}`,
  },

  // 2 artanh(f / (2 + f)), as in log
  log1p_near: {
    needs: [],
    code: `fn log1p_near(f: f32) -> f32 {
  let s = f / (2.0 + f);
  let z = s * s;
  let r = z * (0.6666667 + z * (0.4 + z * (0.2857143 + z * (0.2222222 + z * 0.1818182))));
  let h = 0.5 * f * f;
  return f - (h - s * (h + r));
}`,
  },

  log1p_word: {
    needs: ['is_nan', 'order', 'log1p_near', 'log_word'],
    code: `fn log1p_word(w: u32) -> u32 {
  let size = w & 0x7fffffffu;
  if (is_nan(w) || size < 0x33000000u) { return w; }
  if (order(w) < order(bitcast<u32>(-1.0f))) { return 0x7fc00000u; }
  let x = bitcast<f32>(w);
  if (order(w) > order(bitcast<u32>(-0.29f)) && order(w) < order(bitcast<u32>(0.41f))) {
    return bitcast<u32>(log1p_near(x));
  }
  return log_word(bitcast<u32>(1.0 + x));
}`,
  },

  log2_word: {
    needs: ['log_reduce', 'log1p_near', 'log_end'],
    code: `fn log2_word(w: u32) -> u32 {
  let x = log_reduce(w);
  let l = log1p_near(x.m - 1.0);
  return select(bitcast<u32>(x.k + (l * 1.4426950 + l * 1.9259629e-8)), log_end(w), w - 1u >= 0x7f7fffffu);
}`,
  },

  log10_word: {
    needs: ['log_reduce', 'log1p_near', 'log_end'],
    code: `fn log10_word(w: u32) -> u32 {
  let x = log_reduce(w);
  let l = log1p_near(x.m - 1.0);
  return select(bitcast<u32>(x.k * 0.30102539 + (x.k * 4.6050390e-6 + l * 0.43429448)), log_end(w), w - 1u >= 0x7f7fffffu);
}`,
  },

  exp2_word: {
    needs: ['is_nan', 'order', 'expm1_small', 'assemble'],
    code: `fn exp2_word(w: u32) -> u32 {
  if (is_nan(w)) { return w; }
  if (order(w) >= order(bitcast<u32>(128.0f))) { return 0x7f800000u; }
  if (order(w) < order(bitcast<u32>(-151.0f))) { return 0u; }
  let x = bitcast<f32>(w);
  let n = round(x);
  let m = bitcast<u32>(1.0 + expm1_small((x - n) * 0.6931472));
  return assemble(0u, (m & 0x7fffffu) | 0x800000u, i32(m >> 23u) + i32(n), 0u);
}`,
  },

  sinh_word: {
    needs: ['is_nan', 'expm1_word', 'exp_word', 'div_word'],
    code: `fn sinh_word(w: u32) -> u32 {
  let size = w & 0x7fffffffu;
  let sign = w & 0x80000000u;
  if (is_nan(w) || size < 0x39000000u) { return w; }
  if (size > bitcast<u32>(88.0f)) {
    // e^(x/2) twice, since e^x overflows before its half does
    let root = bitcast<f32>(exp_word(bitcast<u32>(bitcast<f32>(size) * 0.5)));
    return sign | bitcast<u32>((0.5 * root) * root);
  }
  let t = expm1_word(size);
  let x = bitcast<f32>(t);
  return sign | bitcast<u32>(0.5 * (x + bitcast<f32>(div_word(t, bitcast<u32>(x + 1.0)))));
}`,
  },

  cosh_word: {
    needs: ['is_nan', 'exp_word', 'div_word'],
    code: `fn cosh_word(w: u32) -> u32 {
  let size = w & 0x7fffffffu;
  if (is_nan(w)) { return w; }
  if (size > bitcast<u32>(88.0f)) {
    let root = bitcast<f32>(exp_word(bitcast<u32>(bitcast<f32>(size) * 0.5)));
    return bitcast<u32>((0.5 * root) * root);
  }
  let e = exp_word(size);
  return bitcast<u32>(0.5 * (bitcast<f32>(e) + bitcast<f32>(div_word(0x3f800000u, e))));
}`,
  },

  asinh_word: {
    needs: ['is_nan', 'log_word', 'log1p_word', 'sqrt_word', 'div_word'],
    code: `fn asinh_word(w: u32) -> u32 {
  let size = w & 0x7fffffffu;
  let sign = w & 0x80000000u;
  if (size >= 0x7f800000u || size < 0x39000000u) { return w; }
  let x = bitcast<f32>(size);
  if (x > 1e6) { return sign | bitcast<u32>(bitcast<f32>(log_word(size)) + 0.6931472); }
  let square = x * x;
  let root = 1.0 + bitcast<f32>(sqrt_word(bitcast<u32>(square + 1.0)));
  return sign | log1p_word(bitcast<u32>(x + bitcast<f32>(div_word(bitcast<u32>(square), bitcast<u32>(root)))));
}`,
  },

  acosh_word: {
    needs: ['is_nan', 'order', 'log_word', 'log1p_word', 'sqrt_word'],
    code: `fn acosh_word(w: u32) -> u32 {
  if (is_nan(w) || order(w) < order(0x3f800000u)) { return 0x7fc00000u; }
  if (w == 0x7f800000u) { return w; }
  let x = bitcast<f32>(w);
  if (x > 1e6) { return bitcast<u32>(bitcast<f32>(log_word(w)) + 0.6931472); }
  let t = x - 1.0;
  return log1p_word(bitcast<u32>(t + bitcast<f32>(sqrt_word(bitcast<u32>(t * (x + 1.0))))));
}`,
  },

  atanh_word: {
    needs: ['is_nan', 'log1p_word', 'div_word'],
    code: `fn atanh_word(w: u32) -> u32 {
  let size = w & 0x7fffffffu;
  let sign = w & 0x80000000u;
  if (is_nan(w) || size < 0x39000000u) { return w; }
  if (size > 0x3f800000u) { return 0x7fc00000u; }
  if (size == 0x3f800000u) { return sign | 0x7f800000u; }
  let x = bitcast<f32>(size);
  let t = 2.0 * x;
  let q = div_word(bitcast<u32>(t), bitcast<u32>(1.0 - x));
  return sign | bitcast<u32>(0.5 * bitcast<f32>(log1p_word(q)));
}`,
  },
};

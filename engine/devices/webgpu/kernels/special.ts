/**
 * @file The error function and activations made of exponentials, in WGSL.
 * erf: the rational approximations of FreeBSD's msun (s_erff.c), by range.
 */

import type { Snippets } from './floats';

/** Horner's rule, the lowest power first. */
function polynomial(x: string, coefficients: readonly string[]): string {
  return coefficients.reduceRight((sum, c) => (sum === '' ? c : `${c} + ${x} * (${sum})`), '');
}

const SMALL_TOP = [
  '1.2837916613e-1',
  '-3.2504209876e-1',
  '-2.8481749818e-2',
  '-5.7702702470e-3',
  '-2.3763017452e-5',
];
const SMALL_BOTTOM = [
  '1.0',
  '3.9791721106e-1',
  '6.5022252500e-2',
  '5.0813062117e-3',
  '1.3249473704e-4',
  '-3.9602282413e-6',
];
const NEAR_TOP = [
  ...['-2.3621185683e-3', '4.1485610604e-1', '-3.7220788002e-1', '3.1834661961e-1', '-1.1089469492e-1'],
  ...['3.5478305072e-2', '-2.1663755178e-3'],
];
const NEAR_BOTTOM = [
  ...['1.0', '1.0642088205e-1', '5.4039794207e-1', '7.1828655899e-2', '1.2617121637e-1', '1.3637083583e-2'],
  '1.1984500103e-2',
];
const MIDDLE_TOP = [
  ...['-9.8649440333e-3', '-6.9385856390e-1', '-1.0558626175e1', '-6.2375331879e1', '-1.6239666748e2'],
  ...['-1.8460508728e2', '-8.1287437439e1', '-9.8143291473'],
];
const MIDDLE_BOTTOM = [
  ...['1.0', '1.9651271820e1', '1.3765776062e2', '4.3456588745e2', '6.4538726807e2', '4.2900814819e2'],
  ...['1.0863500214e2', '6.5702495575', '-6.0424413532e-2'],
];
const FAR_TOP = [
  ...['-9.8649431020e-3', '-7.9928326607e-1', '-1.7757955551e1', '-1.6063638306e2', '-6.3756646729e2'],
  ...['-1.0250950928e3', '-4.8351919556e2'],
];
const FAR_BOTTOM = [
  ...['1.0', '3.0338060379e1', '3.2579251099e2', '1.5367296143e3', '3.1998581543e3', '2.5530502930e3'],
  ...['4.7452853394e2', '-2.2440952301e1'],
];

/** log(erfc(z) / t) + z^2, by powers of t = 1 / (1 + z / 2). */
const CHEBYSHEV = [
  ...['-1.26551223', '1.00002368', '0.37409196', '0.09678418', '-0.18628806', '0.27886807', '-1.13520398'],
  ...['1.48851587', '-0.82215223', '0.17087277'],
];

export const SPECIAL: Snippets = {
  erf_parts: {
    needs: ['exp_pair', 'pairs', 'div_word'],
    code: `// (erf(x) - x) / x for |x| below 0.84375, z being x^2
fn erf_small(z: f32) -> f32 {
  let top = ${polynomial('z', SMALL_TOP)};
  let bottom = ${polynomial('z', SMALL_BOTTOM)};
  return top / bottom;
}
// erf(x) - 0.84506291151 for x in [0.84375, 1.25)
fn erf_near(x: f32) -> f32 {
  let s = x - 1.0;
  let top = ${polynomial('s', NEAR_TOP)};
  let bottom = ${polynomial('s', NEAR_BOTTOM)};
  return top / bottom;
}
// 1 - erf(x) for x in [1.25, 11)
fn erfc_far(x: f32) -> f32 {
  let s = 1.0 / (x * x);
  var top = ${polynomial('s', MIDDLE_TOP)};
  var bottom = ${polynomial('s', MIDDLE_BOTTOM)};
  if (x >= 2.857143) {
    top = ${polynomial('s', FAR_TOP)};
    bottom = ${polynomial('s', FAR_BOTTOM)};
  }
  // e^(-x^2) with x in two parts, so that the square of the first is exact
  let z = bitcast<f32>(bitcast<u32>(x) & 0xfffff000u);
  let sum = two_sum(-z * z, (z - x) * (z + x) + (top / bottom - 0.5625));
  return bitcast<f32>(div_word(exp_pair(sum.x, sum.y), bitcast<u32>(x)));
}`,
  },

  erf_word: {
    needs: ['is_nan', 'erf_parts'],
    code: `fn erf_word(w: u32) -> u32 {
  let size = w & 0x7fffffffu;
  let sign = w & 0x80000000u;
  if (is_nan(w)) { return w; }
  if (size >= bitcast<u32>(4.0f)) { return sign | 0x3f800000u; }
  let x = bitcast<f32>(w);
  // 2/sqrt(π) x; the least numbers are taken through a larger one
  if (size < 0x31800000u) { return bitcast<u32>(0.0625 * (16.0 * x + 2.0540666580 * x)); }
  if (size < bitcast<u32>(0.84375f)) { return bitcast<u32>(x + x * erf_small(x * x)); }
  let a = bitcast<f32>(size);
  if (a < 1.25) { return sign | bitcast<u32>(0.84506291151 + erf_near(a)); }
  return sign | bitcast<u32>(1.0 - erfc_far(a));
}`,
  },

  erfc_word: {
    needs: ['is_nan', 'erf_parts'],
    code: `fn erfc_word(w: u32) -> u32 {
  let size = w & 0x7fffffffu;
  let negative = (w >> 31u) == 1u;
  if (is_nan(w)) { return w; }
  if (size >= bitcast<u32>(10.1f)) { return select(0u, 0x40000000u, negative); }
  let x = bitcast<f32>(w);
  if (size < bitcast<u32>(0.84375f)) {
    let y = erf_small(x * x);
    if (negative || size < 0x3e800000u) { return bitcast<u32>(1.0 - (x + x * y)); }
    return bitcast<u32>(0.5 - (x - 0.5 + x * y));
  }
  let a = bitcast<f32>(size);
  if (a < 1.25) {
    let y = erf_near(a);
    return bitcast<u32>(select(0.15493708849 - y, 1.84506291151 + y, negative));
  }
  let tail = erfc_far(a);
  return bitcast<u32>(select(tail, 2.0 - tail, negative));
}`,
  },

  // e^(-z^2) and erfc(z) for z = |x| / sqrt(2): Chebyshev's fit of Numerical Recipes (6.2), without a branch
  gaussian: {
    needs: [],
    code: `struct Gaussian { density: f32, tail: f32 }
// e^(hi + lo) for sums from -120 to 1; numbers below the normal ones are 0
fn exp_below(hi: f32, lo: f32) -> f32 {
  let n = round((hi + lo) * 1.442695);
  let r = (hi - n * 0.693359375) + (n * 2.1219444e-4 + lo);
  let q = 0.5 + r * (0.16666667 + r * (0.041666668 + r * (0.008333334 + r * (0.0013888889 + r * 0.0001984127))));
  return (1.0 + (r + r * r * q)) * bitcast<f32>(u32(max(n + 127.0, 0.0)) << 23u);
}
fn gaussian(x: f32) -> Gaussian {
  let z = min(abs(x) * 0.70710678, 12.0);
  // z in two parts, so that the square of the first is exact
  let high = bitcast<f32>(bitcast<u32>(z) & 0xfffff000u);
  let square = -high * high;
  let rest = (high - z) * (high + z);
  let t = 1.0 / (1.0 + 0.5 * z);
  let fit = ${polynomial('t', CHEBYSHEV)};
  return Gaussian(exp_below(square, rest), t * exp_below(square, rest + fit));
}`,
  },

  gelu_word: {
    needs: ['is_nan', 'gaussian'],
    code: `fn gelu_word(w: u32) -> u32 {
  if (is_nan(w)) { return w; }
  let x = bitcast<f32>(w);
  let half = 0.5 * gaussian(x).tail;
  return bitcast<u32>(x * select(1.0 - half, half, (w >> 31u) == 1u));
}`,
  },

  // the normal distribution plus x times its density
  gelu_slope_word: {
    needs: ['is_nan', 'gaussian'],
    code: `fn gelu_slope_word(w: u32) -> u32 {
  if (is_nan(w)) { return w; }
  let x = bitcast<f32>(w);
  let at = gaussian(x);
  let half = 0.5 * at.tail;
  return bitcast<u32>(select(1.0 - half, half, (w >> 31u) == 1u) + x * (0.3989423 * at.density));
}`,
  },

  // (1 + tanh(u)) / 2 is sigmoid(2u)
  gelu_tanh_word: {
    needs: ['sigmoid_word'],
    code: `fn gelu_tanh_word(w: u32) -> u32 {
  let x = bitcast<f32>(w);
  let u = 1.5957691 * (x + 0.044715 * x * x * x);
  return bitcast<u32>(x * bitcast<f32>(sigmoid_word(bitcast<u32>(u))));
}`,
  },

  silu_word: {
    needs: ['sigmoid_word'],
    code: `fn silu_word(w: u32) -> u32 { return bitcast<u32>(bitcast<f32>(w) * bitcast<f32>(sigmoid_word(w))); }`,
  },

  // log(1 + e^x) is max(x, 0) + log1p(e^-|x|)
  softplus_plain: {
    needs: ['is_nan', 'exp_word', 'log1p_word'],
    code: `fn softplus_plain(w: u32) -> u32 {
  if (is_nan(w)) { return w; }
  let positive = select(w, 0u, (w >> 31u) == 1u);
  return bitcast<u32>(bitcast<f32>(positive) + bitcast<f32>(log1p_word(exp_word(w | 0x80000000u))));
}`,
  },

  softplus_word: {
    needs: ['less', 'softplus_plain', 'div_word'],
    code: `fn softplus_word(w: u32, beta: u32, threshold: u32) -> u32 {
  let scaled = bitcast<u32>(bitcast<f32>(w) * bitcast<f32>(beta));
  if (less(threshold, scaled)) { return w; }
  return div_word(softplus_plain(scaled), beta);
}`,
  },

  mish_word: {
    needs: ['softplus_plain', 'tanh_word'],
    code: `fn mish_word(w: u32) -> u32 {
  return bitcast<u32>(bitcast<f32>(w) * bitcast<f32>(tanh_word(softplus_plain(w))));
}`,
  },

  logsigmoid_word: {
    needs: ['softplus_plain'],
    code: `fn logsigmoid_word(w: u32) -> u32 {
  let y = softplus_plain(w ^ 0x80000000u);
  return select(y ^ 0x80000000u, y, y == 0u);
}`,
  },

  elu_word: {
    needs: ['less', 'expm1_word'],
    code: `fn elu_word(w: u32, alpha: u32, scale: u32, input_scale: u32) -> u32 {
  if (is_nan(w) || less(0u, w)) { return bitcast<u32>(bitcast<f32>(w) * bitcast<f32>(scale)); }
  let e = expm1_word(bitcast<u32>(bitcast<f32>(w) * bitcast<f32>(input_scale)));
  return bitcast<u32>(bitcast<f32>(e) * bitcast<f32>(alpha) * bitcast<f32>(scale));
}`,
  },

  // min(max(x + 3, 0), 6)
  hard_ramp: {
    needs: ['is_nan', 'order'],
    code: `fn hard_ramp(w: u32) -> u32 {
  if (is_nan(w)) { return w; }
  if (order(w) <= order(bitcast<u32>(-3.0f))) { return 0u; }
  if (order(w) >= order(bitcast<u32>(3.0f))) { return bitcast<u32>(6.0f); }
  return bitcast<u32>(bitcast<f32>(w) + 3.0);
}`,
  },

  hypot_word: {
    needs: ['is_nan', 'div_word', 'sqrt_word'],
    code: `fn hypot_word(a: u32, b: u32) -> u32 {
  let x = max(a & 0x7fffffffu, b & 0x7fffffffu);
  let y = min(a & 0x7fffffffu, b & 0x7fffffffu);
  if ((a & 0x7fffffffu) == 0x7f800000u || (b & 0x7fffffffu) == 0x7f800000u) { return 0x7f800000u; }
  if (is_nan(x)) { return 0x7fc00000u; }
  if (y == 0u) { return x; }
  let t = bitcast<f32>(div_word(y, x));
  return bitcast<u32>(bitcast<f32>(x) * bitcast<f32>(sqrt_word(bitcast<u32>(1.0 + t * t))));
}`,
  },
};

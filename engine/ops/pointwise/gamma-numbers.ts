/** @file Functions of one number around the gamma function. */

// Lanczos' approximation with g = 607/128 (P. Godfrey's coefficients): relative error below 1e-15
const G = 607 / 128;
const LANCZOS = [
  0.99999999999999709182, 57.156235665862923517, -59.597960355475491248, 14.136097974741747174,
  -0.49191381609762019978, 3.3994649984811888699e-5, 4.6523628927048575665e-5, -9.8374475304879564677e-5,
  1.5808870322491248884e-4, -2.1026444172410488319e-4, 2.174396181152126432e-4, -1.6431810653676389022e-4,
  8.4418223983852743293e-5, -2.619083840158140867e-5, 3.6899182659531622704e-6,
];

const isPole = (x: number): boolean => x <= 0 && Number.isInteger(x);

/** ln |Γ(x)| */
export function lgamma(x: number): number {
  if (Number.isNaN(x)) return x;
  if (!Number.isFinite(x) || isPole(x)) return Infinity;
  if (x === 1 || x === 2) return 0;
  if (Math.abs(x) < 1e-300) return -Math.log(Math.abs(x));
  if (x < 0) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - lgamma(1 - x);
  if (x < 0.5) return nearOne(x) - Math.log(x);
  if (x < 1.5) return nearOne(x - 1);
  if (x < 10) return shiftedDown(x);
  const z = x - 1;
  const sum = LANCZOS.reduce((total, c, i) => (i === 0 ? c : total + c / (z + i)), 0);
  const t = z + G + 0.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** Down to the numbers around 2, where the series has all digits. */
function shiftedDown(x: number): number {
  let [product, from] = [1, x];
  while (from >= 2.5) {
    from--;
    product *= from;
  }
  return nearOne(from - 2) + Math.log1p(from - 2) + Math.log(product);
}

const EULER = 0.57721566490153286061;

/** ln Γ(1 + z) for small z, where the logarithm of a number near 1 would lose its digits. */
function nearOne(z: number): number {
  let [sum, power] = [-EULER * z, -z];
  for (let k = 2; k < 80; k++) {
    power *= -z;
    const term = (zeta(k, 1) / k) * power;
    sum += term;
    if (Math.abs(term) < 1e-18 * Math.abs(sum)) break;
  }
  return sum;
}

// B₂ₖ / 2k
const BERNOULLI = [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12];

/** Γ'(x) / Γ(x) */
export function digamma(x: number): number {
  if (x === 0) return Object.is(x, -0) ? Infinity : -Infinity;
  if (isPole(x) || x === -Infinity) return NaN;
  if (x < 0) return digamma(1 - x) - Math.PI / Math.tan(Math.PI * (x % 1));
  let [from, sum] = [x, 0];
  while (from < 10) {
    sum -= 1 / from;
    from++;
  }
  const square = 1 / (from * from);
  const tail = from < 1e17 ? BERNOULLI.reduceRight((total, b) => (total + b) * square, 0) : 0;
  return sum + Math.log(from) - 0.5 / from - tail;
}

/** The n-th derivative of digamma. */
export function polygamma(n: number, x: number, isSingle = false): number {
  if (n === 0) return digamma(x);
  if (n === 1) return trigamma(x, isSingle);
  let factorial = 1;
  for (let k = 2; k <= n && factorial < Infinity; k++) factorial *= k;
  return (n % 2 === 0 ? -1 : 1) * factorial * zeta(n + 1, x);
}

/** As PyTorch computes it: to some ten digits, and near its poles with the rounding of the dtype. */
function trigamma(x: number, isSingle: boolean): number {
  if (x < 0.5) {
    const turn = isSingle ? Math.fround(Math.fround(Math.PI) * x) : Math.PI * x;
    const sine = Math.sin(turn);
    return (Math.PI * Math.PI) / (sine * sine) - trigamma(1 - x, isSingle);
  }
  let [sum, from] = [0, x];
  for (let k = 0; k < 6; k++) {
    sum += 1 / (from * from);
    from++;
  }
  const square = 1 / (from * from);
  return sum + (1 + 1 / (2 * from) + square * (1 / 6 - square * (1 / 30 - square / 42))) / from;
}

// (2k)! / B₂ₖ
const EULER_MACLAURIN = [
  12, -720, 30240, -1209600, 47900160, -1.8924375803183791606e9, 7.47242496e10, -2.950130727918164224e12,
  1.1646782814350067249e14, -4.5979787224074726105e15, 1.8152105401943546773e17, -7.1661652561756670113e18,
];

/** Hurwitz' zeta function Σ (q + k)⁻ˢ, by Euler and Maclaurin. */
export function zeta(s: number, q: number): number {
  if (s === 1) return Infinity;
  if (s < 1) return NaN;
  if (q <= 0) return Number.isInteger(q) ? Infinity : s === Math.floor(s) ? shifted(s, q) : NaN;
  let [sum, from] = [0, q];
  for (let k = 0; k < 9 || from <= 9; k++) {
    const term = from ** -s;
    sum += term;
    if (Math.abs(term) < 1.1e-16 * sum) return sum;
    from++;
  }
  const last = from ** -s;
  sum += (last * from) / (s - 1) + 0.5 * last;
  let [factor, power] = [1, last];
  for (let i = 0; i < EULER_MACLAURIN.length; i++) {
    factor *= s + 2 * i;
    power /= from;
    const term = (factor * power) / EULER_MACLAURIN[i]!;
    sum += term;
    if (Math.abs(term / sum) < 1.1e-16) return sum;
    factor *= s + 2 * i + 1;
    power /= from;
  }
  return sum;
}

/** The terms below 0 first. */
function shifted(s: number, q: number): number {
  let [sum, from] = [0, q];
  while (from < 0) {
    sum += from ** -s;
    from++;
  }
  return sum + zeta(s, from);
}

const CENTRE_TOP = [0.886226899, -1.645349621, 0.914624893, -0.140543331];
const CENTRE_BOTTOM = [-2.118377725, 1.442710462, -0.329097515, 0.012229801];
const TAIL_TOP = [-1.970840454, -1.624906493, 3.429567803, 1.641345311];
const TAIL_BOTTOM = [3.5438892, 1.6370678];

const horner = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((sum, c) => sum * x + c, 0);

/** The number whose error function is y: a rational approximation, and two of Newton's steps, as PyTorch takes them. */
export function erfinv(y: number, erf: (x: number) => number): number {
  const size = Math.abs(y);
  if (size > 1 || Number.isNaN(y)) return NaN;
  if (size === 1) return y * Infinity;
  let x: number;
  if (size <= 0.7) {
    const z = y * y;
    x = (y * horner(CENTRE_TOP, z)) / (horner(CENTRE_BOTTOM, z) * z + 1);
  } else {
    const z = Math.sqrt(-Math.log((1 - size) / 2));
    x = (Math.sign(y) * horner(TAIL_TOP, z)) / (horner(TAIL_BOTTOM, z) * z + 1);
  }
  for (let step = 0; step < 2; step++) {
    x -= (erf(x) - y) / ((2 / Math.sqrt(Math.PI)) * Math.exp(-x * x));
  }
  return x;
}

/** @file Further distributions, drawn in PyTorch's order: log-normal, Cauchy, geometric; Poisson's and the binomial. */

import { notImplemented, RuntimeError } from '../errors';
import { lgamma } from '../ops/pointwise/gamma-numbers';
import { pythonNumber } from '../format/python';
import type { DType } from '../dtype';
import type { Fill } from './fill';
import type { Generator } from './generator';

function refuseIntegers(name: string, dtype: DType): void {
  if (dtype.isFloatingPoint) return;
  throw new RuntimeError(
    `${name} distribution is a continuous probability distribution. dtype must be a floating point but you specified ${dtype.cName}`,
  );
}

/** e to the power of a normal. */
export function logNormal(mean: number, std: number): Fill {
  return (array, dtype, generator) => {
    if (!(std > 0))
      throw new RuntimeError(`log_normal_ expects std > 0.0, but found std=${pythonNumber(std)}`);
    if (!dtype.isFloatingPoint) notImplemented('log_normal_cpu', dtype);
    for (let i = 0; i < array.length; i++) array[i] = Math.exp(generator.oneNormal() * std + mean);
  };
}

/** The quotient of two normals, about a median. */
export function cauchy(median: number, sigma: number): Fill {
  return (array, dtype, generator) => {
    if (!(sigma > 0))
      throw new RuntimeError(`cauchy_ expects sigma > 0.0, but found sigma=${pythonNumber(sigma)}`);
    refuseIntegers('Cauchy', dtype);
    for (let i = 0; i < array.length; i++) {
      array[i] = median + sigma * Math.tan(Math.PI * (generator.double() - 0.5));
    }
  };
}

/** How many tries it takes until one succeeds, each with probability p. */
export function geometric(p: number): Fill {
  return (array, dtype, generator) => {
    if (!(p > 0 && p < 1))
      throw new RuntimeError(`geometric_ expects p to be in (0, 1), but got p=${pythonNumber(p)}`);
    if (dtype.name === 'bool') notImplemented('geometric_cpu', dtype);
    const isLong = array instanceof BigInt64Array;
    for (let i = 0; i < array.length; i++) {
      const tries = Math.ceil(Math.log(generator.double()) / Math.log1p(-p));
      array[i] = isLong ? BigInt(tries) : tries;
    }
  };
}

/** One draw of Poisson's distribution: for small rates by products of uniforms, else Hörmann's rejection. */
export function poisson(rate: number, generator: Generator): number {
  if (!(rate >= 0)) throw new RuntimeError('invalid Poisson rate, expected rate to be non-negative');
  if (rate === Infinity) return rate;
  if (rate >= 10) return rejectedPoisson(rate, generator);
  if (rate === 0) return 0;
  const least = Math.exp(-rate);
  let count = 0;
  for (let product = generator.double(); product > least; product *= generator.double()) count++;
  return count;
}

function rejectedPoisson(rate: number, generator: Generator): number {
  const root = Math.sqrt(rate);
  const b = 0.931 + 2.53 * root;
  const a = -0.059 + 0.02483 * b;
  const inverse = 1.1239 + 1.1328 / (b - 3.4);
  const accepted = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = generator.double() - 0.5;
    const v = generator.double();
    const rest = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / rest + b) * u + rate + 0.43);
    if (rest >= 0.07 && v <= accepted) return k;
    if (k < 0 || (rest < 0.013 && v > rest)) continue;
    const drawn = Math.log(v) + Math.log(inverse) - Math.log(a / (rest * rest) + b);
    if (drawn <= -rate + k * Math.log(rate) - lgamma(k + 1)) return k;
  }
}

/** One draw of the binomial distribution: of `count` tries, how many succeed with probability `p`. */
export function binomial(count: number, p: number, generator: Generator): number {
  if (count <= 0 || p <= 0) return 0;
  // PyTorch searches without end for one of these
  if (p >= 1 || !(count < Infinity)) return count;
  if (p > 0.5) return count - rareBinomial(count, 1 - p, generator);
  return p <= 0.5 ? rareBinomial(count, p, generator) : NaN;
}

function rareBinomial(count: number, p: number, generator: Generator): number {
  return count * p >= 10 ? rejectedBinomial(count, p, generator) : byGaps(count, p, generator);
}

/** From success to success: the gaps are geometric. */
function byGaps(count: number, p: number, generator: Generator): number {
  const scale = Math.log1p(-p);
  let successes = 0;
  for (let tries = 0; ; successes++) {
    tries += Math.ceil(Math.log(generator.double()) / scale);
    if (tries > count) return successes;
  }
}

/** What Stirling's formula lacks to ln k!, for k of 0 to 9. */
const TAILS = [
  0.0810614667953272, 0.0413406959554092, 0.0276779256849983, 0.02079067210376509, 0.0166446911898211,
  0.0138761288230707, 0.0118967099458917, 0.010411265261972, 0.00925546218271273, 0.00833056343336287,
];

function tail(k: number): number {
  if (k <= 9) return TAILS[k]!;
  const square = (k + 1) * (k + 1);
  return (1 / 12 - (1 / 360 - 1 / 1260 / square) / square) / (k + 1);
}

/** Hörmann's rejection, BTRS. */
function rejectedBinomial(count: number, p: number, generator: Generator): number {
  const std = Math.sqrt(count * p * (1 - p));
  const b = 1.15 + 2.53 * std;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const accepted = 0.92 - 4.2 / b;
  const odds = p / (1 - p);
  const alpha = (2.83 + 5.1 / b) * std;
  const mode = Math.floor((count + 1) * p);
  for (;;) {
    const u = generator.double() - 0.5;
    const v = generator.double();
    const rest = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / rest + b) * u + count * p + 0.5);
    if (rest >= 0.07 && v <= accepted) return k;
    if (k < 0 || k > count) continue;
    const bound =
      (mode + 0.5) * Math.log((mode + 1) / (odds * (count - mode + 1))) +
      (count + 1) * Math.log((count - mode + 1) / (count - k + 1)) +
      (k + 0.5) * Math.log((odds * (count - k + 1)) / (k + 1)) +
      (tail(mode) + tail(count - mode) - tail(k) - tail(count - k));
    if (Math.log((v * alpha) / (a / (rest * rest) + b)) <= bound) return k;
  }
}

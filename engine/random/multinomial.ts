/** @file Drawing indices by their probabilities, as PyTorch's multinomial does on the CPU. */

import type { DType } from '../dtype';
import { RuntimeError } from '../errors';
import { exponential } from './fill';
import type { Generator } from './generator';

/** `rows` distributions of `size` weights each, one after the other. */
export interface Distributions {
  readonly weights: Float32Array | Float64Array;
  readonly rows: number;
  readonly size: number;
  readonly dtype: DType;
}

/** @throws RuntimeError when so many cannot be drawn of `size` */
export function checkDraws(count: number, size: number, replacement: boolean): void {
  if (count <= 0) throw new RuntimeError('cannot sample n_sample <= 0 samples');
  if (!replacement && count > size) {
    throw new RuntimeError('cannot sample n_sample > prob_dist.size(-1) samples without replacement');
  }
}

/** `count` indices a row. */
export function multinomial(
  given: Distributions,
  count: number,
  replacement: boolean,
  generator: Generator,
): BigInt64Array {
  if (replacement && count > 1) return withReplacement(given, count, generator);
  return withoutReplacement(given, count, generator);
}

/** Each weight divided by an exponential of its own: the largest are the draw. */
function withoutReplacement(
  { weights, rows, size, dtype }: Distributions,
  count: number,
  generator: Generator,
): BigInt64Array {
  if (!weights.every((p) => p >= 0 && p < Infinity)) {
    throw new RuntimeError('probability tensor contains either `inf`, `nan` or element < 0');
  }
  for (let row = 0; row < rows; row++) {
    if (weights.subarray(row * size, (row + 1) * size).every((p) => p === 0)) {
      throw new RuntimeError('invalid multinomial distribution (sum of probabilities <= 0)');
    }
  }
  const race = dtype.array(weights.length) as Float32Array | Float64Array;
  exponential(1)(race, dtype, generator, true);
  for (let i = 0; i < race.length; i++) race[i] = weights[i]! / race[i]!;
  const out = new BigInt64Array(rows * count);
  for (let row = 0; row < rows; row++) {
    const order = Array.from({ length: size }, (_, i) => i);
    order.sort((a, b) => race[row * size + b]! - race[row * size + a]! || a - b);
    for (let k = 0; k < count; k++) out[row * count + k] = BigInt(order[k]!);
  }
  return out;
}

/** The cumulative distribution, and for each draw a search in it. */
function withReplacement(
  { weights, rows, size, dtype }: Distributions,
  count: number,
  generator: Generator,
): BigInt64Array {
  const out = new BigInt64Array(rows * count);
  for (let row = 0; row < rows; row++) {
    const cumulative = cumulated(weights.subarray(row * size, (row + 1) * size), dtype);
    for (let k = 0; k < count; k++) {
      const drawn = generator.double();
      let [left, right] = [0, size];
      while (left < right) {
        const middle = left + ((right - left) >> 1);
        if (cumulative[middle]! < drawn) left = middle + 1;
        else right = middle;
      }
      out[row * count + k] = BigInt(left);
    }
  }
  return out;
}

function cumulated(weights: Float32Array | Float64Array, dtype: DType): Float32Array | Float64Array {
  const out = dtype.array(weights.length) as Float32Array | Float64Array;
  let sum = 0;
  weights.forEach((p, i) => {
    if (p < 0)
      throw new RuntimeError('invalid multinomial distribution (encountering probability entry < 0)');
    if (!Number.isFinite(p)) {
      throw new RuntimeError(
        'invalid multinomial distribution (encountering probability entry = infinity or NaN)',
      );
    }
    out[i] = sum + p;
    sum = out[i]!;
  });
  if (!(sum > 0)) throw new RuntimeError('invalid multinomial distribution (sum of probabilities <= 0)');
  for (let i = 0; i < out.length; i++) out[i] = out[i]! / sum;
  if (out.length > 0) out[out.length - 1] = 1;
  return out;
}

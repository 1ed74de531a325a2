/** @file A normal cut off at both ends, as PyTorch draws it. */

import type { DType } from '../dtype';
import { uniform } from './fill';
import type { Generator } from './generator';

interface Truncation {
  readonly mean: number;
  readonly std: number;
  readonly a: number;
  readonly b: number;
}

type Floats = Float32Array | Float64Array;

/** Where most of the normal lies between the limits it is drawn again until it does; elsewhere uniforms are accepted. */
export function truncatedNormal(array: Floats, dtype: DType, limits: Truncation, generator: Generator): void {
  const { mean, std, a, b } = limits;
  if (normalCdf((b - mean) / std) - normalCdf((a - mean) / std) > 0.3) {
    redrawn(array, dtype, limits, generator);
  } else accepted(array, dtype, limits, generator);
}

function redrawn(array: Floats, dtype: DType, { mean, std, a, b }: Truncation, generator: Generator): void {
  const round = rounding(dtype);
  const [low, high] = [round(a), round(b)];
  const draw = (): Floats => {
    const fresh = dtype.array(array.length) as Floats;
    generator.normal(fresh, dtype);
    for (let i = 0; i < fresh.length; i++) fresh[i] = fresh[i]! * std + mean;
    return fresh;
  };
  array.set(draw() as Float64Array);
  const isOutside = (x: number): boolean => x < low || x > high;
  while ((array as Float64Array).some(isOutside)) {
    const fresh = draw();
    for (let i = 0; i < array.length; i++) if (isOutside(array[i]!)) array[i] = fresh[i]!;
  }
}

function accepted(array: Floats, dtype: DType, { mean, std, a, b }: Truncation, generator: Generator): void {
  const mode = Math.max(a, Math.min(mean, b));
  const peak = -0.5 * ((mode - mean) / std) ** 2;
  const candidates = dtype.array(array.length) as Floats;
  const chances = dtype.array(array.length) as Floats;
  const pending = new Uint8Array(array.length).fill(1);
  do {
    uniform(a, b)(candidates, dtype, generator, true);
    uniform(0, 1)(chances, dtype, generator, true);
    for (let i = 0; i < array.length; i++) {
      if (!pending[i]) continue;
      array[i] = candidates[i]!;
      pending[i] = Math.log(chances[i]!) > -0.5 * ((candidates[i]! - mean) / std) ** 2 - peak ? 1 : 0;
    }
  } while (pending.includes(1));
}

const rounding = (dtype: DType): ((x: number) => number) =>
  dtype.name === 'float32' ? Math.fround : (x) => x;

/** How much of a standard normal lies below x; good to some 1e-7, which is enough to choose a way by. */
function normalCdf(x: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(x)) / Math.SQRT2);
  const tail =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const upper = 1 - 0.5 * tail * Math.exp(-(x * x) / 2);
  return x >= 0 ? upper : 1 - upper;
}

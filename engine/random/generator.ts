/** @file PyTorch's CPU random generator: the same streams, bit for bit. */

import { float32, type DType } from '../dtype';
import { MT19937 } from './mt19937';

const DEFAULT_SEED = 67280421310721;

/**
 * A stream of random numbers that can be repeated.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.Generator.html
 */
export class Generator {
  #engine = new MT19937(DEFAULT_SEED);
  /** the second of a pair of normals, kept for the next call */
  #spare: number | null = null;

  /** Starts the stream of `seed` (a whole number ≥ 0) anew. */
  manualSeed(seed: number): this {
    this.#engine = new MT19937(seed);
    this.#spare = null;
    return this;
  }

  /** A uniform of [0, 1): 24 bits for float32, 53 for float64. */
  uniform(dtype: DType): number {
    if (dtype === float32) return (this.#engine.word() & 0xffffff) * 2 ** -24;
    return this.#double();
  }

  /** 53 bits: the low ones of two words, the first being the high one. */
  #double(): number {
    const high = this.#engine.word() & 0x1fffff;
    return (high * 2 ** 32 + this.#engine.word()) * 2 ** -53;
  }

  /** Fills `out` with normals of mean 0 and deviation 1, as PyTorch fills a contiguous tensor. */
  normal(out: Float32Array | Float64Array, dtype: DType): void {
    if (out.length < 16) {
      for (let i = 0; i < out.length; i++) out[i] = this.#oneNormal();
      return;
    }
    for (let i = 0; i < out.length; i++) out[i] = this.uniform(dtype);
    const whole = out.length - (out.length % 16);
    for (let i = 0; i < whole; i += 16) boxMuller16(out, i);
    if (whole < out.length) {
      const last = out.length - 16;
      for (let i = last; i < out.length; i++) out[i] = this.uniform(dtype);
      boxMuller16(out, last);
    }
  }

  #oneNormal(): number {
    if (this.#spare !== null) {
      const spare = this.#spare;
      this.#spare = null;
      return spare;
    }
    const u1 = this.#double();
    const u2 = this.#double();
    const r = Math.sqrt(-2 * Math.log1p(-u2));
    const theta = 2 * Math.PI * u1;
    this.#spare = r * Math.sin(theta);
    return r * Math.cos(theta);
  }
}

/** Sixteen uniforms become sixteen normals in place, eight pairs; in the array's own precision. */
function boxMuller16(out: Float32Array | Float64Array, at: number): void {
  const round = out instanceof Float32Array ? Math.fround : (x: number): number => x;
  for (let j = at; j < at + 8; j++) {
    const u1 = round(1 - out[j]!);
    const r = round(Math.sqrt(round(-2 * round(Math.log(u1)))));
    const theta = round(round(2 * Math.PI) * out[j + 8]!);
    out[j] = r * round(Math.cos(theta));
    out[j + 8] = r * round(Math.sin(theta));
  }
}

/** What `torch.rand` and its like draw from when no generator is given. */
export const defaultGenerator = new Generator();

/** @file PyTorch's CPU random generator: the same streams, bit for bit. */

import { pythonType } from '../refusals';
import { cpu } from '../devices/cpu/cpu';
import { float32, uint8, type DType } from '../dtype';
import { ArgumentTypeError, RuntimeError, ValueError } from '../errors';
import { Tensor } from '../tensor';
import { normal } from './fill';
import { MT19937 } from './mt19937';
import { packState, STATE_BYTES, unpackState } from './state';

const DEFAULT_SEED = 67280421310721n;

/**
 * A stream of random numbers that can be repeated.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.Generator.html
 */
export class Generator {
  #engine = new MT19937(DEFAULT_SEED);
  #seed = DEFAULT_SEED;
  /** the second of a pair of normals, kept for the next call */
  #spare: number | null = null;

  /**
   * Starts the stream of `seed` anew. A negative seed counts from 2^64 down.
   * @throws RuntimeError when it is no whole number, ValueError when it does not fit 64 bits
   */
  manualSeed(seed: number | bigint): this {
    if ((seed as unknown) === undefined) throw absent('manual_seed');
    if (typeof seed !== 'bigint' && !Number.isInteger(seed)) {
      throw new RuntimeError(`manual_seed expected a long, but got ${pythonType(seed)}`);
    }
    const whole = BigInt(seed);
    if (whole >= 2n ** 64n || whole < -(2n ** 63n)) throw new ValueError('Overflow when unpacking long long');
    this.#seed = BigInt.asUintN(64, whole);
    this.#engine = new MT19937(this.#seed);
    this.#spare = null;
    return this;
  }

  /** Starts a stream that nobody can foresee, and returns its seed. */
  seed(): number {
    const words = crypto.getRandomValues(new Uint32Array(2));
    const seed = (words[0]! & 0x1fffff) * 2 ** 32 + words[1]!;
    this.manualSeed(seed);
    return seed;
  }

  /** The seed this stream began with (rounded where it is above 2^53). */
  initialSeed(): number {
    return Number(this.#seed);
  }

  /** Everything that decides what comes next, as PyTorch's ByteTensor of 5,056 elements. */
  getState(): Tensor {
    const bytes = packState({ seed: this.#seed, engine: this.#engine.state, spare: this.#spare });
    return new Tensor({ storage: cpu.upload(uint8, bytes), shape: [STATE_BYTES], strides: [1], offset: 0 });
  }

  /**
   * Goes on as the generator did whose state this is.
   * @throws TypeError for another dtype, RuntimeError for another size
   */
  setState(state: Tensor): this {
    if ((state as unknown) === undefined) throw absent('set_state');
    if (state.dtype !== uint8) throw new ArgumentTypeError('RNG state must be a torch.ByteTensor');
    if (state.numel() !== STATE_BYTES) {
      throw new RuntimeError(
        `Expected a CPUGeneratorImplState of size ${STATE_BYTES} but found the input RNG state size to be ${state.numel()}`,
      );
    }
    const bytes = state.device.read(state);
    if (bytes instanceof Promise)
      throw new RuntimeError('setState(): the state must be a CPU tensor whose values have arrived');
    const { seed, engine, spare } = unpackState(bytes as Uint8Array);
    this.#seed = seed;
    this.#engine.state = engine;
    this.#spare = spare;
    return this;
  }

  /** A generator that goes on from here by itself. */
  copy(): Generator {
    const copy = new Generator();
    copy.#seed = this.#seed;
    copy.#engine.state = this.#engine.state;
    copy.#spare = this.#spare;
    return copy;
  }

  /** 32 random bits. */
  word(): number {
    return this.#engine.word();
  }

  /** 64 random bits: the first word is the high one. */
  random64(): bigint {
    const high = BigInt(this.#engine.word());
    return (high << 32n) | BigInt(this.#engine.word());
  }

  /** A uniform of [0, 1): 24 bits for float32, 53 for float64. */
  uniform(dtype: DType): number {
    if (dtype === float32) return (this.#engine.word() & 0xffffff) * 2 ** -24;
    return this.double();
  }

  /** 53 bits: the low ones of two words, the first being the high one. */
  double(): number {
    const high = this.#engine.word() & 0x1fffff;
    return (high * 2 ** 32 + this.#engine.word()) * 2 ** -53;
  }

  /** Fills `out` with normals of mean 0 and deviation 1, as PyTorch fills a contiguous tensor. */
  normal(out: Float32Array | Float64Array, dtype: DType): void {
    normal()(out, dtype, this, true);
  }

  /** A normal of mean 0 and deviation 1; they come in pairs. */
  oneNormal(): number {
    if (this.#spare !== null) {
      const spare = this.#spare;
      this.#spare = null;
      return spare;
    }
    const u1 = this.double();
    const u2 = this.double();
    const r = Math.sqrt(-2 * Math.log1p(-u2));
    const theta = 2 * Math.PI * u1;
    this.#spare = r * Math.sin(theta);
    return r * Math.cos(theta);
  }
}

/** What `torch.rand` and its like draw from when no generator is given. */
export const defaultGenerator = new Generator();

function absent(method: string): Error {
  return new ArgumentTypeError(`Generator.${method}() takes exactly one argument (0 given)`);
}

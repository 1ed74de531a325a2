/** @file The Mersenne Twister that PyTorch's CPU generator is. */

const N = 624;
const M = 397;

/** Everything that decides which words come next. */
export interface TwisterState {
  readonly words: Uint32Array;
  /** words until the next twist, and one */
  readonly left: number;
  /** the next word's place */
  readonly next: number;
}

/**
 * MT19937, seeded as PyTorch seeds it.
 * Source: Matsumoto and Nishimura, "Mersenne Twister" (1998)
 */
export class MT19937 {
  readonly #state = new Uint32Array(N);
  #left = 1;
  #next = 0;

  /** @param seed its low 32 bits count */
  constructor(seed: bigint) {
    const state = this.#state;
    state[0] = Number(BigInt.asUintN(32, seed));
    for (let j = 1; j < N; j++) {
      const previous = state[j - 1]! ^ (state[j - 1]! >>> 30);
      state[j] = (Math.imul(1812433253, previous) + j) >>> 0;
    }
  }

  /** 32 random bits. */
  word(): number {
    if (--this.#left === 0) this.#twist();
    let y = this.#state[this.#next++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  #twist(): void {
    const state = this.#state;
    for (let j = 0; j < N; j++) {
      const y = (state[j]! & 0x80000000) | (state[(j + 1) % N]! & 0x7fffffff);
      state[j] = state[(j + M) % N]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#left = N;
    this.#next = 0;
  }

  get state(): TwisterState {
    return { words: this.#state.slice(), left: this.#left, next: this.#next };
  }

  set state({ words, left, next }: TwisterState) {
    this.#state.set(words);
    this.#left = left;
    this.#next = next;
  }
}

/** @file A generator's state as bytes, laid out as PyTorch's CPU generator lays it out. */

import type { TwisterState } from './mt19937';

const WORDS = 624;
/** the seed, two counters, the next place, the words (64 bits each), three doubles, flags */
const AT_LEFT = 8;
const AT_SEEDED = 12;
const AT_NEXT = 16;
const AT_WORDS = 24;
const AT_NORMAL = AT_WORDS + 8 * WORDS + 8;
const AT_HAS_NORMAL = AT_NORMAL + 16;
export const STATE_BYTES = 5056;

interface GeneratorState {
  readonly seed: bigint;
  readonly engine: TwisterState;
  readonly spare: number | null;
}

export function packState({ seed, engine, spare }: GeneratorState): Uint8Array {
  const view = new DataView(new ArrayBuffer(STATE_BYTES));
  view.setBigUint64(0, seed, true);
  view.setInt32(AT_LEFT, engine.left, true);
  view.setInt32(AT_SEEDED, 1, true);
  view.setBigUint64(AT_NEXT, BigInt(engine.next), true);
  engine.words.forEach((word, i) => view.setUint32(AT_WORDS + 8 * i, word, true));
  if (spare !== null) {
    view.setFloat64(AT_NORMAL, spare, true);
    view.setInt32(AT_HAS_NORMAL, 1, true);
  }
  return new Uint8Array(view.buffer);
}

export function unpackState(bytes: Uint8Array): GeneratorState {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = Uint32Array.from({ length: WORDS }, (_, i) => view.getUint32(AT_WORDS + 8 * i, true));
  return {
    seed: view.getBigUint64(0, true),
    engine: { words, left: view.getInt32(AT_LEFT, true), next: Number(view.getBigUint64(AT_NEXT, true)) },
    spare: view.getInt32(AT_HAS_NORMAL, true) ? view.getFloat64(AT_NORMAL, true) : null,
  };
}

/**
 * @file Where large tensors live: in the kernels' memory, which works on them in place, and in pages that have been
 * used before. Fresh memory costs more than the arithmetic of an addition.
 */

import { kernels, SCRATCH } from './kernels';
import { Ranges, type Range } from './ranges';

/** Bytes. Smaller arrays come from the JavaScript engine's free lists, whose pages are there already. */
const LEAST = 2 ** 20;
/** bytes that kernels may write behind the last element */
const VECTOR = 16;
/** bytes given out under one ballast */
const LOAD = 32 * 2 ** 20;

/** Memory for a tensor's elements, with what happens to be in it. */
export interface Place {
  readonly buffer: SharedArrayBuffer;
  readonly range: Range;
  readonly ballast: ArrayBuffer;
}

/** V8's answer to loops that never let the event loop turn, where it is switched on (electron/switches.ts). */
interface Collected extends FinalizationRegistry<Range> {
  cleanupSome?(cleanup: (range: Range) => void): void;
}

/** made with the first large tensor */
let ranges: Ranges | null = null;

const give = (range: Range): void => ranges!.give(range);
const collected: Collected = new FinalizationRegistry(give);

/**
 * Memory that nobody touches, held by the storages that share it. The collector goes by it, for it does not see what is
 * held here: a quarter of that, since what is held costs nothing until all is taken, and collecting does.
 */
let ballast = new ArrayBuffer(0);
let loaded = LOAD;

function ballastFor(bytes: number): ArrayBuffer {
  loaded += bytes;
  if (loaded > LOAD) {
    ballast = new ArrayBuffer(LOAD / 4);
    loaded = bytes;
    // a good time to see what the collector has found
    collected.cleanupSome?.(give);
  }
  return ballast;
}

/** A place of so many bytes; null: they are few, or all is taken, or there is no WebAssembly. */
export function placeFor(bytes: number): Place | null {
  if (bytes < LEAST) return null;
  const buffer = kernels()?.floats.buffer;
  if (!buffer) return null;
  ranges ??= new Ranges({ at: SCRATCH, bytes: buffer.byteLength - SCRATCH });
  const range = ranges.take(bytes + VECTOR);
  return range && { buffer, range, ballast: ballastFor(bytes) };
}

/** Once `holder` is collected its place is given to the next. Nobody may look into it for longer than that. */
export function freeAfter(holder: object, { range }: Place): void {
  collected.register(holder, range, holder);
}

/** Gives a place back at once. Neither the holder nor anybody else may look into it any more. */
export function free(holder: object, { range }: Place): void {
  collected.unregister(holder);
  give(range);
}

/** Where an array begins in the kernels' memory, in floats; null: it lies elsewhere. */
export function addressOf(data: Float32Array, wasm: { readonly floats: Float32Array }): number | null {
  return data.buffer === wasm.floats.buffer ? data.byteOffset / Float32Array.BYTES_PER_ELEMENT : null;
}

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
/** Bytes given out before the collector is to look which of them nobody holds any more; fewer, when so many are not left … */
const LOAD = 256 * 2 ** 20;
/** … but no fewer than this: it takes its time. */
const LEAST_LOAD = 32 * 2 ** 20;
/** bytes that V8 takes as a reason to look */
const BALLAST = 128 * 2 ** 20;

/** Memory for a tensor's elements, with what happens to be in it. */
export interface Place {
  readonly buffer: SharedArrayBuffer;
  readonly range: Range;
}

/** V8's answer to loops that never let the event loop turn, where it is switched on (electron/switches.ts). */
interface Collected extends FinalizationRegistry<Range> {
  cleanupSome?(cleanup: (range: Range) => void): void;
}

/** made with the first large tensor */
let ranges: Ranges | null = null;

const give = (range: Range): void => ranges!.give(range);
const collected: Collected = new FinalizationRegistry(give);

/** bytes and places given out since the collector was last called */
let load = 0;
let places = 0;
/** memory that nobody touches: it takes up addresses alone */
let ballast: ArrayBuffer | null = null;

/**
 * Calls the collector in time. It does not see what is held here, and goes by array buffers: by those that have outlived
 * two of its small collections, which it makes when another array buffer is asked for.
 */
function callCollector(bytes: number, left: number): void {
  load += bytes;
  places++;
  if (load > Math.min(LOAD, Math.max(left, LEAST_LOAD))) {
    ballast = addresses();
    load = places = 0;
  } else if (ballast && places <= 2) {
    void new ArrayBuffer(1);
  }
  // what it has found by now
  if (places % 8 === 0) collected.cleanupSome?.(give);
}

function addresses(): ArrayBuffer | null {
  try {
    return new ArrayBuffer(BALLAST);
  } catch {
    // where not even those are to be had the collector is called by itself
    return null;
  }
}

/** A place of so many bytes; null: they are few, or all is taken, or there is no WebAssembly. */
export function placeFor(bytes: number): Place | null {
  if (bytes < LEAST) return null;
  const buffer = kernels()?.floats.buffer;
  if (!buffer) return null;
  ranges ??= new Ranges({ at: SCRATCH, bytes: buffer.byteLength - SCRATCH });
  callCollector(bytes, ranges.left);
  const range = ranges.take(bytes + VECTOR);
  return range && { buffer, range };
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

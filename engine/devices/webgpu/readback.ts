/** @file Numbers back from the GPU: small reads are gathered into one block, and all that wait share one transfer. */

import type { StridedView } from '../device';
import { DeviceLostError } from './errors';
import { MOVE } from './kernels/copy';
import { recordFused } from './kernels/fused';
import { Lazy } from './lazy';
import { contiguousStrides, isContiguous, numel } from './layout';
import { sizeClass, USAGE, type BufferPool, type PooledBuffer } from './pool';
import type { CommandQueue } from './queue';
import { FLAG_WORDS, type Refusals } from './refusals';

/** Reads of at most this many bytes go through the gathering block. */
const SMALL_READ = 16 * 1024;
const BLOCK_WORDS = 64 * 1024;
/** Transfers under way before further reads wait to go together. */
const IN_FLIGHT = 2;
/** Staging buffers kept for later, in bytes altogether. */
const STAGING_KEPT = 64 * 2 ** 20;
const MAP_READ = 1;

/** A run of words that will be in a staging buffer once it is mapped. */
interface Waiting {
  readonly staging: Staging;
  readonly at: number;
  readonly words: number;
  readonly resolve: (words: Uint32Array<ArrayBuffer>) => void;
  readonly reject: (error: Error) => void;
}

interface Staging {
  /** null until the batch is closed and its size is known */
  buffer: GPUBuffer | null;
  used: number;
  mapped: Uint32Array<ArrayBuffer> | null;
}

interface Batch {
  /** where the small reads land; its first words are for the flags */
  readonly block: Staging;
  readonly large: Staging[];
  readonly waiting: Waiting[];
}

export interface ReadbackOptions {
  readonly device: GPUDevice;
  readonly queue: CommandQueue;
  readonly pool: BufferPool;
  /** why nothing more can be read, or an error of the GPU that reads must hear of */
  readonly failure: () => Error | null;
  /** whether there is such, still to be heard of */
  readonly isFailed: () => boolean;
  /** whether the work is done by a CPU */
  readonly software: boolean;
  /** what the flags mean */
  readonly refusals: Refusals;
}

export class Readback {
  /** transfers so far, and what was asked for with them */
  transfers = 0;
  bytes = 0;
  readonly #options: ReadbackOptions;
  readonly #pending = new Set<Batch>();
  readonly #free: GPUBuffer[] = [];
  #freeBytes = 0;
  #block: PooledBuffer | null = null;
  #batch: Batch = newBatch();
  #inFlight = 0;
  #scheduled = false;
  /** batches are answered in the order they were asked */
  #last: Promise<void> = Promise.resolve();

  constructor(options: ReadbackOptions) {
    this.#options = options;
  }

  /** The words of a view in its order, as they are when the read's turn has come. */
  words(view: StridedView, entry: PooledBuffer): Promise<Uint32Array<ArrayBuffer>> {
    const { queue, pool, software } = this.#options;
    const words = numel(view.shape);
    const isInOrder = isContiguous(view);
    const gather = (target: PooledBuffer, at: number): void => {
      if (isInOrder) {
        entry.lastUse = queue.serial;
        queue.encode((encoder) =>
          encoder.copyBufferToBuffer(entry.buffer, view.offset * 4, target.buffer, at * 4, words * 4),
        );
        return;
      }
      const flat = { shape: view.shape, strides: contiguousStrides(view.shape), offset: at };
      recordFused(
        { queue, software },
        new Lazy(MOVE, view.shape, [view], 0),
        flat,
        target,
        () => entry,
        false,
      );
    };
    if (words * 4 <= SMALL_READ) return this.#inTurn(() => this.#small(words, gather));
    if (isInOrder) return this.#inTurn(() => this.#large(entry, view.offset, words));
    const packed = pool.take(words * 4);
    gather(packed, 0);
    const answer = this.#inTurn(() => this.#large(packed, 0, words));
    pool.release(packed);
    return answer;
  }

  /** The first words of a buffer of the device's own, as they are when the read's turn has come. */
  from(entry: PooledBuffer, words: number): Promise<Uint32Array<ArrayBuffer>> {
    return this.#inTurn(() => this.#large(entry, 0, words));
  }

  /** In its turn among the reads: nothing but what went wrong since the last. */
  nothing(): Promise<void> {
    return this.#inTurn(() => this.sync());
  }

  /** Rejects with what went wrong since the last read; waits for the GPU only where something may have. */
  async trouble(): Promise<void> {
    if (this.isTroubled) await this.nothing();
    const error = this.#options.failure();
    if (error) throw error;
  }

  /** Whether something may have gone wrong that no read has told of. */
  get isTroubled(): boolean {
    const { queue, isFailed } = this.#options;
    return queue.flagTouched || queue.isHeld || isFailed();
  }

  /** A read keeps its place among the work that may be held back. */
  #inTurn<T>(read: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) =>
      this.#options.queue.inTurn(() => void read().then(resolve, reject)),
    );
  }

  /** Reads `words` words that `gather` puts into the block at a word offset, now. At most SMALL_READ bytes. */
  #small(
    words: number,
    gather: (block: PooledBuffer, at: number) => void,
  ): Promise<Uint32Array<ArrayBuffer>> {
    if (this.#batch.block.used + words > BLOCK_WORDS) this.#close();
    this.#block ??= this.#options.pool.reserve(BLOCK_WORDS * 4);
    const staging = this.#batch.block;
    const at = staging.used;
    gather(this.#block, at);
    staging.used += words;
    return this.#wait(staging, at, words);
  }

  /** Reads `words` words of a buffer from a word offset on, with a staging buffer of its own. */
  #large(source: PooledBuffer, from: number, words: number): Promise<Uint32Array<ArrayBuffer>> {
    const staging: Staging = { buffer: this.#take(words * 4), used: words, mapped: null };
    this.#copy(source.buffer, from, staging, 0, words);
    source.lastUse = this.#options.queue.serial;
    this.#batch.large.push(staging);
    return this.#wait(staging, 0, words);
  }

  /** Sends what waits and looks at the flags. Rejects with what went wrong since the last read. */
  async sync(): Promise<void> {
    const { queue } = this.#options;
    let done: Promise<unknown> | null = null;
    if (queue.flagTouched || this.#batch.waiting.length > 0) {
      done = this.#wait(this.#batch.block, 0, 0);
      this.#close();
    }
    // not for what is asked for later
    const last = this.#last;
    await done;
    await last;
  }

  /** Sends what waits, in its turn, whatever is under way. */
  hasten(): void {
    this.#options.queue.inTurn(() => {
      if (this.#batch.waiting.length > 0) this.#close();
    });
  }

  /** Rejects every read that waits; returns how many there were. */
  fail(error: Error): number {
    let count = 0;
    for (const batch of [...this.#pending, this.#batch]) {
      for (const { reject } of batch.waiting) reject(error);
      count += batch.waiting.length;
    }
    this.#pending.clear();
    this.#batch = newBatch();
    return count;
  }

  #wait(staging: Staging, at: number, words: number): Promise<Uint32Array<ArrayBuffer>> {
    this.bytes += words * 4;
    const answer = new Promise<Uint32Array<ArrayBuffer>>((resolve, reject) =>
      this.#batch.waiting.push({ staging, at, words, resolve, reject }),
    );
    this.#schedule();
    return answer;
  }

  /** Everything asked for in one go of the event loop travels together; while transfers are under way, more does. */
  #schedule(): void {
    if (this.#scheduled || this.#inFlight >= IN_FLIGHT) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      if (this.#batch.waiting.length > 0) this.#close();
    });
  }

  #close(): void {
    const { queue } = this.#options;
    const batch = this.#batch;
    this.#batch = newBatch();
    const { block } = batch;
    const flagged = queue.flagTouched;
    if (flagged || block.used > FLAG_WORDS) {
      block.buffer = this.#take(block.used * 4);
      if (block.used > FLAG_WORDS && this.#block) {
        this.#copy(this.#block.buffer, FLAG_WORDS, block, FLAG_WORDS, block.used - FLAG_WORDS);
        this.#block.lastUse = queue.serial;
      }
      if (flagged) {
        this.#copy(queue.flag, 0, block, 0, FLAG_WORDS);
        queue.encode((encoder) => encoder.clearBuffer(queue.flag));
        queue.flagTouched = false;
      }
    }
    queue.flush();
    this.#pending.add(batch);
    this.#inFlight++;
    this.transfers++;
    const before = this.#last;
    this.#last = this.#finish(batch, flagged ? this.#options.refusals.last : null, before);
  }

  /** @param answered the last ticket that the flags answer for; null: they were not looked at */
  async #finish(batch: Batch, answered: number | null, before: Promise<void>): Promise<void> {
    const stagings = [batch.block, ...batch.large].filter((staging) => staging.buffer !== null);
    try {
      await Promise.all(stagings.map(map));
      await before;
      const { failure, refusals } = this.#options;
      const flags = answered === null ? null : batch.block.mapped;
      const error = failure() ?? (flags && refusals.read(flags));
      if (answered !== null) refusals.forget(answered);
      // what was asked for later may have been made from what is wrong here
      if (error) this.fail(error);
      else
        for (const { staging, at, words, resolve } of batch.waiting)
          resolve(staging.mapped?.slice(at, at + words) ?? new Uint32Array(0));
    } catch (cause) {
      // mapping fails when the device is lost, sometimes before the loss itself is announced
      this.fail(this.#options.failure() ?? new DeviceLostError('unknown', String(cause)));
    }
    for (const staging of stagings) this.#giveBack(staging);
    this.#pending.delete(batch);
    this.#inFlight--;
    if (this.#batch.waiting.length > 0) this.#schedule();
  }

  #copy(from: GPUBuffer, fromWord: number, to: Staging, toWord: number, words: number): void {
    const target = to.buffer;
    if (!target) return;
    this.#options.queue.encode((encoder) =>
      encoder.copyBufferToBuffer(from, fromWord * 4, target, toWord * 4, words * 4),
    );
  }

  #take(bytes: number): GPUBuffer {
    const size = sizeClass(bytes);
    const found = this.#free.findIndex((buffer) => buffer.size === size);
    const [kept] = found < 0 ? [] : this.#free.splice(found, 1);
    if (!kept) return this.#options.device.createBuffer({ size, usage: USAGE.MAP_READ | USAGE.COPY_DST });
    this.#freeBytes -= size;
    return kept;
  }

  #giveBack(staging: Staging): void {
    const { buffer, mapped } = staging;
    if (!buffer) return;
    if (!mapped || this.#freeBytes + buffer.size > STAGING_KEPT) {
      buffer.destroy();
      return;
    }
    buffer.unmap();
    this.#free.push(buffer);
    this.#freeBytes += buffer.size;
  }
}

function newBatch(): Batch {
  return { block: { buffer: null, used: FLAG_WORDS, mapped: null }, large: [], waiting: [] };
}

async function map(staging: Staging): Promise<void> {
  const { buffer } = staging;
  if (!buffer) return;
  await buffer.mapAsync(MAP_READ, 0, staging.used * 4);
  staging.mapped = new Uint32Array(buffer.getMappedRange(0, staging.used * 4));
}

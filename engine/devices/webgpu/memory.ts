/** @file Where the elements of storages lie: buffers from the pool, given back when nobody needs them any more. */

import type { DataArray, DType } from '../../dtype';
import type { Shape } from '../../shape';
import type { Storage, StridedView } from '../device';
import type { WebGPUDevice } from './device';
import { UnsupportedError } from './errors';
import type { BufferPool, PooledBuffer } from './pool';
import type { CommandQueue } from './queue';
import { WebGPUStorage } from './storage';
import { checkRange, classOf, pack, WORD } from './words';

export interface MemoryParts {
  readonly device: WebGPUDevice;
  readonly gpu: GPUDevice;
  readonly queue: CommandQueue;
  readonly pool: BufferPool;
  /** elements that were awaited did not come */
  readonly failed: (error: Error) => void;
  /** the most elements whose values are kept here while they are known */
  readonly mostAtHand: number;
}

/** V8's answer to loops that never let the event loop turn, where it is switched on (electron/switches.ts). */
interface Collected extends FinalizationRegistry<PooledBuffer> {
  cleanupSome?(cleanup: (entry: PooledBuffer) => void): void;
}

/** Buffers placed before it is looked whether the garbage collector has found storages. */
const LOOK_AFTER = 1024;

export class Memory {
  readonly #parts: MemoryParts;
  /** gives buffers back when their storage is collected and nobody released it before */
  readonly #collected: Collected;
  #placed = 0;
  /** what was made since the innermost scope began; null: no scope is open */
  #scope: Set<Storage> | null = null;

  constructor(parts: MemoryParts) {
    this.#parts = parts;
    this.#collected = new FinalizationRegistry((entry) => parts.pool.release(entry));
  }

  /**
   * Room for so many elements, taken when they are looked at. Throws OutOfMemoryError; UnsupportedError for float64.
   * @param largest how many of them the largest tensor in it has
   */
  empty(dtype: DType, length: number, shape?: Shape, largest = length): WebGPUStorage {
    classOf(dtype);
    const storage = this.#storage(dtype, length, shape, largest);
    if (!storage.isAtHand) this.#parts.pool.check(length * WORD, storage.facts);
    this.#scope?.add(storage);
    return storage;
  }

  /** Throws OutOfMemoryError; IntegerRangeError for an int64 beyond 32 bits. */
  upload(dtype: DType, values: DataArray): WebGPUStorage {
    const storage = this.#storage(dtype, values.length);
    if (storage.isAtHand) {
      checkRange(dtype, values);
      storage.host = values;
    } else this.#write(storage, values);
    return storage;
  }

  /** Puts the elements that are known here on the GPU, for good. */
  send(storage: WebGPUStorage): void {
    const { host } = storage;
    if (!host) return;
    storage.host = null;
    this.#write(storage, host);
  }

  #write(storage: WebGPUStorage, values: DataArray): void {
    const words = pack(storage.dtype, values);
    if (words.length === 0) return;
    const entry = this.#own(storage, this.#parts.pool.take(words.byteLength, storage.facts, true));
    this.#parts.gpu.queue.writeBuffer(entry.buffer, 0, words);
  }

  #storage(dtype: DType, length: number, shape: Shape = [length], largest = length): WebGPUStorage {
    const { device, mostAtHand } = this.#parts;
    return new WebGPUStorage(device, dtype, length, shape, largest <= mostAtHand);
  }

  /** Elements that are on their way; work that is asked for afterwards waits until they are there. */
  arrive(dtype: DType, length: number, elements: Promise<DataArray>): WebGPUStorage {
    classOf(dtype);
    const storage = this.#storage(dtype, length);
    // work in place may give the storage another buffer before they are there: what waits reads this one
    const entry =
      length > 0 ? this.#own(storage, this.#parts.pool.take(length * WORD, storage.facts, true)) : null;
    const arrival = async (): Promise<void> => {
      try {
        const words = pack(dtype, await elements);
        // whoever else has the buffer by now waits for its turn, too
        if (entry) this.#parts.gpu.queue.writeBuffer(entry.buffer, 0, words);
      } catch (cause) {
        this.#parts.failed(cause instanceof Error ? cause : new Error(String(cause)));
      }
    };
    this.#parts.queue.hold(arrival());
    return storage;
  }

  /** The storage of a view, which must be this device's. */
  readonly storageOf = (view: StridedView): WebGPUStorage => {
    const { storage } = view;
    const { device } = this.#parts;
    if (!(storage instanceof WebGPUStorage) || storage.device !== device)
      throw new UnsupportedError(`a ${storage.device.type} storage was given to ${device.label}.`);
    return storage;
  };

  /** A buffer for a storage that has none yet. Throws OutOfMemoryError. */
  place(storage: WebGPUStorage): PooledBuffer {
    if (storage.released || storage.length === 0)
      throw new UnsupportedError('this storage has been released or has no elements.');
    const entry = this.#parts.pool.take(storage.length * WORD, storage.facts);
    storage.needsZeros = entry.used;
    return this.#own(storage, entry);
  }

  /** Another buffer for a storage, which will be written all over; the one that it had is the caller's to give back. */
  renew(storage: WebGPUStorage): PooledBuffer {
    const entry = this.#parts.pool.take(storage.length * WORD, storage.facts);
    this.#collected.unregister(storage);
    return this.#own(storage, entry);
  }

  /** Gives a storage's memory back, as soon as work that was put off has read it. */
  release(storage: WebGPUStorage): void {
    if (storage.released) return;
    storage.released = true;
    storage.host = null;
    storage.settle().forEach((read) => this.giveBack(read));
    this.giveBack(storage);
  }

  /** Gives back the memory of a released storage that nothing reads any more. */
  giveBack(storage: WebGPUStorage): void {
    if (!storage.released || !storage.entry || storage.isRead) return;
    this.#collected.unregister(storage);
    this.#parts.pool.release(storage.entry);
    storage.entry = null;
  }

  /** Gives a storage the buffer of another that is released and that nothing reads any more. @returns whether it could */
  handOver(from: WebGPUStorage, to: WebGPUStorage): boolean {
    const { entry } = from;
    if (!from.released || !entry || from.isRead || from.needsZeros || to.entry) return false;
    this.#collected.unregister(from);
    from.entry = null;
    entry.facts = to.facts;
    to.needsZeros = false;
    this.#own(to, entry);
    return true;
  }

  /** Releases what `empty` made during `work` and is not among `kept` afterwards; nothing where that is null, or it throws. */
  scoped<T>(work: () => T, kept: () => Iterable<Storage> | null): T {
    const outer = this.#scope;
    const made = (this.#scope = new Set<Storage>());
    try {
      const result = work();
      const left = kept();
      for (const storage of left ?? made) if (made.delete(storage)) outer?.add(storage);
      for (const storage of made) this.release(storage as WebGPUStorage);
      return result;
    } finally {
      this.#scope = outer;
    }
  }

  #own(storage: WebGPUStorage, entry: PooledBuffer): PooledBuffer {
    storage.entry = entry;
    this.#collected.register(storage, entry, storage);
    if (++this.#placed % LOOK_AFTER === 0)
      this.#collected.cleanupSome?.((found) => this.#parts.pool.release(found));
    return entry;
  }
}

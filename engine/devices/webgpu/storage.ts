/** @file A run of words on the GPU that tensors look into. */

import type { Storage } from '../device';
import type { DataArray, DType } from '../../dtype';
import type { Shape } from '../../shape';
import type { WebGPUDevice } from './device';
import type { Later } from './later';
import type { Lazy } from './lazy';
import type { Facts, PooledBuffer } from './pool';

/** Readers remembered before those that are gone are dropped. */
const FEW_READERS = 32;
const NOBODY: readonly WebGPUStorage[] = [];

/**
 * Stands for a storage in the lists of those that it reads. A WeakRef holds what it points to until the event loop turns:
 * that is this alone, once the work is done.
 */
interface Reader {
  storage: WebGPUStorage | null;
}

export class WebGPUStorage implements Storage {
  readonly device: WebGPUDevice;
  readonly length: number;
  /** what to call it where memory runs out */
  readonly facts: Facts;
  /** null until something is written or read, where there are no elements, or when it was released */
  entry: PooledBuffer | null = null;
  /** the buffer holds a former tensor's numbers, and zeros are promised: they are written when somebody looks */
  needsZeros = false;
  released = false;
  /** what it is to hold, while that is put off; there is no buffer then */
  lazy: Lazy | Later | null = null;
  /** the elements, while they are known here; there is no buffer then */
  host: DataArray | null = null;
  /** whether it is so small that it may have its elements here */
  readonly #isSmall: boolean;
  /** storages whose put-off work reads this one; weak, since most of them are forgotten without ever being looked at */
  #readers: Set<WeakRef<Reader>> | null = null;
  #reader: Reader | null = null;
  #self: WeakRef<Reader> | null = null;
  #sweepAt = FEW_READERS;

  /**
   * @param shape of the tensor that it was made for
   * @param isSmall whether it may have its elements here
   */
  constructor(device: WebGPUDevice, dtype: DType, length: number, shape: Shape, isSmall: boolean) {
    this.device = device;
    this.length = length;
    this.facts = { dtype, shape, name: null };
    this.#isSmall = isSmall;
  }

  get dtype(): DType {
    return this.facts.dtype;
  }

  /** Whether the elements are known here, or can be, since nothing was written yet. */
  get isAtHand(): boolean {
    if (this.host !== null) return true;
    return this.#isSmall && this.entry === null && this.lazy === null && !this.released;
  }

  /** The elements at hand, as the cpu's kernels look for them. */
  get data(): DataArray {
    return (this.host ??= this.dtype.array(this.length));
  }

  /** Puts work off. */
  putOff(lazy: Lazy | Later): void {
    this.settle();
    this.host = null;
    this.lazy = lazy;
    this.#reader = { storage: this };
    const self = (this.#self = new WeakRef(this.#reader));
    for (const { storage } of lazy.views) (storage as WebGPUStorage).#addReader(self);
  }

  /** The work is done or not wanted any more. Gives back the storages that it read and that nobody else reads. */
  settle(): WebGPUStorage[] {
    const { lazy } = this;
    this.lazy = null;
    const self = this.#self;
    if (!lazy || !self) return [];
    const unread: WebGPUStorage[] = [];
    for (const view of lazy.views) {
      const storage = view.storage as WebGPUStorage;
      if (storage.#readers?.delete(self) && storage.#readers.size === 0) unread.push(storage);
    }
    this.#reader!.storage = null;
    this.#reader = this.#self = null;
    return unread;
  }

  get isRead(): boolean {
    return this.#readers !== null && this.#readers.size > 0;
  }

  /** Those whose put-off work reads this storage, and forgets them. */
  takeReaders(): readonly WebGPUStorage[] {
    if (!this.#readers || this.#readers.size === 0) return NOBODY;
    const found = [...this.#readers].map((reader) => reader.deref()?.storage);
    this.#readers.clear();
    return found.filter((reader) => !!reader);
  }

  #addReader(reader: WeakRef<Reader>): void {
    const readers = (this.#readers ??= new Set());
    readers.add(reader);
    if (readers.size < this.#sweepAt) return;
    for (const known of readers) if (known.deref() === undefined) readers.delete(known);
    this.#sweepAt = Math.max(FEW_READERS, 2 * readers.size);
  }
}

/** @file A run of words on the GPU that tensors look into. */

import type { Storage } from '../device';
import type { DType } from '../../dtype';
import type { WebGPUDevice } from './device';
import type { Lazy } from './lazy';
import type { PooledBuffer } from './pool';

/** Readers remembered before those that are gone are dropped. */
const FEW_READERS = 32;

export class WebGPUStorage implements Storage {
  readonly device: WebGPUDevice;
  readonly dtype: DType;
  readonly length: number;
  /** null until something is written or read, where there are no elements, or when it was released */
  entry: PooledBuffer | null = null;
  /** the buffer holds a former tensor's numbers, and zeros are promised: they are written when somebody looks */
  needsZeros = false;
  released = false;
  /** what it is to hold, while that is put off; there is no buffer then */
  lazy: Lazy | null = null;
  /** storages whose put-off work reads this one; weak, since most of them are forgotten without ever being looked at */
  readonly #readers = new Set<WeakRef<WebGPUStorage>>();
  #self: WeakRef<WebGPUStorage> | null = null;
  #sweepAt = FEW_READERS;

  constructor(device: WebGPUDevice, dtype: DType, length: number) {
    this.device = device;
    this.dtype = dtype;
    this.length = length;
  }

  /** Puts work off. */
  putOff(lazy: Lazy): void {
    this.settle();
    this.lazy = lazy;
    const self = (this.#self ??= new WeakRef(this));
    for (const { storage } of lazy.views) (storage as WebGPUStorage).#addReader(self);
  }

  /** The work is done or not wanted any more. Gives back the storages that it read and that nobody else reads. */
  settle(): WebGPUStorage[] {
    const { lazy } = this;
    this.lazy = null;
    if (!lazy || !this.#self) return [];
    const unread: WebGPUStorage[] = [];
    for (const view of lazy.views) {
      const storage = view.storage as WebGPUStorage;
      if (storage.#readers.delete(this.#self) && storage.#readers.size === 0) unread.push(storage);
    }
    return unread;
  }

  get isRead(): boolean {
    return this.#readers.size > 0;
  }

  /** Those whose put-off work reads this storage, and forgets them. */
  takeReaders(): WebGPUStorage[] {
    if (this.#readers.size === 0) return [];
    const found = [...this.#readers].map((reader) => reader.deref());
    this.#readers.clear();
    return found.filter((reader) => reader !== undefined);
  }

  #addReader(reader: WeakRef<WebGPUStorage>): void {
    this.#readers.add(reader);
    if (this.#readers.size < this.#sweepAt) return;
    for (const known of this.#readers) if (known.deref() === undefined) this.#readers.delete(known);
    this.#sweepAt = Math.max(FEW_READERS, 2 * this.#readers.size);
  }
}

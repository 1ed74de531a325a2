/** @file What a run keeps of large tensors, so that what the trace has no room for can still be looked at. */

import type { Storage } from '../devices/device';
import { Tensor } from '../tensor';

/** Bytes of storages that are kept for looking; what is oldest goes first. */
const BUDGET = 256 * 2 ** 20;

interface Entry {
  readonly id: number;
  /** without history: it holds elements alone, no graph */
  look: Tensor;
  /** of the storage when its elements were told */
  version: number;
}

/**
 * Recorded tensors by id, as they were when they were told. A tensor is not copied: its storage is held. Only before
 * a storage changes, what is kept of it gets a copy of its own; so a run that changes nothing in place pays nothing.
 */
export class Kept {
  readonly #budget: number;
  readonly #entries = new Map<number, Entry>();
  readonly #byStorage = new Map<Storage, Set<Entry>>();
  /** of the tensors told last: a value that is told twice has one id */
  readonly #told = new WeakMap<Tensor, { readonly id: number; readonly version: number }>();
  #bytes = 0;
  #nextId = 1;

  constructor(budget = BUDGET) {
    this.#budget = budget;
  }

  /** The id that the next new value will have. */
  get mark(): number {
    return this.#nextId;
  }

  /** Keeps a tensor's elements as they are now, and says under which id. */
  keep(tensor: Tensor): number {
    const told = this.#told.get(tensor);
    if (told?.version === tensor.version && this.#entries.has(told.id)) return told.id;
    const id = this.#nextId++;
    const look = tensor.look(tensor.shape, tensor.strides, tensor.offset);
    const entry = { id, look, version: tensor.version };
    this.#entries.set(id, entry);
    this.#hold(entry);
    this.#told.set(tensor, { id, version: tensor.version });
    this.#trim();
    return id;
  }

  /** A tensor's elements as they were told; null: they are no longer kept. */
  find(id: number): Tensor | null {
    const entry = this.#entries.get(id);
    return entry && isCurrent(entry) ? entry.look : null;
  }

  /** Called before `tensor` changes in place: what is kept of its storage is copied first. */
  changing(tensor: Tensor): void {
    const entries = [...(this.#byStorage.get(tensor.storage) ?? [])].filter(isCurrent);
    if (entries.length === 0) return;
    const { storage } = tensor;
    const copy = Tensor.empty([storage.length], tensor.dtype, tensor.device);
    tensor.device.copy({ storage, shape: [storage.length], strides: [1], offset: 0 }, copy);
    for (const entry of entries) this.#move(entry, copy, entry.look.strides, entry.look.offset);
    this.#trim();
  }

  /** Lets go of what was kept since `mark`: its events are not in the trace. */
  drop(mark: number): void {
    for (let id = mark; id < this.#nextId; id++) {
      const entry = this.#entries.get(id);
      if (entry) this.#remove(entry);
    }
  }

  #move(entry: Entry, to: Tensor, strides: readonly number[], offset: number): void {
    this.#release(entry);
    entry.look = to.look(entry.look.shape, strides, offset);
    entry.version = to.version;
    this.#hold(entry);
  }

  #trim(): void {
    for (const entry of this.#entries.values()) {
      if (this.#bytes <= this.#budget) return;
      this.#remove(entry);
    }
  }

  #remove(entry: Entry): void {
    this.#entries.delete(entry.id);
    this.#release(entry);
  }

  #hold(entry: Entry): void {
    const { storage } = entry.look;
    const entries = this.#byStorage.get(storage);
    if (entries) entries.add(entry);
    else {
      this.#byStorage.set(storage, new Set([entry]));
      this.#bytes += bytesOf(storage);
    }
  }

  #release(entry: Entry): void {
    const { storage } = entry.look;
    const entries = this.#byStorage.get(storage);
    entries?.delete(entry);
    if (entries?.size !== 0) return;
    this.#byStorage.delete(storage);
    this.#bytes -= bytesOf(storage);
  }
}

function isCurrent(entry: Entry): boolean {
  return entry.look.version === entry.version;
}

function bytesOf(storage: Storage): number {
  return storage.length * storage.dtype.itemsize;
}

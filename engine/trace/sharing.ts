/** @file Which recorded tensors look into one storage: what changes one of them changes the others. */

import type { Storage } from '../devices/device';
import type { Tensor } from '../tensor';
import type { MemoryInfo } from './events';

/** So many views of one storage are followed, the newest. */
const MOST = 16;

interface Looks {
  /** the first that was recorded: mostly the one that is no view */
  readonly first: Tensor;
  /** the newest of the episode at hand */
  recent: Tensor[];
  episode: number;
}

/** Remembers recorded tensors by their storage, for as long as that lives; of past episodes the first alone. */
export class Sharing {
  readonly #looks = new WeakMap<Storage, Looks>();
  /** the version of each at which its elements were told */
  readonly #told = new WeakMap<Tensor, number>();
  readonly #numbers = new WeakMap<Storage, number>();
  #nextNumber = 1;

  add(tensor: Tensor, episode: number): void {
    this.told(tensor);
    const looks = this.#looks.get(tensor.storage);
    if (!looks) {
      this.#looks.set(tensor.storage, { first: tensor, recent: [], episode });
      return;
    }
    const recent = looks.episode === episode ? looks.recent.slice(1 - MOST) : [];
    looks.recent = [...recent, tensor];
    looks.episode = episode;
  }

  /** Where the tensor's elements lie. */
  memoryOf({ storage, strides, offset }: Tensor): MemoryInfo {
    let number = this.#numbers.get(storage);
    if (number === undefined) this.#numbers.set(storage, (number = this.#nextNumber++));
    return { storage: number, length: storage.length, strides, offset };
  }

  /** Those that share the tensor's storage, without itself. */
  others(tensor: Tensor): Tensor[] {
    const looks = this.#looks.get(tensor.storage);
    return looks ? [looks.first, ...looks.recent].filter((look) => look !== tensor) : [];
  }

  /** The tensor's elements are told as they are now. */
  told(tensor: Tensor): void {
    this.#told.set(tensor, tensor.version);
  }

  /** Whether its elements were changed since they were told. */
  isStale(tensor: Tensor): boolean {
    return this.#told.get(tensor) !== tensor.version;
  }
}

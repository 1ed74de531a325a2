/** @file Which recorded tensors look into one storage: what changes one of them changes the others. */

import type { Storage } from '../devices/device';
import type { Tensor } from '../tensor';
import type { MemoryInfo } from './events';
import type { Moment } from './moment';

/** So many views of one storage are followed, the newest. */
const MOST = 16;

const NONE: readonly Tensor[] = Object.freeze([]);

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

  add(tensor: Tensor, when: Moment): void {
    this.told(tensor, when);
    const { episode } = when;
    const looks = this.#looks.get(tensor.storage);
    if (!looks) {
      this.#looks.set(tensor.storage, { first: tensor, recent: [], episode });
      return;
    }
    this.renewed(tensor, episode);
    looks.recent = [...looks.recent.slice(1 - MOST), tensor];
  }

  /** A storage has a view of this episode: those of past ones are followed no longer. */
  renewed({ storage }: Tensor, episode: number): void {
    const looks = this.#looks.get(storage);
    if (!looks || looks.episode === episode) return;
    looks.recent = [];
    looks.episode = episode;
  }

  /** Where the tensor's elements lie. */
  memoryOf({ storage, strides, offset }: Tensor): MemoryInfo {
    let number = this.#numbers.get(storage);
    if (number === undefined) this.#numbers.set(storage, (number = this.#nextNumber++));
    return { storage: number, length: storage.length, strides, offset };
  }

  /** Those that share the tensor's storage, without itself. */
  others(tensor: Tensor): readonly Tensor[] {
    const looks = this.#looks.get(tensor.storage);
    if (!looks || (looks.first === tensor && looks.recent.length === 0)) return NONE;
    return [looks.first, ...looks.recent].filter((look) => look !== tensor);
  }

  /** The tensor's elements are told as they are at that moment. */
  told(tensor: Tensor, when: Moment): void {
    this.#told.set(tensor, when.version(tensor));
  }

  /** Whether its elements had been changed by then since they were told. */
  isStale(tensor: Tensor, when: Moment): boolean {
    return this.#told.get(tensor) !== when.version(tensor);
  }
}

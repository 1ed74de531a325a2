/** @file What happens in an episode that will hardly be kept: held by reference, and told only if somebody wants to see it. */

import type { Storage } from '../devices/device';
import type { Frame } from '../nn/module-path';
import { Tensor } from '../tensor';
import type { Moment } from './moment';

/** Tells of something, at once or later; it sees tensors by way of the moment alone. */
export type Telling = (when: Moment) => void;

interface Entry {
  readonly telling: Telling;
  readonly line: number;
  readonly backward: number;
  readonly frame: Frame | null;
  /** changes before it */
  readonly changes: number;
  /** of tensors that it may tell of */
  readonly gradients: ReadonlyMap<Tensor, Tensor | null> | null;
}

/** A storage before it was changed in place. */
interface Change {
  readonly storage: Storage;
  readonly version: number;
  /** all of its elements */
  readonly elements: Tensor;
  /** of its tensors, made when they are asked for */
  readonly looks: Map<Tensor, Tensor>;
}

/**
 * One episode's tellings, waiting. Tensors are not read: what an operation made stays as it is until it is changed in
 * place, and only what the log has heard of is copied before that.
 */
export class Log {
  /** those that got their name in it */
  readonly named: Tensor[] = [];
  readonly #episode: number;
  readonly #entries: Entry[] = [];
  readonly #changes: Change[] = [];
  /** how many entries are told only if the episode before is not */
  #preceding = 0;
  readonly #seen = new Set<Storage>();
  #bytes = 0;
  /** for the entry that comes next */
  #gradients: Map<Tensor, Tensor | null> | null = null;

  constructor(episode: number) {
    this.#episode = episode;
  }

  /** What is told first if the episode before is not told. */
  precede(telling: Telling, when: Moment, seen: readonly Tensor[]): void {
    this.add(telling, when);
    this.#preceding = this.#entries.length;
    for (const tensor of seen) this.see(tensor);
  }

  add(telling: Telling, { line, backward, frame }: Moment): void {
    const [changes, gradients] = [this.#changes.length, this.#gradients];
    this.#entries.push({ telling, line, backward, frame, changes, gradients });
    this.#gradients = null;
  }

  /** A tensor that a telling will look at. */
  see({ storage }: Tensor): void {
    if (this.#seen.has(storage)) return;
    this.#seen.add(storage);
    this.#bytes += storage.length * storage.dtype.itemsize;
  }

  /** of the storages that it holds */
  get bytes(): number {
    return this.#bytes;
  }

  /** A tensor of which the next telling may want the `.grad`. */
  seeGradient(tensor: Tensor): void {
    const gradient = tensor.ownGrad;
    (this.#gradients ??= new Map()).set(tensor, gradient);
    if (gradient) this.see(gradient);
  }

  hasSeen(tensor: Tensor): boolean {
    return this.#seen.has(tensor.storage);
  }

  /** Called before `tensor` is changed in place. */
  changing(tensor: Tensor): void {
    if (!this.hasSeen(tensor)) return;
    const { storage, version, device } = tensor;
    const elements = Tensor.uncleared([storage.length], tensor.dtype, device);
    device.copy({ storage, shape: [storage.length], strides: [1], offset: 0 }, elements);
    this.#changes.push({ storage, version, elements, looks: new Map() });
  }

  /**
   * Tells everything, in order, as it would have been told at once.
   * @param isFirst the episode before is not told
   */
  tell(isFirst: boolean): void {
    const entries = isFirst ? this.#entries : this.#entries.slice(this.#preceding);
    for (const { telling, changes, gradients, ...then } of entries) {
      const former = ({ storage }: Tensor): Change | undefined => {
        for (let i = changes; i < this.#changes.length; i++) {
          if (this.#changes[i]!.storage === storage) return this.#changes[i];
        }
        return undefined;
      };
      telling({
        ...then,
        episode: this.#episode,
        look(tensor) {
          const change = former(tensor);
          return change ? lookInto(change, tensor) : tensor;
        },
        gradient: (tensor) => (gradients?.has(tensor) ? gradients.get(tensor)! : tensor.ownGrad),
        version: (tensor) => former(tensor)?.version ?? tensor.version,
      });
    }
  }
}

function lookInto({ elements, looks }: Change, tensor: Tensor): Tensor {
  let look = looks.get(tensor);
  if (!look) looks.set(tensor, (look = elements.look(tensor.shape, tensor.strides, tensor.offset)));
  return look;
}

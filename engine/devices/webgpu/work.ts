/** @file Work on storages: what is put off and joined, and what must be in memory before a kernel runs. */

import type { DataArray, DType } from '../../dtype';
import type { StridedView } from '../device';
import type { Health } from './health';
import type { KernelContext } from './kernels/context';
import type { Formula } from './kernels/elementwise';
import { FILL, MOVE } from './kernels/copy';
import { recordFused } from './kernels/fused';
import { recordElementwise, type Source } from './kernels/record';
import { Later, type Recipe } from './later';
import { isWhole, Lazy, lazily, wordOfAll } from './lazy';
import { contiguousStrides, numel } from './layout';
import type { Memory } from './memory';
import type { BufferPool, PooledBuffer } from './pool';
import type { CommandQueue } from './queue';
import type { Refusals } from './refusals';
import type { WebGPUStorage } from './storage';
import { Tiers } from './tiers';

/** Elements up to which a storage is written anew for work in place, where that spares a kernel. */
const MOST_MOVED = 2 ** 20;

export interface WorkParts {
  readonly queue: CommandQueue;
  readonly pool: BufferPool;
  readonly memory: Memory;
  readonly health: Health;
  readonly refusals: Refusals;
  /** whether elementwise work is put off and chains of it become one kernel */
  readonly fuses: boolean;
  readonly software: boolean;
  readonly subgroups: boolean;
  /** storage buffers that a kernel can have */
  readonly bindings: number;
  /** whether others stand in for kernels that take long to compile */
  readonly standIns: boolean;
}

/** What the families of kernels work with. */
export class Work implements KernelContext {
  readonly queue: CommandQueue;
  readonly pool: BufferPool;
  readonly software: boolean;
  readonly subgroups: boolean;
  readonly bindings: number;
  readonly tiers: Tiers | null;
  readonly #memory: Memory;
  readonly #parts: WorkParts;

  constructor(parts: WorkParts) {
    this.#parts = parts;
    this.queue = parts.queue;
    this.pool = parts.pool;
    this.software = parts.software;
    this.subgroups = parts.subgroups;
    this.bindings = parts.bindings;
    this.tiers = parts.standIns ? new Tiers(parts.queue) : null;
    this.#memory = parts.memory;
  }

  isPutOff(view: StridedView): boolean {
    return this.#memory.storageOf(view).lazy !== null;
  }

  later(recipe: Recipe, reads: readonly StridedView[], record: () => void): void {
    const { out } = recipe;
    const storage = this.#memory.storageOf(out);
    const isFresh =
      storage.length > 0 && storage.entry === null && !storage.released && storage.lazy === null;
    if (!this.#parts.fuses || !isFresh || numel(out.shape) !== storage.length) return record();
    this.#parts.health.check();
    // a storage that is given back forgets what it was to hold
    reads.forEach(this.#input);
    this.#beforeWrite(storage);
    storage.putOff(new Later(recipe, reads, record));
  }

  recipeOf(view: StridedView): Recipe | null {
    const { lazy } = this.#memory.storageOf(view);
    return lazy instanceof Later ? lazy.recipe : null;
  }

  source(view: StridedView): Source {
    this.#parts.health.check();
    return { view, entry: this.#input(view) };
  }

  target(view: StridedView): Source {
    this.#parts.health.check();
    return { view, entry: this.#output(view) };
  }

  partly(view: StridedView): Source {
    this.#parts.health.check();
    this.#beforeWrite(this.#memory.storageOf(view));
    return { view, entry: this.#input(view) };
  }

  upload(dtype: DType, values: DataArray): StridedView {
    const storage = this.#memory.upload(dtype, values);
    return { storage, shape: [values.length], strides: [1], offset: 0 };
  }

  refusal(error: (value: number) => Error): number {
    return this.#parts.refusals.ticket(error);
  }

  elementwise(
    formula: Formula,
    out: StridedView,
    operands: readonly (StridedView | number)[],
    alpha = 0,
  ): void {
    this.#parts.health.check();
    if (numel(out.shape) === 0) return;
    if (!this.#parts.fuses || formula.flag) {
      const sources = operands.map((x) => (typeof x === 'number' ? x : { view: x, entry: this.#input(x) }));
      recordElementwise(this.queue, formula, out, this.#output(out), sources, alpha);
      return;
    }
    const storage = this.#memory.storageOf(out);
    this.#beforeWrite(storage);
    const work = lazily(formula, out.shape, operands, alpha, this.#memory.storageOf, this.#compute);
    if (storage.entry === null && !storage.released && isWhole(out, storage.length)) storage.putOff(work);
    else this.#write(work, out, storage);
  }

  /** Into a view of a storage, now. */
  #write(work: Lazy, out: StridedView, storage: WebGPUStorage): void {
    const entry = this.#output(out);
    const all = isWhole(out, storage.length);
    const inPlace = work.views.some((view) => view.storage === storage);
    // where kernels are dear to compile none is made for work in place: it goes to another buffer
    if (!this.software || !all || !inPlace || storage.length > MOST_MOVED)
      return recordFused(this, work, out, entry, this.#input, all);
    const fresh = this.#memory.renew(storage);
    const entryOf = (view: StridedView): PooledBuffer =>
      view.storage === storage ? entry : this.#input(view);
    recordFused(this, work, out, fresh, entryOf, all);
    this.pool.release(entry);
  }

  /** Does what was put off, and sends what is at hand. */
  readonly #compute = (storage: WebGPUStorage): void => {
    if (storage.host) this.#send(storage, storage.host);
    const { lazy } = storage;
    if (!lazy) return;
    const unread = storage.settle();
    if (lazy instanceof Later) {
      lazy.record();
      unread.forEach((read) => this.#memory.giveBack(read));
      return;
    }
    const out = { shape: lazy.shape, strides: contiguousStrides(lazy.shape), offset: 0 };
    const source = wholeCopy(lazy, storage);
    if (source && unread.includes(source) && this.#memory.handOver(source, storage)) return;
    const entry = this.#memory.place(storage);
    storage.needsZeros = false;
    recordFused(this, lazy, out, entry, this.#input, true);
    unread.forEach((read) => this.#memory.giveBack(read));
  };

  /** Puts what is at hand on the GPU: what one kernel can fill without an upload. */
  #send(storage: WebGPUStorage, host: DataArray): void {
    const word = wordOfAll(storage.dtype, host);
    if (word === null) return this.#memory.send(storage);
    storage.host = null;
    this.#fill(storage, this.#memory.place(storage), word);
  }

  #fill(storage: WebGPUStorage, entry: PooledBuffer, word: number): void {
    storage.needsZeros = false;
    const whole = { shape: [storage.length], strides: [1], offset: 0 };
    recordFused(this, new Lazy(FILL, whole.shape, [word], 0), whole, entry, this.#input, true);
  }

  /** What was put off and reads the storage must not see what comes next. */
  #beforeWrite(storage: WebGPUStorage): void {
    storage.takeReaders().forEach(this.#compute);
  }

  /** The buffer of a view that will be read. */
  readonly #input = (view: StridedView): PooledBuffer => {
    const storage = this.#memory.storageOf(view);
    this.#compute(storage);
    const entry = storage.entry ?? this.#memory.place(storage);
    if (storage.needsZeros) this.#fill(storage, entry, 0);
    return entry;
  };

  /** The buffer of a view that will be written. */
  #output(view: StridedView): PooledBuffer {
    const storage = this.#memory.storageOf(view);
    this.#beforeWrite(storage);
    // written all over, neither what was put off nor the zeros it was promised would be seen
    if (isWhole(view, storage.length)) {
      storage.settle().forEach((read) => this.#memory.giveBack(read));
      storage.host = null;
      if (storage.entry === null) this.#memory.place(storage);
      storage.needsZeros = false;
    }
    return this.#input(view);
  }
}

/** The storage of which all elements are copied as they are; null: it is something else. */
function wholeCopy({ formula, args }: Lazy, storage: WebGPUStorage): WebGPUStorage | null {
  const [view] = args;
  if (formula !== MOVE || typeof view !== 'object' || view instanceof Lazy) return null;
  const source = view.storage as WebGPUStorage;
  return source.length === storage.length && isWhole(view, source.length) ? source : null;
}

/** @file The WebGPU device: the primitives of the engine as kernels, queued in order. */

import type { DataArray, DType } from '../../dtype';
import type { IndexingKernels } from '../indexing';
import type { ClassKernels, LaneKernels, SoftmaxKernels } from '../lanes';
import type { NetworkKernels } from '../network';
import type { OptimizerKernels } from '../optimizers';
import type { PointwiseKernels } from '../pointwise';
import type {
  BinaryKernel,
  CompareKernel,
  Device,
  Operand,
  ReduceKernel,
  StridedView,
  UnaryKernel,
} from '../device';
import { UnsupportedError } from './errors';
import { Health, type DeviceLoss, type WebGPUDeviceOptions } from './health';
import type { KernelContext } from './kernels/context';
import { classKernels } from './kernels/classes';
import { indexingKernels } from './kernels/indexing';
import { recordInsist } from './kernels/insist';
import { laneKernels } from './kernels/lanes';
import { planeKernels } from './kernels/planes';
import { withNative } from './kernels/floats';
import { recordFused } from './kernels/fused';
import { isWhole, lazily } from './lazy';
import { convolutionKernels } from './kernels/convolution';
import { normalizationKernels, softmaxKernels } from './kernels/normalization';
import { optimizerKernels } from './kernels/optimizers';
import { pointwiseKernels } from './kernels/pointwise';
import { recordMatmul, type MatmulTraits } from './kernels/matmul';
import { SHARED_BYTES, SHARED_TILE } from './kernels/matmul-shared';
import { recordElementwise, recordReduce } from './kernels/record';
import { rowKernels } from './kernels/rows';
import { copyFormula, FILL } from './kernels/copy';
import { binaryFormula, compareFormula, unaryFormula, WHERE, type Formula } from './kernels/elementwise';
import { contiguousStrides, isContiguous, numel } from './layout';
import { BufferPool, type MemoryStats, type PooledBuffer } from './pool';
import { CommandQueue } from './queue';
import { Readback, SMALL_READ } from './readback';
import { Refusals } from './refusals';
import { WebGPUStorage } from './storage';
import { classOf, fits, pack, toWord, unpack, WORD } from './words';

const DEFAULT_BUDGET = 4 * 2 ** 30;

export class WebGPUDevice implements Device {
  readonly type = 'webgpu';
  readonly label: string;
  readonly software: boolean;
  readonly #gpu: GPUDevice;
  readonly #health: Health;
  readonly #queue: CommandQueue;
  readonly #pool: BufferPool;
  readonly #readback: Readback;
  readonly #traits: MatmulTraits;
  readonly #fuses: boolean;
  readonly #refusals = new Refusals();
  readonly #kernels: KernelContext;
  readonly pointwise: PointwiseKernels;
  readonly optimizers: OptimizerKernels;
  readonly lanes: LaneKernels;
  readonly softmax: SoftmaxKernels;
  readonly classes: ClassKernels;
  readonly indexing: IndexingKernels;
  readonly network: Partial<NetworkKernels>;
  /** gives buffers back when their storage is collected and nobody released it before */
  readonly #collected: FinalizationRegistry<PooledBuffer>;

  constructor(gpu: GPUDevice, label: string, software: boolean, options: WebGPUDeviceOptions = {}) {
    this.label = label;
    this.software = software;
    this.#gpu = gpu;
    const { maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupStorageSize } = gpu.limits;
    const fits =
      maxComputeInvocationsPerWorkgroup >= SHARED_TILE.size && maxComputeWorkgroupStorageSize >= SHARED_BYTES;
    this.#fuses = options.fuse ?? true;
    this.#traits = { software, shared: fits && (options.sharedTiles ?? !software) };
    this.#queue = new CommandQueue({
      device: gpu,
      validate: options.validate ?? false,
      onError: (error) => this.#health.report(error),
      code: software ? withNative : (wgsl) => wgsl,
    });
    this.#pool = new BufferPool({
      device: gpu,
      budget: options.memoryBudget ?? DEFAULT_BUDGET,
      serial: () => this.#queue.serial,
      beforeDestroy: () => {
        this.#queue.flush();
        this.#queue.clearBindGroups();
      },
    });
    this.#readback = new Readback({
      device: gpu,
      queue: this.#queue,
      pool: this.#pool,
      failure: () => this.#health.take(),
      refusals: this.#refusals,
    });
    this.#collected = new FinalizationRegistry((entry) => this.#pool.release(entry));
    this.#health = new Health(gpu, options, (error) => this.#readback.fail(error));
    const context = (this.#kernels = this.#context());
    this.pointwise = pointwiseKernels(context);
    this.optimizers = optimizerKernels(context);
    this.lanes = laneKernels(context);
    this.softmax = softmaxKernels(context, software);
    this.classes = classKernels(context);
    this.indexing = indexingKernels(context);
    this.network = {
      ...planeKernels(context),
      ...rowKernels(context),
      ...convolutionKernels(context, software),
      ...normalizationKernels(context, software),
    };
  }

  /** Resolves when the device goes away, never rejects. */
  get lost(): Promise<DeviceLoss> {
    return this.#health.lost;
  }

  /** Bytes allocated, in use, held for later, and the most ever in use. */
  get memory(): MemoryStats {
    return this.#pool.stats;
  }

  /** What has been asked of the GPU so far: dispatches, submissions, pipelines compiled, transfers back. */
  get counts(): Readonly<Record<'dispatches' | 'submits' | 'pipelines' | 'transfers', number>> {
    return { ...this.#queue.counts, transfers: this.#readback.transfers };
  }

  supports(dtype: DType): boolean {
    return dtype.name !== 'float64';
  }

  /** Throws OutOfMemoryError; UnsupportedError for float64. */
  empty(dtype: DType, length: number): WebGPUStorage {
    this.#health.check();
    classOf(dtype);
    this.#pool.check(length * WORD);
    return new WebGPUStorage(this, dtype, length);
  }

  /** Throws OutOfMemoryError; IntegerRangeError for an int64 beyond 32 bits. */
  upload(dtype: DType, values: DataArray): WebGPUStorage {
    this.#health.check();
    const words = pack(dtype, values);
    const storage = new WebGPUStorage(this, dtype, values.length);
    if (words.length === 0) return storage;
    const entry = this.#pool.take(words.byteLength, true);
    this.#gpu.queue.writeBuffer(entry.buffer, 0, words);
    this.#own(storage, entry);
    return storage;
  }

  /**
   * New storage whose elements are still on their way, from the cpu or by way of it. Work that is asked for afterwards
   * waits until they are there; if they fail to come, the next read rejects with the reason.
   */
  arrive(dtype: DType, length: number, elements: Promise<DataArray>): WebGPUStorage {
    this.#health.check();
    classOf(dtype);
    const storage = new WebGPUStorage(this, dtype, length);
    if (length > 0) this.#own(storage, this.#pool.take(length * WORD, true));
    const arrival = async (): Promise<void> => {
      try {
        const words = pack(dtype, await elements);
        // the storage is held until here, so that nobody else has its buffer
        if (storage.entry) this.#gpu.queue.writeBuffer(storage.entry.buffer, 0, words);
      } catch (cause) {
        this.#health.tell(cause instanceof Error ? cause : new Error(String(cause)));
      }
    };
    this.#queue.hold(arrival());
    return storage;
  }

  /** Has the next read reject with the error if an element of `holds` (bool) is false. */
  insist(holds: StridedView, error: () => Error): void {
    recordInsist(this.#kernels, holds, error);
  }

  /**
   * Gives a storage's memory back, as soon as work that was put off has read it. Nothing may use it or a view of it
   * afterwards.
   */
  release(storage: WebGPUStorage): void {
    if (storage.released) return;
    storage.released = true;
    storage.settle().forEach((read) => this.#giveBack(read));
    this.#giveBack(storage);
  }

  /** Gives back the memory of a released storage that nothing reads any more. */
  #giveBack(storage: WebGPUStorage): void {
    if (!storage.released || !storage.entry || storage.isRead) return;
    this.#collected.unregister(storage);
    this.#pool.release(storage.entry);
    storage.entry = null;
  }

  /** Throws IntegerRangeError where the dtype cannot hold the value. */
  fill(out: StridedView, value: number | bigint): void {
    this.#elementwise(FILL, out, [toWord(out.storage.dtype, value)]);
  }

  copy(source: StridedView, out: StridedView): void {
    this.#elementwise(copyFormula(classOf(source.storage.dtype), classOf(out.storage.dtype)), out, [source]);
  }

  unary(kernel: UnaryKernel, x: StridedView, out: StridedView): void {
    this.#elementwise(unaryFormula(kernel, classOf(out.storage.dtype)), out, [x]);
  }

  /** Throws IntegerRangeError where a number operand does not fit the dtype. */
  binary(kernel: BinaryKernel, a: Operand, b: Operand, out: StridedView, alpha = 1): void {
    const { dtype } = out.storage;
    const formula = binaryFormula(kernel, classOf(dtype), alpha !== 1);
    this.#elementwise(formula, out, [operand(dtype, a), operand(dtype, b)], toWord(dtype, alpha));
  }

  compare(kernel: CompareKernel, a: Operand, b: Operand, out: StridedView): void {
    const dtype = typeof a === 'number' ? (typeof b === 'number' ? null : b.storage.dtype) : a.storage.dtype;
    if (!dtype) throw new UnsupportedError('compare takes at most one number.');
    const kind = classOf(dtype);
    const outside = [a, b].find((x) => typeof x === 'number' && !fits(kind, x));
    if (typeof outside === 'number') {
      // no element can be equal to it, so which side it lies on decides all of them
      this.fill(out, comparesOutside(kernel, outside, typeof a === 'number', dtype) ? 1 : 0);
      return;
    }
    this.#elementwise(compareFormula(kernel, kind), out, [operand(dtype, a), operand(dtype, b)]);
  }

  where(condition: StridedView, a: Operand, b: Operand, out: StridedView): void {
    const { dtype } = out.storage;
    this.#elementwise(WHERE, out, [condition, operand(dtype, a), operand(dtype, b)]);
  }

  reduce(kernel: ReduceKernel, x: StridedView, out: StridedView): void {
    this.#health.check();
    if (numel(out.shape) === 0) return;
    if (numel(x.shape) === 0) {
      if (kernel === 'max' || kernel === 'min') throw new UnsupportedError(`${kernel} of no elements.`);
      this.fill(out, kernel === 'sum' ? 0 : 1);
      return;
    }
    const source = this.#input(x);
    recordReduce(
      this.#queue,
      this.#pool,
      kernel,
      classOf(out.storage.dtype),
      x,
      source,
      out,
      this.#output(out),
    );
  }

  matmul(a: StridedView, b: StridedView, out: StridedView): void {
    this.#health.check();
    if (numel(out.shape) === 0) return;
    if (numel(a.shape) === 0) {
      this.fill(out, 0);
      return;
    }
    const [left, right] = [
      { view: a, entry: this.#input(a) },
      { view: b, entry: this.#input(b) },
    ];
    const kind = classOf(out.storage.dtype);
    recordMatmul(this.#queue, this.#pool, kind, this.#traits, left, right, {
      view: out,
      entry: this.#output(out),
    });
  }

  /**
   * Rejects with DeviceLostError after a loss, IntegerRangeError if an int64 left 32 bits since the last read,
   * OutOfMemoryError or GPUFailureError if WebGPU reported one.
   */
  async read(view: StridedView): Promise<DataArray> {
    this.#health.check();
    const { dtype } = view.storage;
    const words = numel(view.shape);
    if (words === 0) {
      // there is nothing to read but what went wrong
      await this.#inTurn(() => this.#readback.sync());
      return dtype.array(0);
    }
    const entry = this.#input(view);
    return unpack(dtype, await this.#readWords(view, entry, words));
  }

  /** Submits what is recorded, without waiting for it. */
  flush(): void {
    this.#health.check();
    this.#queue.flush();
  }

  /** Waits until all work is done. Rejects with what went wrong since the last read, as `read` does. */
  async settled(): Promise<void> {
    this.#health.check();
    await this.#queue.idle();
    this.#queue.flush();
    await this.#readback.sync();
    if (!this.#health.isLost) await this.#queue.settled();
    const failure = this.#health.take();
    if (failure) throw failure;
  }

  /** Gives the memory of free buffers back to the system. */
  trim(): void {
    this.#pool.trim();
  }

  /** Ends the device. Pending and later reads reject with DeviceLostError. */
  destroy(): void {
    this.#health.lose('destroyed', '');
    this.#gpu.destroy();
  }

  #readWords(view: StridedView, entry: PooledBuffer, words: number): Promise<Uint32Array> {
    const gather = (target: PooledBuffer, at: number): void => {
      const flat = { shape: view.shape, strides: contiguousStrides(view.shape), offset: at };
      recordElementwise(this.#queue, copyFormula('bool', 'bool'), flat, target, [{ view, entry }], 0);
    };
    if (words * WORD <= SMALL_READ) return this.#inTurn(() => this.#readback.small(words, gather));
    if (isContiguous(view)) return this.#inTurn(() => this.#readback.large(entry, view.offset, words));
    const packed = this.#pool.take(words * WORD);
    gather(packed, 0);
    const answer = this.#inTurn(() => this.#readback.large(packed, 0, words));
    this.#pool.release(packed);
    return answer;
  }

  /** A read keeps its place among the work that may be held back. */
  #inTurn<T>(read: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => this.#queue.inTurn(() => void read().then(resolve, reject)));
  }

  /** Operands are views, or numbers already made words. */
  #elementwise(
    formula: Formula,
    out: StridedView,
    operands: readonly (StridedView | number)[],
    alpha = 0,
  ): void {
    this.#health.check();
    if (numel(out.shape) === 0) return;
    if (!this.#fuses || formula.flag) {
      const sources = operands.map((x) => (typeof x === 'number' ? x : { view: x, entry: this.#input(x) }));
      recordElementwise(this.#queue, formula, out, this.#output(out), sources, alpha);
      return;
    }
    const storage = this.#storage(out);
    this.#beforeWrite(storage);
    const work = lazily(formula, out.shape, operands, alpha, this.#storage, this.#compute);
    if (storage.entry === null && !storage.released && isWhole(out, storage.length)) storage.putOff(work);
    else recordFused(this.#queue, work, out, this.#output(out), this.#input);
  }

  /** Does what was put off. */
  readonly #compute = (storage: WebGPUStorage): void => {
    const { lazy } = storage;
    if (!lazy) return;
    const out = { shape: lazy.shape, strides: contiguousStrides(lazy.shape), offset: 0 };
    const unread = storage.settle();
    const entry = this.#place(storage);
    storage.needsZeros = false;
    recordFused(this.#queue, lazy, out, entry, this.#input);
    unread.forEach((read) => this.#giveBack(read));
  };

  /** What was put off and reads the storage must not see what comes next. */
  #beforeWrite(storage: WebGPUStorage): void {
    storage.takeReaders().forEach(this.#compute);
  }

  /** What the families of kernels work with. */
  #context(): KernelContext {
    return {
      queue: this.#queue,
      pool: this.#pool,
      source: (view) => {
        this.#health.check();
        return { view, entry: this.#input(view) };
      },
      partly: (view) => {
        this.#health.check();
        this.#beforeWrite(this.#storage(view));
        return { view, entry: this.#input(view) };
      },
      target: (view) => {
        this.#health.check();
        return { view, entry: this.#output(view) };
      },
      upload: (dtype, values) => ({
        storage: this.upload(dtype, values),
        shape: [values.length],
        strides: [1],
        offset: 0,
      }),
      elementwise: (...args) => this.#elementwise(...args),
      refusal: (error) => this.#refusals.ticket(error),
    };
  }

  /** The buffer of a view that will be read. */
  readonly #input = (view: StridedView): PooledBuffer => {
    const storage = this.#storage(view);
    this.#compute(storage);
    const entry = storage.entry ?? this.#place(storage);
    if (storage.needsZeros) {
      storage.needsZeros = false;
      const whole = { shape: [storage.length], strides: [1], offset: 0 };
      recordElementwise(this.#queue, FILL, whole, entry, [0], 0);
    }
    return entry;
  };

  /** The buffer of a view that will be written. */
  #output(view: StridedView): PooledBuffer {
    const storage = this.#storage(view);
    this.#beforeWrite(storage);
    // written all over, neither what was put off nor the zeros it was promised would be seen
    if (isWhole(view, storage.length)) {
      storage.settle().forEach((read) => this.#giveBack(read));
      if (storage.entry === null) this.#place(storage);
      storage.needsZeros = false;
    }
    return this.#input(view);
  }

  /** A buffer for a storage that has none yet. Throws OutOfMemoryError. */
  #place(storage: WebGPUStorage): PooledBuffer {
    if (storage.released || storage.length === 0)
      throw new UnsupportedError('this storage has been released or has no elements.');
    const entry = this.#pool.take(storage.length * WORD);
    storage.needsZeros = entry.used;
    return this.#own(storage, entry);
  }

  readonly #storage = (view: StridedView): WebGPUStorage => {
    const { storage } = view;
    if (!(storage instanceof WebGPUStorage) || storage.device !== this)
      throw new UnsupportedError(`a ${storage.device.type} storage was given to ${this.label}.`);
    return storage;
  };

  #own(storage: WebGPUStorage, entry: PooledBuffer): PooledBuffer {
    storage.entry = entry;
    this.#collected.register(storage, entry, storage);
    return entry;
  }
}

function operand(dtype: DType, x: Operand): StridedView | number {
  return typeof x === 'number' ? toWord(dtype, x) : x;
}

/** What a comparison with a number that no element can be says of every element. */
function comparesOutside(kernel: CompareKernel, value: number, onTheLeft: boolean, dtype: DType): boolean {
  if (kernel === 'eq' || kernel === 'ne') return kernel === 'ne';
  if (Number.isNaN(value)) return false;
  if (Number.isFinite(value) && !Number.isInteger(value))
    throw new UnsupportedError(`${dtype} is compared with integers; ${value} is none.`);
  const less = kernel === 'lt' || kernel === 'le';
  return less === (onTheLeft ? value < 0 : value > 0);
}

/** @file The WebGPU device: the primitives of the engine as kernels, queued in order. */

import type { DataArray, DType } from '../../dtype';
import type {
  BinaryKernel,
  CompareKernel,
  Device,
  MemoryStats,
  Operand,
  ReduceKernel,
  Storage,
  StridedView,
  UnaryKernel,
} from '../device';
import type { Question, Statistics } from '../statistics';
import { Health, type DeviceLoss, type WebGPUDeviceOptions } from './health';
import { kernelFamilies, type Families } from './families';
import { HostKernels, isAtHand, MOST_AT_HAND } from './host';
import { recordInsist } from './kernels/insist';
import { withNative } from './kernels/floats';
import { SHARED_BYTES, SHARED_TILE } from './kernels/matmul-shared';
import { contiguousStrides, isContiguous, numel } from './layout';
import { Memory } from './memory';
import { BufferPool } from './pool';
import type { Kernel } from './pipelines';
import { GpuPrimitives, type Primitives } from './primitives';
import { CommandQueue } from './queue';
import { Readback } from './readback';
import { Refusals } from './refusals';
import type { WebGPUStorage } from './storage';
import { summarize } from './summary';
import { Work } from './work';
import { unpack } from './words';

/** WebGPU's name of the feature. */
export const SUBGROUPS = 'subgroups';
const DEFAULT_BUDGET = 4 * 2 ** 30;

export class WebGPUDevice implements Device {
  readonly type = 'webgpu';
  readonly label: string;
  readonly software: boolean;
  readonly #gpu: GPUDevice;
  readonly #health: Health;
  readonly #queue: CommandQueue;
  readonly #pool: BufferPool;
  readonly #memory: Memory;
  readonly #readback: Readback;
  readonly #work: Work;
  readonly #primitives: Primitives;
  readonly #host = new HostKernels();
  readonly pointwise: Families['pointwise'];
  readonly attention: Families['attention'];
  readonly optimizers: Families['optimizers'];
  readonly lanes: Families['lanes'];
  readonly softmax: Families['softmax'];
  readonly classes: Families['classes'];
  readonly indexing: Families['indexing'];
  readonly network: Families['network'];

  constructor(gpu: GPUDevice, label: string, software: boolean, options: WebGPUDeviceOptions = {}) {
    this.label = label;
    this.software = software;
    this.#gpu = gpu;
    const { maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupStorageSize } = gpu.limits;
    const fits =
      maxComputeInvocationsPerWorkgroup >= SHARED_TILE.size && maxComputeWorkgroupStorageSize >= SHARED_BYTES;
    const shared = fits && (options.sharedTiles ?? !software);
    const traits = { software, shared, halves: options.halves ?? false };
    const health = (this.#health = new Health(gpu, options, (error) => this.#readback.fail(error)));
    const refusals = new Refusals();
    const queue = (this.#queue = new CommandQueue({
      device: gpu,
      validate: options.validate ?? false,
      onError: (error, among) => health.report(error, among),
      code: software ? withNative : (wgsl) => wgsl,
      onKernel: options.onKernel,
    }));
    const pool = (this.#pool = new BufferPool({
      device: gpu,
      budget: options.memoryBudget ?? DEFAULT_BUDGET,
      serial: () => queue.serial,
      beforeDestroy: () => {
        queue.flush();
        queue.clearBindGroups();
      },
    }));
    this.#readback = new Readback({
      device: gpu,
      queue,
      pool,
      failure: () => health.take(),
      isFailed: () => health.isFailed,
      software,
      refusals,
    });
    const memory = new Memory({
      device: this,
      gpu,
      queue,
      pool,
      failed: (error) => health.tell(error),
      mostAtHand: options.hostValues === false ? -1 : MOST_AT_HAND,
    });
    this.#memory = memory;
    const work = (this.#work = new Work({
      ...{ queue, pool, memory, health, refusals, software },
      fuses: options.fuse ?? true,
      subgroups: (options.subgroups ?? !software) && gpu.features.has(SUBGROUPS),
      bindings: gpu.limits.maxStorageBuffersPerShaderStage,
      standIns: options.standIns ?? software,
    }));
    this.#primitives = new GpuPrimitives(work, traits);
    const families = kernelFamilies(work, memory, this.#host, options.weightless);
    this.pointwise = families.pointwise;
    this.attention = families.attention;
    this.optimizers = families.optimizers;
    this.lanes = families.lanes;
    this.softmax = families.softmax;
    this.classes = families.classes;
    this.indexing = families.indexing;
    this.network = families.network;
  }

  /** Resolves when the device goes away, never rejects. */
  get lost(): Promise<DeviceLoss> {
    return this.#health.lost;
  }

  memoryStats(): MemoryStats {
    return this.#pool.stats;
  }

  /** What has been asked of the GPU so far: dispatches, submissions, pipelines compiled, transfers back and their bytes. */
  get counts(): Readonly<Record<'dispatches' | 'submits' | 'pipelines' | 'transfers' | 'bytes', number>> {
    const { transfers, bytes } = this.#readback;
    return { ...this.#queue.counts, transfers, bytes };
  }

  toString(): string {
    return this.type;
  }

  supports(dtype: DType): boolean {
    return dtype.name !== 'float64';
  }

  /** Throws OutOfMemoryError; UnsupportedError for float64. */
  empty(dtype: DType, length: number, shape?: readonly number[]): WebGPUStorage {
    this.#health.check();
    return this.#memory.empty(dtype, length, shape);
  }

  /** Throws OutOfMemoryError; IntegerRangeError for an int64 beyond 32 bits. */
  upload(dtype: DType, values: DataArray): WebGPUStorage {
    this.#health.check();
    return this.#memory.upload(dtype, values);
  }

  /**
   * New storage whose elements are still on their way, from the cpu or by way of it. Work that is asked for afterwards
   * waits until they are there; if they fail to come, the next read rejects with the reason.
   */
  arrive(dtype: DType, length: number, elements: Promise<DataArray>): WebGPUStorage {
    this.#health.check();
    return this.#memory.arrive(dtype, length, elements);
  }

  /**
   * Gives a storage's memory back, as soon as work that was put off has read it. Nothing may use it or a view of it
   * afterwards.
   */
  release(storage: Storage): void {
    this.#memory.release(storage as WebGPUStorage);
  }

  scoped<T>(work: () => T, kept: () => Iterable<Storage> | null): T {
    return this.#memory.scoped(work, kept);
  }

  named(view: StridedView, name: string): void {
    this.#memory.storageOf(view).facts.name = name;
  }

  /** Has the next read reject with the error if an element of `holds` (bool) is false. */
  insist(holds: StridedView, error: () => Error): void {
    this.#health.check();
    if (!isAtHand(holds)) recordInsist(this.#work, holds, error);
    else if (this.#host.read(holds).includes(0 as never)) throw error();
  }

  /** Throws IntegerRangeError where the dtype cannot hold the value. */
  fill(out: StridedView, value: number | bigint): void {
    this.#for(out).fill(out, value);
  }

  copy(source: StridedView, out: StridedView): void {
    this.#for(source, out).copy(source, out);
  }

  unary(kernel: UnaryKernel, x: StridedView, out: StridedView): void {
    this.#for(x, out).unary(kernel, x, out);
  }

  /** Throws IntegerRangeError where a number operand does not fit the dtype. */
  binary(kernel: BinaryKernel, a: Operand, b: Operand, out: StridedView, alpha = 1): void {
    this.#for(a, b, out).binary(kernel, a, b, out, alpha);
  }

  compare(kernel: CompareKernel, a: Operand, b: Operand, out: StridedView): void {
    this.#for(a, b, out).compare(kernel, a, b, out);
  }

  where(condition: StridedView, a: Operand, b: Operand, out: StridedView): void {
    this.#for(condition, a, b, out).where(condition, a, b, out);
  }

  reduce(kernel: ReduceKernel, x: StridedView, out: StridedView): void {
    this.#for(x, out).reduce(kernel, x, out);
  }

  matmul(a: StridedView, b: StridedView, out: StridedView): void {
    this.#for(a, b, out).matmul(a, b, out);
  }

  /** Who does work on these. */
  #for(a: Operand, b: Operand = 0, c: Operand = 0, d: Operand = 0): Primitives {
    this.#health.check();
    return isAtHand(a) && isAtHand(b) && isAtHand(c) && isAtHand(d) ? this.#host : this.#primitives;
  }

  /**
   * Rejects with DeviceLostError after a loss, IntegerRangeError if an int64 left 32 bits since the last read,
   * OutOfMemoryError or GPUFailureError if WebGPU reported one.
   */
  async read(view: StridedView): Promise<DataArray> {
    this.#health.check();
    if (isAtHand(view)) {
      const elements = this.#host.read(view);
      await this.#readback.trouble();
      return elements;
    }
    const { dtype } = view.storage;
    const words = numel(view.shape);
    if (words === 0) {
      // there is nothing to read but what went wrong
      await this.#readback.nothing();
      return dtype.array(0);
    }
    return unpack(dtype, await this.#readback.words(view, this.#work.source(view).entry));
  }

  /** Rejects as `read` does. */
  async statistics(view: StridedView, question: Question): Promise<Statistics> {
    this.#health.check();
    const read: Parameters<typeof summarize>[1] = (from, words) => this.#readback.from(from, words);
    if (isContiguous(view) && view.offset === 0) return summarize(this.#work, read, view, question);
    const storage = this.empty(view.storage.dtype, numel(view.shape));
    const dense = { storage, shape: [storage.length], strides: [1], offset: 0 };
    this.copy(view, { ...dense, shape: view.shape, strides: contiguousStrides(view.shape) });
    try {
      return await summarize(this.#work, read, dense, question);
    } finally {
      this.release(storage);
    }
  }

  readNow(view: StridedView): DataArray | null {
    return isAtHand(view) && !this.#readback.isTroubled ? this.#host.read(view) : null;
  }

  hasten(): void {
    this.#readback.hasten();
  }

  /** Compiles kernels that will be used, one after the other and beside everything else, as long as `goesOn`. */
  async prepare(kernels: readonly Kernel[], goesOn: () => boolean): Promise<void> {
    for (const kernel of kernels) {
      if (!goesOn() || this.#health.isLost) return;
      await this.#queue.prepare(kernel);
    }
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
}

/** @file The cpu device: typed arrays and plain loops. */

import type { DataArray, DType } from '../../dtype';
import { numel } from '../../shape';
import type {
  BinaryKernel,
  CompareKernel,
  Device,
  Operand,
  ReduceKernel,
  Storage,
  StridedView,
  UnaryKernel,
} from '../device';
import type { ClassKernels, LaneKernels, SoftmaxKernels } from '../lanes';
import { elementwise1, elementwise2, fillView, select } from './elementwise';
import { convert } from './convert';
import { gather } from './gather';
import { floatBinary } from './arithmetic';
import * as classes from './classes';
import * as lanes from './lanes';
import { matmulKernel } from './matmul';
import { indexingKernels } from './indexing';
import { networkKernels } from './network';
import { optimizerKernels } from './optimizers';
import { pointwiseKernels } from './pointwise';
import { reduceKernel } from './reduce';
import * as scan from './scan';
import { CpuStorage, dataOf } from './storage';
import { positions } from './strided';

/**
 * The cpu. Work is done at the call, unless elements that are still on their way from another device
 * are waited for (`arrive`): from then on calls queue up, in order, until these are there. Since values
 * are read asynchronously, nobody can tell the difference.
 */
export class CpuDevice implements Device {
  readonly type = 'cpu';
  readonly label = 'CPU';
  readonly software = false;
  /** calls that wait; null: nothing is waited for */
  #queue: (() => void)[] | null = null;
  #drained: Promise<void> = Promise.resolve();
  /** large storages made by the work that goes on in a scope */
  #scope: CpuStorage[] | null = null;

  toString(): string {
    return this.type;
  }

  supports(): boolean {
    return true;
  }

  empty(dtype: DType, length: number, _shape?: readonly number[], isCleared = true): CpuStorage {
    return this.#made(CpuStorage.ofLength(this, dtype, length, isCleared));
  }

  upload(dtype: DType, values: DataArray): CpuStorage {
    return this.#made(CpuStorage.of(this, dtype, values));
  }

  #made(storage: CpuStorage): CpuStorage {
    if (storage.isPlaced) this.#scope?.push(storage);
    return storage;
  }

  release(storage: Storage): void {
    // what waits may still read it
    if (!this.#queue) (storage as CpuStorage).release();
  }

  scoped<T>(work: () => T, kept: () => Iterable<Storage> | null): T {
    const outer = this.#scope;
    const made: CpuStorage[] = (this.#scope = []);
    try {
      const result = work();
      const left = kept();
      const stays = left && new Set(left);
      for (const storage of made) {
        if (stays && !stays.has(storage)) this.release(storage);
        else outer?.push(storage);
      }
      return result;
    } finally {
      this.#scope = outer;
    }
  }

  arrive(dtype: DType, length: number, elements: Promise<DataArray>): CpuStorage {
    const storage = this.empty(dtype, length);
    const earlier = this.#drained;
    const queue: (() => void)[] = (this.#queue = []);
    this.#drained = (async () => {
      try {
        await earlier;
        // both are of the kind that one dtype has
        (storage.data as Float64Array).set((await elements) as Float64Array);
        for (const work of queue) work();
      } finally {
        if (this.#queue === queue) this.#queue = null;
      }
    })();
    // whoever reads is told of a failure; without a reader it must not count as unhandled
    this.#drained.catch(() => undefined);
    return storage;
  }

  #run(work: () => void): void {
    if (this.#queue) this.#queue.push(work);
    else work();
  }

  fill(out: StridedView, value: number | bigint): void {
    this.#run(() => fillView(out, value));
  }

  copy(source: StridedView, out: StridedView): void {
    this.#run(() => {
      if (gather(source, out)) return;
      convert(
        source.storage.dtype,
        dataOf(source),
        out.storage.dtype,
        dataOf(out),
        positions(source),
        positions(out),
        source.offset,
        out.offset,
        numel(out.shape),
      );
    });
  }

  unary(kernel: UnaryKernel, x: StridedView, out: StridedView): void {
    this.#run(() => elementwise1(kernel, x, out));
  }

  binary(kernel: BinaryKernel, a: Operand, b: Operand, out: StridedView, alpha = 1): void {
    if (!this.#queue && floatBinary(kernel, a, b, out, alpha)) return;
    this.#run(() => elementwise2(kernel, a, b, out, alpha));
  }

  compare(kernel: CompareKernel, a: Operand, b: Operand, out: StridedView): void {
    this.#run(() => elementwise2(kernel, a, b, out, 1));
  }

  where(condition: StridedView, a: Operand, b: Operand, out: StridedView): void {
    this.#run(() => select(condition, a, b, out));
  }

  reduce(kernel: ReduceKernel, x: StridedView, out: StridedView): void {
    this.#run(() => reduceKernel(kernel, x, out));
  }

  matmul(a: StridedView, b: StridedView, out: StridedView): void {
    this.#run(() => matmulKernel(a, b, out));
  }

  readonly pointwise = pointwiseKernels((work) => this.#run(work));

  readonly lanes: LaneKernels = {
    sort: (...args) => this.#run(() => lanes.sortKernel(...args)),
    choose: (...args) => this.#run(() => lanes.chooseKernel(...args)),
    search: (...args) => this.#run(() => lanes.searchKernel(...args)),
    scan: (...args) => this.#run(() => scan.scanKernel(...args)),
    scanExtreme: (...args) => this.#run(() => scan.scanExtremeKernel(...args)),
    recurrence: (...args) => this.#run(() => scan.recurrenceKernel(...args)),
    shift: (...args) => this.#run(() => scan.shiftKernel(...args)),
    pick: (...args) => this.#run(() => scan.pickKernel(...args)),
    place: (...args) => this.#run(() => scan.placeKernel(...args)),
  };

  readonly softmax: SoftmaxKernels = {
    softmax: (...args) => this.#run(() => classes.softmaxKernel(...args)),
  };

  readonly classes: ClassKernels = {
    classes: (...args) => this.#run(() => classes.classesKernel(...args)),
  };

  readonly indexing = indexingKernels((work) => this.#run(work));

  readonly network = networkKernels((work) => this.#run(work));

  readonly optimizers = optimizerKernels((work) => this.#run(work));

  read(view: StridedView): DataArray | Promise<DataArray> {
    const elements = (): DataArray => {
      const data = dataOf(view);
      const at = positions(view);
      if (at === null) return data.slice(view.offset, view.offset + numel(view.shape));
      const out = view.storage.dtype.array(at.length);
      for (let i = 0; i < at.length; i++) out[i] = data[at[i]!]!;
      return out;
    };
    if (!this.#queue) return elements();
    // taken in the queue's order, so that later in-place work does not show
    let out: DataArray | null = null;
    this.#queue.push(() => (out = elements()));
    return this.#drained.then(() => out!);
  }
}

/** The one cpu. */
export const cpu = new CpuDevice();

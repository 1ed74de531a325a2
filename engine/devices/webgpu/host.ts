/**
 * @file Small tensors whose values are known here, given by the learner or computed from such: telling a GPU what to do
 * with them takes longer than doing it. The cpu's kernels do it, until a kernel on the GPU needs the values; from then
 * on they are there.
 */

import type {
  BinaryKernel,
  CompareKernel,
  Operand,
  ReduceKernel,
  Storage,
  StridedView,
  UnaryKernel,
} from '../device';
import type { DataArray } from '../../dtype';
import { CpuDevice } from '../cpu/cpu';
import { likelihood, sgd, softmaxInput, standardizeInput } from '../cpu/joined';
import type { Primitives } from './primitives';
import { WebGPUStorage } from './storage';
import { checkRange } from './words';

/** So many elements are computed here in less time than it takes to record a dispatch. */
export const MOST_AT_HAND = 256;

/** Whether an operand's values are known here; of an output, whether they can be. */
export function isAtHand(operand: Operand): boolean {
  return typeof operand === 'number' || isHere(operand.storage);
}

function isHere(storage: Storage): boolean {
  return storage instanceof WebGPUStorage && storage.isAtHand;
}

/** The cpu's kernels, for storages whose values are at hand. */
export class HostKernels implements Primitives {
  /** not the one that learners have: that one may have to wait for elements that are on their way to it */
  readonly #cpu = new CpuDevice();
  readonly pointwise = this.#cpu.pointwise;
  readonly optimizers = { ...this.#cpu.optimizers, sgd };
  readonly lanes = this.#cpu.lanes;
  readonly softmax = { ...this.#cpu.softmax, softmaxInput };
  readonly classes = { ...this.#cpu.classes, likelihood };
  readonly indexing = this.#cpu.indexing;
  readonly network = { ...this.#cpu.network, standardizeInput };

  fill(out: StridedView, value: number | bigint): void {
    this.#cpu.fill(out, value);
    checked(out);
  }

  copy(source: StridedView, out: StridedView): void {
    this.#cpu.copy(source, out);
    checked(out);
  }

  unary(kernel: UnaryKernel, x: StridedView, out: StridedView): void {
    this.#cpu.unary(kernel, x, out);
    checked(out);
  }

  binary(kernel: BinaryKernel, a: Operand, b: Operand, out: StridedView, alpha: number): void {
    this.#cpu.binary(kernel, a, b, out, alpha);
    checked(out);
  }

  compare(kernel: CompareKernel, a: Operand, b: Operand, out: StridedView): void {
    this.#cpu.compare(kernel, a, b, out);
  }

  where(condition: StridedView, a: Operand, b: Operand, out: StridedView): void {
    this.#cpu.where(condition, a, b, out);
  }

  reduce(kernel: ReduceKernel, x: StridedView, out: StridedView): void {
    this.#cpu.reduce(kernel, x, out);
    checked(out);
  }

  matmul(a: StridedView, b: StridedView, out: StridedView): void {
    this.#cpu.matmul(a, b, out);
    checked(out);
  }

  /** The elements as they are now, in the view's order. */
  read(view: StridedView): DataArray {
    // nothing is ever on its way to this cpu
    return this.#cpu.read(view) as DataArray;
  }
}

/** A result that 32 bits do not hold is an error, wherever it was computed. */
function checked({ storage }: StridedView): void {
  if (storage.dtype.name === 'int64') checkRange(storage.dtype, (storage as WebGPUStorage).data);
}

type Kernel = (...args: readonly unknown[]) => void;

/**
 * A family of kernels, and families within it, each of which is done here where all that it is given is at hand, and on the GPU otherwise.
 * What the cpu has no kernel for is done on the GPU.
 */
export function hereOrThere<K extends object>(onGpu: K, onHost: object): K {
  const here = onHost as Readonly<Record<string, unknown>>;
  const chosen = Object.entries(onGpu).map(([name, gpu]: [string, unknown]): [string, unknown] => {
    const host = here[name];
    if (isPlain(gpu) && isPlain(host)) return [name, hereOrThere(gpu, host)];
    if (typeof gpu !== 'function' || typeof host !== 'function') return [name, gpu];
    return [name, (...args: readonly unknown[]) => choose(args, host as Kernel, gpu as Kernel)];
  });
  return Object.fromEntries(chosen) as K;
}

function choose(args: readonly unknown[], host: Kernel, gpu: Kernel): void {
  const storages = storagesOf(args);
  if (!storages.every(isHere)) {
    gpu(...args);
    return;
  }
  host(...args);
  for (const storage of storages)
    if (storage.dtype.name === 'int64') checkRange(storage.dtype, (storage as WebGPUStorage).data);
}

/** Of the views among a kernel's arguments, also in lists and records. */
function storagesOf(args: readonly unknown[]): Storage[] {
  const found: Storage[] = [];
  for (const arg of args) {
    if (isView(arg)) found.push(arg.storage);
    else if (Array.isArray(arg)) found.push(...storagesOf(arg));
    else if (isPlain(arg)) found.push(...storagesOf(Object.values(arg)));
  }
  return found;
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function isView(arg: unknown): arg is StridedView {
  return typeof arg === 'object' && arg !== null && 'storage' in arg;
}

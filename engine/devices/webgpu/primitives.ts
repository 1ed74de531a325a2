/** @file The primitives of the engine as kernels on the GPU, queued in order. */

import { float32, type DType } from '../../dtype';
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
import { copyFormula, FILL } from './kernels/copy';
import { binaryFormula, compareFormula, unaryFormula, WHERE } from './kernels/elementwise';
import { recordMatmul, type MatmulTraits } from './kernels/matmul';
import { recordReduce } from './kernels/record';
import { numel } from './layout';
import type { Work } from './work';
import { classOf, fits, toWord } from './words';

/** What every op is made of, wherever it is done. */
export type Primitives = Pick<
  Device,
  'fill' | 'copy' | 'unary' | 'binary' | 'compare' | 'where' | 'reduce' | 'matmul'
>;

export class GpuPrimitives implements Primitives {
  readonly #work: Work;
  readonly #traits: MatmulTraits;

  constructor(work: Work, traits: MatmulTraits) {
    this.#work = work;
    this.#traits = traits;
  }

  /** Throws IntegerRangeError where the dtype cannot hold the value. */
  fill(out: StridedView, value: number | bigint): void {
    this.#work.elementwise(FILL, out, [toWord(out.storage.dtype, value)]);
  }

  copy(source: StridedView, out: StridedView): void {
    this.#work.elementwise(copyFormula(classOf(source.storage.dtype), classOf(out.storage.dtype)), out, [
      source,
    ]);
  }

  unary(kernel: UnaryKernel, x: StridedView, out: StridedView): void {
    this.#work.elementwise(unaryFormula(kernel, classOf(out.storage.dtype)), out, [x]);
  }

  /** Throws IntegerRangeError where a number operand does not fit the dtype. */
  binary(kernel: BinaryKernel, a: Operand, b: Operand, out: StridedView, alpha = 1): void {
    const { dtype } = out.storage;
    // a square needs no logarithm
    if (kernel === 'pow' && b === 2 && dtype === float32) return this.binary('mul', a, a, out);
    const isScaled = alpha !== 1;
    const formula = binaryFormula(kernel, classOf(dtype), isScaled);
    const operands = [operand(dtype, a), operand(dtype, b)];
    this.#work.elementwise(formula, out, operands, isScaled ? toWord(dtype, alpha) : 0);
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
    this.#work.elementwise(compareFormula(kernel, kind), out, [operand(dtype, a), operand(dtype, b)]);
  }

  where(condition: StridedView, a: Operand, b: Operand, out: StridedView): void {
    const { dtype } = out.storage;
    this.#work.elementwise(WHERE, out, [condition, operand(dtype, a), operand(dtype, b)]);
  }

  reduce(kernel: ReduceKernel, x: StridedView, out: StridedView): void {
    if (numel(out.shape) === 0) return;
    if (numel(x.shape) === 0) {
      if (kernel === 'max' || kernel === 'min') throw new UnsupportedError(`${kernel} of no elements.`);
      this.fill(out, kernel === 'sum' ? 0 : 1);
      return;
    }
    const source = this.#work.source(x);
    recordReduce(this.#work, kernel, classOf(out.storage.dtype), source, this.#work.target(out));
  }

  matmul(a: StridedView, b: StridedView, out: StridedView): void {
    if (numel(out.shape) === 0) return;
    if (numel(a.shape) === 0) {
      this.fill(out, 0);
      return;
    }
    const [left, right] = [this.#work.source(a), this.#work.source(b)];
    const kind = classOf(out.storage.dtype);
    recordMatmul(this.#work, kind, this.#traits, left, right, this.#work.target(out));
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

/** @file Functions of `torch` that make tensors: constants and ranges. */

import { refuseForm } from '../arguments/forms';
import { bool, defaultDtype, float32, float64, int32, int64, uint8, type DType } from '../dtype';
import { ArgumentTypeError, RuntimeError } from '../errors';
import { isInt } from '../literals';
import type { Shape } from '../shape';
import { contiguousStrides } from '../shape';
import { Tensor } from '../tensor';
import { unobserved } from '../trace/observer';
import {
  computed,
  created,
  filled,
  optionsLike,
  place,
  sized,
  type SizeArguments,
  type TensorOptions,
} from './creation';
import { checkTensors, missing, mustBe } from '../refusals';

/** Filled with 0: `zeros(2, 3)` or `zeros([2, 3])`. https://docs.pytorch.org/docs/stable/generated/torch.zeros.html */
export function zeros(...args: SizeArguments<TensorOptions>): Tensor {
  const [shape, options] = sized('zeros', args);
  return filled('zeros', shape, 0, options.dtype ?? defaultDtype(), options);
}

/**
 * Filled with 1: `ones(2, 3)` or `ones([2, 3])`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.ones.html
 */
export function ones(...args: SizeArguments<TensorOptions>): Tensor {
  const [shape, options] = sized('ones', args);
  return filled('ones', shape, 1, options.dtype ?? defaultDtype(), options);
}

/**
 * To be filled by you; what is in it is not said (here: 0).
 * Shape: as asked for.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.empty.html
 */
export function empty(...args: SizeArguments<TensorOptions>): Tensor {
  const [shape, options] = sized('empty', args);
  return filled('empty', shape, 0, options.dtype ?? defaultDtype(), options);
}

/**
 * Filled with `fillValue`; a whole number makes int64, as in PyTorch.
 * Shape: as asked for.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.full.html
 */
export function full(shape: Shape, fillValue: number | boolean, options: TensorOptions = {}): Tensor {
  checkFull('full', shape, fillValue);
  return filled('full', shape, Number(fillValue), options.dtype ?? dtypeFor(fillValue), options);
}

function dtypeFor(value: number | boolean): DType {
  if (typeof value === 'boolean') return bool;
  return isInt(value) ? int64 : defaultDtype();
}

/** @throws TypeError where a size or the value is missing, or the size is no list */
function checkFull(name: string, size: unknown, value: unknown): void {
  const given = Object.entries({ size, fill_value: value });
  const absent = given.filter(([, one]) => one === undefined).map(([argument]) => argument);
  if (absent.length > 0) missing(name, absent);
  if (!Array.isArray(size)) mustBe(name, 'size', 1, 'tuple of ints', size);
}

/**
 * Zeros of another tensor's shape, dtype and device.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.zeros_like.html
 */
export function zerosLike(x: Tensor, options: TensorOptions = {}): Tensor {
  checkTensors('zerosLike', { input: x });
  return zeros(x.shape, optionsLike(x, options));
}

/**
 * Ones of another tensor's shape, dtype and device.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.ones_like.html
 */
export function onesLike(x: Tensor, options: TensorOptions = {}): Tensor {
  checkTensors('onesLike', { input: x });
  return ones(x.shape, optionsLike(x, options));
}

/**
 * Of another tensor's shape, dtype and device, to be filled by you (here: 0).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.empty_like.html
 */
export function emptyLike(x: Tensor, options: TensorOptions = {}): Tensor {
  checkTensors('emptyLike', { input: x });
  return empty(x.shape, optionsLike(x, options));
}

/**
 * Of x's shape, dtype and device, filled with `value`; integers drop its fraction.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.full_like.html
 */
export function fullLike(x: Tensor, value: number | boolean, options: TensorOptions = {}): Tensor {
  checkTensors('fullLike', { input: x }, 'c', { fill_value: value });
  const own = optionsLike(x, options);
  return full(x.shape, own.dtype!.isFloatingPoint ? value : Math.trunc(Number(value)), own);
}

/**
 * `arange(end)`, `arange(start, end)` or `arange(start, end, step)`; int64 when all are whole.
 * Shape: [⌈(end − start) / step⌉].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.arange.html
 */
export function arange(end: number, options?: TensorOptions): Tensor;
export function arange(start: number, end: number, options?: TensorOptions): Tensor;
export function arange(start: number, end: number, step: number, options?: TensorOptions): Tensor;
export function arange(...args: (number | TensorOptions | undefined)[]): Tensor {
  const numbers = args.filter((x) => typeof x === 'number');
  if (args.length === 0) refuseForm('torch.arange', []);
  const options = args.find((x): x is TensorOptions => typeof x === 'object') ?? {};
  const [start, end, step] =
    numbers.length === 1 ? [0, numbers[0]!, 1] : [numbers[0]!, numbers[1]!, numbers[2] ?? 1];
  if (step === 0) throw new RuntimeError('step must be nonzero');
  if (!Number.isFinite(start) || !Number.isFinite(end)) {
    throw new RuntimeError(`unsupported range: ${cNumber(start)} -> ${cNumber(end)}`);
  }
  if ((end - start) / step < 0) {
    throw new RuntimeError('upper bound and lower bound inconsistent with step sign');
  }
  const dtype = options.dtype ?? (numbers.every(isInt) ? int64 : defaultDtype());
  const length = Math.ceil((end - start) / step);
  return computed('arange', { start, end, step }, [length], dtype, options, (array) => {
    for (let i = 0; i < length; i++) {
      array[i] = dtype === int64 ? BigInt(Math.trunc(start + i * step)) : start + i * step;
    }
  });
}

const cNumber = (x: number): string => String(x).replace('NaN', 'nan').replace('Infinity', 'inf');

/**
 * `steps` numbers from `start` to `end`, both included, equally far apart.
 * Shape: [steps].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.linspace.html
 */
export function linspace(start: number, end: number, steps: number, options: TensorOptions = {}): Tensor {
  const dtype = options.dtype ?? defaultDtype();
  const given = [start, end, steps].filter((x: unknown) => x !== undefined);
  if (!Number.isInteger(steps)) refuseForm('torch.linspace', given);
  checkSteps(steps);
  return computed('linspace', { start, end, steps }, [steps], dtype, options, (array) => {
    const at = spaced(start, end, steps, dtype);
    for (let i = 0; i < steps; i++) array[i] = stored(at(i), dtype);
  });
}

/**
 * base to the power of `linspace(start, end, steps)`.
 * Shape: [steps].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.logspace.html
 */
export function logspace(
  start: number,
  end: number,
  steps: number,
  options: TensorOptions & { readonly base?: number } = {},
): Tensor {
  const { base = 10 } = options;
  const dtype = options.dtype ?? defaultDtype();
  checkSteps(steps);
  return computed('logspace', { start, end, steps, base }, [steps], dtype, options, (array) => {
    const at = spaced(start, end, steps, dtype);
    for (let i = 0; i < steps; i++) array[i] = stored(base ** at(i), dtype);
  });
}

function checkSteps(steps: number): void {
  if (steps < 0) throw new RuntimeError('number of steps must be non-negative');
}

/** PyTorch counts the first half from the start, the second from the end, in the dtype's precision. */
function spaced(start: number, end: number, steps: number, dtype: DType): (i: number) => number {
  const round = dtype === float32 ? Math.fround : (x: number): number => x;
  const [from, to] = [round(start), round(end)];
  const step = round(round(to - from) / (steps - 1));
  return (i) => {
    if (steps === 1) return from;
    return i < Math.floor(steps / 2) ? round(from + step * i) : round(to - step * (steps - i - 1));
  };
}

const stored = (x: number, dtype: DType): number | bigint => {
  if (dtype.isFloatingPoint) return x;
  return dtype === int64 ? BigInt(Math.trunc(x)) : Math.trunc(x);
};

/**
 * The identity matrix of n rows and, if given, m columns.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.eye.html
 */
export function eye(n: number, m?: number | TensorOptions, options?: TensorOptions): Tensor {
  if (!Number.isInteger(n)) mustBe('eye', 'n', 1, 'int', n);
  const columns = typeof m === 'number' ? m : n;
  const given = (typeof m === 'object' ? m : options) ?? {};
  const dtype = given.dtype ?? defaultDtype();
  if (n < 0) throw new RuntimeError(`n must be greater or equal to 0, got ${n}`);
  if (columns < 0) throw new RuntimeError(`m must be greater or equal to 0, got ${columns}`);
  return computed('eye', { n, m: columns }, [n, columns], dtype, given, (array) => {
    const one = dtype === int64 ? 1n : 1;
    for (let i = 0; i < Math.min(n, columns); i++) array[i * columns + i] = one;
  });
}

/**
 * A copy of a typed array, as a vector; the dtype is the array's own unless another is asked for.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.from_numpy.html
 * @throws TypeError for another kind of array
 */
export function fromArray(
  array: Float32Array | Float64Array | BigInt64Array | Int32Array | Uint8Array | Uint8ClampedArray,
  options: TensorOptions = {},
): Tensor {
  const dtype = FROM_ARRAY.find(([kind]) => array instanceof kind)?.[1];
  if (!dtype) {
    throw new ArgumentTypeError(
      'fromArray(): expected a Float32Array, Float64Array, BigInt64Array, Int32Array or Uint8Array',
    );
  }
  const device = place(dtype, options);
  const values = dtype.array(array.length);
  // one dtype has one kind of array
  (values as Float64Array).set(array as Float64Array);
  const storage = device.upload(dtype, values);
  const own = new Tensor({ storage, shape: [array.length], strides: contiguousStrides([1]), offset: 0 });
  const out = unobserved(() => (options.dtype ? own.to(options.dtype).detach() : own));
  return created('fromArray', { dtype: out.dtype.name }, out, options);
}

const FROM_ARRAY = [
  [Float32Array, float32],
  [Float64Array, float64],
  [BigInt64Array, int64],
  [Int32Array, int32],
  [Uint8Array, uint8],
  [Uint8ClampedArray, uint8],
] as const;

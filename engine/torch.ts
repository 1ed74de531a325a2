/** @file The `torch` namespace: factories, dtypes, and ops as functions. */

import { refuseForm } from './arguments/forms';
import { apply } from './autograd/apply';
import { enableGrad, isGradEnabled, noGrad } from './autograd/mode';
import type { DType } from './dtype';
import { bool, defaultDtype, float32, float64, int32, int64, uint8 } from './dtype';
import { ArgumentTypeError, RuntimeError, ValueError } from './errors';
import { Generator } from './random/generator';
import { isInt } from './literals';
import { contiguousStrides } from './shape';
import { created, place, type TensorOptions } from './functions/creation';
import { resultType } from './ops/common';
import { pow as power } from './ops/elementwise';
import type { OpRecord } from './ops/op';
import { missing, pythonType } from './refusals';
import { Tensor, type Nested, type TensorLike } from './tensor';

type Data = Nested<number> | Nested<boolean> | Nested<bigint> | ArrayLike<number>;

type Element = number | boolean | bigint;

/**
 * A tensor with these elements: a number, or lists nested as deep as it has dimensions.
 * Whole numbers make int64, `true` and `false` bool, others (and numbers written like `2.0`) float32.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.tensor.html
 * @throws ValueError when the lists are ragged
 */
export function tensor(data: Data, options: TensorOptions = {}): Tensor {
  if ((data as unknown) === undefined) missing('tensor', ['data']);
  const elements: Element[] = [];
  const shape = flatten(data, elements, []);
  const dtype = options.dtype ?? inferType(elements);
  const array = dtype.array(elements.length);
  if (dtype.category === 'integer') elements.forEach((x) => checkRange(x, dtype));
  if (dtype === int64)
    elements.forEach((x, i) => (array[i] = BigInt(typeof x === 'number' ? Math.trunc(x) : x)));
  else elements.forEach((x, i) => (array[i] = dtype === bool ? (x ? 1 : 0) : Number(x)));
  const device = place(dtype, options);
  const out = new Tensor({
    storage: device.upload(dtype, array),
    shape,
    strides: contiguousStrides(shape),
    offset: 0,
  });
  return created('tensor', { dtype: dtype.name }, out, options);
}

/**
 * `data` itself where it is a tensor already, of the dtype and device that are asked for; else a tensor of it.
 * Shape: as the lists are nested, or as it is.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.as_tensor.html
 */
export function asTensor(data: Data | Tensor, options: Omit<TensorOptions, 'requiresGrad'> = {}): Tensor {
  if (!(data instanceof Tensor)) return tensor(data, options);
  const there = options.device ? data.to(options.device) : data;
  return options.dtype ? there.to(options.dtype) : there;
}

/** What each whole dtype holds at most; a uint8 counts negative numbers from its end. */
const LARGEST: Readonly<Record<string, number>> = { int64: 2 ** 63, int32: 2 ** 31 - 1, uint8: 255 };

/** @throws RuntimeError for what the dtype cannot hold */
function checkRange(x: Element, dtype: DType): void {
  // (NaN is not below either)
  if (Math.abs(Number(x)) <= LARGEST[dtype.name]! + (dtype === int32 && Number(x) < 0 ? 1 : 0)) return;
  throw new RuntimeError(`value cannot be converted to type ${dtype.name} without overflow`);
}

function inferType(elements: readonly Element[]): DType {
  if (elements.length === 0) return defaultDtype();
  if (elements.every((x) => typeof x === 'boolean')) return bool;
  return elements.every((x) => typeof x !== 'number' || isInt(x)) ? int64 : defaultDtype();
}

/** Collects the elements in order and returns the shape. */
function flatten(data: unknown, out: Element[], path: readonly number[]): number[] {
  if (typeof data === 'number' || typeof data === 'boolean' || typeof data === 'bigint') {
    out.push(data);
    return [];
  }
  if (!Array.isArray(data) && !(ArrayBuffer.isView(data) && 'length' in data)) {
    if (typeof data === 'string') throw new ArgumentTypeError("new(): invalid data type 'str'");
    if (data instanceof Tensor) {
      throw new ArgumentTypeError('tensor(): expected numbers or nested lists of numbers, but got Tensor');
    }
    throw new RuntimeError(`Could not infer dtype of ${pythonType(data)}`);
  }
  const items = Array.from(data as ArrayLike<unknown>);
  let inner: number[] | null = null;
  items.forEach((item, i) => {
    if (inner?.length === 0 && Array.isArray(item)) {
      const isWhole = isInt(items[0]);
      throw new ArgumentTypeError(
        isWhole ? "'list' object cannot be interpreted as an integer" : 'must be real number, not list',
      );
    }
    if (inner !== null && inner.length > 0 && typeof item === 'number') {
      throw new ArgumentTypeError('not a sequence');
    }
    const shape = flatten(item, out, [...path, i]);
    if (inner && (inner.length !== shape.length || inner.some((size, d) => size !== shape[d]))) {
      const [expected, got] = [inner[0] ?? 1, shape[0] ?? 1];
      throw new ValueError(`expected sequence of length ${expected} at dim ${path.length + 1} (got ${got})`);
    }
    inner ??= shape;
  });
  return [items.length, ...(inner ?? [])];
}

export * from './functions/grids';
export * from './functions/indexing';
export * from './functions/joining';
export * from './functions/make';
export * from './functions/random';
export * from './functions/seeds';
export * from './functions/matrix';
export * from './functions/one-hot';
export * from './functions/reduction';
export * from './functions/reshaping';

/** PyTorch has a node of its own for a number's power. */
const POWER_OF_NUMBER: OpRecord = { ...power, gradFn: () => 'PowBackward2' };

/**
 * base^exponent; one of them may be a number.
 * Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.pow.html
 * @throws RuntimeError for integers to a negative number
 */
export function pow(base: TensorLike, exponent: TensorLike): Tensor {
  if (base instanceof Tensor) return base.pow(exponent);
  if (typeof base !== 'number' || (exponent as unknown) === undefined) {
    refuseForm(
      'torch.pow',
      [base, exponent].filter((x: unknown) => x !== undefined),
    );
  }
  if (typeof exponent === 'number') {
    refuseForm('torch.pow', [base, exponent]);
  }
  const whole = Tensor.full([], base, resultType([base, exponent]), exponent.device);
  return apply(POWER_OF_NUMBER, [whole, exponent]);
}
export * from './functions/arithmetic';
export * from './functions/layers';
export * from './functions/old-names';
export * from './functions/limits';
export * from './functions/distributions';
export * from './functions/names';
export * from './functions/second-names';
export * from './functions/places';
export * from './functions/pointwise';
export * from './functions/questions';
export * from './functions/sampled';
export * from './functions/settings';
export * from './functions/signs';
export * from './functions/windows';
export { getPrintoptions, setPrintoptions } from './format/options';
export * as autograd from './autograd/index';
export * as cuda from './functions/cuda';
export * as distributions from './distributions/index';
export * as func from './func/index';
export * as random from './functions/random-namespace';
export * as special from './functions/special';
export * as linalg from './linalg/index';
export type { RandomOptions, TensorOptions } from './functions/creation';
export { noGrad, enableGrad, isGradEnabled };
export { float32, float64, int64, int32, uint8, bool, Generator, Tensor };
export { float32 as float, float64 as double, int64 as long, int32 as int };
/** ∞, as Python's `torch.inf`. */
export const inf = Infinity;
/** NaN, as Python's `torch.nan`. */
export const nan = NaN;
/** π, as Python's `torch.pi`. */
export const pi = Math.PI;
/** e, as Python's `torch.e`. */
export const e = Math.E;

/** @file The `torch` namespace: factories, dtypes, and ops as functions. */

import { enableGrad, isGradEnabled, noGrad } from './autograd/mode';
import { cpu } from './devices/cpu/cpu';
import { defaultDevice, deviceOf, type DeviceName } from './devices/registry';
import type { Device } from './devices/device';
import type { DType } from './dtype';
import { bool, float32, float64, int32, int64, uint8 } from './dtype';
import { ArgumentTypeError, RuntimeError, ValueError } from './errors';
import { Generator, defaultGenerator } from './random/generator';
import { contiguousStrides, numel, type Shape } from './shape';
import { Tensor, type Nested, type ReduceOptions, type TensorLike } from './tensor';
import type { Attrs } from './trace/events';
import { observer } from './trace/observer';

export interface TensorOptions {
  readonly dtype?: DType;
  readonly device?: DeviceName;
  readonly requiresGrad?: boolean;
}

export interface RandomOptions extends TensorOptions {
  readonly generator?: Generator;
}

type Data = Nested<number> | Nested<boolean> | FloatLiteral | ArrayLike<number>;

/**
 * Numbers that were written with a decimal point or an exponent. JavaScript cannot tell `2.0` from `2`;
 * the compile step can, and marks such data, so that `tensor([2.0])` is a float as in Python.
 */
export class FloatLiteral {
  readonly data: Nested<number>;

  constructor(data: Nested<number>) {
    this.data = data;
  }
}

/** Where a tensor of this dtype goes: float64 to the cpu, whatever the default device. */
function place(dtype: DType, options: TensorOptions): Device {
  const device = options.device ? deviceOf(options.device) : defaultDevice();
  return device.supports(dtype) ? device : cpu;
}

/** Tells of a new tensor and switches its gradient on if that was asked for. */
function created(name: string, attrs: Attrs, tensor: Tensor, options: TensorOptions): Tensor {
  if (options.requiresGrad && !tensor.dtype.isFloatingPoint) {
    throw new RuntimeError('Only Tensors of floating point and complex dtype can require gradients');
  }
  observer()?.op(name, [], attrs, tensor);
  if (options.requiresGrad) tensor.requiresGrad = true;
  return tensor;
}

/**
 * A tensor with these elements: a number, or lists nested as deep as it has dimensions.
 * Whole numbers make int64, `true` and `false` bool, others (and numbers written like `2.0`) float32.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.tensor.html
 * @throws ValueError when the lists are ragged
 */
export function tensor(data: Data, options: TensorOptions = {}): Tensor {
  const marked = data instanceof FloatLiteral;
  const elements: (number | boolean)[] = [];
  const shape = flatten(marked ? data.data : data, elements, []);
  const dtype = options.dtype ?? (marked ? float32 : inferType(elements));
  const array = dtype.array(elements.length);
  if (dtype === int64) elements.forEach((x, i) => (array[i] = wholeNumber(x)));
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

function wholeNumber(x: number | boolean): bigint {
  if (!Number.isFinite(Number(x))) {
    throw new ValueError(`cannot convert float ${Number.isNaN(x) ? 'NaN' : 'infinity'} to integer`);
  }
  return BigInt(Math.trunc(Number(x)));
}

function inferType(elements: readonly (number | boolean)[]): DType {
  if (elements.length === 0) return float32;
  if (elements.every((x) => typeof x === 'boolean')) return bool;
  return elements.every((x) => typeof x === 'boolean' || Number.isInteger(x)) ? int64 : float32;
}

/** Collects the elements in order and returns the shape. */
function flatten(data: unknown, out: (number | boolean)[], path: readonly number[]): number[] {
  if (typeof data === 'number' || typeof data === 'boolean') {
    out.push(data);
    return [];
  }
  if (!Array.isArray(data) && !(ArrayBuffer.isView(data) && 'length' in data)) {
    const got = data === null ? 'null' : data instanceof Tensor ? 'Tensor' : typeof data;
    throw new ArgumentTypeError(`tensor(): expected numbers or nested lists of numbers, but got ${got}`);
  }
  const items = Array.from(data as ArrayLike<unknown>);
  let inner: number[] | null = null;
  items.forEach((item, i) => {
    const shape = flatten(item, out, [...path, i]);
    if (inner && (inner.length !== shape.length || inner.some((size, d) => size !== shape[d]))) {
      const [expected, got] = [inner[0] ?? 1, shape[0] ?? 1];
      throw new ValueError(`expected sequence of length ${expected} at dim ${path.length + 1} (got ${got})`);
    }
    inner ??= shape;
  });
  return [items.length, ...(inner ?? [])];
}

function filled(name: string, shape: Shape, value: number, dtype: DType, options: TensorOptions): Tensor {
  checkSizes(name, shape);
  const out = Tensor.full(shape, value, dtype, place(dtype, options));
  return created(name, { shape, ...(name === 'full' && { fill_value: value }) }, out, options);
}

function checkSizes(name: string, shape: Shape): void {
  if (shape.every((size) => Number.isInteger(size) && size >= 0)) return;
  throw new RuntimeError(`${name}: Dimension size must be non-negative.`);
}

/** Filled with 0. */
export function zeros(shape: Shape, options: TensorOptions = {}): Tensor {
  return filled('zeros', shape, 0, options.dtype ?? float32, options);
}

/** Filled with 1. */
export function ones(shape: Shape, options: TensorOptions = {}): Tensor {
  return filled('ones', shape, 1, options.dtype ?? float32, options);
}

/** Filled with `value`; a whole number makes int64, as in PyTorch. */
export function full(shape: Shape, value: number, options: TensorOptions = {}): Tensor {
  return filled('full', shape, value, options.dtype ?? (Number.isInteger(value) ? int64 : float32), options);
}

function optionsLike(x: Tensor, options: TensorOptions): TensorOptions {
  return { dtype: x.dtype, device: x.device.type, ...options };
}

export function zerosLike(x: Tensor, options: TensorOptions = {}): Tensor {
  return zeros(x.shape, optionsLike(x, options));
}

export function onesLike(x: Tensor, options: TensorOptions = {}): Tensor {
  return ones(x.shape, optionsLike(x, options));
}

/** Fresh elements computed on the cpu, put where they belong. */
function computed(
  name: string,
  attrs: Attrs,
  shape: Shape,
  dtype: DType,
  options: TensorOptions,
  fill: (array: ReturnType<DType['array']>) => void,
): Tensor {
  checkSizes(name, shape);
  const array = dtype.array(numel(shape));
  fill(array);
  const out = new Tensor({
    storage: place(dtype, options).upload(dtype, array),
    shape,
    strides: contiguousStrides(shape),
    offset: 0,
  });
  return created(name, attrs, out, options);
}

/**
 * `arange(end)`, `arange(start, end)` or `arange(start, end, step)`; int64 when all are whole.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.arange.html
 */
export function arange(end: number, options?: TensorOptions): Tensor;
export function arange(start: number, end: number, options?: TensorOptions): Tensor;
export function arange(start: number, end: number, step: number, options?: TensorOptions): Tensor;
export function arange(...args: (number | TensorOptions | undefined)[]): Tensor {
  const numbers = args.filter((x) => typeof x === 'number');
  const options = args.find((x): x is TensorOptions => typeof x === 'object') ?? {};
  const [start, end, step] =
    numbers.length === 1 ? [0, numbers[0]!, 1] : [numbers[0]!, numbers[1]!, numbers[2] ?? 1];
  if (step === 0) throw new RuntimeError('step must be nonzero');
  if ((end - start) / step < 0) {
    throw new RuntimeError('upper bound and lower bound inconsistent with step sign');
  }
  const dtype = options.dtype ?? (numbers.every(Number.isInteger) ? int64 : float32);
  const length = Math.ceil((end - start) / step);
  return computed('arange', { start, end, step }, [length], dtype, options, (array) => {
    for (let i = 0; i < length; i++) {
      array[i] = dtype === int64 ? BigInt(Math.trunc(start + i * step)) : start + i * step;
    }
  });
}

/** The identity matrix of n rows. */
export function eye(n: number, options: TensorOptions = {}): Tensor {
  const dtype = options.dtype ?? float32;
  return computed('eye', { n }, [n, n], dtype, options, (array) => {
    for (let i = 0; i < n; i++) array[i * n + i] = dtype === int64 ? 1n : 1;
  });
}

/** Uniform in [0, 1). The numbers are made on the cpu, PyTorch's bit for bit, and put on the device. */
export function rand(shape: Shape, options: RandomOptions = {}): Tensor {
  const dtype = options.dtype ?? float32;
  const generator = options.generator ?? defaultGenerator;
  return computed('rand', { shape }, shape, dtype, options, (array) => {
    for (let i = 0; i < array.length; i++) array[i] = generator.uniform(dtype);
  });
}

/** Normal, mean 0 and standard deviation 1; made on the cpu as PyTorch makes them. */
export function randn(shape: Shape, options: RandomOptions = {}): Tensor {
  const dtype = options.dtype ?? float32;
  const generator = options.generator ?? defaultGenerator;
  return computed('randn', { shape }, shape, dtype, options, (array) =>
    generator.normal(array as Float32Array | Float64Array, dtype),
  );
}

/** Seeds the generator that `rand` and `randn` draw from. */
export function manualSeed(seed: number): Generator {
  return defaultGenerator.manualSeed(seed);
}

// — ops as functions: the methods of the same name —

export const add = (a: Tensor, b: TensorLike, options?: { alpha?: number }): Tensor => a.add(b, options);
export const sub = (a: Tensor, b: TensorLike, options?: { alpha?: number }): Tensor => a.sub(b, options);
export const mul = (a: Tensor, b: TensorLike): Tensor => a.mul(b);
export const div = (a: Tensor, b: TensorLike): Tensor => a.div(b);
export const pow = (a: Tensor, exponent: TensorLike): Tensor => a.pow(exponent);
export const neg = (a: Tensor): Tensor => a.neg();
export const exp = (a: Tensor): Tensor => a.exp();
export const log = (a: Tensor): Tensor => a.log();
export const sqrt = (a: Tensor): Tensor => a.sqrt();
export const tanh = (a: Tensor): Tensor => a.tanh();
export const sigmoid = (a: Tensor): Tensor => a.sigmoid();
export const relu = (a: Tensor): Tensor => a.relu();
export const matmul = (a: Tensor, b: Tensor): Tensor => a.matmul(b);
export const transpose = (a: Tensor, dim0: number, dim1: number): Tensor => a.transpose(dim0, dim1);
export const reshape = (a: Tensor, shape: Shape): Tensor => a.reshape(shape);
export const sum = (a: Tensor, dim?: number | Shape | null, options?: ReduceOptions): Tensor =>
  a.sum(dim, options);
export const mean = (a: Tensor, dim?: number | Shape | null, options?: ReduceOptions): Tensor =>
  a.mean(dim, options);
export const equal = (a: Tensor, b: Tensor): Promise<boolean> => a.equal(b);

export * as autograd from './autograd/index';
export { noGrad, enableGrad, isGradEnabled };
export { float32, float64, int64, int32, uint8, bool, Generator, Tensor };

/** @file Initial values: `nn.init`. They fill a tensor in place, PyTorch's numbers for PyTorch's seed. */

import { ValueError } from '../errors';
import { defaultGenerator, type Generator } from '../random/generator';
import { contiguousStrides, numel } from '../shape';
import type { Tensor } from '../tensor';
import { observer } from '../trace/observer';

export interface InitOptions {
  readonly generator?: Generator;
}

export interface KaimingOptions extends InitOptions {
  /** the slope of the leaky ReLU that follows */
  readonly a?: number;
  readonly mode?: 'fan_in' | 'fan_out';
  readonly nonlinearity?: string;
}

/** Computes the elements on the cpu and puts them where the tensor is; outside the graph, as PyTorch's init. */
function filled(op: string, x: Tensor, fill: (array: Float32Array | Float64Array) => void): Tensor {
  const array = x.dtype.array(numel(x.shape)) as Float32Array | Float64Array;
  fill(array);
  const storage = x.device.upload(x.dtype, array);
  observer()?.changing(x);
  x.device.copy({ storage, shape: x.shape, strides: contiguousStrides(x.shape), offset: 0 }, x);
  x.bumpVersion();
  observer()?.mutate(op, x);
  return x;
}

/** Uniform between `a` and `b`. */
export function uniform_(
  x: Tensor,
  { a = 0, b = 1, generator = defaultGenerator }: InitOptions & { a?: number; b?: number } = {},
): Tensor {
  const round = x.dtype.name === 'float32' ? Math.fround : (value: number): number => value;
  const [low, range] = [round(a), round(round(b) - round(a))];
  return filled('uniform_', x, (array) => {
    for (let i = 0; i < array.length; i++) array[i] = generator.uniform(x.dtype) * range + low;
  });
}

/** Normal with `mean` and deviation `std`. */
export function normal_(
  x: Tensor,
  { mean = 0, std = 1, generator = defaultGenerator }: InitOptions & { mean?: number; std?: number } = {},
): Tensor {
  if (std < 0) throw new ValueError(`normal expects std >= 0.0, but found std ${std}`);
  return filled('normal_', x, (array) => {
    generator.normal(array, x.dtype);
    if (mean !== 0 || std !== 1) for (let i = 0; i < array.length; i++) array[i] = array[i]! * std + mean;
  });
}

export function constant_(x: Tensor, value: number): Tensor {
  return filled('fill_', x, (array) => array.fill(value));
}

export function ones_(x: Tensor): Tensor {
  return constant_(x, 1);
}

export function zeros_(x: Tensor): Tensor {
  return constant_(x, 0);
}

/** The identity matrix. */
export function eye_(x: Tensor): Tensor {
  if (x.ndim !== 2) throw new ValueError('Only tensors with 2 dimensions are supported');
  const [rows, columns] = x.shape as [number, number];
  return filled('eye_', x, (array) => {
    for (let i = 0; i < Math.min(rows, columns); i++) array[i * columns + i] = 1;
  });
}

/** The gain by which a nonlinearity's weights are scaled. */
export function calculateGain(nonlinearity: string, param: number | null = null): number {
  switch (nonlinearity) {
    case 'tanh':
      return 5 / 3;
    case 'relu':
      return Math.sqrt(2);
    case 'leaky_relu':
      return Math.sqrt(2 / (1 + (param ?? 0.01) ** 2));
    case 'selu':
      return 3 / 4;
    case 'sigmoid':
    case 'linear':
    case 'conv1d':
    case 'conv2d':
    case 'conv3d':
    case 'conv_transpose1d':
    case 'conv_transpose2d':
    case 'conv_transpose3d':
      return 1;
    default:
      throw new ValueError(`Unsupported nonlinearity ${nonlinearity}`);
  }
}

/** How many values enter and leave one output of a weight. */
export function calculateFanInAndFanOut(x: Tensor): [number, number] {
  if (x.ndim < 2) {
    throw new ValueError('Fan in and fan out can not be computed for tensor with fewer than 2 dimensions');
  }
  const field = numel(x.shape.slice(2));
  return [x.shape[1]! * field, x.shape[0]! * field];
}

export function xavierUniform_(
  x: Tensor,
  { gain = 1, generator }: InitOptions & { gain?: number } = {},
): Tensor {
  const [fanIn, fanOut] = calculateFanInAndFanOut(x);
  const bound = Math.sqrt(3) * gain * Math.sqrt(2 / (fanIn + fanOut));
  return uniform_(x, { a: -bound, b: bound, ...given(generator) });
}

export function xavierNormal_(
  x: Tensor,
  { gain = 1, generator }: InitOptions & { gain?: number } = {},
): Tensor {
  const [fanIn, fanOut] = calculateFanInAndFanOut(x);
  return normal_(x, { std: gain * Math.sqrt(2 / (fanIn + fanOut)), ...given(generator) });
}

function kaimingStd(
  x: Tensor,
  { a = 0, mode = 'fan_in', nonlinearity = 'leaky_relu' }: KaimingOptions,
): number {
  if (mode !== 'fan_in' && mode !== 'fan_out') {
    throw new ValueError(`Mode ${String(mode)} not supported, please use one of ['fan_in', 'fan_out']`);
  }
  const fan = calculateFanInAndFanOut(x)[mode === 'fan_in' ? 0 : 1];
  return calculateGain(nonlinearity, a) / Math.sqrt(fan);
}

export function kaimingUniform_(x: Tensor, options: KaimingOptions = {}): Tensor {
  const bound = Math.sqrt(3) * kaimingStd(x, options);
  return uniform_(x, { a: -bound, b: bound, ...given(options.generator) });
}

export function kaimingNormal_(x: Tensor, options: KaimingOptions = {}): Tensor {
  return normal_(x, { std: kaimingStd(x, options), ...given(options.generator) });
}

function given(generator: Generator | undefined): InitOptions {
  return generator ? { generator } : {};
}

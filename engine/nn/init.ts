/** @file Initial values: `nn.init`. They fill a tensor in place, PyTorch's numbers for PyTorch's seed. */

import { RuntimeError, ValueError } from '../errors';
import { defaultGenerator, type Generator } from '../random/generator';
import { contiguousStrides, numel } from '../shape';
import { noGrad } from '../autograd/mode';
import { qr } from '../linalg/index';
import { truncatedNormal } from '../random/truncated';
import { Tensor } from '../tensor';
import { changing, observer, unobserved } from '../trace/observer';

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
  changing(x);
  x.device.copy({ storage, shape: x.shape, strides: contiguousStrides(x.shape), offset: 0 }, x);
  x.bumpVersion();
  observer()?.mutate(op, x);
  return x;
}

/**
 * Uniform between `a` and `b`.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.uniform_
 * @throws RuntimeError for an end before the start
 */
export function uniform_(
  x: Tensor,
  { a = 0, b = 1, generator = defaultGenerator }: InitOptions & { a?: number; b?: number } = {},
): Tensor {
  if (a > b) {
    throw new RuntimeError(`uniform_ expects to return a [from, to) range, but found from=${a} > to=${b}`);
  }
  const round = x.dtype.name === 'float32' ? Math.fround : (value: number): number => value;
  const [low, range] = [round(a), round(round(b) - round(a))];
  return filled('uniform_', x, (array) => {
    for (let i = 0; i < array.length; i++) array[i] = generator.uniform(x.dtype) * range + low;
  });
}

/**
 * Normal with `mean` and deviation `std`.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.normal_
 * @throws RuntimeError for a deviation below 0
 */
export function normal_(
  x: Tensor,
  { mean = 0, std = 1, generator = defaultGenerator }: InitOptions & { mean?: number; std?: number } = {},
): Tensor {
  if (std < 0) throw new RuntimeError(`normal expects std >= 0.0, but found std ${std}`);
  return filled('normal_', x, (array) => {
    generator.normal(array, x.dtype);
    if (mean !== 0 || std !== 1) for (let i = 0; i < array.length; i++) array[i] = array[i]! * std + mean;
  });
}

/**
 * One value everywhere, in place.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.constant_
 */
export function constant_(x: Tensor, val: number): Tensor {
  return filled('fill_', x, (array) => array.fill(val));
}

/**
 * Ones, in place.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.ones_
 */
export function ones_(x: Tensor): Tensor {
  return constant_(x, 1);
}

/**
 * Zeros, in place.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.zeros_
 */
export function zeros_(x: Tensor): Tensor {
  return constant_(x, 0);
}

/**
 * The identity matrix.
 * Source: https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.eye_
 * @throws ValueError for other than two dimensions
 */
export function eye_(x: Tensor): Tensor {
  if (x.ndim !== 2) throw new ValueError('Only tensors with 2 dimensions are supported');
  const [rows, columns] = x.shape as [number, number];
  return filled('eye_', x, (array) => {
    for (let i = 0; i < Math.min(rows, columns); i++) array[i * columns + i] = 1;
  });
}

/**
 * The gain by which a nonlinearity's weights are scaled.
 * Source: https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.calculate_gain
 * @throws ValueError for another nonlinearity, and for a slope that is no number
 */
export function calculateGain(nonlinearity: string, param: number | null = null): number {
  switch (nonlinearity) {
    case 'tanh':
      return 5 / 3;
    case 'relu':
      return Math.sqrt(2);
    case 'leaky_relu':
      if (param !== null && typeof param !== 'number') {
        throw new ValueError(`negative_slope ${String(param)} not a valid number`);
      }
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

/**
 * How many values enter and leave one output of a weight.
 * Shape: [out, in, …].
 * Source: https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.calculate_fan_in_and_fan_out
 */
export function calculateFanInAndFanOut(x: Tensor): [number, number] {
  if (x.ndim < 2) {
    throw new ValueError('Fan in and fan out can not be computed for tensor with fewer than 2 dimensions');
  }
  const field = numel(x.shape.slice(2));
  return [x.shape[1]! * field, x.shape[0]! * field];
}

/**
 * Uniform in ±gain · √(6 / (fan in + fan out)), in place.
 * Shape: at least two dimensions; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.xavier_uniform_
 * @throws ValueError for fewer than two dimensions
 */
export function xavierUniform_(
  x: Tensor,
  { gain = 1, generator }: InitOptions & { gain?: number } = {},
): Tensor {
  const [fanIn, fanOut] = calculateFanInAndFanOut(x);
  const bound = Math.sqrt(3) * gain * Math.sqrt(2 / (fanIn + fanOut));
  return uniform_(x, { a: -bound, b: bound, ...given(generator) });
}

/**
 * Normal with the deviation gain · √(2 / (fan in + fan out)), in place.
 * Shape: at least two dimensions; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.xavier_normal_
 * @throws ValueError for fewer than two dimensions
 */
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

/**
 * Uniform in ±gain · √(3 / fan), in place.
 * Shape: at least two dimensions; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.kaiming_uniform_
 * @throws ValueError for fewer than two dimensions, another mode or nonlinearity
 */
export function kaimingUniform_(x: Tensor, options: KaimingOptions = {}): Tensor {
  const bound = Math.sqrt(3) * kaimingStd(x, options);
  return uniform_(x, { a: -bound, b: bound, ...given(options.generator) });
}

/**
 * Normal with the deviation gain / √fan, in place.
 * Shape: at least two dimensions; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.kaiming_normal_
 * @throws ValueError for fewer than two dimensions, another mode or nonlinearity
 */
export function kaimingNormal_(x: Tensor, options: KaimingOptions = {}): Tensor {
  return normal_(x, { std: kaimingStd(x, options), ...given(options.generator) });
}

function given(generator: Generator | undefined): InitOptions {
  return generator ? { generator } : {};
}

/**
 * Normal, and drawn again where it falls outside [a, b].
 * Source: https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.trunc_normal_
 */
export function truncNormal_(
  x: Tensor,
  options: InitOptions & { mean?: number; std?: number; a?: number; b?: number } = {},
): Tensor {
  const { mean = 0, std = 1, a = -2, b = 2, generator = defaultGenerator } = options;
  return filled('trunc_normal_', x, (array) =>
    truncatedNormal(array, x.dtype, { mean, std, a, b }, generator),
  );
}

/**
 * A matrix whose rows or columns (whichever are fewer) are orthogonal and of length `gain`; further dimensions
 * count as columns.
 * Source: https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.orthogonal_
 * @throws ValueError for fewer than 2 dimensions
 */
export function orthogonal_(
  x: Tensor,
  { gain = 1, generator }: InitOptions & { gain?: number } = {},
): Tensor {
  if (x.ndim < 2) throw new ValueError('Only tensors with 2 or more dimensions are supported');
  if (x.numel() === 0) return x;
  const rows = x.shape[0]!;
  const columns = x.numel() / rows;
  unobserved(() =>
    noGrad(() => {
      const drawn = normal_(Tensor.empty([rows, columns], x.dtype, x.device), given(generator));
      const { Q, R } = qr(rows < columns ? drawn.t() : drawn);
      // the signs that make the draw uniform
      const q = Q.mul(R.diagonal().sign());
      x.copy_((rows < columns ? q.t() : q).reshape(x.shape).mul(gain));
    }),
  );
  observer()?.mutate('orthogonal_', x);
  return x;
}

/**
 * What lets a convolution hand its channels through: 1 in the middle of the kernel where input and output channel
 * are the same, 0 elsewhere.
 * Source: https://docs.pytorch.org/docs/stable/nn.init.html#torch.nn.init.dirac_
 * @throws ValueError for other than 3, 4 or 5 dimensions, and channels that `groups` does not divide
 */
export function dirac_(x: Tensor, { groups = 1 }: { groups?: number } = {}): Tensor {
  if (x.ndim < 3 || x.ndim > 5) {
    throw new ValueError('Only tensors with 3, 4, or 5 dimensions are supported');
  }
  const [outputs, inputs, ...kernel] = x.shape as [number, number, ...number[]];
  if (outputs % groups !== 0) throw new ValueError('dim 0 must be divisible by groups');
  const strides = contiguousStrides(x.shape);
  const middle = kernel.reduce((sum, size, d) => sum + Math.floor(size / 2) * strides[d + 2]!, 0);
  const each = outputs / groups;
  return filled('dirac_', x, (array) => {
    for (let out = 0; out < outputs; out++) {
      if (out % each < Math.min(each, inputs))
        array[out * strides[0]! + (out % each) * strides[1]! + middle] = 1;
    }
  });
}

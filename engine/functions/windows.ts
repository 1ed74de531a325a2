/** @file Functions of `torch` that make windows: weights that fade a stretch of samples in and out. */

import { defaultDtype } from '../dtype';
import { ArgumentTypeError, RuntimeError } from '../errors';
import { pythonName, pythonType } from '../refusals';
import type { Tensor } from '../tensor';
import { computed, type TensorOptions } from './creation';

/** @throws TypeError, RuntimeError for a length or a dtype that no window has */
function check(name: string, length: number, { dtype, device = 'cpu', requiresGrad }: TensorOptions): void {
  const own = pythonName(name);
  if (!Number.isInteger(length)) {
    throw new ArgumentTypeError(
      `${own}(): argument 'window_length' (position 1) must be int, not ${pythonType(length)}`,
    );
  }
  if (dtype && !dtype.isFloatingPoint) {
    const grad = requiresGrad ? 'true' : 'false (default)';
    throw new RuntimeError(
      `${own} expects floating point dtypes, got: TensorOptions(dtype=${dtype.cName}, device=${device}, layout=Strided (default), requires_grad=${grad}, pinned_memory=false, memory_format=(nullopt))`,
    );
  }
  if (length < 0) {
    throw new RuntimeError(`${own} requires non-negative window_length, got window_length=${length}`);
  }
}

/** The weight of sample i of a symmetric window of `last + 1`; `round` is the dtype's. */
type Weight = (i: number, last: number, round: (x: number) => number) => number;

function windowOf(
  name: string,
  length: number,
  periodic: boolean,
  options: TensorOptions,
  weight: Weight,
): Tensor {
  check(name, length, options);
  const dtype = options.dtype ?? defaultDtype();
  const round = dtype.name === 'float32' ? Math.fround : (x: number): number => x;
  const last = periodic ? length : length - 1;
  return computed(name, { windowLength: length, periodic }, [length], dtype, options, (array) => {
    for (let i = 0; i < length; i++) array[i] = length === 1 ? 1 : weight(i, last, round);
  });
}

/** alpha − beta·cos(2πi / last), each step rounded to the dtype as PyTorch's are. */
const cosine =
  (alpha: number, beta: number): Weight =>
  (i, last, round) => {
    const angle = round(i * round((Math.PI * 2) / last));
    return round(round(round(Math.cos(angle)) * round(-beta)) + round(alpha));
  };

/**
 * Hann's window, a raised cosine; `periodic`: as if one more sample followed, for transforms.
 * Shape: [windowLength].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.hann_window.html
 * @throws RuntimeError for a negative length and for a dtype that is not floating-point
 */
export function hannWindow(windowLength: number, periodic = true, options: TensorOptions = {}): Tensor {
  return windowOf('hannWindow', windowLength, periodic, options, cosine(0.5, 0.5));
}

/**
 * Hamming's window, alpha − beta·cos; `periodic`: as if one more sample followed, for transforms.
 * Shape: [windowLength].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.hamming_window.html
 * @throws RuntimeError for a negative length and for a dtype that is not floating-point
 */
export function hammingWindow(
  windowLength: number,
  periodic = true,
  alpha = 0.54,
  beta = 0.46,
  options: TensorOptions = {},
): Tensor {
  return windowOf('hammingWindow', windowLength, periodic, options, cosine(alpha, beta));
}

/**
 * Blackman's window, of two cosines; `periodic`: as if one more sample followed, for transforms.
 * Shape: [windowLength].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.blackman_window.html
 * @throws RuntimeError for a negative length and for a dtype that is not floating-point
 */
export function blackmanWindow(windowLength: number, periodic = true, options: TensorOptions = {}): Tensor {
  return windowOf('blackmanWindow', windowLength, periodic, options, (i, last, round) => {
    const angle = round(i * round(Math.PI / last));
    const second = round(round(Math.cos(round(angle * 4))) * round(0.08));
    const first = round(round(Math.cos(round(angle * 2))) * 0.5);
    return round(round(second - first) + round(0.42));
  });
}

/**
 * Bartlett's window, a triangle; `periodic`: as if one more sample followed, for transforms.
 * Shape: [windowLength].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.bartlett_window.html
 * @throws RuntimeError for a negative length and for a dtype that is not floating-point
 */
export function bartlettWindow(windowLength: number, periodic = true, options: TensorOptions = {}): Tensor {
  return windowOf('bartlettWindow', windowLength, periodic, options, (i, last, round) => {
    const rising = round(i * round(2 / last));
    return i > last >> 1 ? round(2 - rising) : rising;
  });
}

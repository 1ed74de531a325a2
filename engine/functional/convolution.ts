/** @file F: convolutions, and their patches as columns. */

import { apply } from '../autograd/apply';
import { RuntimeError } from '../errors';
import { perDimension, type Sizes } from '../ops/arguments';
import { convolution, convolutionTransposed } from '../ops/convolution/convolution';
import { shapeText } from '../shape';
import type { Tensor } from '../tensor';
import { pad } from './vision';
import { checkTensors } from '../refusals';

export interface ConvolutionOptions {
  readonly stride?: Sizes;
  /** `'same'` keeps the size (stride 1 alone), `'valid'` is 0 */
  readonly padding?: Sizes | 'same' | 'valid';
  readonly dilation?: Sizes;
  readonly groups?: number;
}

export interface TransposedOptions {
  readonly stride?: Sizes;
  readonly padding?: Sizes;
  readonly outputPadding?: Sizes;
  readonly groups?: number;
  readonly dilation?: Sizes;
}

function listed(name: string, value: Sizes, dims: number): number[] {
  const list = perDimension(value, dims);
  if (list) return list;
  throw new RuntimeError(
    `expected ${name} to be a single integer value or a list of ${dims} values to match the convolution dimensions, but got ${name}=${shapeText(value as readonly number[])}`,
  );
}

/** Runs `work` on a batch; one sample alone becomes a batch of one, and is taken out of it again. */
function batched(name: string, x: Tensor, dims: number, work: (x: Tensor) => Tensor): Tensor {
  if (x.ndim === dims + 2) return work(x);
  if (x.ndim === dims + 1) return work(x.unsqueeze(0)).squeeze(0);
  throw new RuntimeError(
    `Expected ${dims + 1}D (unbatched) or ${dims + 2}D (batched) input to ${name}, but got input of size: ${shapeText(x.shape)}`,
  );
}

function checkWeight(x: Tensor, weight: Tensor, dims: number): void {
  if (weight.ndim < 3) throw new RuntimeError('weight should have at least three dimensions');
  if (weight.ndim === dims + 2) return;
  throw new RuntimeError(
    `Expected ${weight.ndim}-dimensional input for ${weight.ndim}-dimensional weight ${shapeText(weight.shape)}, but got ${x.ndim}-dimensional input of size ${shapeText(x.shape)} instead`,
  );
}

/** A setting as a list for the convolution's dimensions, which the weight's have to fit; one value fits any. */
function fitting(name: string, value: Sizes, dims: number, weight: Tensor): number[] {
  const list = listed(name, value, dims);
  if (weight.ndim < 3 || list.length === 1) return list;
  return listed(name, list, weight.ndim - 2);
}

function convolve(
  dims: number,
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: ConvolutionOptions,
): Tensor {
  return batched(`conv${dims}d`, x, dims, (samples) => {
    const settings = {
      stride: fitting('stride', options.stride ?? 1, dims, weight),
      dilation: fitting('dilation', options.dilation ?? 1, dims, weight),
      groups: options.groups ?? 1,
    };
    checkWeight(samples, weight, dims);
    const inputs = (source: Tensor): Tensor[] => (bias ? [source, weight, bias] : [source, weight]);
    const given = options.padding ?? 0;
    if (given === 'same') {
      if (settings.stride.some((step) => step !== 1)) {
        throw new RuntimeError("padding='same' is not supported for strided convolutions");
      }
      const total = settings.dilation.map((d, i) => d * (weight.shape[i + 2]! - 1));
      const padding = total.map((n) => Math.floor(n / 2));
      // an odd rest goes behind
      const rest = total.map((n) => n % 2);
      const amounts = [...rest].reverse().flatMap((n) => [0, n]);
      const source = rest.some((n) => n > 0) ? pad(samples, amounts) : samples;
      return apply(convolution, inputs(source), { ...settings, padding });
    }
    if (typeof given === 'string' && given !== 'valid') {
      throw new RuntimeError(`Invalid padding string: '${String(given)}'`);
    }
    const padding = given === 'valid' ? settings.stride.map(() => 0) : listed('padding', given, dims);
    return apply(convolution, inputs(samples), { ...settings, padding });
  });
}

/**
 * Slides `weight` [O, C / groups, K] over `x` [N, C, L] (or [C, L]).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv1d.html
 * @throws RuntimeError where channels, kernel and input do not fit
 */
export function conv1d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvolutionOptions = {},
): Tensor {
  checkTensors('conv1d', { input: x, weight }, 'forms');
  return convolve(1, x, weight, bias, options);
}

/**
 * Slides `weight` [O, C / groups, KH, KW] over `x` [N, C, H, W] (or [C, H, W]).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv2d.html
 * @throws RuntimeError where channels, kernel and input do not fit
 */
export function conv2d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvolutionOptions = {},
): Tensor {
  checkTensors('conv2d', { input: x, weight }, 'forms');
  return convolve(2, x, weight, bias, options);
}

/**
 * Slides `weight` [O, C / groups, KD, KH, KW] over `x` [N, C, D, H, W].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv3d.html
 */
export function conv3d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: ConvolutionOptions = {},
): Tensor {
  checkTensors('conv3d', { input: x, weight }, 'forms');
  return convolve(3, x, weight, bias, options);
}

function transposed(
  dims: number,
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  options: TransposedOptions,
): Tensor {
  return batched(`conv_transpose${dims}d`, x, dims, (samples) => {
    fitting('stride', options.stride ?? 1, dims, weight);
    checkWeight(samples, weight, dims);
    return apply(convolutionTransposed, bias ? [samples, weight, bias] : [samples, weight], {
      stride: listed('stride', options.stride ?? 1, dims),
      padding: listed('padding', options.padding ?? 0, dims),
      outputPadding: listed('output_padding', options.outputPadding ?? 0, dims),
      dilation: listed('dilation', options.dilation ?? 1, dims),
      groups: options.groups ?? 1,
    });
  });
}

/**
 * The transposed convolution of `x` [N, C, L] with `weight` [C, O / groups, K].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv_transpose1d.html
 * @throws RuntimeError for other dimensions, channels that do not fit the weight, or several dtypes
 */
export function convTranspose1d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: TransposedOptions = {},
): Tensor {
  checkTensors('convTranspose1d', { input: x, weight });
  return transposed(1, x, weight, bias, options);
}

/**
 * The transposed convolution of `x` [N, C, H, W] with `weight` [C, O / groups, KH, KW].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.conv_transpose2d.html
 * @throws RuntimeError for other dimensions, channels that do not fit the weight, or several dtypes
 */
export function convTranspose2d(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null = null,
  options: TransposedOptions = {},
): Tensor {
  checkTensors('convTranspose2d', { input: x, weight });
  return transposed(2, x, weight, bias, options);
}

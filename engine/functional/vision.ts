/** @file F: padding, interpolation, patches, and channels turned into pixels. */

import { apply } from '../autograd/apply';
import { uint8 } from '../dtype';
import { notImplemented, NotImplementedError, RuntimeError, ValueError } from '../errors';
import { perDimension, type Sizes } from '../ops/arguments';
import * as patches from '../ops/convolution/unfold';
import { interpolate as interpolateOp } from '../ops/pooling/interpolate';
import { pad as padOp, type PaddingMode } from '../ops/pooling/padding';
import { pixelShuffle as shuffle, pixelUnshuffle as unshuffle } from '../ops/pooling/shuffle';
import { isSampleOrBatch, ownDim, shapeText, tupleText } from '../shape';
import type { Tensor } from '../tensor';
import { checkTensors } from '../refusals';

/**
 * Pads the last dimensions: `[left, right]` the last one, `[left, right, top, bottom]` the last two, and so on.
 * Negative amounts cut off.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pad.html
 * @param value what 'constant' fills with
 * @throws RuntimeError for padding of more dimensions than there are, or wider than the input where it is read from
 *   that
 */
export function pad(x: Tensor, pad: readonly number[], mode: PaddingMode = 'constant', value = 0): Tensor {
  checkTensors('pad', { input: x }, 'python', { pad });
  if (pad.length % 2 !== 0) throw new RuntimeError('Padding length must be divisible by 2');
  if (pad.length > 2 * x.ndim) {
    throw new RuntimeError(
      `Padding length should be less than or equal to two times the input dimension but got padding length ${pad.length} and input of dimension ${x.ndim}`,
    );
  }
  if (!['constant', 'reflect', 'replicate', 'circular'].includes(mode)) {
    throw new NotImplementedError(`Unrecognised padding mode ${mode}`);
  }
  if (mode !== 'constant') {
    const spatial = pad.length / 2;
    if (x.ndim !== spatial + 1 && x.ndim !== spatial + 2) {
      throw new NotImplementedError(
        `Padding size ${pad.length} is not supported for ${x.ndim}D input tensor.`,
      );
    }
  }
  // whole numbers take the whole part of what fills
  const filling = x.dtype.isFloatingPoint ? value : Math.trunc(value);
  return apply(padOp, [x], { pad, mode, value: mode === 'constant' ? filling : 0 });
}

export type InterpolationMode = 'nearest' | 'nearest-exact' | 'linear' | 'bilinear' | 'trilinear';

export interface InterpolateOptions {
  readonly size?: Sizes;
  readonly scaleFactor?: Sizes;
  readonly mode?: InterpolationMode;
  /** whether the corners' centres stay where they are; for the linear modes */
  readonly alignCorners?: boolean;
}

const RANK: Record<string, number> = { linear: 3, bilinear: 4, trilinear: 5 };

/**
 * Another size for x [N, C, …]; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.interpolate.html
 * @throws ValueError unless exactly one of `size` and `scaleFactor` is given, for every spatial dimension
 */
export function interpolate(x: Tensor, options: InterpolateOptions = {}): Tensor {
  checkTensors('interpolate', { input: x }, 'python');
  const { mode = 'nearest' } = options;
  const isNearest = mode.startsWith('nearest');
  if (isNearest && options.alignCorners !== undefined) {
    throw new ValueError(
      'align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear',
    );
  }
  if (x.ndim < 3 && (options.size === undefined || typeof options.size === 'number')) refuseRank(x, mode);
  const { size, scales } = targetSize(x, options);
  checkMode(x, mode, isNearest);
  const input = x.shape.slice(2);
  if (![...size, ...input].every((n) => n > 0)) {
    const named = (sizes: readonly number[]): string =>
      sizes.map((n, d) => `${'DHW'.slice(-sizes.length)[d]}: ${n}`).join(', ');
    throw new RuntimeError(
      `Input and output sizes should be greater than 0, but got input (${named(input)}) output (${named(size)})`,
    );
  }
  if (x.shape[1] === 0) {
    throw new RuntimeError(
      `Non-empty ${x.ndim}D data tensor expected but got a tensor with sizes ${shapeText(x.shape)}`,
    );
  }
  if (!x.dtype.isFloatingPoint && (x.dtype !== uint8 || mode === 'linear'))
    notImplemented(kernelOf(mode, x.ndim), x.dtype);
  return apply(interpolateOp, [x], {
    size,
    scaleFactor: scales,
    mode,
    alignCorners: options.alignCorners ?? false,
    single: x.dtype.name === 'float32',
  });
}

function targetSize(x: Tensor, options: InterpolateOptions): { size: number[]; scales: number[] | null } {
  const { size, scaleFactor } = options;
  const dims = x.ndim - 2;
  const spatial = x.shape.slice(2);
  if (size !== undefined && scaleFactor !== undefined) {
    throw new ValueError('only one of size or scale_factor should be defined');
  }
  if (size !== undefined) {
    const sizes = typeof size !== 'number' && size.length !== dims ? null : perDimension(size, dims);
    if (sizes) return { size: sizes, scales: null };
    throw new ValueError(
      `Input and output must have the same number of spatial dimensions, but got input with spatial dimensions of ${shapeText(spatial)} and output size of ${listText(size)}. Please provide input tensor in (N, C, d1, d2, ...,dK) format and output size in (o1, o2, ...,oK) format.`,
    );
  }
  if (scaleFactor === undefined) throw new ValueError('either size or scale_factor should be defined');
  const scales =
    typeof scaleFactor !== 'number' && scaleFactor.length !== dims ? null : perDimension(scaleFactor, dims);
  if (scales) return { size: spatial.map((n, d) => Math.floor(n * scales[d]!)), scales };
  throw new ValueError(
    `Input and scale_factor must have the same number of spatial dimensions, but got input with spatial dimensions of ${shapeText(spatial)} and scale_factor of shape ${listText(scaleFactor)}. Please provide input tensor in (N, C, d1, d2, ...,dK) format and scale_factor in (s1, s2, ...,sK) format.`,
  );
}

const listText = (list: Sizes): string => shapeText(list as readonly number[]);

function refuseRank(x: Tensor, mode: string): never {
  throw new NotImplementedError(
    `Input Error: Only 3D, 4D and 5D input Tensors supported (got ${x.ndim}D) for the modes: nearest | linear | bilinear | bicubic | trilinear | lanczos | area | nearest-exact (got ${mode})`,
  );
}

/** PyTorch's name of the kernel that refuses whole numbers. */
function kernelOf(mode: string, rank: number): string {
  const kind = mode.replace('-exact', '');
  return rank === 4 ? `upsample_${kind}2d_channels_last` : `compute_indices_weights_${kind}`;
}

function checkMode(x: Tensor, mode: string, isNearest: boolean): void {
  if (!isNearest && !(mode in RANK)) refuseRank(x, mode);
  if (isNearest || RANK[mode] === x.ndim) return;
  throw new NotImplementedError(`Got ${x.ndim}D input, but ${mode} mode needs ${RANK[mode]}D input`);
}

export interface PatchOptions {
  readonly dilation?: Sizes;
  readonly padding?: Sizes;
  readonly stride?: Sizes;
}

function patchAttrs(kernelSize: Sizes, options: PatchOptions) {
  const two = (value: Sizes): number[] => perDimension(value, 2) ?? [...(value as readonly number[])];
  return {
    kernelSize: two(kernelSize),
    dilation: two(options.dilation ?? 1),
    padding: two(options.padding ?? 0),
    stride: two(options.stride ?? 1),
    ceilMode: false,
  };
}

/**
 * Every patch of x [N, C, H, W] as a column: [N, C·KH·KW, L]; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.unfold.html
 * @throws RuntimeError for other dimensions, an empty image, or windows that do not fit
 */
export function unfold(x: Tensor, kernelSize: Sizes, options: PatchOptions = {}): Tensor {
  checkTensors('unfold', { input: x }, 'python', { kernel_size: kernelSize });
  if (x.ndim < 3) ownDim(x.ndim === 0 ? -1 : 2, x.ndim);
  if (!isSampleOrBatch(x.shape, 3)) {
    throw new RuntimeError(
      `Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: ${shapeText(x.shape)}`,
    );
  }
  if (!x.dtype.isFloatingPoint) notImplemented('im2col_out_cpu', x.dtype);
  return apply(patches.unfold, [x], patchAttrs(kernelSize, options));
}

/**
 * Adds columns x [N, C·KH·KW, L] up to images of `outputSize`; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.fold.html
 * @throws RuntimeError for columns that are not those of such windows
 */
export function fold(x: Tensor, outputSize: Sizes, kernelSize: Sizes, options: PatchOptions = {}): Tensor {
  checkTensors('fold', { input: x }, 'python', { output_size: outputSize, kernel_size: kernelSize });
  if (!isSampleOrBatch(x.shape, 2)) {
    throw new RuntimeError(
      `Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for input, but got: ${shapeText(x.shape)}`,
    );
  }
  const attrs = patchAttrs(kernelSize, options);
  const image = perDimension(outputSize, 2)!;
  const [columns, blocks] = [x.shape.at(-2)!, x.shape.at(-1)!];
  const size = attrs.kernelSize[0]! * attrs.kernelSize[1]!;
  if (columns % size !== 0) {
    throw new RuntimeError(
      `Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got input.size(1)=${columns} and kernel_size=${tupleText(attrs.kernelSize)}.`,
    );
  }
  const counts = patches.patchCounts(image, attrs);
  if (counts[0]! * counts[1]! !== blocks) {
    throw new RuntimeError(
      `Given output_size=${tupleText(image)}, kernel_size=${tupleText(attrs.kernelSize)}, dilation=${tupleText(attrs.dilation)}, padding=${tupleText(attrs.padding)}, stride=${tupleText(attrs.stride)}, expected size of input's dimension 2 to match the calculated number of sliding blocks ${counts.join(' * ')} = ${counts[0]! * counts[1]!}, but got input.size(2)=${blocks}.`,
    );
  }
  if (!x.dtype.isFloatingPoint) notImplemented('col2im_out_cpu', x.dtype);
  return apply(patches.fold, [x], { ...attrs, shape: [...x.shape.slice(0, -2), columns / size, ...image] });
}

/**
 * [*, C·r², H, W] as an image [*, C, H·r, W·r].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pixel_shuffle.html
 * @throws RuntimeError for fewer than three dimensions, or channels that the square of the factor does not divide
 */
export function pixelShuffle(x: Tensor, upscaleFactor: number): Tensor {
  checkTensors('pixelShuffle', { input: x }, 'c', { upscale_factor: upscaleFactor });
  return apply(shuffle, [x], { factor: upscaleFactor });
}

/**
 * An image [*, C, H·r, W·r] as [*, C·r², H, W].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pixel_unshuffle.html
 * @throws RuntimeError for fewer than three dimensions, or sizes that the factor does not divide
 */
export function pixelUnshuffle(x: Tensor, downscaleFactor: number): Tensor {
  checkTensors('pixelUnshuffle', { input: x }, 'c', { downscale_factor: downscaleFactor });
  return apply(unshuffle, [x], { factor: downscaleFactor });
}

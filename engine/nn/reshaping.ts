/** @file Modules that pad, resize, cut into patches and shuffle pixels. */

import * as F from '../functional/vision';
import type { InterpolateOptions, InterpolationMode } from '../functional/vision';
import { PythonFloat, pythonValue } from '../format/python';
import type { Sizes } from '../ops/arguments';
import type { PaddingMode } from '../ops/pooling/padding';
import type { Tensor } from '../tensor';
import { Module } from './module';
import { arguments_ } from './repr';

/** What these have in common: a function of one tensor, and what stands in the print. */
abstract class Plain extends Module<[Tensor]> {
  readonly #compute: (x: Tensor) => Tensor;
  readonly #extra: string;

  constructor(extra: string, compute: (x: Tensor) => Tensor) {
    super();
    this.#compute = compute;
    this.#extra = extra;
  }

  forward(x: Tensor): Tensor {
    return this.#compute(x);
  }

  override extraRepr(): string {
    return this.#extra;
  }
}

/** Pads the last `dims` dimensions. */
abstract class Pad extends Plain {
  constructor(dims: number, padding: Sizes, mode: PaddingMode, value?: number) {
    const amounts = typeof padding === 'number' ? new Array<number>(2 * dims).fill(padding) : padding;
    const said = pythonValue([...amounts]);
    const extra = value === undefined ? said : `padding=${said}, value=${pythonValue(value)}`;
    super(extra, (x) => F.pad(x, amounts, mode, value ?? 0));
  }
}

/**
 * `value` around the last dimension: [left, right], or one number for both.
 * Shape: [N, C, W] → [N, C, W + left + right]; without N of one sample.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ConstantPad1d.html
 */
export class ConstantPad1d extends Pad {
  constructor(padding: Sizes, value: number) {
    super(1, padding, 'constant', value);
  }
}

/**
 * `value` around the last two dimensions: [left, right, top, bottom], or one number for all.
 * Shape: [N, C, H, W] → [N, C, H + top + bottom, W + left + right]; without N of one sample.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ConstantPad2d.html
 */
export class ConstantPad2d extends Pad {
  constructor(padding: Sizes, value: number) {
    super(2, padding, 'constant', value);
  }
}

/**
 * Zeros around the last dimension.
 * Shape: [N, C, W] → [N, C, W + left + right]; without N of one sample.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ZeroPad1d.html
 */
export class ZeroPad1d extends Pad {
  constructor(padding: Sizes) {
    super(1, padding, 'constant');
  }
}

/**
 * Zeros around the last two dimensions.
 * Shape: [N, C, H, W] → [N, C, H + top + bottom, W + left + right]; without N of one sample.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ZeroPad2d.html
 */
export class ZeroPad2d extends Pad {
  constructor(padding: Sizes) {
    super(2, padding, 'constant');
  }
}

/**
 * The last dimension mirrored at its ends.
 * Shape: [N, C, W] → [N, C, W + left + right]; without N of one sample.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ReflectionPad1d.html
 */
export class ReflectionPad1d extends Pad {
  constructor(padding: Sizes) {
    super(1, padding, 'reflect');
  }
}

/**
 * The last two dimensions mirrored at their ends.
 * Shape: [N, C, H, W] → [N, C, H + top + bottom, W + left + right]; without N of one sample.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ReflectionPad2d.html
 */
export class ReflectionPad2d extends Pad {
  constructor(padding: Sizes) {
    super(2, padding, 'reflect');
  }
}

/**
 * The last dimension's end elements repeated.
 * Shape: [N, C, W] → [N, C, W + left + right]; without N of one sample.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ReplicationPad1d.html
 */
export class ReplicationPad1d extends Pad {
  constructor(padding: Sizes) {
    super(1, padding, 'replicate');
  }
}

/**
 * The last two dimensions' end elements repeated.
 * Shape: [N, C, H, W] → [N, C, H + top + bottom, W + left + right]; without N of one sample.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ReplicationPad2d.html
 */
export class ReplicationPad2d extends Pad {
  constructor(padding: Sizes) {
    super(2, padding, 'replicate');
  }
}

/**
 * The last dimension as if it closed on itself.
 * Shape: [N, C, L] → [N, C, left + L + right]; without N of one sample.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.CircularPad1d.html
 */
export class CircularPad1d extends Pad {
  constructor(padding: Sizes) {
    super(1, padding, 'circular');
  }
}

/**
 * The last two dimensions as if they closed on themselves.
 * Shape: [N, C, H, W] → [N, C, H + top + bottom, W + left + right]; without N of one sample.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.CircularPad2d.html
 */
export class CircularPad2d extends Pad {
  constructor(padding: Sizes) {
    super(2, padding, 'circular');
  }
}

export interface PatchOptions {
  readonly dilation?: Sizes;
  readonly padding?: Sizes;
  readonly stride?: Sizes;
}

const patchSettings = (kernelSize: Sizes, options: PatchOptions): string => {
  const { dilation = 1, padding = 0, stride = 1 } = options;
  return arguments_({ kernel_size: kernelSize, dilation, padding, stride });
};

/**
 * The patches of [N, C, H, W] as columns: [N, C · kernel, patches].
 * Shape: [N, C, H, W] → [N, C · kernel, patches].
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Unfold.html
 */
export class Unfold extends Plain {
  constructor(kernelSize: Sizes, options: PatchOptions = {}) {
    super(patchSettings(kernelSize, options), (x) => F.unfold(x, kernelSize, options));
  }
}

/**
 * Columns of patches added up to a picture: the other way round.
 * Shape: [N, C · kernel, patches] → [N, C, the output size].
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Fold.html
 */
export class Fold extends Plain {
  constructor(outputSize: Sizes, kernelSize: Sizes, options: PatchOptions = {}) {
    const size = arguments_({ output_size: outputSize });
    super(`${size}, ${patchSettings(kernelSize, options)}`, (x) =>
      F.fold(x, outputSize, kernelSize, options),
    );
  }
}

/**
 * Another size for [N, C, …].
 * Shape: [N, C, …] → [N, C, the new sizes].
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Upsample.html
 * @throws ValueError where neither a size nor a factor is given, or both are
 */
export class Upsample extends Plain {
  constructor(options: InterpolateOptions = {}) {
    const { size, scaleFactor, mode = 'nearest' } = options;
    const factor = (value: Sizes): unknown =>
      typeof value === 'number' ? new PythonFloat(value) : value.map((one) => new PythonFloat(one));
    const what = size === undefined ? { scale_factor: factor(scaleFactor ?? 1) } : { size };
    super(`${arguments_(what)}, mode=${pythonValue(mode satisfies InterpolationMode)}`, (x) =>
      F.interpolate(x, options),
    );
  }
}

/** Another size for images, by one mode. */
abstract class Upsampling extends Plain {
  constructor(
    mode: InterpolationMode,
    size: Sizes | null,
    scaleFactor: Sizes | null,
    alignCorners?: boolean,
  ) {
    const factor = (value: Sizes): unknown =>
      typeof value === 'number' ? new PythonFloat(value) : value.map((one) => new PythonFloat(one));
    const what = size === null ? { scale_factor: factor(scaleFactor ?? 1) } : { size };
    super(arguments_({ ...what, mode }), (x) =>
      F.interpolate(x, {
        mode,
        ...(size !== null && { size }),
        ...(scaleFactor !== null && { scaleFactor }),
        ...(alignCorners !== undefined && { alignCorners }),
      }),
    );
  }
}

export interface UpsamplingOptions {
  readonly size?: Sizes | null;
  readonly scaleFactor?: Sizes | null;
}

/**
 * Another size for images, each new pixel being the nearest old one.
 * Shape: [N, C, H, W] → [N, C, the new sizes].
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.UpsamplingNearest2d.html
 */
export class UpsamplingNearest2d extends Upsampling {
  constructor({ size = null, scaleFactor = null }: UpsamplingOptions = {}) {
    super('nearest', size, scaleFactor);
  }
}

/**
 * Another size for images, between four old pixels; corners stay corners.
 * Shape: [N, C, H, W] → [N, C, the new sizes].
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.UpsamplingBilinear2d.html
 */
export class UpsamplingBilinear2d extends Upsampling {
  constructor({ size = null, scaleFactor = null }: UpsamplingOptions = {}) {
    super('bilinear', size, scaleFactor, true);
  }
}

/**
 * Channels become pixels.
 * Shape: […, C·r², H, W] → […, C, H·r, W·r].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.PixelShuffle.html
 */
export class PixelShuffle extends Plain {
  constructor(upscaleFactor: number) {
    super(arguments_({ upscale_factor: upscaleFactor }), (x) => F.pixelShuffle(x, upscaleFactor));
  }
}

/**
 * Pixels become channels.
 * Shape: […, C, H·r, W·r] → […, C·r², H, W].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.PixelUnshuffle.html
 */
export class PixelUnshuffle extends Plain {
  constructor(downscaleFactor: number) {
    super(arguments_({ downscale_factor: downscaleFactor }), (x) => F.pixelUnshuffle(x, downscaleFactor));
  }
}

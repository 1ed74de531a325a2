/** @file Convolutions as modules. */

import * as F from '../functional/convolution';
import { pad } from '../functional/vision';
import { pythonValue } from '../format/python';
import { ValueError } from '../errors';
import { perDimension, type Sizes } from '../ops/arguments';
import { numel } from '../shape';
import type { Tensor } from '../tensor';
import { Module } from './module';
import type { Parameter } from './parameter';
import { arguments_ } from './repr';
import { fanInWeight, uniformParameter, type LayerOptions } from './weights';

export interface ConvOptions extends LayerOptions {
  readonly stride?: Sizes;
  readonly padding?: Sizes | 'same' | 'valid';
  readonly dilation?: Sizes;
  readonly groups?: number;
  readonly bias?: boolean;
  /** what stands around the input where there is padding; default 'zeros' */
  readonly paddingMode?: PaddingMode;
}

export interface ConvTransposeOptions extends Omit<ConvOptions, 'padding'> {
  readonly padding?: Sizes;
  readonly outputPadding?: Sizes;
}

function sizes(name: string, value: Sizes, dims: number): number[] {
  const found = perDimension(value, dims);
  if (!found) throw new ValueError(`${name} should have ${dims} entries, but has ${pythonValue(value)}`);
  return found;
}

export type PaddingMode = (typeof PADDING_MODES)[number];
const PADDING_MODES = ['zeros', 'reflect', 'replicate', 'circular'] as const;

/** @throws ValueError in PyTorch's order */
function checkPadding(name: string, padding: ConvOptions['padding'], strides: Sizes, mode: string): void {
  if (typeof padding === 'string') {
    if (!['same', 'valid'].includes(padding)) {
      throw new ValueError(`Invalid padding string '${padding}', should be one of {'valid', 'same'}`);
    }
    if (padding === 'same' && [strides].flat().some((stride) => stride !== 1)) {
      throw new ValueError("padding='same' is not supported for strided convolutions");
    }
  }
  if (!(PADDING_MODES as readonly string[]).includes(mode)) {
    const modes = PADDING_MODES.map((known) => `'${known}'`).join(', ');
    throw new ValueError(`padding_mode must be one of {${modes}}, but got padding_mode='${mode}'`);
  }
  if (mode !== 'zeros' && name.startsWith('ConvTranspose')) {
    throw new ValueError(`Only "zeros" padding mode is supported for ${name}`);
  }
}

/** What all convolutions have: their numbers, a weight and a bias. */
abstract class Convolution extends Module<[Tensor]> {
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[] | 'same' | 'valid';
  readonly paddingMode: PaddingMode;
  readonly dilation: readonly number[];
  readonly outputPadding: readonly number[];
  readonly groups: number;
  weight: Parameter;
  bias: Parameter | null;

  constructor(
    dims: number,
    isTransposed: boolean,
    inChannels: number,
    outChannels: number,
    kernelSize: Sizes,
    given: ConvOptions & { readonly outputPadding?: Sizes },
  ) {
    super();
    const {
      stride = 1,
      padding = 0,
      dilation = 1,
      outputPadding = 0,
      groups = 1,
      bias = true,
      paddingMode = 'zeros',
      ...options
    } = given;
    if (groups <= 0) throw new ValueError('groups must be a positive integer');
    if (inChannels % groups !== 0) throw new ValueError('in_channels must be divisible by groups');
    if (outChannels % groups !== 0) throw new ValueError('out_channels must be divisible by groups');
    checkPadding(`${isTransposed ? 'ConvTranspose' : 'Conv'}${dims}d`, padding, stride, paddingMode);
    this.inChannels = inChannels;
    this.paddingMode = paddingMode;
    this.outChannels = outChannels;
    this.kernelSize = sizes('kernel_size', kernelSize, dims);
    this.stride = sizes('stride', stride, dims);
    this.padding = typeof padding === 'string' ? padding : sizes('padding', padding, dims);
    this.dilation = sizes('dilation', dilation, dims);
    this.outputPadding = sizes('output_padding', outputPadding, dims);
    this.groups = groups;
    const channels = isTransposed ? [inChannels, outChannels / groups] : [outChannels, inChannels / groups];
    this.weight = fanInWeight([...channels, ...this.kernelSize], options);
    const fanIn = channels[1]! * numel(this.kernelSize);
    this.bias = bias ? uniformParameter([outChannels], fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0, options) : null;
  }

  override extraRepr(): string {
    const differs = (values: readonly number[] | string, usual: number): boolean =>
      typeof values === 'string' || values.some((value) => value !== usual);
    const { padding, dilation, outputPadding, groups } = this;
    const rest = arguments_({
      kernel_size: this.kernelSize,
      stride: this.stride,
      ...(typeof padding !== 'string' && differs(padding, 0) && { padding }),
    });
    const last = arguments_({
      ...(differs(dilation, 1) && { dilation }),
      ...(differs(outputPadding, 0) && { output_padding: outputPadding }),
      ...(groups !== 1 && { groups }),
      ...(!this.bias && { bias: false }),
    });
    const mode = this.paddingMode === 'zeros' ? '' : `padding_mode=${this.paddingMode}`;
    const named = typeof padding === 'string' ? `padding=${padding}` : '';
    return [`${this.inChannels}, ${this.outChannels}`, rest, named, last, mode].filter(Boolean).join(', ');
  }

  /** The input with what stands around it, where that is not zeros, and the padding that is left. */
  protected around(x: Tensor): [Tensor, readonly number[] | 'same' | 'valid'] {
    if (this.paddingMode === 'zeros') return [x, this.padding];
    const amounts = this.kernelSize.flatMap((size, d): number[] => {
      if (typeof this.padding !== 'string') return [this.padding[d]!, this.padding[d]!];
      const total = this.padding === 'same' ? this.dilation[d]! * (size - 1) : 0;
      return [Math.floor(total / 2), Math.ceil(total / 2)];
    });
    // F.pad begins with the last dimension
    const pairs = amounts.map((_, i) => amounts[amounts.length - 2 - i + 2 * (i % 2)]!);
    return [pad(x, pairs, this.paddingMode), this.kernelSize.map(() => 0)];
  }

  protected get settings(): { stride: Sizes; dilation: Sizes; groups: number } {
    return { stride: this.stride, dilation: this.dilation, groups: this.groups };
  }
}

/**
 * Windows of the input times weights that are learned, in one dimension.
 * Shape: [N, inChannels, L] → [N, outChannels, L′], L′ = ⌊(L + 2·padding − dilation·(kernel − 1) − 1) /
 * stride⌋ + 1; without N of one sample.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv1d.html
 * @throws ValueError for groups that do not divide the channels, and padding 'same' with a stride
 */
export class Conv1d extends Convolution {
  constructor(inChannels: number, outChannels: number, kernelSize: Sizes, options: ConvOptions = {}) {
    super(1, false, inChannels, outChannels, kernelSize, options);
  }

  forward(x: Tensor): Tensor {
    const [padded, padding] = this.around(x);
    return F.conv1d(padded, this.weight, this.bias, { ...this.settings, padding });
  }
}

/**
 * Windows of the input times weights that are learned, in two dimensions.
 * Shape: [N, inChannels, H, W] → [N, outChannels, H′, W′], H′ = ⌊(H + 2·padding − dilation·(kernel − 1) −
 * 1) / stride⌋ + 1 and W′ likewise; without N of one sample.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html
 * @throws ValueError for groups that do not divide the channels, and padding 'same' with a stride
 */
export class Conv2d extends Convolution {
  constructor(inChannels: number, outChannels: number, kernelSize: Sizes, options: ConvOptions = {}) {
    super(2, false, inChannels, outChannels, kernelSize, options);
  }

  forward(x: Tensor): Tensor {
    const [padded, padding] = this.around(x);
    return F.conv2d(padded, this.weight, this.bias, { ...this.settings, padding });
  }
}

/**
 * Windows of the input times weights that are learned, in three dimensions.
 * Shape: [N, inChannels, D, H, W] → [N, outChannels, D′, H′, W′], D′ = ⌊(D + 2·padding − dilation·(kernel − 1) −
 * 1) / stride⌋ + 1, H′ and W′ likewise; without N of one sample.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv3d.html
 */
export class Conv3d extends Convolution {
  constructor(inChannels: number, outChannels: number, kernelSize: Sizes, options: ConvOptions = {}) {
    super(3, false, inChannels, outChannels, kernelSize, options);
  }

  forward(x: Tensor): Tensor {
    const [padded, padding] = this.around(x);
    return F.conv3d(padded, this.weight, this.bias, { ...this.settings, padding });
  }
}

/**
 * The other way round, in one dimension.
 * Shape: [N, inChannels, L] → [N, outChannels, L′], L′ = (L − 1)·stride − 2·padding + dilation·(kernel −
 * 1) + outputPadding + 1; without N of one sample.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose1d.html
 * @throws ValueError for groups that do not divide the channels
 */
export class ConvTranspose1d extends Convolution {
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Sizes,
    options: ConvTransposeOptions = {},
  ) {
    super(1, true, inChannels, outChannels, kernelSize, options);
  }

  forward(x: Tensor): Tensor {
    return F.convTranspose1d(x, this.weight, this.bias, {
      ...this.settings,
      padding: this.padding as readonly number[],
      outputPadding: this.outputPadding,
    });
  }
}

/**
 * The other way round: a small picture becomes a larger one.
 * Shape: [N, inChannels, H, W] → [N, outChannels, H′, W′], H′ = (H − 1)·stride − 2·padding +
 * dilation·(kernel − 1) + outputPadding + 1 and W′ likewise; without N of one sample.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ConvTranspose2d.html
 * @throws ValueError for groups that do not divide the channels
 */
export class ConvTranspose2d extends Convolution {
  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Sizes,
    options: ConvTransposeOptions = {},
  ) {
    super(2, true, inChannels, outChannels, kernelSize, options);
  }

  forward(x: Tensor): Tensor {
    return F.convTranspose2d(x, this.weight, this.bias, {
      ...this.settings,
      padding: this.padding as readonly number[],
      outputPadding: this.outputPadding,
    });
  }
}

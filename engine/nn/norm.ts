/** @file Normalisation as modules. */

import * as F from '../functional/normalization';
import { ValueError } from '../errors';
import { PythonFloat } from '../format/python';
import type { Tensor } from '../tensor';
import { Module } from './module';
import type { Parameter } from './parameter';
import { arguments_ } from './repr';
import { constantParameter, type LayerOptions } from './weights';

export interface NormOptions extends LayerOptions {
  readonly eps?: number;
  /** whether it has a weight and a bias */
  readonly elementwiseAffine?: boolean;
  readonly bias?: boolean;
}

const listOf = (shape: number | readonly number[]): readonly number[] =>
  typeof shape === 'number' ? [shape] : shape;

/**
 * Mean 0 and variance 1 over the last dimensions, then weight and bias.
 * Shape: […, the sizes of `normalizedShape`]; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html
 */
export class LayerNorm extends Module<[Tensor]> {
  readonly normalizedShape: readonly number[];
  readonly eps: number;
  weight: Parameter | null;
  bias: Parameter | null;

  constructor(
    normalizedShape: number | readonly number[],
    { eps = 1e-5, elementwiseAffine = true, bias = true, ...options }: NormOptions = {},
  ) {
    super();
    this.normalizedShape = listOf(normalizedShape);
    this.eps = eps;
    this.weight = elementwiseAffine ? constantParameter(this.normalizedShape, 1, options) : null;
    this.bias = elementwiseAffine && bias ? constantParameter(this.normalizedShape, 0, options) : null;
  }

  forward(x: Tensor): Tensor {
    return F.layerNorm(x, this.normalizedShape, this.weight, this.bias, { eps: this.eps });
  }

  override extraRepr(): string {
    const rest = { eps: this.eps, elementwise_affine: this.weight !== null, bias: this.bias !== null };
    return `(${this.normalizedShape.join(', ')}${this.normalizedShape.length === 1 ? ',' : ''}), ${arguments_(rest)}`;
  }
}

/**
 * Divides by the root of the mean square over the last dimensions.
 * Shape: […, the sizes of `normalizedShape`]; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.RMSNorm.html
 */
export class RMSNorm extends Module<[Tensor]> {
  readonly normalizedShape: readonly number[];
  readonly eps: number | null;
  weight: Parameter | null;

  constructor(
    normalizedShape: number | readonly number[],
    {
      eps = null,
      elementwiseAffine = true,
      ...options
    }: LayerOptions & { eps?: number | null; elementwiseAffine?: boolean } = {},
  ) {
    super();
    this.normalizedShape = listOf(normalizedShape);
    this.eps = eps;
    this.weight = elementwiseAffine ? constantParameter(this.normalizedShape, 1, options) : null;
  }

  forward(x: Tensor): Tensor {
    return F.rmsNorm(x, this.normalizedShape, this.weight, { eps: this.eps });
  }

  override extraRepr(): string {
    const rest = arguments_({ eps: this.eps, elementwise_affine: this.weight !== null });
    return `(${this.normalizedShape.join(', ')}${this.normalizedShape.length === 1 ? ',' : ''}), ${rest}`;
  }
}

/**
 * Mean 0 and variance 1 over groups of channels.
 * Shape: [N, C, …]; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.GroupNorm.html
 * @throws ValueError for groups that do not divide the channels
 */
export class GroupNorm extends Module<[Tensor]> {
  readonly numGroups: number;
  readonly numChannels: number;
  readonly eps: number;
  weight: Parameter | null;
  bias: Parameter | null;

  constructor(
    numGroups: number,
    numChannels: number,
    { eps = 1e-5, affine = true, ...options }: LayerOptions & { eps?: number; affine?: boolean } = {},
  ) {
    super();
    if (numChannels % numGroups !== 0) {
      throw new ValueError(`num_channels (${numChannels}) must be divisible by num_groups (${numGroups})`);
    }
    this.numGroups = numGroups;
    this.numChannels = numChannels;
    this.eps = eps;
    this.weight = affine ? constantParameter([numChannels], 1, options) : null;
    this.bias = affine ? constantParameter([numChannels], 0, options) : null;
  }

  forward(x: Tensor): Tensor {
    return F.groupNorm(x, this.numGroups, this.weight, this.bias, { eps: this.eps });
  }

  override extraRepr(): string {
    const rest = arguments_({ eps: this.eps, affine: this.weight !== null, bias: this.bias !== null });
    return `${this.numGroups}, ${this.numChannels}, ${rest}`;
  }
}

/**
 * Divides each channel by a norm of its neighbours: [N, C, …].
 * Shape: [N, C, …]; keeps it.
 * Integers give float32.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LocalResponseNorm.html
 */
export class LocalResponseNorm extends Module<[Tensor]> {
  readonly size: number;
  readonly #options: F.LocalResponseOptions;

  constructor(size: number, options: F.LocalResponseOptions = {}) {
    super();
    this.size = size;
    this.#options = options;
  }

  forward(x: Tensor): Tensor {
    return F.localResponseNorm(x, this.size, this.#options);
  }

  override extraRepr(): string {
    const { alpha = 1e-4, beta = 0.75, k = 1 } = this.#options;
    const kText = this.#options.k === undefined ? new PythonFloat(k) : k;
    return `${this.size}, ${arguments_({ alpha, beta, k: kText })}`;
  }
}

/** @file Normalisation as modules. */

import * as F from '../functional/normalization';
import { ValueError } from '../errors';
import { int64 } from '../dtype';
import { snakeCase } from '../format/python';
import type { Tensor } from '../tensor';
import { noGrad } from '../autograd/mode';
import { unobserved } from '../trace/observer';
import { Module } from './module';
import type { Parameter } from './parameter';
import { arguments_ } from './repr';
import { blank, constantParameter, type LayerOptions } from './weights';

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
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.GroupNorm.html
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
    if (numChannels % numGroups !== 0) throw new ValueError('num_channels must be divisible by num_groups');
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

export interface BatchNormModuleOptions extends LayerOptions {
  readonly eps?: number;
  /** how fast the running statistics follow; null: they are the mean over all batches */
  readonly momentum?: number | null;
  readonly affine?: boolean;
  readonly trackRunningStats?: boolean;
}

/** Mean 0 and variance 1 for each channel over the batch; after training by what was collected. */
abstract class BatchNorm extends Module<[Tensor]> {
  readonly numFeatures: number;
  readonly eps: number;
  readonly momentum: number | null;
  weight: Parameter | null;
  bias: Parameter | null;
  declare runningMean: Tensor | null;
  declare runningVar: Tensor | null;
  declare numBatchesTracked: Tensor | null;
  readonly #ranks: readonly number[];
  #batches = 0;

  constructor(ranks: readonly number[], numFeatures: number, given: BatchNormModuleOptions) {
    super();
    const { eps = 1e-5, momentum = 0.1, affine = true, trackRunningStats = true, ...options } = given;
    this.#ranks = ranks;
    this.numFeatures = numFeatures;
    this.eps = eps;
    this.momentum = momentum;
    this.weight = affine ? constantParameter([numFeatures], 1, options) : null;
    this.bias = affine ? constantParameter([numFeatures], 0, options) : null;
    const tracked = (make: () => Tensor): Tensor | null => (trackRunningStats ? unobserved(make) : null);
    this.registerBuffer(
      'runningMean',
      tracked(() => blank([numFeatures], options)),
    );
    this.registerBuffer(
      'runningVar',
      tracked(() => blank([numFeatures], options).fill_(1)),
    );
    this.registerBuffer(
      'numBatchesTracked',
      tracked(() => blank([], { ...options, dtype: int64 })),
    );
  }

  protected override stateName(property: string): string {
    return snakeCase(property);
  }

  forward(x: Tensor): Tensor {
    if (!this.#ranks.includes(x.ndim)) {
      const expected = this.#ranks.map((rank) => `${rank}D`).join(' or ');
      throw new ValueError(`expected ${expected} input (got ${x.ndim}D input)`);
    }
    const { runningMean, runningVar, training } = this;
    if (training && this.numBatchesTracked) {
      const count = this.numBatchesTracked;
      unobserved(() => noGrad(() => count.add_(1)));
      this.#batches++;
    }
    return F.batchNorm(x, runningMean, runningVar, this.weight, this.bias, {
      training: training || !runningMean,
      momentum: this.momentum ?? 1 / Math.max(1, this.#batches),
      eps: this.eps,
    });
  }

  override extraRepr(): string {
    const rest = arguments_({
      eps: this.eps,
      momentum: this.momentum,
      affine: this.weight !== null,
      bias: this.bias !== null,
      track_running_stats: this.runningMean !== null,
    });
    return `${this.numFeatures}, ${rest}`;
  }
}

/**
 * For [N, C] or [N, C, L].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html
 */
export class BatchNorm1d extends BatchNorm {
  constructor(numFeatures: number, options: BatchNormModuleOptions = {}) {
    super([2, 3], numFeatures, options);
  }
}

/**
 * For [N, C, H, W].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html
 */
export class BatchNorm2d extends BatchNorm {
  constructor(numFeatures: number, options: BatchNormModuleOptions = {}) {
    super([4], numFeatures, options);
  }
}

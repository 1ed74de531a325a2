/** @file Linear layers, and layers that give another shape. */

import { pythonType } from '../refusals';
import { ArgumentTypeError, ValueError } from '../errors';
import { bilinear, linear } from '../functional/linear';
import type { Tensor } from '../tensor';
import { Module } from './module';
import type { Parameter } from './parameter';
import { arguments_ } from './repr';
import { fanInWeight, uniformParameter, type LayerOptions } from './weights';

export interface LinearOptions extends LayerOptions {
  /** whether something is added; default true */
  readonly bias?: boolean;
}

/**
 * y = x·Wᵀ + b, on the last dimension: […, inFeatures] → […, outFeatures].
 * Shape: […, inFeatures] → […, outFeatures].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html
 */
export class Linear extends Module<[Tensor]> {
  readonly inFeatures: number;
  readonly outFeatures: number;
  /** [outFeatures, inFeatures], uniform in ±1/√inFeatures at first */
  weight: Parameter;
  bias: Parameter | null;

  constructor(inFeatures: number, outFeatures: number, { bias = true, ...options }: LinearOptions = {}) {
    super();
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    this.weight = fanInWeight([outFeatures, inFeatures], options);
    this.bias = bias
      ? uniformParameter([outFeatures], inFeatures > 0 ? 1 / Math.sqrt(inFeatures) : 0, options)
      : null;
  }

  forward(x: Tensor): Tensor {
    return linear(x, this.weight, this.bias);
  }

  override extraRepr(): string {
    return arguments_({
      in_features: this.inFeatures,
      out_features: this.outFeatures,
      bias: this.bias !== null,
    });
  }
}

/**
 * y = x₁ᵀ·A·x₂ + b, on the last dimensions.
 * Shape: […, in1Features] and […, in2Features] → […, outFeatures].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Bilinear.html
 * @throws ValueError for no input features
 */
export class Bilinear extends Module<[Tensor, Tensor]> {
  static override readonly forwardNames = ['input1', 'input2'];

  /** [outFeatures, in1Features, in2Features] */
  weight: Parameter;
  bias: Parameter | null;

  constructor(
    in1Features: number,
    in2Features: number,
    outFeatures: number,
    { bias = true, ...options }: LinearOptions = {},
  ) {
    super();
    if (in1Features <= 0) {
      throw new ValueError(`in1_features must be > 0, but got (in1_features=${in1Features})`);
    }
    const bound = 1 / Math.sqrt(in1Features);
    this.weight = uniformParameter([outFeatures, in1Features, in2Features], bound, options);
    this.bias = bias ? uniformParameter([outFeatures], bound, options) : null;
  }

  forward(x1: Tensor, x2: Tensor): Tensor {
    return bilinear(x1, x2, this.weight, this.bias);
  }

  override extraRepr(): string {
    const [out, in1, in2] = this.weight.shape;
    return arguments_({ in1_features: in1, in2_features: in2, out_features: out, bias: this.bias !== null });
  }
}

/**
 * Gives back what it gets.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Identity.html
 */
export class Identity extends Module<[Tensor]> {
  forward(x: Tensor): Tensor {
    return x;
  }
}

/**
 * The dimensions from `startDim` to `endDim` as one.
 * Shape: [N, …] → [N, the product of the others], or as `startDim` and `endDim` say.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Flatten.html
 * @throws IndexError for a dimension that is not there
 */
export class Flatten extends Module<[Tensor]> {
  readonly startDim: number;
  readonly endDim: number;

  constructor({ startDim = 1, endDim = -1 }: { startDim?: number; endDim?: number } = {}) {
    super();
    this.startDim = startDim;
    this.endDim = endDim;
  }

  forward(x: Tensor): Tensor {
    return x.flatten(this.startDim, this.endDim);
  }

  override extraRepr(): string {
    return arguments_({ start_dim: this.startDim, end_dim: this.endDim });
  }
}

/**
 * One dimension as several.
 * Shape: […, n, …] → […, the sizes given, …] in the place of `dim`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Unflatten.html
 */
export class Unflatten extends Module<[Tensor]> {
  readonly dim: number;
  readonly unflattenedSize: readonly number[];

  constructor(dim: number, unflattenedSize: readonly number[]) {
    super();
    if (!Array.isArray(unflattenedSize)) {
      throw new ArgumentTypeError(
        `unflattened_size must be a tuple of ints, but found type ${pythonType(unflattenedSize)}`,
      );
    }
    this.dim = dim;
    this.unflattenedSize = unflattenedSize;
  }

  forward(x: Tensor): Tensor {
    return x.unflatten(this.dim, this.unflattenedSize);
  }

  override extraRepr(): string {
    return arguments_({ dim: this.dim, unflattened_size: this.unflattenedSize });
  }
}

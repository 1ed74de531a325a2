/** @file Losses with margins, and of distributions, as modules. */

import { ValueError } from '../errors';
import * as F from '../functional/loss';
import type {
  GaussianOptions,
  LossOptions,
  MarginOptions,
  PoissonOptions,
  TripletOptions,
} from '../functional/loss';
import type { Tensor } from '../tensor';
import { Module } from './module';

/** A loss of these tensors. */
abstract class LossOf<Inputs extends Tensor[]> extends Module<Inputs> {
  readonly #compute: (...inputs: Inputs) => Tensor;

  constructor(compute: (...inputs: Inputs) => Tensor) {
    super();
    this.#compute = compute;
  }

  forward(...inputs: Inputs): Tensor {
    return this.#compute(...inputs);
  }
}

/**
 * 1 − cos where the target is 1, max(0, cos − margin) where it is −1: rows [N, D] and targets [N].
 * Shape: two of [N, D] and targets [N] → one number; with reduction 'none' [N].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.CosineEmbeddingLoss.html
 */
export class CosineEmbeddingLoss extends LossOf<[a: Tensor, b: Tensor, target: Tensor]> {
  static override readonly forwardNames = ['input1', 'input2', 'target'];

  constructor(options: MarginOptions = {}) {
    super((a, b, target) => F.cosineEmbeddingLoss(a, b, target, options));
  }
}

/**
 * max(0, −y (a − b) + margin).
 * Shape: three of [N] → one number; with reduction 'none' [N].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MarginRankingLoss.html
 */
export class MarginRankingLoss extends LossOf<[a: Tensor, b: Tensor, target: Tensor]> {
  static override readonly forwardNames = ['input1', 'input2', 'target'];

  constructor(options: MarginOptions = {}) {
    super((a, b, target) => F.marginRankingLoss(a, b, target, options));
  }
}

/**
 * max(0, d(anchor, positive) − d(anchor, negative) + margin), for rows [N, D].
 * Shape: three of [N, D] → one number; with reduction 'none' [N].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.TripletMarginLoss.html
 * @throws ValueError for a margin that is not above 0
 */
export class TripletMarginLoss extends LossOf<[anchor: Tensor, positive: Tensor, negative: Tensor]> {
  static override readonly forwardNames = ['anchor', 'positive', 'negative'];

  constructor(options: TripletOptions = {}) {
    if ((options.margin ?? 1) <= 0) {
      throw new ValueError(
        `TripletMarginLoss: expected margin to be greater than 0, got ${options.margin} instead`,
      );
    }
    super((anchor, positive, negative) => F.tripletMarginLoss(anchor, positive, negative, options));
  }
}

/**
 * x where the target is 1, max(0, margin − x) where it is −1.
 * Shape: input and target alike → one number; with reduction 'none' the input's.
 * Floating-point alone where the mean is taken.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.HingeEmbeddingLoss.html
 */
export class HingeEmbeddingLoss extends LossOf<[input: Tensor, target: Tensor]> {
  constructor(options: MarginOptions = {}) {
    super((input, target) => F.hingeEmbeddingLoss(input, target, options));
  }
}

/**
 * The mean over the other classes of max(0, margin − x[y] + x[i])^p.
 * Shape: [N, C] and classes [N]; [C] and one class → one number; with reduction 'none' [N].
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiMarginLoss.html
 */
export class MultiMarginLoss extends LossOf<[input: Tensor, target: Tensor]> {
  constructor(options: NonNullable<Parameters<typeof F.multiMarginLoss>[2]> = {}) {
    super((input, target) => F.multiMarginLoss(input, target, options));
    this.registerBuffer('weight', options.weight ?? null);
  }
}

/**
 * ln(1 + e^(−y x)) for targets of 1 and −1.
 * Shape: input and target alike → one number; with reduction 'none' the input's.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.SoftMarginLoss.html
 */
export class SoftMarginLoss extends LossOf<[input: Tensor, target: Tensor]> {
  constructor(options: LossOptions = {}) {
    super((input, target) => F.softMarginLoss(input, target, options));
  }
}

/**
 * The binary cross-entropy of logits [N, C], averaged over the classes.
 * Shape: two of [N, C] → one number; with reduction 'none' [N].
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiLabelSoftMarginLoss.html
 */
export class MultiLabelSoftMarginLoss extends LossOf<[input: Tensor, target: Tensor]> {
  constructor(options: NonNullable<Parameters<typeof F.multilabelSoftMarginLoss>[2]> = {}) {
    super((input, target) => F.multilabelSoftMarginLoss(input, target, options));
    this.registerBuffer('weight', options.weight ?? null);
  }
}

/**
 * Classes that a row names against those it does not: max(0, 1 − (x[named] − x[other])), over the number of classes.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiLabelMarginLoss.html
 */
export class MultiLabelMarginLoss extends LossOf<[input: Tensor, target: Tensor]> {
  constructor(options: LossOptions = {}) {
    super((input, target) => F.multilabelMarginLoss(input, target, options));
  }
}

/**
 * What is unlikely about counts, by the rate (or its logarithm) that is given for each.
 * Shape: input and target alike → one number; with reduction 'none' the input's.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.PoissonNLLLoss.html
 */
export class PoissonNLLLoss extends LossOf<[input: Tensor, target: Tensor]> {
  constructor(options: PoissonOptions = {}) {
    super((input, target) => F.poissonNllLoss(input, target, options));
  }
}

/**
 * ½ (ln var + (x − y)² / var).
 * Shape: input and target alike, the variance too or without the last size → one number; with reduction
 * 'none' the input's.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.GaussianNLLLoss.html
 */
export class GaussianNLLLoss extends LossOf<[input: Tensor, target: Tensor, variance: Tensor]> {
  static override readonly forwardNames = ['input', 'target', 'var'];

  constructor(options: GaussianOptions = {}) {
    super((input, target, variance) => F.gaussianNllLoss(input, target, variance, options));
  }
}

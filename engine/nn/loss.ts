/** @file Losses as modules: the functions of `F` with their settings kept. */

import * as F from '../functional/loss';
import type { ClassLossOptions, CrossEntropyOptions, LossOptions } from '../functional/loss';
import { ctcLoss, type CtcOptions } from '../functional/sequence';
import type { Tensor } from '../tensor';
import { Module } from './module';

/** A loss of an input and a target. */
abstract class Loss extends Module<[Tensor, Tensor]> {
  readonly #compute: (input: Tensor, target: Tensor) => Tensor;

  constructor(compute: (input: Tensor, target: Tensor) => Tensor) {
    super();
    this.#compute = compute;
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return this.#compute(input, target);
  }
}

/**
 * The squared distance (x − y)², reduced.
 * Shape: input and target alike → one number; with reduction 'none' the input's.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MSELoss.html
 * @throws ValueError for a reduction that there is not
 */
export class MSELoss extends Loss {
  constructor(options: LossOptions = {}) {
    super((input, target) => F.mseLoss(input, target, options));
  }
}

/**
 * The distance |x − y|, reduced.
 * Shape: input and target alike → one number; with reduction 'none' the input's.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.L1Loss.html
 */
export class L1Loss extends Loss {
  constructor(options: LossOptions = {}) {
    super((input, target) => F.l1Loss(input, target, options));
  }
}

/**
 * Squared below `beta`, straight above.
 * Shape: input and target alike → one number; with reduction 'none' the input's.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.SmoothL1Loss.html
 */
export class SmoothL1Loss extends Loss {
  constructor(options: NonNullable<Parameters<typeof F.smoothL1Loss>[2]> = {}) {
    super((input, target) => F.smoothL1Loss(input, target, options));
  }
}

/**
 * Half the square below `delta`, straight above.
 * Shape: input and target alike → one number; with reduction 'none' the input's.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.HuberLoss.html
 */
export class HuberLoss extends Loss {
  constructor(options: NonNullable<Parameters<typeof F.huberLoss>[2]> = {}) {
    super((input, target) => F.huberLoss(input, target, options));
  }
}

/**
 * The Kullback–Leibler divergence of log-probabilities from a target.
 * Shape: input and target alike → one number; with reduction 'none' the input's.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.KLDivLoss.html
 */
export class KLDivLoss extends Loss {
  constructor(options: NonNullable<Parameters<typeof F.klDiv>[2]> = {}) {
    super((input, target) => F.klDiv(input, target, options));
  }
}

/**
 * Of logits [N, C, …] and classes [N, …] (int64) or probabilities [N, C, …].
 * Shape: [N, C, …] and classes [N, …] or probabilities [N, C, …]; [C] and one class → one number; with
 * reduction 'none' [N, …].
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html
 * @throws ValueError for another reduction; IndexError for a class that there is not
 */
export class CrossEntropyLoss extends Loss {
  constructor(options: CrossEntropyOptions = {}) {
    super((input, target) => F.crossEntropy(input, target, options));
    this.registerBuffer('weight', options.weight ?? null);
  }
}

/**
 * Of log-probabilities [N, C, …] and classes [N, …].
 * Shape: [N, C, …] and classes [N, …]; [C] and one class → one number; with reduction 'none' [N, …].
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html
 * @throws ValueError for another reduction; IndexError for a class that there is not
 */
export class NLLLoss extends Loss {
  constructor(options: ClassLossOptions = {}) {
    super((input, target) => F.nllLoss(input, target, options));
    this.registerBuffer('weight', options.weight ?? null);
  }
}

/**
 * The cross-entropy of probabilities of two classes.
 * Shape: input and target alike → one number; with reduction 'none' the input's.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.BCELoss.html
 * @throws ValueError for a target of another size
 */
export class BCELoss extends Loss {
  constructor(options: NonNullable<Parameters<typeof F.binaryCrossEntropy>[2]> = {}) {
    super((input, target) => F.binaryCrossEntropy(input, target, options));
    this.registerBuffer('weight', options.weight ?? null);
  }
}

/**
 * The cross-entropy of logits of two classes, which does not overflow.
 * Shape: input and target alike → one number; with reduction 'none' the input's.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html
 * @throws ValueError for a target of another size
 */
export class BCEWithLogitsLoss extends Loss {
  constructor(options: NonNullable<Parameters<typeof F.binaryCrossEntropyWithLogits>[2]> = {}) {
    super((input, target) => F.binaryCrossEntropyWithLogits(input, target, options));
    this.registerBuffer('weight', options.weight ?? null);
    this.registerBuffer('posWeight', options.posWeight ?? null);
  }

  protected override stateName(property: string): string {
    return property === 'posWeight' ? 'pos_weight' : property;
  }
}

/**
 * Of log-probabilities [T, N, C], target sequences [N, S], and the lengths of both: how unlikely the sequences are.
 * Shape: [T, N, C], targets [N, S] or all in one row, lengths [N] each → one number; with reduction 'none'
 * [N].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.CTCLoss.html
 */
export class CTCLoss extends Module<
  [Tensor, Tensor, Tensor | readonly number[], Tensor | readonly number[]]
> {
  static override readonly forwardNames = ['log_probs', 'targets', 'input_lengths', 'target_lengths'];

  readonly #options: CtcOptions;

  constructor(options: CtcOptions = {}) {
    super();
    this.#options = options;
  }

  forward(
    logProbs: Tensor,
    targets: Tensor,
    inputLengths: Tensor | readonly number[],
    targetLengths: Tensor | readonly number[],
  ): Tensor {
    return ctcLoss(logProbs, targets, inputLengths, targetLengths, this.#options);
  }
}

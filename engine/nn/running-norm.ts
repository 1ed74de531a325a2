/** @file Normalisation with running statistics: over the batch, or each sample by itself. */

import * as F from '../functional/running-norm';
import { noGrad } from '../autograd/mode';
import { int64 } from '../dtype';
import { ValueError } from '../errors';
import { snakeCase } from '../format/python';
import type { Tensor } from '../tensor';
import { unobserved } from '../trace/observer';
import { Module } from './module';
import type { Parameter } from './parameter';
import { arguments_ } from './repr';
import { blank, constantParameter, type LayerOptions } from './weights';

export interface RunningNormOptions extends LayerOptions {
  readonly eps?: number;
  /** how fast the running statistics follow; null: they are the mean over all batches */
  readonly momentum?: number | null;
  readonly affine?: boolean;
  readonly trackRunningStats?: boolean;
}

/** What norms with running statistics have in common. */
abstract class RunningNorm extends Module<[Tensor]> {
  readonly numFeatures: number;
  readonly eps: number;
  readonly momentum: number | null;
  weight: Parameter | null;
  bias: Parameter | null;
  declare runningMean: Tensor | null;
  declare runningVar: Tensor | null;
  declare numBatchesTracked: Tensor | null;
  readonly #ranks: readonly number[];

  constructor(ranks: readonly number[], numFeatures: number, given: RunningNormOptions) {
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

  /** the fewest dimensions that are allowed */
  protected get leastRank(): number {
    return Math.min(...this.#ranks);
  }

  /** @throws ValueError for another rank */
  protected checkRank(x: Tensor): void {
    if (this.#ranks.includes(x.ndim)) return;
    const expected = this.#ranks.map((rank) => `${rank}D`).join(' or ');
    throw new ValueError(`expected ${expected} input (got ${x.ndim}D input)`);
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

/** Mean 0 and variance 1 for each channel over the batch; after training by what was collected. */
abstract class BatchNorm extends RunningNorm {
  #batches = 0;

  forward(x: Tensor): Tensor {
    this.checkRank(x);
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
}

/**
 * For [N, C] or [N, C, L].
 * Shape: [N, C] or [N, C, L]; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html
 * @throws ValueError for another rank, and in training for one value of a channel
 */
export class BatchNorm1d extends BatchNorm {
  constructor(numFeatures: number, options: RunningNormOptions = {}) {
    super([2, 3], numFeatures, options);
  }
}

/**
 * For [N, C, H, W].
 * Shape: [N, C, H, W]; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html
 * @throws ValueError for another rank, and in training for one value of a channel
 */
export class BatchNorm2d extends BatchNorm {
  constructor(numFeatures: number, options: RunningNormOptions = {}) {
    super([4], numFeatures, options);
  }
}

/**
 * For [N, C, D, H, W].
 * Shape: [N, C, D, H, W]; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm3d.html
 */
export class BatchNorm3d extends BatchNorm {
  constructor(numFeatures: number, options: RunningNormOptions = {}) {
    super([5], numFeatures, options);
  }
}

/** Mean 0 and variance 1 for each channel of each sample. */
abstract class InstanceNorm extends RunningNorm {
  constructor(ranks: readonly number[], numFeatures: number, options: RunningNormOptions) {
    super(ranks, numFeatures, { affine: false, trackRunningStats: false, ...options });
  }

  forward(x: Tensor): Tensor {
    this.checkRank(x);
    const unbatched = x.ndim === this.leastRank;
    const samples = unbatched ? x.unsqueeze(0) : x;
    const { runningMean, runningVar } = this;
    const output = F.instanceNorm(samples, runningMean, runningVar, this.weight, this.bias, {
      useInputStats: this.training || !runningMean,
      momentum: this.momentum ?? 0,
      eps: this.eps,
    });
    return unbatched ? output.squeeze(0) : output;
  }
}

/**
 * For [N, C, L] or [C, L].
 * Shape: [N, C, L] or [C, L]; keeps it.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.InstanceNorm1d.html
 * @throws ValueError for another rank, and for planes of one element
 */
export class InstanceNorm1d extends InstanceNorm {
  constructor(numFeatures: number, options: RunningNormOptions = {}) {
    super([2, 3], numFeatures, options);
  }
}

/**
 * For [N, C, H, W] or [C, H, W].
 * Shape: [N, C, H, W] or [C, H, W]; keeps it.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.InstanceNorm2d.html
 * @throws ValueError for another rank, and for planes of one element
 */
export class InstanceNorm2d extends InstanceNorm {
  constructor(numFeatures: number, options: RunningNormOptions = {}) {
    super([3, 4], numFeatures, options);
  }
}

/**
 * For [N, C, D, H, W] or [C, D, H, W].
 * Shape: [N, C, D, H, W] or [C, D, H, W]; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.InstanceNorm3d.html
 */
export class InstanceNorm3d extends InstanceNorm {
  constructor(numFeatures: number, options: RunningNormOptions = {}) {
    super([4, 5], numFeatures, options);
  }
}

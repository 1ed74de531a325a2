/** @file How alike or far apart two tensors are, as modules. */

import { cosineSimilarity, pairwiseDistance } from '../functional/softmax';
import type { Tensor } from '../tensor';
import { Module } from './module';

/**
 * The cosine of the angle between x1 and x2 along a dimension.
 * Shape: two that broadcast together → the same without `dim`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.CosineSimilarity.html
 */
export class CosineSimilarity extends Module<[Tensor, Tensor]> {
  static override readonly forwardNames = ['x1', 'x2'];

  readonly dim: number;
  readonly eps: number;

  constructor({ dim = 1, eps = 1e-8 }: { dim?: number; eps?: number } = {}) {
    super();
    this.dim = dim;
    this.eps = eps;
  }

  forward(x1: Tensor, x2: Tensor): Tensor {
    return cosineSimilarity(x1, x2, { dim: this.dim, eps: this.eps });
  }
}

/**
 * The p-norm of the difference of rows [N, D].
 * Shape: two of [N, D] (or [D]) → [N] (or one number); with `keepdim` [N, 1].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.PairwiseDistance.html
 */
export class PairwiseDistance extends Module<[Tensor, Tensor]> {
  static override readonly forwardNames = ['x1', 'x2'];

  readonly p: number;
  readonly eps: number;
  readonly keepdim: boolean;

  constructor({ p = 2, eps = 1e-6, keepdim = false }: { p?: number; eps?: number; keepdim?: boolean } = {}) {
    super();
    this.p = p;
    this.eps = eps;
    this.keepdim = keepdim;
  }

  forward(x1: Tensor, x2: Tensor): Tensor {
    return pairwiseDistance(x1, x2, { p: this.p, eps: this.eps, keepdim: this.keepdim });
  }
}

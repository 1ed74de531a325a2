/** @file F: softmax and its kin, norms and similarities. */

import { apply } from '../autograd/apply';
import type { DType } from '../dtype';
import { RuntimeError } from '../errors';
import { resultType } from '../ops/common';
import { distanceNorm } from '../ops/loss/index';
import { noGrad } from '../autograd/mode';
import type { Generator } from '../random/generator';
import { Tensor } from '../tensor';
import { broadcastShapes, sameShape } from '../shape';
import { raised } from './raised';
import { unobserved } from '../trace/observer';
import { checkTensors } from '../refusals';

interface SoftmaxOptions {
  /** cast to this first */
  readonly dtype?: DType;
}

/** The dimension that PyTorch takes where none is said, which it warns of. */
const usualDim = ({ ndim }: Tensor): number => (ndim === 0 || ndim === 1 || ndim === 3 ? 0 : 1);

/**
 * e^x over its sum along a dimension; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softmax.html
 */
export function softmax(x: Tensor, dim?: number | null, options: SoftmaxOptions = {}): Tensor {
  checkTensors('softmax', { input: x }, 'python');
  return x.softmax(dim ?? usualDim(x), options);
}

/**
 * The logarithm of `softmax`, without overflow; floating-point alone.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.log_softmax.html
 */
export function logSoftmax(x: Tensor, dim?: number | null, options: SoftmaxOptions = {}): Tensor {
  checkTensors('logSoftmax', { input: x }, 'python');
  return x.logSoftmax(dim ?? usualDim(x), options);
}

/**
 * Softmax of −x; floating-point alone. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softmin.html
 */
export function softmin(x: Tensor, dim?: number | null, options: SoftmaxOptions = {}): Tensor {
  checkTensors('softmin', { input: x }, 'python');
  return x.neg().softmax(dim ?? usualDim(x), options);
}

export interface NormalizeOptions {
  readonly p?: number;
  readonly dim?: number;
  /** the least that is divided by */
  readonly eps?: number;
}

/**
 * x over its p-norm along the dimension; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.normalize.html
 */
export function normalize(x: Tensor, { p = 2, dim = 1, eps = 1e-12 }: NormalizeOptions = {}): Tensor {
  checkTensors('normalize', { input: x }, 'python');
  return x.div(x.norm(p, dim, { keepdim: true }).clampMin(eps).expand(x.shape));
}

/**
 * The cosine of the angle between vectors along the dimension; the inputs are broadcast; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.cosine_similarity.html
 */
export function cosineSimilarity(
  a: Tensor,
  b: Tensor,
  { dim = 1, eps = 1e-8 }: NormalizeOptions = {},
): Tensor {
  checkTensors('cosineSimilarity', { x1: a, x2: b });
  // before the norms are taken: what is copied along the dimension makes its vector longer
  const shape = broadcastShapes(a.shape, b.shape);
  const dtype = resultType([a, b]);
  if (!dtype.isFloatingPoint) {
    throw new RuntimeError(
      `expected common dtype to be floating point, yet common dtype is ${dtype.scalarName}`,
    );
  }
  const unit = (part: Tensor): Tensor => {
    const x = (sameShape(part.shape, shape) ? part : part.expand(shape)).to(dtype);
    return x.div(raised(x.norm(2, dim, { keepdim: true }), eps));
  };
  return unit(a).mul(unit(b)).sum(dim);
}

export interface DistanceOptions {
  readonly p?: number;
  /** added to each difference */
  readonly eps?: number;
  readonly keepdim?: boolean;
}

/**
 * The p-norm of a − b along the last dimension; integers become float32, bools are refused.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pairwise_distance.html
 */
export function pairwiseDistance(
  a: Tensor,
  b: Tensor,
  { p = 2, eps = 1e-6, keepdim = false }: DistanceOptions = {},
): Tensor {
  checkTensors('pairwiseDistance', { x1: a, x2: b });
  const order = Number.isFinite(p) ? p : String(p);
  return apply(distanceNorm, [a.sub(b).add(eps)], { p: order, dim: [-1], keepdim });
}

export interface GumbelOptions {
  /** the temperature: the smaller, the nearer to one-hot */
  readonly tau?: number;
  /** one-hot values, with the gradient of the soft ones */
  readonly hard?: boolean;
  readonly dim?: number;
  readonly generator?: Generator;
}

/**
 * A draw from the categories that the logits weigh, soft enough to be differentiated.
 * Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.gumbel_softmax.html
 */
export function gumbelSoftmax(
  logits: Tensor,
  { tau = 1, hard = false, dim = -1, generator }: GumbelOptions = {},
): Tensor {
  checkTensors('gumbelSoftmax', { logits }, 'python');
  const noise = unobserved(() =>
    noGrad(() =>
      Tensor.full(logits.shape, 0, logits.dtype, logits.device)
        .exponential_(1, generator ? { generator } : {})
        .log()
        .neg(),
    ),
  );
  const soft = logits.add(noise).div(tau).softmax(dim);
  if (!hard) return soft;
  const largest = unobserved(() => soft.detach().max(dim, { keepdim: true }).indices);
  const one = unobserved(() => soft.detach().mul(0).scatter(dim, largest, 1));
  return one.sub(soft.detach()).add(soft);
}

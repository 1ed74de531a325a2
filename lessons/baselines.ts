/** @file What a learner of linear regression is measured against: four answers to "what is y at this x?", from examples. */

import { torch } from '../engine/index';
import type { Tensor } from '../engine/index';
import { unobserved } from '../engine/trace/observer';

/*
 * All take examples xs [*, n, d] with ys [*, n], and a query [*, d], and give the y they expect there, [*]. There is
 * no intercept. The leading dimensions are tasks, each with examples of its own.
 */

/** What the queries' inner product with these weights [*, d] is. */
const at = (query: Tensor, weights: Tensor): Tensor => query.mul(weights).sum(-1);

const quietly = (work: () => Tensor): Tensor => torch.noGrad(() => unobserved(work));

/** The weights for which the squared errors are least; of several, the shortest, as where n < d. */
export function leastSquares(xs: Tensor, ys: Tensor, query: Tensor): Tensor {
  return quietly(() => {
    const weights = torch.linalg.pinv(xs).matmul(ys.unsqueeze(-1)).squeeze(-1);
    return at(query, weights);
  });
}

/** The mean of x·y for the weights: right on the whole where x has variance 1 in all directions. */
export function averaging(xs: Tensor, ys: Tensor, query: Tensor): Tensor {
  return quietly(() => at(query, xs.mul(ys.unsqueeze(-1)).mean(-2)));
}

/** The mean y of the k examples that are nearest to the query; of all where there are fewer. */
export function nearestNeighbours(
  xs: Tensor,
  ys: Tensor,
  query: Tensor,
  { k = 3 }: { readonly k?: number } = {},
): Tensor {
  return quietly(() => {
    const distances = xs.sub(query.unsqueeze(-2)).pow(2).sum(-1);
    const nearest = distances.topk(Math.min(k, ys.shape.at(-1)!), -1, { largest: false });
    return ys.gather(-1, nearest.indices).mean(-1);
  });
}

export interface LassoOptions {
  /** the price of |w|; 0 is least squares */
  readonly alpha?: number;
  /** how often each weight is set anew */
  readonly sweeps?: number;
}

/**
 * The weights that make ‖y − X w‖² / 2n + alpha · ‖w‖₁ least, by coordinate descent: one weight after the other takes its
 * best value while the rest stay, which is its share of what the rest leave, moved towards 0 by alpha.
 * Source: https://scikit-learn.org/stable/modules/linear_model.html#lasso
 */
export function lassoWeights(
  xs: Tensor,
  ys: Tensor,
  { alpha = 0.1, sweeps = 100 }: LassoOptions = {},
): Tensor {
  return quietly(() => {
    const columns = xs.unbind(-1);
    const sizes = columns.map((column) => column.pow(2).mean(-1));
    const weights = columns.map((column) => torch.zerosLike(column.select(-1, 0)));
    let left = ys;
    for (let sweep = 0; sweep < sweeps; sweep++) {
      columns.forEach((column, j) => {
        const before = weights[j]!;
        const share = column.mul(left).mean(-1).add(sizes[j]!.mul(before));
        const after = share.sign().mul(share.abs().sub(alpha).clampMin(0)).div(sizes[j]!);
        left = left.sub(column.mul(after.sub(before).unsqueeze(-1)));
        weights[j] = after;
      });
    }
    return torch.stack(weights, -1);
  });
}

/** The answer of the Lasso's weights. */
export function lasso(xs: Tensor, ys: Tensor, query: Tensor, options: LassoOptions = {}): Tensor {
  return quietly(() => at(query, lassoWeights(xs, ys, options)));
}

/** @file How far one distribution is from another. */

import { NotImplementedError } from '../errors';
import { softplus } from '../functional/activation';
import type { Tensor } from '../tensor';
import { Bernoulli, Categorical } from './choices';
import { Normal } from './continuous';
import type { Distribution } from './distribution';

function ofNormals(p: Normal, q: Normal): Tensor {
  const ratio = p.scale.div(q.scale).pow(2);
  const off = p.loc.sub(q.loc).div(q.scale).pow(2);
  return ratio.add(off).sub(1).sub(ratio.log()).mul(0.5);
}

function ofCategoricals(p: Categorical, q: Categorical): Tensor {
  const terms = p.probs.mul(p.logits.sub(q.logits));
  return terms.maskedFill(q.probs.eq(0), Infinity).maskedFill(p.probs.eq(0), 0).sum(-1);
}

function ofBernoullis(p: Bernoulli, q: Bernoulli): Tensor {
  const yes = p.probs.mul(softplus(q.logits.neg()).sub(softplus(p.logits.neg())));
  const no = p.probs
    .neg()
    .add(1)
    .mul(softplus(q.logits).sub(softplus(p.logits)));
  return yes
    .maskedFill(q.probs.eq(0), Infinity)
    .maskedFill(p.probs.eq(0), 0)
    .add(no.maskedFill(q.probs.eq(1), Infinity).maskedFill(p.probs.eq(1), 0));
}

/**
 * The Kullback–Leibler divergence of p from q: Σ p·ln(p / q). Of two normal, two categorical or two Bernoulli
 * distributions. Shape: the batch shapes, broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/distributions.html#module-torch.distributions.kl
 * @throws NotImplementedError for others
 */
export function klDivergence(p: Distribution, q: Distribution): Tensor {
  if (p instanceof Normal && q instanceof Normal) return ofNormals(p, q);
  if (p instanceof Categorical && q instanceof Categorical) return ofCategoricals(p, q);
  if (p instanceof Bernoulli && q instanceof Bernoulli) return ofBernoullis(p, q);
  const kind = (one: Distribution): string => String(one).split('(', 1)[0]!;
  throw new NotImplementedError(`No KL(p || q) is implemented for p type ${kind(p)} and q type ${kind(q)}`);
}

/** @file The namespace `torch.special`: functions that `torch` has, too, some under another name. */

import { sigmoid } from '../functional/activation';
import { digamma, lgamma } from './pointwise';

export { digamma, erf, erfc, erfinv, exp2, expm1, log1p, round } from './pointwise';
export { logit } from './names';
export { logSoftmax, logsumexp, softmax } from './reduction';
export { sinc, xlogy } from './signs';
export { sigmoid as expit, lgamma as gammaln, digamma as psi };

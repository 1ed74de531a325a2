/** @file Numbers kept from being too small to divide by. */

import { noGrad } from '../autograd/mode';
import type { Tensor } from '../tensor';
import { unobserved } from '../trace/observer';

/** max(x, least), with the gradient of x: PyTorch clamps where the graph does not see it. */
export function raised(x: Tensor, least: number): Tensor {
  const lift = unobserved(() => noGrad(() => x.clampMin(least).sub(x)));
  return x.add(lift);
}

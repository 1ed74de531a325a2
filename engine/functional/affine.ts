/** @file What norms multiply with and add. */

import type { Tensor } from '../tensor';

interface Affine {
  readonly weight: Tensor | null;
  readonly bias: Tensor | null;
}

/** The tensors of a norm's weight and bias, and which of them there are. */
export function affine({ weight, bias }: Affine) {
  return {
    tensors: [weight, bias].filter((t) => t !== null),
    attrs: { weight: weight !== null, bias: bias !== null },
  };
}

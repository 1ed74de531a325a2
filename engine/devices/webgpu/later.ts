/** @file Kernels put off until somebody looks at what they make: others may know how to do without. */

import type { StridedView } from '../device';
import type { Targets } from '../lanes';

/** What a kernel that is put off would do, for kernels that come after it. */
export type Recipe =
  /** `out` becomes the logarithm of softmax along the last dimension of `x` */
  | { readonly kind: 'logSoftmax'; readonly x: StridedView; readonly out: StridedView }
  /** `out` becomes the gradient of a likelihood for its input, from that of the loss */
  | {
      readonly kind: 'likelihoodInput';
      readonly g: StridedView;
      readonly targets: Targets;
      readonly out: StridedView;
    };

/** One such kernel; what it makes has no memory yet. */
export class Later {
  readonly recipe: Recipe;
  /** views that it reads, in memory */
  readonly views: readonly StridedView[];
  readonly record: () => void;

  constructor(recipe: Recipe, views: readonly StridedView[], record: () => void) {
    this.recipe = recipe;
    this.views = views;
    this.record = record;
  }
}

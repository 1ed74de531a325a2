/** @file The families of kernels: each is done by the CPU where all that it is given is at hand, and on the GPU otherwise. */

import { float32 } from '../../dtype';
import type { AttentionKernels } from '../attention';
import type { Storage } from '../device';
import type { IndexingKernels } from '../indexing';
import type { ClassKernels, LaneKernels, SoftmaxKernels } from '../lanes';
import type { NetworkKernels } from '../network';
import type { OptimizerKernels } from '../optimizers';
import type { PointwiseKernels } from '../pointwise';
import { hereOrThere, type HostKernels } from './host';
import { attentionKernels } from './kernels/attention';
import { classKernels } from './kernels/classes';
import { convolutionKernels } from './kernels/convolution';
import { indexingKernels } from './kernels/indexing';
import { laneKernels } from './kernels/lanes';
import { normalizationKernels, softmaxKernels } from './kernels/normalization';
import { optimizerKernels } from './kernels/optimizers';
import { planeKernels } from './kernels/planes';
import { pointwiseKernels } from './kernels/pointwise';
import { rowKernels } from './kernels/rows';
import type { Memory } from './memory';
import type { Work } from './work';

/** What a device has beside the primitives. */
export interface Families {
  readonly pointwise: PointwiseKernels;
  readonly attention: AttentionKernels;
  readonly optimizers: OptimizerKernels;
  readonly lanes: LaneKernels;
  readonly softmax: SoftmaxKernels;
  readonly classes: ClassKernels;
  readonly indexing: IndexingKernels;
  readonly network: Partial<NetworkKernels>;
}

/** @param weightless see `attentionKernels` */
export function kernelFamilies(
  work: Work,
  memory: Memory,
  host: HostKernels,
  weightless: boolean | undefined,
): Families {
  const { software } = work;
  const zeros = (length: number, largest: number): Storage =>
    memory.empty(float32, length, [length], largest);
  const network = {
    ...planeKernels(work),
    ...rowKernels(work),
    ...convolutionKernels(work, software),
    ...normalizationKernels(work, software),
  };
  return {
    pointwise: hereOrThere(pointwiseKernels(work), host.pointwise),
    optimizers: hereOrThere(optimizerKernels(work, zeros), host.optimizers),
    attention: attentionKernels(work, weightless),
    lanes: hereOrThere(laneKernels(work), host.lanes),
    softmax: hereOrThere(softmaxKernels(work, software), host.softmax),
    classes: hereOrThere(classKernels(work), host.classes),
    indexing: hereOrThere(indexingKernels(work), host.indexing),
    network: hereOrThere(network, host.network),
  };
}

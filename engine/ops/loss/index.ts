/** @file The records of this folder, and those of its kind that PyTorch names otherwise. */

import { div } from '../elementwise';
import type { OpRecord } from '../op';
import { norm } from '../reduction/norm';
import { binaryCrossEntropy, binaryCrossEntropyWithLogits } from './binary';
import { ctcLoss } from './ctc';
import { MARGIN_OPS } from './margin';
import { nllLoss } from './nll';
import { huberLoss, mseLoss, smoothL1Loss } from './regression';

/** Division by a number of elements, under the name that PyTorch has for it. */
export const divCount: OpRecord = { ...div, name: 'divCount', gradFn: () => 'DivBackward1' };
/** The norm of a distance, under the name that PyTorch has for it. */
export const distanceNorm: OpRecord = { ...norm, name: 'distanceNorm', gradFn: () => 'NormBackward1' };

export const LOSS_OPS: readonly OpRecord[] = [
  ...[nllLoss, mseLoss, smoothL1Loss, huberLoss, binaryCrossEntropy, binaryCrossEntropyWithLogits],
  ...[divCount, distanceNorm, ctcLoss, ...MARGIN_OPS],
];

/** @file The records of this folder. */

import type { OpRecord } from '../op';
import { COUNTING_OPS } from './counting';
import { CUMULATIVE_OPS } from './cumulative';
import { EXTREMA_OPS } from './extrema';
import { pickFirst, placeRecord } from './lanes';
import { LOGICAL_OPS } from './logical';
import { MOMENT_OPS } from './moments';
import { NAN_MEDIAN_OPS } from './nan-median';
import { distRecord, norm } from './norm';
import { ORDER_OPS } from './order';
import { quantile } from './quantile';

export const REDUCTION_OPS: readonly OpRecord[] = [
  ...[pickFirst, placeRecord, norm, distRecord, quantile],
  ...[...EXTREMA_OPS, ...MOMENT_OPS, ...CUMULATIVE_OPS, ...LOGICAL_OPS, ...ORDER_OPS, ...COUNTING_OPS],
  ...NAN_MEDIAN_OPS,
];

/** @file Every work there is, in the table's order. */

import type { Work } from '../work';
import { BACK_AND_FORTH } from './back-and-forth';
import { classifier } from './classifier';
import { convolution } from './convolution';
import { DEVICE_LIFE } from './device-life';
import { DISPATCH } from './dispatch';
import { ELEMENTWISE } from './elementwise';
import { MATMUL } from './matmul';
import { TRAININGS } from './trainings';
import { transformer } from './transformer';

export const WORKS: readonly Work[] = [
  ...MATMUL,
  ...ELEMENTWISE,
  ...BACK_AND_FORTH,
  classifier,
  convolution,
  transformer,
  ...DISPATCH,
  ...TRAININGS,
  ...DEVICE_LIFE,
];

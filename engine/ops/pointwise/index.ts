/** @file All pointwise ops beyond the first arithmetic. */

import type { OpRecord } from '../op';
import { ANGLE_OPS } from './angles';
import { GAMMA_OPS } from './gamma';
import { SMOOTH_ACTIVATIONS } from './activation';
import { DIVISION_OPS } from './division';
import { EXPONENTIAL_OPS } from './exponential';
import { gluRecord } from './glu';
import { LIMIT_OPS } from './limits';
import { LOGARITHM_OPS } from './logarithms';
import { LOGIC_OPS } from './logic';
import { ODDS_OPS } from './odds';
import { PIECEWISE_ACTIVATIONS } from './piecewise';
import { PRODUCT_OPS } from './products';
import { ROUNDING_OPS } from './rounding';
import { SIGN_OPS } from './signs';
import { TRIGONOMETRY_OPS } from './trigonometry';
import { whereRecord } from './where';

export const POINTWISE_OPS: readonly OpRecord[] = [
  ...EXPONENTIAL_OPS,
  ...GAMMA_OPS,
  ...LOGARITHM_OPS,
  ...TRIGONOMETRY_OPS,
  ...ANGLE_OPS,
  ...SIGN_OPS,
  ...ROUNDING_OPS,
  ...DIVISION_OPS,
  ...LIMIT_OPS,
  ...PRODUCT_OPS,
  ...ODDS_OPS,
  ...LOGIC_OPS,
  ...SMOOTH_ACTIVATIONS,
  ...PIECEWISE_ACTIVATIONS,
  gluRecord,
  whereRecord,
];

/** @file Every op's record by its name, for those who read a trace. */

import * as compare from './compare';
import { add, div, mul, pow, rsub, sub } from './elementwise';
import { ALONG_OPS } from './indexing/along';
import { LOOKUP_OPS } from './indexing/lookup';
import { MASKED_OPS } from './indexing/masked';
import { SELECT_OPS } from './indexing/select';
import { JOINING_OPS } from './joining/join';
import { matmul } from './matmul';
import type { OpRecord } from './op';
import { NETWORK_OPS } from './network';
import { POINTWISE_OPS } from './pointwise/index';
import { mean, sum } from './reduce';
import { LOSS_OPS } from './loss/index';
import { REDUCTION_OPS } from './reduction/index';
import { GEOMETRY_OPS } from './reshaping/geometry';
import { MOVES } from './reshaping/moves';
import { RESHAPING_VIEWS } from './reshaping/views';
import { scatterReduce } from './indexing/scatter-reduce';
import { SOFTMAX_OPS } from './softmax';
import { exp, log, neg, relu, sigmoid, sqrt, tanh } from './unary';
import { VIEW_OPS } from './view';

/** Every op there is; a test holds each one's explanation to its backward. */
export const OPS: readonly OpRecord[] = [
  ...[add, sub, rsub, mul, div, pow, neg, exp, log, sqrt, tanh, sigmoid, relu],
  ...[compare.eq, compare.ne, compare.lt, compare.le, compare.gt, compare.ge],
  ...[sum, mean, matmul],
  ...VIEW_OPS,
  ...[...GEOMETRY_OPS, ...RESHAPING_VIEWS, ...MOVES, ...JOINING_OPS],
  ...[...ALONG_OPS, scatterReduce, ...LOOKUP_OPS, ...SELECT_OPS, ...MASKED_OPS],
  ...POINTWISE_OPS,
  ...REDUCTION_OPS,
  ...SOFTMAX_OPS,
  ...NETWORK_OPS,
  ...LOSS_OPS,
];

const byName = new Map(OPS.map((record) => [record.name, record]));

/** The record of an op, or of an in-place form of it (`mul_`); undefined for what is no op (a factory). */
export function opRecord(name: string): OpRecord | undefined {
  return byName.get(name) ?? byName.get(name.replace(/_$/, ''));
}

/** @file Every op's record by its name, for those who read a trace. */

import * as compare from './compare';
import {
  add,
  div,
  exp,
  log,
  mul,
  neg,
  pow,
  relu,
  rsub,
  sigmoid,
  sqrt,
  sub,
  tanh,
  whereNumber,
} from './elementwise';
import { matmul } from './matmul';
import type { OpRecord } from './op';
import { mean, sum } from './reduce';
import { VIEW_OPS } from './view';

/** Every op there is; a test holds each one's explanation to its backward. */
export const OPS: readonly OpRecord[] = [
  ...[add, sub, rsub, mul, div, pow, neg, exp, log, sqrt, tanh, sigmoid, relu, whereNumber],
  ...[compare.eq, compare.ne, compare.lt, compare.le, compare.gt, compare.ge],
  ...[sum, mean, matmul],
  ...VIEW_OPS,
];

const byName = new Map(OPS.map((record) => [record.name, record]));

/** The record of an op; undefined for what is no op (a factory). */
export function opRecord(name: string): OpRecord | undefined {
  return byName.get(name);
}

/** @file What stands in an operation's round: its record's symbol, or its name where it has none. */

import { opRecord } from '../../engine/ops/registry';

/** The symbol of an operation: '×', 'tanh'. */
export function symbolOf(op: string): string {
  return opRecord(op)?.symbol ?? op;
}

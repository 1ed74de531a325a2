/** @file What stands in an operation's round: its record's symbol, or its name where it has none. */

import { opRecord } from '../../engine/ops/registry';
import type { GraphNode } from './model';

/** What stands in a node's round: its operation's symbol, or its module's class; '' where it has none. */
export function roundText({ op, module }: GraphNode): string {
  if (module !== null) return module.times > 1 ? `${module.times} × ${module.type}` : module.type;
  return op === null ? '' : symbolOf(op.op);
}

/** The symbol of an operation: '×', 'tanh'. */
export function symbolOf(op: string): string {
  return opRecord(op)?.symbol ?? op;
}

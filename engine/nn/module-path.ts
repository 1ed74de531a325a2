/** @file Where in the model the work is done at the moment: the modules that are being called, outermost first. */

import type { ModuleCall } from '../trace/events';
import type { AnyModule } from './tree';

/** One call of a module, inside those around it. */
export interface Frame {
  readonly module: AnyModule;
  readonly call: number;
  readonly outer: Frame | null;
  /** made when it is asked for */
  path: readonly ModuleCall[] | null;
}

const NOWHERE: readonly ModuleCall[] = Object.freeze([]);
let innermost: Frame | null = null;
let calls = 0;

/** Runs a module's forward with it on the path; also right for work that throws. */
export function within<T>(module: AnyModule, work: () => T): T {
  const outer = innermost;
  innermost = { module, call: ++calls, outer, path: null };
  try {
    return work();
  } finally {
    innermost = outer;
  }
}

/** The call that is under way, the innermost; null: none. */
export function currentCall(): Frame | null {
  return innermost;
}

/**
 * The modules that are called, outermost first. Names are looked for only here, so that calling stays cheap:
 * a model of which the trace is not kept never pays for them.
 */
export function modulePath(frame: Frame | null): readonly ModuleCall[] {
  if (!frame) return NOWHERE;
  return (frame.path ??= [...modulePath(frame.outer), stepOf(frame)]);
}

function stepOf({ module, call, outer }: Frame): ModuleCall {
  const found = outer?.module.namedModules().find(([, other]) => other === module);
  return { call, name: found?.[0] ?? '', type: module.typeName() };
}

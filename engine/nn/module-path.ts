/** @file Where in the model the work is done at the moment: the modules that are being called, outermost first. */

import type { ModuleCall } from '../trace/events';
import type { AnyModule } from './tree';

interface Frame {
  readonly module: AnyModule;
  readonly call: number;
  /** made when it is asked for */
  path: readonly ModuleCall[] | null;
}

const stack: Frame[] = [];
const NOWHERE: readonly ModuleCall[] = Object.freeze([]);
let calls = 0;

/** Runs a module's forward with it on the path; also right for work that throws. */
export function within<T>(module: AnyModule, work: () => T): T {
  stack.push({ module, call: ++calls, path: null });
  try {
    return work();
  } finally {
    stack.pop();
  }
}

/**
 * The modules being called now. Names are looked for only here, so that calling stays cheap:
 * a model of which the trace is not kept never pays for them.
 */
export function modulePath(): readonly ModuleCall[] {
  let path = NOWHERE;
  stack.forEach((frame, depth) => {
    frame.path ??= [...path, stepOf(frame, stack[depth - 1]?.module)];
    path = frame.path;
  });
  return path;
}

function stepOf({ module, call }: Frame, parent: AnyModule | undefined): ModuleCall {
  const found = parent?.namedModules().find(([, other]) => other === module);
  return { call, name: found?.[0] ?? '', type: module.typeName() };
}

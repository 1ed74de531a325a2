/** @file Where in the model the work is done at the moment: the modules that are being called, outermost first. */

import type { AnyModule } from './tree';

/** One module on the way: the name its parent knows it by ('' for the outermost), and its class. */
export interface ModuleStep {
  readonly name: string;
  readonly type: string;
}

const stack: AnyModule[] = [];

/** Runs a module's forward with it on the path; also right for work that throws. */
export function within<T>(module: AnyModule, work: () => T): T {
  stack.push(module);
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
export function modulePath(): readonly ModuleStep[] {
  return stack.map((module, depth) => {
    const parent = stack[depth - 1];
    const found = parent?.namedModules().find(([, other]) => other === module);
    return { name: found?.[0] ?? '', type: module.typeName() };
  });
}

/** @file Full names in the tree of modules: 'layers.0.weight'. */

import type { Tensor } from '../tensor';
import type { AnyModule } from './tree';

export interface NamedOptions {
  /** put before every name */
  readonly prefix?: string;
  /** also those of the modules inside; default true */
  readonly recurse?: boolean;
}

/** The name of what is inside `prefix`. */
export function joined(prefix: string, name: string): string {
  return prefix ? `${prefix}.${name}` : name;
}

/** What the modules own, by full name; what is shared once, under its first name. */
export function named<T>(
  module: AnyModule,
  own: (module: AnyModule) => [string, T][],
  { prefix = '', recurse = true }: NamedOptions,
): [string, T][] {
  const seen = new Set<T>();
  const modules: [string, AnyModule][] = recurse ? module.namedModules(prefix) : [[prefix, module]];
  return modules
    .flatMap(([path, inner]) => own(inner).map(([name, value]): [string, T] => [joined(path, name), value]))
    .filter(([, value]) => !seen.has(value) && seen.add(value));
}

/** The tensors of a module's state; a module that is there twice has its tensors under both names. */
export function stateOf(module: AnyModule, prefix = ''): [string, Tensor][] {
  const own: [string, Tensor][] = [...module.ownParameters(), ...module.ownBuffers(true)];
  return [
    ...own.map(([name, tensor]): [string, Tensor] => [joined(prefix, name), tensor]),
    ...module.ownModules().flatMap(([name, child]) => stateOf(child, joined(prefix, name))),
  ];
}

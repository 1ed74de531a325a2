/** @file The hyper-parameters of a run: the numbers its text marks, and the settings of its optimiser. */

import type { Attrs } from '../../engine/trace/events';
import { findTunables } from '../training/numbers';

/** Settings that are switched off say nothing. */
function tells(value: Attrs[string] | undefined): boolean {
  return value !== 0 && value !== false && value !== null && value !== undefined;
}

/** By name, as they are written. */
export function hyperParameters(
  source: string,
  optimizer: { readonly optimizer: string; readonly settings: Attrs } | null,
): ReadonlyMap<string, string> {
  const found = new Map(findTunables(source).map(({ name, text }) => [name, text]));
  if (optimizer === null) return found;
  const all = new Map([['optimiser', optimizer.optimizer], ...found]);
  for (const [name, value] of Object.entries(optimizer.settings)) {
    if (!all.has(name) && tells(value)) all.set(name, String(value));
  }
  return all;
}

/** @file What checks share: reading the learner's functions and numbers, and saying in words what was found. */

import type { CheckContext, Verdict } from './types';

/** Something the learner made, or a sentence that says why there is none. */
export type Found<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

export type LearnerFunction = (...args: readonly unknown[]) => unknown;

/** The part of a tensor that reading its one number needs. */
interface HasItem {
  item(): unknown;
}

export const found = <T>(value: T): Found<T> => ({ ok: true, value });
export const missing = (reason: string): Found<never> => ({ ok: false, reason });

export const pass = (message: string): Verdict => ({ passed: true, message });
export const fail = (message: string): Verdict => ({ passed: false, message });

function isFunction(value: unknown): value is LearnerFunction {
  return typeof value === 'function';
}

function hasItem(value: unknown): value is HasItem {
  return typeof value === 'object' && value !== null && 'item' in value && isFunction(value.item);
}

/** The message of whatever was thrown. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/**
 * A number as the application writes it: four significant digits, a real minus sign; an integer as it is.
 * `digits` asks for more, to tell two near figures apart.
 */
export function figure(value: number, digits = 4): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value).replace('-', '−');
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e6) return value.toExponential(digits - 1).replace(/-/g, '−');
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return value.toFixed(decimals).replace('-', '−');
}

/** Two different numbers, with as many digits as it takes to see the difference. */
export function figures(one: number, other: number): readonly [string, string] {
  for (let digits = 4; digits < 17; digits++) {
    const pair = [figure(one, digits), figure(other, digits)] as const;
    if (pair[0] !== pair[1]) return pair;
  }
  return [figure(one, 17), figure(other, 17)];
}

/** Whether two numbers agree, relative to their size and, near 0, absolutely. NaN agrees with nothing. */
export function isClose(actual: number, expected: number, tolerance = 1e-6): boolean {
  return Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected));
}

/** What kind of thing this is, for a sentence: "a list", "the text 'a'", "nothing". */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'number') return figure(value);
  if (typeof value === 'string') return `the text '${value.slice(0, 20)}'`;
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isFunction(value)) return 'a function';
  if (hasItem(value)) return 'a tensor';
  return `a value of type ${typeof value}`;
}

/** The learner's top-level function of this name. */
export function learnerFunction(context: CheckContext, name: string): Found<LearnerFunction> {
  const value = Object.hasOwn(context.variables, name) ? context.variables[name] : undefined;
  if (value === undefined)
    return missing(`There is no function ${name} yet. Write one at the top level of the model.`);
  if (!isFunction(value)) return missing(`${name} is ${describe(value)}. It should be a function.`);
  return found(value);
}

/** A number, or the number in a one-element tensor. NaN and ∞ are numbers here. */
export async function readNumber(value: unknown): Promise<Found<number>> {
  const settled: unknown = await value;
  if (typeof settled === 'number') return found(settled);
  if (!hasItem(settled)) return missing(describe(settled));
  try {
    const item: unknown = await settled.item();
    if (typeof item === 'number' || typeof item === 'boolean') return found(Number(item));
    return missing(`a tensor that holds ${describe(item)}`);
  } catch (thrown) {
    return missing(`a tensor that is not one number (${reasonOf(thrown)})`);
  }
}

/** The finite number a variable of the learner's holds; null: none such. */
export async function variableNumber(context: CheckContext, name: string): Promise<number | null> {
  if (!Object.hasOwn(context.variables, name)) return null;
  const read = await readNumber(context.variables[name]);
  return read.ok && Number.isFinite(read.value) ? read.value : null;
}

/** Calls the learner's function and waits for it; what it throws becomes a sentence. */
export async function call(
  name: string,
  fn: LearnerFunction,
  args: readonly unknown[],
): Promise<Found<unknown>> {
  try {
    return found(await fn(...args));
  } catch (thrown) {
    return missing(`${name} stopped with an error: ${reasonOf(thrown)}`);
  }
}

/** @file A call as Python would see it: positional arguments, and named ones for the options object at the end. */

import { pythonName } from '../refusals';
import { is, isDict } from './kinds';
import type { Signature } from './signature';

export interface PythonCall {
  readonly args: readonly unknown[];
  /** by Python's names, in the order in which they were written */
  readonly named: ReadonlyMap<string, unknown>;
}

/** A call whose arguments have the names of their places; None is undefined where it stands for nothing. */
export interface Bound {
  readonly placed: readonly (readonly [string, unknown])[];
  readonly named: ReadonlyMap<string, unknown>;
}

/** Positional ones, those whose name is that of the next place among them, and the other named ones. */
function inTurn(
  { args, named }: PythonCall,
  places: readonly { readonly name: string }[],
): [unknown[], Map<string, unknown>] {
  const [positional, others] = [[...args], new Map(named)];
  for (let next = places[args.length]; next && others.has(next.name); next = places[positional.length]) {
    positional.push(others.get(next.name));
    others.delete(next.name);
  }
  return [positional, others];
}

/**
 * @param places of positional arguments
 * @param nones the names of what is left out by writing None
 */
export function bound(
  call: PythonCall,
  places: readonly { readonly name: string }[],
  nones: ReadonlySet<string>,
): Bound {
  const [positional, named] = inTurn(call, places);
  const plain = (name: string, value: unknown): unknown =>
    value === null && nones.has(name) ? undefined : value;
  return {
    placed: positional.map((arg, i) => [places[i]!.name, plain(places[i]!.name, arg)]),
    named: new Map([...named].map(([name, value]) => [name, plain(name, value)])),
  };
}

/** PyTorch's own capitals. */
const CAPITALS: Readonly<Record<string, string>> = { tMax: 'T_max', t0: 'T_0', tMult: 'T_mult' };

export const argumentName = (name: string): string => CAPITALS[name] ?? pythonName(name);

/** How many arguments there are, without those left out at the end. */
export function givenOf(args: readonly unknown[]): number {
  let given = args.length;
  while (given > 0 && args[given - 1] === undefined) given--;
  return given;
}

/** Whether the last argument names some: it is a plain object where none may be. */
function hasNamed(signature: Signature, args: readonly unknown[], given: number): boolean {
  const last = args[given - 1];
  if (!isDict(last)) return false;
  const place = signature.parameters[given - 1] ?? signature.rest;
  return !place?.kinds.words.some((word) => is(word, last));
}

/** What was left out in the middle is Python's None. */
export function pythonCall(signature: Signature, args: readonly unknown[]): PythonCall {
  const given = givenOf(args);
  const isNamed = given > 0 && hasNamed(signature, args, given);
  const options = isNamed ? (args[given - 1] as Readonly<Record<string, unknown>>) : {};
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return {
    args: args.slice(0, isNamed ? givenOf(args.slice(0, given - 1)) : given).map((arg) => arg ?? null),
    named: new Map(entries.map(([name, value]) => [argumentName(name), value])),
  };
}

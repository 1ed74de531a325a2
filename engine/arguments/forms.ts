/** @file What PyTorch's own functions take: forms.json, which test/golden/forms.py reads off PyTorch. */

import { noCombination, pythonName } from '../refusals';
import { bindC, parseForm } from './c-form';
import { fittingForm } from './combination';
import forms from './forms.json';
import { argumentName, type Bound, type PythonCall } from './python-call';
import { bindPython, checkPythonForm, parsePythonForm } from './python-form';
import type { Parameter, Signature } from './signature';

/** By a function's path from the face: its forms in C, what it takes in Python, or null where neither is told. */
const WRITTEN: Readonly<Record<string, string | readonly string[] | null | undefined>> = forms;

/** What one of PyTorch's functions takes. */
export interface Form {
  /**
   * @returns the call with its arguments' names; null where it gives more than there are names
   * @throws TypeError in PyTorch's words unless the call has the function's form
   */
  bind(call: PythonCall): Bound | null;
  /** A signature that takes anything in as many places. */
  places(): string;
}

/**
 * @param path from the face: `torch.sum`, `torch.Tensor#sum`
 * @param name as messages have it
 * @returns null where PyTorch has no such function, or other words
 */
export function formOf(path: string, name: string): Form | null {
  const text = WRITTEN[path];
  if (text === undefined || text === null) return null;
  let form: Form | null = null;
  const parsed = (): Form => (form ??= typeof text === 'string' ? inPython(text) : inC(text, name));
  return { bind: (call) => parsed().bind(call), places: () => parsed().places() };
}

/** Names stand in the order of their places. */
const placed = (places: readonly { name: string; isOptional: boolean }[]): string =>
  places.map(({ name, isOptional }) => `${name}: any${isOptional ? '?' : ''}`).join(', ');

function inPython(text: string): Form {
  const form = parsePythonForm(text);
  return {
    bind(call) {
      checkPythonForm(form, call);
      return bindPython(form, call);
    },
    places: () => placed(form.positional),
  };
}

function inC(texts: readonly string[], name: string): Form {
  const all = texts.map(parseForm);
  // old forms are tried last
  const ordered = [...all.filter(({ isHidden }) => !isHidden), ...all.filter(({ isHidden }) => isHidden)];
  return {
    bind(call) {
      const form = fittingForm(ordered, call, name);
      return form && bindC(form, call);
    },
    places: () => placed(ordered[0]?.parameters.filter(({ isNamed }) => !isNamed) ?? []),
  };
}

/**
 * A call that PyTorch takes, as it is written here: what has its place in PyTorch and is an option here, the other way
 * round, and nothing for None.
 * @returns null where something given has no place
 */
export function asWritten(
  { parameters, rest }: Signature,
  { placed, named }: Bound,
): readonly unknown[] | null {
  const options: Record<string, unknown> = {};
  const args: unknown[] = [];
  const isOnlyOptions = (place: Parameter): boolean =>
    place.kinds.keys !== null && place.kinds.words.length === 0;
  let optionsAt = parameters.findIndex(
    (place, i) => isOnlyOptions(place) || (place.kinds.keys !== null && i >= placed.length),
  );
  if (optionsAt < 0) optionsAt = Math.max(placed.length, parameters.length);
  const keys = [...((parameters[optionsAt] ?? rest)?.kinds.keys?.keys() ?? [])];
  /** @returns whether there is room for it */
  const put = (name: string, value: unknown): boolean => {
    if (value === undefined) return true;
    const key = keys.find((one) => argumentName(one) === name);
    if (key === undefined) return false;
    options[key] = value;
    return true;
  };
  const hasRoom = [
    ...placed.map(([name, value], i) => {
      const place = parameters[i] ?? rest;
      if (!place || i === optionsAt) return put(name, value);
      // a form may begin with what is an option of the others: `x.std(false)`
      if (argumentName(place.name) !== name && keys.some((key) => argumentName(key) === name))
        return put(name, value);
      args[i] = value;
      return true;
    }),
    ...[...named].map(([name, value]) => {
      const at = parameters.findIndex((place) => argumentName(place.name) === name);
      if (at < 0) return put(name, value);
      args[at] = value;
      return true;
    }),
  ];
  if (hasRoom.includes(false)) return null;
  if (Object.keys(options).length > 0) args[optionsAt] = options;
  return Array.from(args);
}

/**
 * Refuses arguments that a function cannot take, as PyTorch does.
 * @param path from the face: `torch.where`
 * @throws TypeError
 */
export function refuseForm(
  path: string,
  args: readonly unknown[],
  named: Readonly<Record<string, unknown>> = {},
): never {
  const name = pythonName(path.slice(path.search(/\w+$/)));
  formOf(path, name)?.bind({ args, named: new Map(Object.entries(named)) });
  return noCombination(name, args);
}

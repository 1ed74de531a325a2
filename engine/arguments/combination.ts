/** @file PyTorch's words where a call fits none of a function's forms. */

import { ArgumentTypeError } from '../errors';
import { pythonType } from '../refusals';
import { formText, misfitOf, oddSize, type Form } from './c-form';
import type { PythonCall } from './python-call';

/**
 * @param name for a function that has no form
 * @returns the form that a call has
 * @throws TypeError where it has none
 */
export function fittingForm(forms: readonly Form[], call: PythonCall, name: string): Form | null {
  if (forms.length === 0) checkNothing(call, name);
  if (forms.length === 0) return null;
  if (forms.length === 1) raise(misfitOf(forms[0]!, call));
  const fitting = forms.find((form) => misfitOf(form, call) === null);
  if (fitting) {
    raise(oddSize(fitting, call));
    return fitting;
  }
  const count = call.args.length + call.named.size;
  const plausible = forms.filter(
    ({ least, parameters, isHidden }) => !isHidden && count >= least && count <= parameters.length,
  );
  if (plausible.length === 1) raise(misfitOf(plausible[0]!, call));
  throw new ArgumentTypeError(noneFits(forms, call));
}

function raise(error: Error | null): void {
  if (error) throw error;
}

function checkNothing({ args, named }: PythonCall, name: string): void {
  if (named.size > 0) throw new ArgumentTypeError(`TensorBase.${name}() takes no keyword arguments`);
  if (args.length > 0)
    throw new ArgumentTypeError(`TensorBase.${name}() takes no arguments (${args.length} given)`);
}

function noneFits(forms: readonly Form[], call: PythonCall): string {
  const texts = forms.filter(({ isHidden }) => !isHidden).map(formText);
  const start = `${forms[0]!.name}() received an invalid combination of arguments - `;
  const [only, ...others] = texts;
  if (only !== undefined && others.length === 0) {
    const odd = oddNames(only, call);
    if (odd.length > 0) return `${start}got unrecognized keyword arguments: ${odd.join(', ')}`;
    return `${start}got ${isAsLong(only, call) ? marked(only, call) : listed(call)}, but expected ${only}`;
  }
  const lines = texts.map((text) => ` * ${text}\n${hint(text, call)}`);
  return `${start}got ${listed(call)}, but expected one of:\n${lines.join('')}`;
}

function hint(text: string, call: PythonCall): string {
  if (!isAsLong(text, call)) return '';
  const odd = oddNames(text, call);
  const why =
    odd.length > 0
      ? `keywords were incorrect: ${odd.join(', ')}`
      : `arguments have invalid types: ${marked(text, call)}`;
  return `      didn't match because some of the ${why}\n`;
}

interface Written {
  readonly type: string;
  readonly name: string;
}

/** PyTorch reads its own text again: a star counts, and a default is taken for the name. */
function written(text: string): readonly Written[] {
  return text
    .slice(1, -1)
    .split(', ')
    .map((part) => {
      const at = part.lastIndexOf(' ');
      return { type: at < 0 ? part : part.slice(0, at), name: part.slice(at + 1) };
    });
}

/** A hash table's order: what came last, first. */
const names = ({ named }: PythonCall): readonly string[] => [...named.keys()].toReversed();

const isAsLong = (text: string, { args, named }: PythonCall): boolean =>
  written(text).length === args.length + named.size;

function oddNames(text: string, call: PythonCall): readonly string[] {
  const all = written(text);
  const known = all.slice(Math.max(0, all.length - call.named.size)).map(({ name }) => name);
  return names(call).filter((name) => !known.includes(name));
}

/** `(int, dim=str)`; with names alone, PyTorch leaves its comma at the end */
function listed(call: PythonCall): string {
  const parts = [
    ...call.args.map(pythonType),
    ...names(call).map((name) => `${name}=${pythonType(call.named.get(name))}`),
  ];
  const tail = call.args.length === 0 && parts.length > 0 ? ', ' : '';
  return `(${parts.join(', ')}${tail})`;
}

/** What does not fit stands between exclamation marks. */
function marked(text: string, { args, named }: PythonCall): string {
  const all = written(text);
  const parts = all.map(({ type, name }, i) => {
    const isNamed = i >= args.length;
    const value = isNamed ? named.get(name) : args[i];
    const mark = isLike(type, value) ? '' : '!';
    return `${mark}${isNamed ? `${name}=` : ''}${described(value)}${mark}`;
  });
  return `(${parts.join(', ')}${args.length === 0 ? ', ' : ''})`;
}

function isLike(type: string, value: unknown): boolean {
  const own = pythonType(value);
  if (type === 'float') return own === 'float' || own === 'int';
  return own === type;
}

const described = (value: unknown): string =>
  Array.isArray(value) ? `list of [${value.map(pythonType).join(', ')}]` : pythonType(value);

/** @file What a function written in Python takes, and what Python says to a call that does not fit. */

import { ArgumentTypeError } from '../errors';
import { missingInPython } from '../refusals';
import { bound, type Bound, type PythonCall } from './python-call';

interface Argument {
  readonly name: string;
  readonly isOptional: boolean;
  /** left out, it is None */
  readonly isNone: boolean;
}

export interface PythonForm {
  readonly name: string;
  /** arguments that nobody writes: self */
  readonly unwritten: number;
  readonly positional: readonly Argument[];
  readonly named: readonly Argument[];
  readonly takesMore: boolean;
  readonly takesAnyName: boolean;
}

const UNWRITTEN = /^(self|cls|mode)$/;

/** @param text `Linear.__init__(self, in_features, out_features, bias=True)` */
export function parsePythonForm(text: string): PythonForm {
  const at = text.indexOf('(');
  const parts = text
    .slice(at + 1, -1)
    .split(', ')
    .filter(Boolean);
  const unwritten = parts.findIndex((part) => !UNWRITTEN.test(part));
  const first = unwritten < 0 ? parts.length : unwritten;
  const star = parts.findIndex((part) => /^\*(?!\*)/.test(part));
  const isPlain = (part: string): boolean => !part.startsWith('*');
  const end = star < 0 ? parts.length : star;
  return {
    name: text.slice(0, at),
    unwritten: first,
    positional: parts.slice(first, end).filter(isPlain).map(parseArgument),
    named: parts.slice(end).filter(isPlain).map(parseArgument),
    takesMore: star >= 0 && parts[star] !== '*',
    takesAnyName: parts.some((part) => part.startsWith('**')),
  };
}

function parseArgument(part: string): Argument {
  const [name, ...defaults] = part.split('=') as [string, ...string[]];
  return { name, isOptional: defaults.length > 0, isNone: defaults[0] === 'None' };
}

const refused = (message: string): ArgumentTypeError => new ArgumentTypeError(message);

/** @throws TypeError unless a call has the function's form; what its arguments are, the function sees to */
export function checkPythonForm(form: PythonForm, { args, named }: PythonCall): void {
  const taken = new Set(form.positional.slice(0, args.length).map(({ name }) => name));
  const known = new Set([...form.positional, ...form.named].map(({ name }) => name));
  for (const name of named.keys()) {
    if (known.has(name)) {
      if (taken.has(name)) throw refused(`${form.name}() got multiple values for argument '${name}'`);
    } else if (!form.takesAnyName) {
      throw refused(`${form.name}() got an unexpected keyword argument '${name}'`);
    }
  }
  if (args.length > form.positional.length && !form.takesMore) throw tooMany(form, { args, named });
  const absent = form.positional.filter(
    ({ name, isOptional }) => !isOptional && !taken.has(name) && !named.has(name),
  );
  if (absent.length > 0) {
    missingInPython(
      form.name,
      absent.map(({ name }) => name),
    );
  }
}

/** A call that has the form; null where it gives more than there are names. */
export function bindPython(form: PythonForm, call: PythonCall): Bound | null {
  if (call.args.length > form.positional.length) return null;
  const nones = [...form.positional, ...form.named].filter(({ isNone }) => isNone);
  return bound(call, form.positional, new Set(nones.map(({ name }) => name)));
}

/** `takes from 2 to 3 positional arguments but 4 were given` */
function tooMany({ name, positional, named, unwritten }: PythonForm, call: PythonCall): Error {
  const most = positional.length + unwritten;
  const least = positional.filter(({ isOptional }) => !isOptional).length + unwritten;
  const given = call.args.length + unwritten;
  const only = named.filter((argument) => call.named.has(argument.name)).length;
  const range = least < most ? `from ${least} to ${most}` : String(most);
  const plural = least < most || most !== 1 ? 's' : '';
  const more = only
    ? ` positional argument${given === 1 ? '' : 's'} (and ${only} keyword-only argument${only === 1 ? '' : 's'})`
    : '';
  const verb = given === 1 && only === 0 ? 'was' : 'were';
  return refused(`${name}() takes ${range} positional argument${plural} but ${given}${more} ${verb} given`);
}

/** @file What PyTorch says to arguments that are missing or of the wrong kind. */

import { DType } from './dtype';
import { ArgumentTypeError } from './errors';
import { isInt } from './literals';
import { Tensor } from './tensor';

/** Python's name for the kind of a value. */
export function pythonType(value: unknown): string {
  if (typeof value === 'number') return isInt(value) ? 'int' : 'float';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'str';
  if (value === null || value === undefined) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Tensor) return (value.constructor as typeof Tensor).pythonName;
  if (value instanceof DType) return 'torch.dtype';
  if (isModule(value)) return value.typeName();
  return typeof value === 'function' ? 'function' : 'dict';
}

const isModule = (value: unknown): value is { typeName(): string } =>
  typeof value === 'function' && typeof (value as { typeName?: unknown }).typeName === 'function';

/** Python's `torch.typename`: of a tensor with its dtype. */
export function typeName(value: unknown): string {
  return value instanceof Tensor ? value.type() : pythonType(value);
}

/** `indexSelect` → `index_select`; the names of ops are PyTorch's but for their capitals. */
export function pythonName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** "mm(): argument 'mat2' (position 1) must be Tensor, not str" */
export function mustBe(
  name: string,
  argument: string,
  position: number,
  kind: string,
  value: unknown,
): never {
  throw new ArgumentTypeError(
    `${pythonName(name)}(): argument '${argument}' (position ${position}) must be ${kind}, not ${pythonType(value)}`,
  );
}

/** 'gather() missing 2 required positional argument: "dim", "index"' (PyTorch's plural is the wrong way round) */
export function missing(name: string, names: readonly string[]): never {
  throw absence(pythonName(name), names);
}

/** What `missing` throws. */
export function absence(name: string, names: readonly string[]): ArgumentTypeError {
  return new ArgumentTypeError(
    `${name}() missing ${names.length} required positional argument${names.length === 1 ? 's' : ''}: ${names.map((one) => `"${one}"`).join(', ')}`,
  );
}

/** "cross_entropy() missing 2 required positional arguments: 'input' and 'target'": what a function written in Python says */
export function missingInPython(name: string, names: readonly string[]): never {
  const quoted = names.map((one) => `'${one}'`);
  const list =
    quoted.length > 2 ? `${quoted.slice(0, -1).join(', ')}, and ${quoted.at(-1)}` : quoted.join(' and ');
  throw new ArgumentTypeError(
    `${name.includes('.') ? name : pythonName(name)}() missing ${names.length} required positional argument${names.length === 1 ? '' : 's'}: ${list}`,
  );
}

/** What PyTorch's function is written in, or that it has several forms: its words differ. */
type Language = 'c' | 'python' | 'forms';

/**
 * Refuses a call whose first arguments are not the tensors that they have to be, or that leaves out what must be there.
 * @param tensors the arguments by PyTorch's names for them, in order
 * @param others further required arguments of any kind, behind the tensors
 * @throws TypeError
 */
export function checkTensors(
  name: string,
  tensors: Readonly<Record<string, unknown>>,
  language: Language = 'c',
  others: Readonly<Record<string, unknown>> = NOTHING,
): void {
  let position = 0;
  for (const argument in tensors) {
    position++;
    const value = tensors[argument];
    if (value instanceof Tensor) continue;
    if (value === undefined || language === 'forms') refuseMissing(name, { ...tensors, ...others }, language);
    mustBe(name, argument, position, 'Tensor', value);
  }
  for (const argument in others) {
    if (others[argument] === undefined) refuseMissing(name, { ...tensors, ...others }, language);
  }
}

const NOTHING: Readonly<Record<string, unknown>> = {};

function refuseMissing(name: string, all: Readonly<Record<string, unknown>>, language: Language): never {
  const given = Object.values(all).filter((value) => value !== undefined);
  if (language === 'forms') noCombination(name, given);
  const names = Object.keys(all).filter((argument) => all[argument] === undefined);
  return language === 'c' ? missing(name, names) : missingInPython(name, names);
}

/** @throws TypeError for what is no list of tensors */
export function checkList(name: string, tensors: unknown): void {
  if (tensors === undefined) missing(name, ['tensors']);
  if (!Array.isArray(tensors)) mustBe(name, 'tensors', 1, 'tuple of Tensors', tensors);
  const odd = tensors.findIndex((x) => !(x instanceof Tensor));
  if (odd < 0) return;
  throw new ArgumentTypeError(
    `expected Tensor as element ${odd} in argument 0, but got ${pythonType(tensors[odd])}`,
  );
}

/** 'pow() received an invalid combination of arguments - got (str), but expected one of:' */
export function noCombination(name: string, args: readonly unknown[], expected = 'one of:'): never {
  const got = args.map(pythonType).join(', ');
  throw new ArgumentTypeError(
    `${pythonName(name)}() received an invalid combination of arguments - got (${got}), but expected ${expected}`,
  );
}

const ALPHA = '(Tensor other, *, Number alpha = 1)';
/** What ops with one operand beside the tensor say when it is missing; the others have several forms. */
const EXPECTED: Readonly<Record<string, string | null>> = {
  add: ALPHA,
  sub: ALPHA,
  add_: ALPHA,
  sub_: ALPHA,
  copy_: '(Tensor other, bool non_blocking = False)',
  // one form alone
  mul: null,
  mul_: null,
};
/** These name the argument that is of the wrong kind; the others list what they were given. */
const NAMES_THE_OTHER = /^(add|sub|mul|div)_?$/;

/** An op's operand that is neither a tensor nor a number. */
export function refuseOperand(name: string, value: unknown): never {
  if (value === undefined) {
    const expected = EXPECTED[name];
    if (expected === null) missing(name, ['other']);
    noCombination(name, [], expected);
  }
  if (NAMES_THE_OTHER.test(name)) mustBe(name, 'other', 1, 'Tensor', value);
  return noCombination(name, [value]);
}

/** What a function's arguments are called in its text. */
export function argumentNames(f: (...args: never[]) => unknown): string[] {
  const written = /\(([^)]*)\)/.exec(String(f))?.[1] ?? '';
  return written.split(',').map((name) => name.trim());
}

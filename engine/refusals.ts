/** @file What PyTorch says to arguments that are missing or of the wrong kind. */

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
  if (value instanceof Tensor) return 'Tensor';
  return typeof value === 'function' ? 'function' : 'dict';
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
  throw new ArgumentTypeError(
    `${pythonName(name)}() missing ${names.length} required positional argument${names.length === 1 ? 's' : ''}: ${names.map((one) => `"${one}"`).join(', ')}`,
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

/** @file What a function written in C takes, as PyTorch's parser reads it: `sum(Tensor input, *, ScalarType? dtype=None)`. */

import { DType } from '../dtype';
import { ArgumentTypeError } from '../errors';
import { isInt } from '../literals';
import { Generator } from '../random/generator';
import { absence, pythonType } from '../refusals';
import { Tensor } from '../tensor';
import { isDevice, isList, isNumber } from './kinds';
import { bound, type Bound, type PythonCall } from './python-call';

/** A parameter of one form. */
interface Parameter {
  readonly type: string;
  readonly name: string;
  /** of a list that may be one number: how long it then is; else 0 */
  readonly size: number;
  readonly allowsNone: boolean;
  readonly isOptional: boolean;
  readonly isNamed: boolean;
  readonly fallback: string;
}

/** One form of a function. */
export interface Form {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly least: number;
  /** how many may be positional */
  readonly positional: number;
  /** an old one, which is not told of */
  readonly isHidden: boolean;
}

/** PyTorch's words for what a parameter has to be. */
const WORDS: Readonly<Record<string, string>> = {
  Tensor: 'Tensor',
  Scalar: 'Number',
  int64_t: 'int',
  SymInt: 'int',
  double: 'float',
  bool: 'bool',
  TensorList: 'tuple of Tensors',
  'c10::List<::std::optional<Tensor>>': 'tuple of Tensors',
  IntArrayRef: 'tuple of ints',
  SymIntArrayRef: 'tuple of ints',
  'ArrayRef<double>': 'tuple of floats',
  ScalarList: 'tuple of Scalars',
  Generator: 'torch.Generator',
  ScalarType: 'torch.dtype',
  Layout: 'torch.layout',
  MemoryFormat: 'torch.memory_format',
  Device: 'torch.device',
  Storage: 'torch.Storage',
  'PyObject*': 'object',
  'c10::string_view': 'str',
};

export function parseForm(text: string): Form {
  const isHidden = /\|(deprecated|hidden)$/.test(text);
  const at = text.indexOf('(');
  const parts = text
    .slice(at + 1, text.lastIndexOf(')'))
    .split(', ')
    .filter(Boolean);
  const star = parts.indexOf('*');
  const end = star < 0 ? parts.length : star;
  const parameters = parts
    .map((part, i) => (part === '*' ? null : parseParameter(part, i > end)))
    .filter((parameter) => parameter !== null);
  return {
    name: text.slice(0, at),
    parameters,
    least: parameters.filter(({ isOptional }) => !isOptional).length,
    positional: end,
    isHidden,
  };
}

function parseParameter(text: string, isNamed: boolean): Parameter {
  const [, written, name, fallback] = /^(\S+) (\w+)(?:=(.*))?$/.exec(text)!;
  const size = /\[(\d+)\]/.exec(written!)?.[1];
  return {
    type: written!.replace(/\[\d+\]|\?/g, ''),
    name: name!,
    size: Number(size ?? 0),
    allowsNone: written!.includes('?') || fallback === 'None',
    isOptional: fallback !== undefined,
    isNamed,
    fallback: fallback ?? '',
  };
}

export const wordOf = ({ type }: Parameter): string => WORDS[type] ?? type;

/** `(tuple of ints dim, bool keepdim = False, *, torch.dtype dtype = None)` */
export function formText({ parameters }: Form): string {
  const first = parameters.findIndex(({ isNamed }) => isNamed);
  const parts = parameters.map(
    (parameter, i) =>
      `${i === first ? '*, ' : ''}${wordOf(parameter)} ${parameter.name}${parameter.isOptional ? ` = ${parameter.fallback}` : ''}`,
  );
  return `(${parts.join(', ')})`;
}

/** Functions that take a number for a tensor. */
const NUMBERS_FOR_TENSORS =
  /^(add|sub|mul|div|divide|multiply|subtract|true_divide|floor_divide|to|copy|_to_copy)_?$/;

/** A bool is a number in Python. */
const isScalar = (value: unknown): boolean => isNumber(value) || typeof value === 'boolean';
const isWhole = (value: unknown): boolean => isInt(value) || typeof value === 'bigint';
const isSingle = (value: unknown): value is Tensor =>
  value instanceof Tensor && value.ndim === 0 && !value.requiresGrad;
const isWholeSingle = (value: unknown): boolean => isSingle(value) && value.dtype.category === 'integer';
/** A list of numbers is judged by its first. */
const isListOf = (value: unknown, fits: (element: unknown) => boolean): boolean =>
  isList(value) && (value.length === 0 || fits(value[0]));

/** Whether a value is what a parameter has to be. @throws TypeError for a list with something else than tensors */
function fits({ type, size }: Parameter, value: unknown, at: number, name: string): boolean {
  switch (type) {
    case 'Tensor':
      return value instanceof Tensor || (NUMBERS_FOR_TENSORS.test(name) && isScalar(value));
    case 'Scalar':
    case 'double':
      return isScalar(value) || isSingle(value);
    case 'int64_t':
    case 'SymInt':
      return isWhole(value) || isWholeSingle(value);
    case 'bool':
      return typeof value === 'boolean';
    case 'TensorList':
      return isTensors(value, at);
    case 'c10::List<::std::optional<Tensor>>':
      return Array.isArray(value) && value.every((one) => one === null || one instanceof Tensor);
    case 'IntArrayRef':
    case 'SymIntArrayRef':
      return isListOf(value, (one) => isWhole(one) || isWholeSingle(one)) || (size > 0 && isWhole(value));
    case 'ArrayRef<double>':
      return isListOf(value, isScalar) || (size > 0 && isScalar(value));
    case 'ScalarList':
      return isListOf(value, isScalar);
    case 'Generator':
      return value instanceof Generator;
    case 'ScalarType':
      return value instanceof DType;
    case 'Device':
      return typeof value === 'string' || isWhole(value) || isDevice(value);
    case 'c10::string_view':
      return typeof value === 'string';
    default:
      return type === 'PyObject*';
  }
}

function isTensors(value: unknown, at: number): boolean {
  if (!Array.isArray(value)) return false;
  const odd = value.findIndex((one) => !(one instanceof Tensor));
  if (odd < 0) return true;
  throw refused(`expected Tensor as element ${odd} in argument ${at}, but got ${pythonType(value[odd])}`);
}

const refused = (message: string): ArgumentTypeError => new ArgumentTypeError(message);

/** Why a call has not this form, in PyTorch's words; null where it has. */
export function misfitOf(form: Form, { args, named }: PythonCall): Error | null {
  const { name, parameters, positional } = form;
  // one list of sizes may be written as several numbers
  const isSpread = positional === 1 && /IntArrayRef$/.test(parameters[0]!.type) && isWhole(args[0]);
  if (args.length > positional && !isSpread) return tooMany(form, args.length);
  let [next, left] = [0, named.size];
  for (const [i, parameter] of parameters.entries()) {
    const isWritten = next < args.length;
    if (isWritten && parameter.isNamed) return tooMany(form, args.length);
    const value = isWritten ? args[next] : named.get(parameter.name);
    const isAbsent = !isWritten && value === undefined;
    if (isAbsent && !parameter.isOptional) return absent(parameters.slice(i), name);
    const isDefault = isAbsent || (value === null && parameter.allowsNone);
    if (!isDefault && !fits(parameter, value, i, name)) {
      if (isSpread && next === 0 && isWritten && isListOf(args, isWhole)) {
        next = args.length;
        continue;
      }
      if (isWritten && /IntArrayRef$/.test(parameter.type) && isList(value)) {
        return refused(
          `${name}(): argument '${parameter.name}' (position ${next + 1}) must be ${wordOf(parameter)}, but found element of type ${pythonType(value[0])} at pos 0`,
        );
      }
      const place = isWritten ? ` (position ${next + 1})` : '';
      return refused(
        `${name}(): argument '${parameter.name}'${place} must be ${wordOf(parameter)}, not ${pythonType(value)}`,
      );
    }
    if (isWritten) next++;
    else if (!isAbsent) left--;
  }
  return left > 0 ? unexpected(form, { args, named }) : null;
}

/** What PyTorch says of a list whose first is a whole number and another is not; it looks when it has found the form. */
export function oddSize(form: Form, { args, named }: PythonCall): Error | null {
  for (const [i, parameter] of form.parameters.entries()) {
    if (!/IntArrayRef$/.test(parameter.type)) continue;
    const given = i < args.length ? args[i] : named.get(parameter.name);
    const isSpread = i === 0 && form.positional === 1 && args.length > 0 && !isList(given);
    const list = isSpread ? args : given;
    if (!isList(list)) continue;
    const odd = Array.from(list).findIndex((one) => !isWhole(one) && !isWholeSingle(one));
    if (odd < 0) continue;
    return refused(
      `${form.name}(): argument '${parameter.name}' failed to unpack the object at pos ${odd + 1} with error "type must be ${wordOf(parameter)},but got ${pythonType(list[odd])}"`,
    );
  }
  return null;
}

/** A call that has the form. */
export function bindC({ parameters, positional }: Form, call: PythonCall): Bound {
  const nones = new Set(parameters.filter(({ allowsNone }) => allowsNone).map(({ name }) => name));
  const isSpread = call.args.length > positional;
  const places = parameters.filter(({ isNamed }) => !isNamed);
  return bound(isSpread ? { ...call, args: [call.args] } : call, places, nones);
}

function absent(rest: readonly Parameter[], name: string): Error {
  return absence(
    name,
    rest.filter(({ isOptional }) => !isOptional).map((parameter) => parameter.name),
  );
}

function unexpected({ name, parameters }: Form, { args, named }: PythonCall): Error {
  for (const key of named.keys()) {
    const at = parameters.findIndex((parameter) => parameter.name === key);
    if (at < 0) return refused(`${name}() got an unexpected keyword argument '${key}'`);
    if (at < args.length) return refused(`${name}() got multiple values for argument '${key}'`);
  }
  return refused('invalid keyword arguments');
}

function tooMany({ name, least, positional }: Form, given: number): Error {
  const verb = given === 1 ? 'was' : 'were';
  if (least !== positional) {
    return refused(
      `${name}() takes from ${least} to ${positional} positional arguments but ${given} were given`,
    );
  }
  const plural = positional === 1 ? '' : 's';
  return refused(`${name}() takes ${positional} positional argument${plural} but ${given} ${verb} given`);
}

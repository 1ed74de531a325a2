/** @file Whether the arguments of a call are what its signature says; if not, PyTorch's TypeError. */

import { ArgumentTypeError } from '../errors';
import { missing, missingInPython, pythonName, pythonType } from '../refusals';
import { Tensor } from '../tensor';
import { is, isDict, isNumber, isWhole } from './kinds';
import { givenOf } from './python-call';
import type { Kinds, Signature } from './signature';

/** Who speaks: PyTorch's functions in C and in Python have different words for the same. */
export interface Speaker {
  /** as messages name it: `sum`, `Linear.__init__` */
  readonly name: string;
  readonly language: 'c' | 'python';
  /** arguments that messages count and nobody writes: 1 for `self` in Python */
  readonly unwritten: 0 | 1;
}

/** What is mostly given, a bit each. */
const BITS = {
  None: 1,
  Tensor: 2,
  int: 4,
  Number: 4 + 8,
  bool: 16,
  str: 32,
  function: 64,
  'tuple of ints': 128,
  any: 255,
} as const;
const ABSENT = 256;

/** The kinds that are told apart at a glance; options, most lists and all else want a closer look. */
function quickBits({ words, isOptional }: Kinds): number {
  const bits = words.map((word) => (word in BITS ? BITS[word as keyof typeof BITS] : 0));
  return bits.reduce<number>((all, one) => all | one, isOptional ? ABSENT : 0);
}

function bitOf(value: unknown): number {
  switch (typeof value) {
    case 'object':
      if (value === null) return BITS.None;
      if (value instanceof Tensor) return BITS.Tensor;
      return Array.isArray(value) && value.every(Number.isInteger) ? BITS['tuple of ints'] : 0;
    case 'number':
      return Number.isInteger(value) ? BITS.int : BITS.Number - BITS.int;
    case 'undefined':
      return ABSENT;
    case 'boolean':
      return BITS.bool;
    case 'string':
      return BITS.str;
    default:
      return typeof value === 'function' ? BITS.function : 0;
  }
}

/** A signature at a glance. */
export interface Glance {
  readonly bits: readonly number[];
  /** of each further argument; 0: there may be none */
  readonly rest: number;
  readonly least: number;
}

export function glanceOf({ parameters, rest }: Signature): Glance {
  return {
    bits: parameters.map(({ kinds }) => quickBits(kinds)),
    rest: rest ? quickBits(rest.kinds) : 0,
    least: parameters.filter(({ kinds }) => !kinds.isOptional).length,
  };
}

/** Whether all is at a glance as it has to be; if not, it has to be looked at closely. */
export function fitQuickly({ bits, rest, least }: Glance, args: readonly unknown[]): boolean {
  const { length } = args;
  if (length < least) return false;
  for (let i = 0; i < length; i++) {
    const wanted = i < bits.length ? bits[i]! : rest;
    if ((wanted & bitOf(args[i])) === 0) return false;
  }
  return true;
}

/** What the elements of a list have to be. */
const ELEMENTS: Readonly<Record<string, (value: unknown) => boolean>> = {
  'tuple of ints': isWhole,
  'tuple of numbers': isNumber,
  'tuple of Tensors': (value) => value instanceof Tensor,
  'iterable of Tensors': (value) => value instanceof Tensor,
};

/** @returns why the value does not fit, as the end of a message; null where it does */
function misfit({ words, keys }: Kinds, value: unknown): string | null {
  const odd = words.filter((one) => is(one, value)).map((word) => oddElement(word, value));
  if (odd.length > 0) return odd.includes(null) ? null : odd[0]!;
  if (keys && isDict(value)) return null;
  const wanted = words
    .filter((one) => one !== 'None')
    .map((one) => (one === 'tuple of numbers' ? 'tuple of ints' : one));
  if (keys) wanted.push(`{ ${[...keys.keys()].join(', ')} }`);
  return `must be ${wanted.join(' or ')}, not ${pythonType(value)}`;
}

function oddElement(word: string, value: unknown): string | null {
  const fits = ELEMENTS[word];
  if (!fits || !Array.isArray(value)) return null;
  const odd = value.findIndex((element) => !fits(element));
  if (odd < 0) return null;
  return `must be ${word}, but found element of type ${pythonType(value[odd])} at pos ${odd}`;
}

const refused = (message: string): ArgumentTypeError => new ArgumentTypeError(message);

/** What is wrong with the keys of an options object. */
function oddOption({ name }: Speaker, keys: ReadonlyMap<string, Kinds>, options: object): Error | null {
  for (const [key, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const kinds = keys.get(key);
    if (!kinds) return refused(`${name}() got an unexpected keyword argument '${key}'`);
    const why = misfit(kinds, value);
    if (why) return refused(`${name}(): argument '${pythonName(key)}' ${why}`);
  }
  return null;
}

/** `takes 1 positional argument but 2 were given` */
function tooMany(speaker: Speaker, { parameters }: Signature, given: number): Error {
  const { name, language, unwritten } = speaker;
  const least = parameters.filter(({ kinds }) => !kinds.isOptional).length + unwritten;
  const most = parameters.length + unwritten;
  if (most === 0) return refused(`TensorBase.${name}() takes no arguments (${given} given)`);
  const range = language === 'python' && least < most ? `from ${least} to ${most}` : String(most);
  const plural = most === 1 ? '' : 's';
  return refused(`${name}() takes ${range} positional argument${plural} but ${given + unwritten} were given`);
}

/** @throws TypeError that names what is not there */
function refuseAbsent({ name, language }: Speaker, signature: Signature, given: number): void {
  const absent = signature.parameters.slice(given).filter(({ kinds }) => !kinds.isOptional);
  if (absent.length === 0) return;
  const say = language === 'c' ? missing : missingInPython;
  say(
    name,
    absent.map((parameter) => parameter.name),
  );
}

/** @throws TypeError that names the arguments which are not there */
export function checkPresent(speaker: Speaker, signature: Signature, args: readonly unknown[]): void {
  refuseAbsent(speaker, signature, givenOf(args));
}

/** @throws TypeError where there are too many arguments */
export function checkCount(speaker: Speaker, signature: Signature, args: readonly unknown[]): void {
  const given = givenOf(args);
  if (given > signature.parameters.length && !signature.rest) throw tooMany(speaker, signature, given);
}

/** @throws TypeError unless the arguments are what the signature says */
export function checkKinds(speaker: Speaker, signature: Signature, args: readonly unknown[]): void {
  const { parameters, rest } = signature;
  const given = givenOf(args);
  refuseAbsent(speaker, signature, given);
  for (let i = 0; i < given; i++) {
    const { name, kinds } = parameters[i] ?? rest!;
    const value = args[i];
    if (value === undefined && (kinds.isOptional || !parameters[i])) continue;
    const why = misfit(kinds, value);
    if (why) throw refused(`${speaker.name}(): argument '${name}' (position ${i + 1}) ${why}`);
    const isOptions = kinds.keys && isDict(value) && !kinds.words.some((word) => is(word, value));
    const odd = isOptions ? oddOption(speaker, kinds.keys, value) : null;
    if (odd) throw odd;
  }
}

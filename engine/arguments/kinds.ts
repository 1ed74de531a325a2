/** @file What a value is, in PyTorch's words for kinds of values. */

import type { Device } from '../devices/device';
import { DType } from '../dtype';
import { Generator } from '../random/generator';
import { Tensor } from '../tensor';

type Class = abstract new (...args: never[]) => object;

const isObject = (value: unknown): boolean =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

/** An object that is nothing else. */
export const isDict = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !ArrayBuffer.isView(value) &&
  !(value instanceof Tensor || value instanceof DType || value instanceof Generator);

export const isNumber = (value: unknown): boolean => typeof value === 'number' || typeof value === 'bigint';
export const isWhole = (value: unknown): boolean => Number.isInteger(value) || typeof value === 'bigint';
export const isList = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) || ArrayBuffer.isView(value);

export const isDevice = (value: unknown): boolean =>
  typeof (value as Partial<Device> | null | undefined)?.supports === 'function';

const IS: Readonly<Record<string, (value: unknown) => boolean>> = {
  any: () => true,
  None: (value) => value === null,
  Tensor: (value) => value instanceof Tensor,
  Number: isNumber,
  int: isWhole,
  bool: (value) => typeof value === 'boolean',
  str: (value) => typeof value === 'string',
  function: (value) => typeof value === 'function',
  class: (value) => typeof value === 'function',
  'torch.dtype': (value) => value instanceof DType,
  'torch.device': (value) => typeof value === 'string' || isDevice(value),
  list: isList,
  'tuple of ints': isList,
  'tuple of numbers': isList,
  'tuple of Tensors': isList,
  iterable: (value) => isObject(value) && Symbol.iterator in (value as object),
  'iterable of Tensors': (value) => IS['iterable']!(value),
  dict: isDict,
  // what has the two of a Dataset is one, whatever it extends
  Dataset: (value) => isObject(value) && typeof (value as { get?: unknown }).get === 'function',
};

const classes = new Map<string, Class>();

/** Makes a class's name a word for its objects. */
export function knowClass(name: string, type: Class): void {
  classes.set(name, type);
}

/** A name of no class stands for an object: what it is, is seen where it is used. */
export function is(word: string, value: unknown): boolean {
  const test = IS[word];
  if (test) return test(value);
  const type = classes.get(word);
  return type ? value instanceof type : isObject(value);
}

/** @file How each dtype lies in GPU memory: one 32-bit word an element, and the way to and from typed arrays. */

import type { DataArray, DType } from '../../dtype';
import { IntegerRangeError, UnsupportedError } from './errors';

/** Bytes of one element on the device, whatever its dtype. */
export const WORD = 4;
const INT32_MIN = -(2 ** 31);
const INT32_MAX = 2 ** 31 - 1;

/**
 * How a kernel sees a dtype. `i64` is int64 held in 32 bits, where leaving them is an error;
 * `i32` wraps as PyTorch's int32 does; `u8` wraps to 8 bits; `bool` is 0 or 1.
 */
export type WordClass = 'f32' | 'i32' | 'i64' | 'u8' | 'bool';

/** The class of a dtype. Throws UnsupportedError for float64, which WGSL does not have. */
export function classOf(dtype: DType): WordClass {
  switch (dtype.name) {
    case 'float32':
      return 'f32';
    case 'int32':
      return 'i32';
    case 'int64':
      return 'i64';
    case 'uint8':
      return 'u8';
    case 'bool':
      return 'bool';
    case 'float64':
      throw new UnsupportedError('float64 is not available on webgpu: GPUs have no such type here. Use cpu.');
  }
}

/** Whether an integer can be held by the class as it is. */
export function fits(kind: WordClass, value: number): boolean {
  if (kind === 'f32') return true;
  if (!Number.isInteger(value)) return false;
  if (kind === 'u8') return value >= 0 && value <= 255;
  if (kind === 'bool') return value === 0 || value === 1;
  return value >= INT32_MIN && value <= INT32_MAX;
}

const scratch = new DataView(new ArrayBuffer(4));

/** The bits of a number as a float32. */
export function floatWord(value: number): number {
  scratch.setFloat32(0, value);
  return scratch.getUint32(0);
}

/** The number whose bits as a float32 these are. */
export function floatOf(word: number): number {
  scratch.setUint32(0, word);
  return scratch.getFloat32(0);
}

/**
 * The word that stands for one number in a dtype. uint8 wraps and bool asks whether it is non-zero, as in
 * PyTorch; an int32 or int64 beyond 32 bits, or with a fraction, throws IntegerRangeError.
 */
export function toWord(dtype: DType, value: number | bigint): number {
  const kind = classOf(dtype);
  const number = Number(value);
  if (kind === 'f32') return floatWord(number);
  if (kind === 'bool') return number !== 0 ? 1 : 0;
  if (kind === 'u8' && Number.isInteger(number)) return Number(BigInt.asUintN(8, BigInt(value)));
  if (fits(kind, number)) return number >>> 0;
  throw new IntegerRangeError(rangeMessage(dtype, String(value)));
}

function rangeMessage(dtype: DType, value: string): string {
  const why = dtype.name === 'int64' ? ': int64 is held in 32 bits on webgpu. Use cpu for larger values' : '';
  return `value ${value} cannot be converted to type ${dtype.name} without overflow${why}.`;
}

/** Throws IntegerRangeError for an int64 beyond 32 bits. */
export function checkRange(dtype: DType, values: DataArray): void {
  if (!(values instanceof BigInt64Array)) return;
  for (const value of values)
    if (value !== BigInt.asIntN(32, value)) throw new IntegerRangeError(rangeMessage(dtype, String(value)));
}

/** Elements to words. `values` is the dtype's own kind of array; an int64 beyond 32 bits throws IntegerRangeError. */
export function pack(dtype: DType, values: DataArray): Uint32Array<ArrayBuffer> {
  const kind = classOf(dtype);
  const words = new Uint32Array(values.length);
  if (kind === 'i64' && values instanceof BigInt64Array) {
    // low and high halves; every platform WebGPU runs on is little-endian
    const halves = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
    for (let i = 0; i < values.length; i++) {
      const low = halves[2 * i] ?? 0;
      if (halves[2 * i + 1] !== low >> 31)
        throw new IntegerRangeError(rangeMessage(dtype, String(values[i])));
      words[i] = low;
    }
    return words;
  }
  if (kind === 'f32' && values instanceof Float32Array) {
    words.set(new Uint32Array(values.buffer, values.byteOffset, values.length));
    return words;
  }
  if ((kind === 'i32' && values instanceof Int32Array) || (kind === 'u8' && values instanceof Uint8Array)) {
    words.set(values);
    return words;
  }
  if (kind === 'bool' && values instanceof Uint8Array) {
    for (let i = 0; i < values.length; i++) words[i] = values[i] === 0 ? 0 : 1;
    return words;
  }
  throw new UnsupportedError(`${dtype} cannot be uploaded from a ${values.constructor.name}.`);
}

/** Words to elements, in a new array of the dtype's own kind. */
export function unpack(dtype: DType, words: Uint32Array): DataArray {
  const values = dtype.array(words.length);
  if (values instanceof BigInt64Array) {
    const halves = new Int32Array(values.buffer);
    for (let i = 0; i < words.length; i++) {
      const low = (words[i] ?? 0) | 0;
      halves[2 * i] = low;
      halves[2 * i + 1] = low >> 31;
    }
  } else if (values instanceof Float32Array) {
    new Uint32Array(values.buffer).set(words);
  } else {
    values.set(words);
  }
  return values;
}

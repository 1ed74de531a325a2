/** @file Data types: the six that Backstep has, what holds them, and how they promote. */

import { ArgumentTypeError, cannotAllocate } from './errors';

export type DTypeName = 'float32' | 'float64' | 'int64' | 'int32' | 'uint8' | 'bool';
export type DataArray = Float32Array | Float64Array | BigInt64Array | Int32Array | Uint8Array;

/** the class of the arrays that hold one type's elements */
interface ArrayKind {
  new (length: number): DataArray;
  new (memory: ArrayBufferLike, at: number, length: number): DataArray;
}

type Category = 'bool' | 'integer' | 'float';

/**
 * A tensor's data type. Compare by identity: there is one object a type.
 * Source: https://docs.pytorch.org/docs/stable/tensor_attributes.html#torch.dtype
 */
export class DType {
  readonly name: DTypeName;
  /** bytes of one element */
  readonly itemsize: number;
  readonly category: Category;
  readonly #kind: ArrayKind;
  /** place among the types of one category when two meet */
  readonly #rank: number;

  constructor(name: DTypeName, itemsize: number, category: Category, rank: number, kind: ArrayKind) {
    this.name = name;
    this.itemsize = itemsize;
    this.category = category;
    this.#rank = rank;
    this.#kind = kind;
  }

  get isFloatingPoint(): boolean {
    return this.category === 'float';
  }

  /** PyTorch's word for the type in its messages: Float, Double, Long, Int, Byte, Bool. */
  get scalarName(): string {
    return SCALAR_NAMES[this.name];
  }

  /** C++'s word for it, which PyTorch has in some messages. */
  get cName(): string {
    return C_NAMES[this.name];
  }

  /**
   * A zero-filled array that holds `length` elements of this type.
   * @throws RuntimeError in PyTorch's words where the machine has no room for it
   */
  array(length: number): DataArray {
    try {
      return new this.#kind(length);
    } catch (error) {
      if (error instanceof RangeError) throw cannotAllocate(length * this.itemsize);
      throw error;
    }
  }

  /** `length` elements of this type in memory, from the byte `at`, with what is in it. */
  view(memory: ArrayBufferLike, at: number, length: number): DataArray {
    return new this.#kind(memory, at, length);
  }

  /** `torch.float32`, as PyTorch prints it. */
  toString(): string {
    return `torch.${this.name}`;
  }

  /**
   * The type two operands take together: the higher category wins, within one the wider.
   * Source: https://docs.pytorch.org/docs/stable/tensor_attributes.html#type-promotion-doc
   */
  static promote(a: DType, b: DType): DType {
    if (a === b) return a;
    const [ca, cb] = [CATEGORIES.indexOf(a.category), CATEGORIES.indexOf(b.category)];
    if (ca !== cb) return ca > cb ? a : b;
    return a.#rank > b.#rank ? a : b;
  }
}

const CATEGORIES: readonly Category[] = ['bool', 'integer', 'float'];
const SCALAR_NAMES: Record<DTypeName, string> = {
  float32: 'Float',
  float64: 'Double',
  int64: 'Long',
  int32: 'Int',
  uint8: 'Byte',
  bool: 'Bool',
};

const C_NAMES: Record<DTypeName, string> = {
  float32: 'float',
  float64: 'double',
  int64: 'long int',
  int32: 'int',
  uint8: 'unsigned char',
  bool: 'bool',
};

export const float32 = new DType('float32', 4, 'float', 0, Float32Array);
export const float64 = new DType('float64', 8, 'float', 1, Float64Array);
export const uint8 = new DType('uint8', 1, 'integer', 0, Uint8Array);
export const int32 = new DType('int32', 4, 'integer', 1, Int32Array);
export const int64 = new DType('int64', 8, 'integer', 2, BigInt64Array);
export const bool = new DType('bool', 1, 'bool', 0, Uint8Array);

export const DTYPES: readonly DType[] = [float32, float64, int64, int32, uint8, bool];

const state = { default: float32 };

/** The type of floats that say no other. */
export function defaultDtype(): DType {
  return state.default;
}

/** Sets it. @throws TypeError for what is no floating-point type */
export function changeDefaultDtype(dtype: DType): void {
  if (!(dtype instanceof DType))
    throw new ArgumentTypeError(
      'invalid dtype object: only floating-point types are supported as the default type',
    );
  if (!dtype.isFloatingPoint) {
    throw new ArgumentTypeError('only floating-point types are supported as the default type');
  }
  state.default = dtype;
}

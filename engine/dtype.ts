/** @file Data types: the six that Backstep has, what holds them, and how they promote. */

export type DTypeName = 'float32' | 'float64' | 'int64' | 'int32' | 'uint8' | 'bool';
export type DataArray = Float32Array | Float64Array | BigInt64Array | Int32Array | Uint8Array;

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
  readonly #create: (length: number) => DataArray;
  /** place among the types of one category when two meet */
  readonly #rank: number;

  constructor(
    name: DTypeName,
    itemsize: number,
    category: Category,
    rank: number,
    create: (length: number) => DataArray,
  ) {
    this.name = name;
    this.itemsize = itemsize;
    this.category = category;
    this.#rank = rank;
    this.#create = create;
  }

  get isFloatingPoint(): boolean {
    return this.category === 'float';
  }

  /** PyTorch's word for the type in its messages: Float, Double, Long, Int, Byte, Bool. */
  get scalarName(): string {
    return SCALAR_NAMES[this.name];
  }

  /** A zero-filled array that holds `length` elements of this type. */
  array(length: number): DataArray {
    return this.#create(length);
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

export const float32 = new DType('float32', 4, 'float', 0, (n) => new Float32Array(n));
export const float64 = new DType('float64', 8, 'float', 1, (n) => new Float64Array(n));
export const uint8 = new DType('uint8', 1, 'integer', 0, (n) => new Uint8Array(n));
export const int32 = new DType('int32', 4, 'integer', 1, (n) => new Int32Array(n));
export const int64 = new DType('int64', 8, 'integer', 2, (n) => new BigInt64Array(n));
export const bool = new DType('bool', 1, 'bool', 0, (n) => new Uint8Array(n));

export const DTYPES: readonly DType[] = [float32, float64, int64, int32, uint8, bool];

/** @file Where the cpu's elements are: a typed array, of a large tensor in the kernels' memory. */

import type { DataArray, DType } from '../../dtype';
import type { Device, Storage, StridedView } from '../device';
import { free, freeAfter, placeFor, type Place } from './wasm/arena';

export class CpuStorage implements Storage {
  readonly device: Device;
  readonly dtype: DType;
  #data: DataArray;
  /** in the kernels' memory; null: the elements are the collector's */
  #place: Place | null;

  constructor(device: Device, dtype: DType, data: DataArray, place: Place | null = null) {
    this.device = device;
    this.dtype = dtype;
    this.#data = data;
    this.#place = place;
    if (place) freeAfter(this, place);
  }

  /** @param isCleared whether the elements must be 0 */
  static ofLength(device: Device, dtype: DType, length: number, isCleared: boolean): CpuStorage {
    const placed = CpuStorage.#placed(device, dtype, length);
    if (!placed) return new CpuStorage(device, dtype, dtype.array(length));
    if (isCleared) clear(placed.data);
    return placed;
  }

  /** @param values kept as they are, or copied */
  static of(device: Device, dtype: DType, values: DataArray): CpuStorage {
    const placed = CpuStorage.#placed(device, dtype, values.length);
    if (!placed) return new CpuStorage(device, dtype, values);
    // both are of the kind that one dtype has
    (placed.data as Float64Array).set(values as Float64Array);
    return placed;
  }

  /** Large storage in the kernels' memory, with anything in it. */
  static #placed(device: Device, dtype: DType, length: number): CpuStorage | null {
    const place = placeFor(length * dtype.itemsize);
    return place && new CpuStorage(device, dtype, dtype.view(place.buffer, place.range.at, length), place);
  }

  /** Not to be held for longer than the storage: its memory may be used again. */
  get data(): DataArray {
    return this.#data;
  }

  get length(): number {
    return this.#data.length;
  }

  get isPlaced(): boolean {
    return this.#place !== null;
  }

  /** Gives the elements' place to the next. There are none afterwards. */
  release(): void {
    if (!this.#place) return;
    free(this, this.#place);
    this.#place = null;
    this.#data = this.dtype.array(0);
  }
}

/** A storage whose elements are in a typed array. Other devices may have such, too: the kernels work on them all. */
export interface ArrayStorage extends Storage {
  readonly data: DataArray;
}

/** The typed array under a view. */
export function dataOf(view: StridedView): DataArray {
  return (view.storage as ArrayStorage).data;
}

function clear(data: DataArray): void {
  // shared memory is filled number by number: by wide ones. A place begins with a cache line, and is longer.
  const wide = Float64Array.BYTES_PER_ELEMENT;
  new Float64Array(data.buffer, data.byteOffset, Math.ceil(data.byteLength / wide)).fill(0);
}

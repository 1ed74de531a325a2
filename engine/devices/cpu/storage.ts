/** @file Where the cpu's elements are: a typed array, of a large tensor in the kernels' memory. */

import type { DataArray, DType } from '../../dtype';
import type { Device, Storage, StridedView } from '../device';
import { freeAfter, placeFor } from './wasm/arena';

export class CpuStorage implements Storage {
  readonly device: Device;
  readonly dtype: DType;
  /** Not to be held for longer than the storage: its memory may be used again. */
  readonly data: DataArray;
  /** held so that the collector knows of elements in the kernels' memory */
  readonly ballast: ArrayBuffer | null;

  constructor(device: Device, dtype: DType, data: DataArray, ballast: ArrayBuffer | null = null) {
    this.device = device;
    this.dtype = dtype;
    this.data = data;
    this.ballast = ballast;
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
    if (!place) return null;
    const data = dtype.view(place.buffer, place.range.at, length);
    const storage = new CpuStorage(device, dtype, data, place.ballast);
    freeAfter(storage, place);
    return storage;
  }

  get length(): number {
    return this.data.length;
  }
}

/** The typed array under a view on the cpu. */
export function dataOf(view: StridedView): DataArray {
  return (view.storage as CpuStorage).data;
}

function clear(data: DataArray): void {
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength).fill(0);
}

/** @file Where the cpu's elements are: a typed array in memory. */

import type { DataArray, DType } from '../../dtype';
import type { Device, Storage, StridedView } from '../device';

export class CpuStorage implements Storage {
  readonly device: Device;
  readonly dtype: DType;
  readonly data: DataArray;

  constructor(device: Device, dtype: DType, data: DataArray) {
    this.device = device;
    this.dtype = dtype;
    this.data = data;
  }

  get length(): number {
    return this.data.length;
  }
}

/** The typed array under a view on the cpu. */
export function dataOf(view: StridedView): DataArray {
  return (view.storage as CpuStorage).data;
}

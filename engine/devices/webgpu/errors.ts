/** @file What can go wrong on a GPU, as typed errors with a sentence for a person. */

/** There is no WebGPU here, or it has no adapter to give. */
export class NoAdapterError extends Error {
  override readonly name = 'NoAdapterError';
}

/** The GPU went away: driver reset, sleep, or the device was destroyed. What was on it is gone. */
export class DeviceLostError extends Error {
  override readonly name = 'DeviceLostError';
  /** WebGPU's own word: 'destroyed' or 'unknown' */
  readonly reason: string;

  constructor(reason: string, detail: string) {
    super(
      `The WebGPU device was lost (${reason})${detail === '' ? '' : `: ${detail}`}. ` +
        'Tensors that lived on it are gone; run again to start afresh.',
    );
    this.reason = reason;
  }
}

/** A number does not fit the integers of the device: int64 is held in 32 bits there. */
export class IntegerRangeError extends Error {
  override readonly name = 'IntegerRangeError';
}

/** A kernel was asked for with a dtype, a rank or a storage it does not work on. */
export class UnsupportedError extends Error {
  override readonly name = 'UnsupportedError';
}

/** WebGPU itself reported an error: a shader, a binding, an internal failure. The results are not to be trusted. */
export class GPUFailureError extends Error {
  override readonly name = 'GPUFailureError';
}

/** "20.00 MiB", in the units PyTorch uses. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(2)} ${units[unit]}`;
}

/**
 * @file The one way by which work is done on the cpu whatever the device: factorisations, histograms, drawing by weights.
 * Elements on a GPU are read, the result is sent back to a storage that is filled when it arrives, and the device holds
 * back what is asked of it meanwhile. The trace tells of it: the op has the attribute `computedOn: 'cpu'`.
 */

import type { Device } from '../devices/device';
import type { DataArray, DType } from '../dtype';
import { atLine } from '../errors';
import { contiguousStrides, numel, type Shape } from '../shape';
import { Tensor } from '../tensor';
import { learnersLine } from '../trace/observer';

/** A result on the cpu, there or awaited, from which tensors of its parts are made. */
export interface OnCpu<R> {
  /** A tensor on the inputs' device, its elements rounded to the dtype. */
  tensor(shape: Shape, dtype: DType, elements: (result: R) => ArrayLike<number | bigint>): Tensor;
}

const sent = { count: 0 };

/** How many tensors have been sent back to a GPU so far: an op during which it rises was computed on the cpu. */
export function sentBack(): number {
  return sent.count;
}

function arrayOf(dtype: DType, values: ArrayLike<number | bigint>): DataArray {
  const array = dtype.array(values.length);
  for (let i = 0; i < values.length; i++) {
    array[i] = dtype.name === 'int64' ? BigInt(values[i]!) : Number(values[i]!);
  }
  return array;
}

/**
 * Does `work` on the elements of tensors of one device: at once where they are, otherwise when they have been read.
 * What it throws then is told by the next read, with the learner's line of this call.
 */
export function onCpu<R>(
  inputs: readonly Tensor[],
  work: (elements: DataArray[]) => R,
  device: Device = inputs[0]!.device,
): OnCpu<R> {
  const elements = inputs.map((x) => x.device.read(x));
  const dense = (storage: Tensor['storage'], shape: Shape): Tensor =>
    new Tensor({ storage, shape, strides: contiguousStrides(shape), offset: 0 });
  if (!elements.some((each) => each instanceof Promise)) {
    const result = work(elements as DataArray[]);
    return {
      tensor: (shape, dtype, parts) => dense(device.upload(dtype, arrayOf(dtype, parts(result))), shape),
    };
  }
  const result = later(elements, work);
  // the tensors made of it tell what went wrong; where there are none, the call itself has thrown
  result.catch(() => undefined);
  return {
    tensor(shape, dtype, parts) {
      if (device.type !== 'cpu') sent.count++;
      const values = result.then((ready) => arrayOf(dtype, parts(ready)));
      return dense(device.arrive(dtype, numel(shape), values), shape);
    },
  };
}

async function later<R>(
  elements: readonly (DataArray | Promise<DataArray>)[],
  work: (elements: DataArray[]) => R,
): Promise<R> {
  const line = learnersLine();
  const ready = await Promise.all(elements);
  try {
    return work(ready);
  } catch (error) {
    throw error instanceof Error ? atLine(error, line) : error;
  }
}

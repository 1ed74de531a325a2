/** @file Dropout's mask: PyTorch's stream, bit for bit. */

import { float64 } from '../../dtype';
import { defaultGenerator, type Generator } from '../../random/generator';
import { contiguousStrides, numel, type Shape } from '../../shape';
import { Tensor } from '../../tensor';
import { observer } from '../../trace/observer';

/** 1 / (1 − p) with probability 1 − p, else 0; one double of the stream for each element. */
export function dropoutMask(
  x: Tensor,
  shape: Shape,
  p: number,
  generator: Generator = defaultGenerator,
): Tensor {
  const kept = 1 - p;
  const array = x.dtype.array(numel(shape)) as Float64Array;
  for (let i = 0; i < array.length; i++) array[i] = generator.uniform(float64) < kept ? 1 / kept : 0;
  const storage = x.device.upload(x.dtype, array);
  const mask = new Tensor({ storage, shape, strides: contiguousStrides(shape), offset: 0 });
  observer()?.op('dropoutMask', [], { p }, mask);
  return mask;
}

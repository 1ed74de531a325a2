/** @file In-place operations: they change a storage and count its versions. */

import type { Device, Operand, StridedView } from '../devices/device';
import { DType } from '../dtype';
import { RuntimeError } from '../errors';
import { broadcastShapes, sameShape, shapeText } from '../shape';
import { checkInplace, type Tensor, type TensorLike } from '../tensor';
import { observer } from '../trace/observer';
import { broadcastTo, cast } from './common';

/**
 * Changes `target` by `work`, which gets the operands, broadcast to its shape and cast to its dtype,
 * and the contiguous view to write to.
 * @throws RuntimeError when the graph would be broken, or the shape or dtype would have to change
 */
export function inplace<T extends Tensor>(
  op: 'add_' | 'sub_' | 'mul_' | 'div_' | 'copy_' | 'fill_' | 'zero_',
  target: T,
  other: TensorLike,
  work: (device: Device, a: Operand, b: Operand, out: StridedView) => void,
): T {
  checkInplace(target);
  if (op !== 'copy_') checkResultType(op, target, other);
  const operand = typeof other === 'number' ? other : fitted(target, other);
  if (target.isContiguous()) {
    work(target.device, target, operand, target);
  } else {
    const dense = copyOf(target);
    work(target.device, dense, operand, dense);
    target.device.copy(dense, target);
  }
  target.bumpVersion();
  observer()?.mutate(op, target);
  return target;
}

function checkResultType(op: string, target: Tensor, other: TensorLike): void {
  const integerResult = !target.dtype.isFloatingPoint && op !== 'div_';
  const fits =
    typeof other === 'number'
      ? target.dtype.isFloatingPoint || (integerResult && Number.isInteger(other))
      : DType.promote(target.dtype, other.dtype).category === target.dtype.category &&
        (target.dtype.isFloatingPoint || integerResult);
  if (fits) return;
  throw new RuntimeError(
    `result type Float can't be cast to the desired output type ${target.dtype.scalarName}`,
  );
}

function fitted(target: Tensor, other: Tensor): Operand {
  const shape = broadcastShapes(target.shape, other.shape);
  if (!sameShape(shape, target.shape)) {
    throw new RuntimeError(
      `output with shape ${shapeText(target.shape)} doesn't match the broadcast shape ${shapeText(shape)}`,
    );
  }
  const source = cast(other, target.dtype);
  const sameView =
    source.offset === target.offset &&
    sameShape(source.shape, target.shape) &&
    sameShape(source.strides, target.strides);
  // another view of the very storage that is written must be read first
  const safe = source.storage === target.storage && !sameView ? copyOf(source) : source;
  return broadcastTo(safe, target.shape);
}

function copyOf(tensor: Tensor): Tensor {
  return cast(tensor, tensor.dtype, true);
}

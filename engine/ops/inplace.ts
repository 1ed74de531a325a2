/** @file In-place operations: they change a storage and count its versions. */

import type { Device, Operand, StridedView } from '../devices/device';
import { RuntimeError } from '../errors';
import { broadcastShapes, sameShape, shapeText } from '../shape';
import { rewrite } from '../autograd/rewrite';
import { refuseOperand } from '../refusals';
import { Tensor, type TensorLike } from '../tensor';
import type { Attrs } from '../trace/events';
import { observer } from '../trace/observer';
import { broadcastTo, canHold, cast, floatType, resultType, sumToShape } from './common';
import { refuseBools } from './elementwise';
import type { OpRecord } from './op';
import { zerosOf } from './pointwise/common';
import { opRecord } from './registry';

/** What computes an in-place op: the target, the other operand, and where the result goes. */
export type InplaceWork = (device: Device, a: Operand, b: Operand, out: StridedView) => void;

/**
 * Changes `target` by `work`, which gets the operands, broadcast to its shape and cast to its dtype,
 * and the contiguous view to write to.
 * @throws RuntimeError when the graph would be broken, or the shape or dtype would have to change
 */
export function inplace<T extends Tensor>(
  op: string,
  target: T,
  other: TensorLike,
  work: InplaceWork,
  attrs: Attrs = {},
): T {
  if (typeof other !== 'number' && !(other instanceof Tensor)) refuseOperand(op, other);
  const [others, given] = typeof other === 'number' ? [[], { ...attrs, other }] : [[other], attrs];
  rewrite(
    target,
    () => inplaceRecord(op),
    others,
    given,
    () => {
      if (!(op in OVERWRITES)) checkResultType(op, target, other);
      const operand = typeof other === 'number' ? other : fitted(target, other);
      if (target.isContiguous()) {
        work(target.device, target, operand, target);
      } else {
        const dense = copyOf(target);
        work(target.device, dense, operand, dense);
        target.device.copy(dense, target);
      }
    },
    { repeats: op === 'fill_' || op === 'zero_' },
  );
  observer()?.mutate(op, target);
  return target;
}

function checkResultType(op: string, target: Tensor, other: TensorLike): void {
  if (op === 'sub_') refuseBools([target, other]);
  const promoted = resultType([target, other]);
  const dtype = op === 'div_' ? floatType(promoted) : promoted;
  if (canHold(target.dtype, dtype)) return;
  throw new RuntimeError(
    `result type ${dtype.scalarName} can't be cast to the desired output type ${target.dtype.scalarName}`,
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

/** What an in-place op is in the graph: the op without its underscore, or one that forgets the former self. */
function inplaceRecord(op: string): OpRecord {
  const record = OVERWRITES[op] ?? opRecord(op.slice(0, -1));
  if (!record)
    throw new RuntimeError(`${op} has no derivative: it cannot change a tensor that requires grad`);
  return record;
}

function overwrite(op: string, gradFn: string, ofTensor = gradFn): OpRecord {
  return {
    name: op,
    gradFn: (attrs) => ('other' in attrs ? gradFn : ofTensor),
    symbol: '←',
    formula: (names) => names.inputs[1] ?? String(names.attrs['other']),
    forward: ([x]) => x!,
    saves: { inputs: [], output: false },
    backward: ({ inputs, needs }, g) => [
      needs[0] ? zerosOf(g) : null,
      needs[1] ? sumToShape(g, inputs[1]!.shape).to(inputs[1]!.dtype) : null,
    ],
    explain: null,
  };
}

/** The former elements are gone: their gradient is 0. */
const OVERWRITES: Readonly<Record<string, OpRecord>> = {
  copy_: overwrite('copy_', 'CopyBackwards'),
  fill_: overwrite('fill_', 'FillBackward2', 'FillBackward3'),
  zero_: overwrite('zero_', 'ZeroBackward0'),
};

/** @file In-place forms of ops by their records: the result takes the place of the tensor's elements. */

import { noGrad } from '../../autograd/mode';
import { rewrite } from '../../autograd/rewrite';
import type { DType } from '../../dtype';
import { RuntimeError } from '../../errors';
import { broadcastShapes, sameShape, shapeText, type Shape } from '../../shape';
import type { Tensor, TensorLike } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { observer } from '../../trace/observer';
import type { OpRecord } from '../op';
import { canHold, resultType } from '../common';
import { zerosOf } from './common';

/**
 * Changes `target` to what the op computes from [target, ...others].
 * @param gradFn PyTorch's name of the node, where the in-place form has one of its own
 * @throws RuntimeError when the result's shape or kind of type is not the target's, or the graph would be broken
 */
export function changeBy<T extends Tensor>(
  record: OpRecord,
  target: T,
  others: readonly Tensor[] = [],
  attrs: Attrs = {},
  gradFn: OpRecord['gradFn'] | null = null,
): T {
  rewrite(
    target,
    () => (record.backward ? { ...record, gradFn: gradFn ?? record.gradFn } : forgetting(record)),
    others,
    attrs,
    () => {
      // a result that does not fit is refused before what computes it looks at its dtype
      checkShape(others.map(({ shape }) => shape).reduce(broadcastShapes, target.shape), target);
      if (REFUSES_TYPES.test(record.name))
        checkType(resultType([target, ...operands(others, attrs)]), target, record);
      const result = record.forward([target, ...others], attrs);
      checkType(result.dtype, target, record);
      target.device.copy(result, target);
    },
  );
  observer()?.mutate(`${record.name}_`, target);
  return target;
}

/** Ops whose kernels know not all dtypes: PyTorch looks first whether the tensor could hold the result. */
const REFUSES_TYPES = /^(bitwise(And|Or|Xor|LeftShift|RightShift)|hypot)$/;

const operands = (others: readonly Tensor[], attrs: Attrs): readonly TensorLike[] =>
  typeof attrs['other'] === 'number' ? [attrs['other']] : others;

/** Changes `target` to an answer: the graph does not hear of it, and its gradient goes on as if nothing had happened. */
export function answerBy<T extends Tensor>(record: OpRecord, target: T, others: readonly Tensor[] = []): T {
  return noGrad(() => changeBy(record, target, others));
}

/** `changeBy` with a tensor or a number on the right. */
export function changeByOther<T extends Tensor>(record: OpRecord, target: T, other: TensorLike): T {
  return typeof other === 'number'
    ? changeBy(record, target, [], { other })
    : changeBy(record, target, [other]);
}

/** PyTorch's word for the type; its clamp by numbers has C++'s. */
function wordFor(target: Tensor, record: OpRecord): string {
  return /^clamp(Min|Max)?$/.test(record.name) ? target.dtype.cName : target.dtype.scalarName;
}

function checkType(result: DType, target: Tensor, record: OpRecord): void {
  if (canHold(target.dtype, result)) return;
  throw new RuntimeError(
    `result type ${result.scalarName} can't be cast to the desired output type ${wordFor(target, record)}`,
  );
}

function checkShape(shape: Shape, target: Tensor): void {
  if (sameShape(shape, target.shape)) return;
  throw new RuntimeError(
    `output with shape ${shapeText(target.shape)} doesn't match the broadcast shape ${shapeText(shape)}`,
  );
}

/** An answer in a tensor's place: its gradient is 0. */
function forgetting(record: OpRecord): OpRecord {
  const name = record.name.replace(/^./, (first) => first.toUpperCase());
  return {
    ...record,
    gradFn: (attrs) => `${name}Backward${attrs['other'] === undefined ? 1 : 0}`,
    backward: ({ inputs, needs }) => inputs.map((input, k) => (needs[k] ? zerosOf(input) : null)),
  };
}

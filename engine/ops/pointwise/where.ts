/** @file Choosing elements by a condition. */

import { apply } from '../../autograd/apply';
import type { Operand } from '../../devices/device';
import { bool } from '../../dtype';
import { RuntimeError } from '../../errors';
import { broadcastShapes } from '../../shape';
import { Tensor, type TensorLike } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { broadcastTo, cast, elementwiseExplanation, operandAt, resultType } from '../common';
import type { Evidence, Names, OpRecord } from '../op';
import { like } from './common';

/** The two sides: tensors behind the condition, numbers in the attributes. */
function sides(inputs: readonly Tensor[], attrs: Attrs): [TensorLike, TensorLike] {
  const rest = inputs.slice(1);
  const yes = (attrs['input'] as number | undefined) ?? rest.shift()!;
  return [yes, (attrs['other'] as number | undefined) ?? rest[0]!];
}

const conditionTex = (n: Names): string => n.inputs[0]!;

/** Which side input `k` is: 0 where the condition is true, 1 where it is false. */
const sideOf = (k: number, attrs: Attrs): 0 | 1 => (k === 1 && attrs['input'] === undefined ? 0 : 1);

function partial(k: number): {
  tex: (n: Names) => string;
  value: (e: Evidence, at: number) => number;
} {
  return {
    tex: (n) => (sideOf(k, n.attrs) === 0 ? `[${conditionTex(n)}]` : `[\\lnot ${conditionTex(n)}]`),
    value: (e, at) => ((operandAt(e, 0, at) !== 0) === (sideOf(k, e.attrs) === 0) ? 1 : 0),
  };
}

export const whereRecord: OpRecord = {
  name: 'where',
  gradFn: () => 'WhereBackward0',
  symbol: '?',
  formula(n) {
    const rest = n.inputs.slice(1);
    const yes = n.attrs['input'] ?? rest.shift();
    const no = n.attrs['other'] ?? rest[0];
    return `\\operatorname{where}(${conditionTex(n)}, ${String(yes)}, ${String(no)})`;
  },
  forward(inputs, attrs) {
    const condition = conditionOf(inputs[0]!);
    const chosen = sides(inputs, attrs);
    const dtype = resultType(chosen);
    let shape = condition.shape;
    for (const side of chosen) {
      if (typeof side !== 'number') shape = broadcastShapes(shape, side.shape);
    }
    const [yes, no] = chosen.map((side): Operand =>
      typeof side === 'number' ? side : broadcastTo(cast(side, dtype), shape),
    );
    const out = Tensor.empty(shape, dtype, condition.device);
    condition.device.where(broadcastTo(condition, shape), yes!, no!, out);
    return out;
  },
  saves: { inputs: [0], output: false },
  backward: ({ inputs, attrs, needs }, g) =>
    inputs.map((input, k) => {
      if (k === 0 || !needs[k]) return null;
      const part = sideOf(k, attrs) === 0 ? where(inputs[0]!, g, 0) : where(inputs[0]!, 0, g);
      return like(part, input);
    }),
  explain: elementwiseExplanation({ tex: () => '0', value: () => 0 }, partial(1), partial(2)),
};

function conditionOf(condition: Tensor): Tensor {
  const { name, scalarName } = condition.dtype;
  if (name === 'bool' || name === 'uint8') return cast(condition, bool);
  throw new RuntimeError(
    `where expected condition to be a boolean tensor, but got a tensor with dtype ${scalarName}`,
  );
}

/**
 * Elements of `a` where `condition` is true, of `b` where it is false; broadcasting and promoting all.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.where.html
 * @throws RuntimeError when the condition is not of type bool
 */
export function where(condition: Tensor, a: TensorLike, b: TensorLike): Tensor {
  const tensors = [a, b].filter((x) => typeof x !== 'number');
  const attrs: Attrs = {
    ...(typeof a === 'number' && { input: a }),
    ...(typeof b === 'number' && { other: b }),
  };
  return apply(whereRecord, [condition, ...tensors], attrs);
}

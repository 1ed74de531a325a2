/** @file In-place ops in the graph: a tensor becomes what an op makes of its former self. */

import { RuntimeError } from '../errors';
import type { OpRecord } from '../ops/op';
import { Tensor } from '../tensor';
import type { Attrs } from '../trace/events';
import { changing, unobserved } from '../trace/observer';
import { isGradEnabled, noGrad } from './mode';
import { GradNode } from './node';

/**
 * Runs `work`, which changes `target` in place as `record` would compute it from [target, ...others], and gives
 * the target that history. Where nothing is tracked, only the work is done.
 * Source: https://docs.pytorch.org/docs/stable/notes/autograd.html#in-place-operations-with-autograd
 * @throws RuntimeError for a leaf that requires grad, or a view of one
 */
export function rewrite(
  target: Tensor,
  record: () => OpRecord,
  others: readonly Tensor[],
  attrs: Attrs,
  work: () => void,
): void {
  const tracked = isGradEnabled() && [target, ...others].some((tensor) => tensor.requiresGrad);
  if (tracked) refuseLeaf(target);
  changing(target, tracked);
  if (!tracked || !target.dtype.isFloatingPoint) {
    work();
    target.bumpVersion();
    return;
  }
  const op = record();
  const needs = [target, ...others].map((tensor) => tensor.requiresGrad);
  const saved = typeof op.saves.inputs === 'function' ? op.saves.inputs(needs) : op.saves.inputs;
  // where backward reads what is overwritten here, it gets a copy
  const before = saved.includes(0) ? unobserved(() => noGrad(() => target.clone())) : target;
  const node = new GradNode(op, [target.former(before), ...others], target, attrs);
  const slices = target.base ? sliceNode(target.base, target, node, others) : null;
  work();
  target.bumpVersion();
  node.sealOutput();
  if (slices) target.base!.attachGraph(slices);
  else target.attachGraph(node);
}

/** @throws RuntimeError for a leaf that requires grad, or a view of one: nothing may change it in place */
export function refuseLeaf(target: Tensor): void {
  if (target.requiresGrad && target.isLeaf) {
    throw new RuntimeError('a leaf Variable that requires grad is being used in an in-place operation.');
  }
  if (target.base?.requiresGrad && target.base.isLeaf) {
    throw new RuntimeError(
      'a view of a leaf Variable that requires grad is being used in an in-place operation.',
    );
  }
}

/** The gradient's part that a view of `base` sees, as a view of it; the gradient must be dense. */
function partOf(gradient: Tensor, base: Tensor, view: Tensor): Tensor {
  return gradient.look(view.shape, view.strides, gradient.offset + view.offset - base.offset);
}

/** A base after a view of it was changed in place: its gradient, with the view's part sent through the view's op. */
function sliceNode(base: Tensor, view: Tensor, inner: GradNode, others: readonly Tensor[]): GradNode {
  const record: OpRecord = {
    name: 'copySlices',
    gradFn: () => 'CopySlices',
    symbol: '⊂',
    formula: (names) => names.output,
    forward: ([x]) => x!,
    saves: { inputs: [], output: false },
    backward(_, gradient) {
      return noGrad(() => {
        const whole = gradient.contiguous() === gradient ? gradient.clone() : gradient.contiguous();
        const part = partOf(whole, base, view);
        const [own, ...rest] = inner.record.backward!(inner.context(), part.clone());
        if (own) part.copy_(own);
        else part.zero_();
        return [whole, ...rest];
      });
    },
    explain: null,
  };
  return new GradNode(record, [base.former(base), ...others], base, {});
}

/** The node of a view whose base got a new history. */
export function viewNode(base: Tensor, view: Tensor): GradNode {
  const record: OpRecord = {
    name: 'asStrided',
    gradFn: () => 'AsStridedBackward0',
    symbol: 'view',
    formula: (names) => names.inputs[0] ?? names.output,
    forward: ([x]) => x!,
    saves: { inputs: [], output: false },
    backward(_, gradient) {
      return noGrad(() => {
        const whole = Tensor.empty(base.shape, gradient.dtype, gradient.device);
        const target = whole.look(view.shape, view.strides, view.offset - base.offset);
        gradient.device.copy(gradient, target);
        return [whole];
      });
    },
    explain: null,
  };
  return new GradNode(record, [base], view, {});
}

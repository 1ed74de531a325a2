/** @file In-place ops in the graph: a tensor becomes what an op makes of its former self. */

import { RuntimeError } from '../errors';
import type { OpRecord } from '../ops/op';
import { refuseSharing, type Sharing } from '../ops/overlap';
import { asStrided, inMemory, outOfMemory, stridedAttrs, type Look } from '../ops/reshaping/geometry';
import type { Tensor } from '../tensor';
import type { Attrs } from '../trace/events';
import { changing, unobserved } from '../trace/observer';
import { apply } from './apply';
import { isGradEnabled, noGrad } from './mode';
import { GradNode, operationOf } from './node';

/**
 * Runs `work`, which changes `target` in place as `record` would compute it from [target, ...others], and gives
 * the target that history. Where nothing is tracked, only the work is done.
 * Source: https://docs.pytorch.org/docs/stable/notes/autograd.html#in-place-operations-with-autograd
 * @throws RuntimeError for a leaf that requires grad, or a view of one; and for elements that share their memory
 */
export function rewrite(
  target: Tensor,
  record: () => OpRecord,
  others: readonly Tensor[],
  attrs: Attrs,
  work: () => void,
  sharing: Sharing = {},
): void {
  const tracked = isGradEnabled() && [target, ...others].some((tensor) => tensor.requiresGrad);
  if (tracked) refuseInPlace(target);
  refuseSharing(target, others, sharing);
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
  if (!slices) return target.attachGraph(node);
  target.base!.attachGraph(slices);
  target.followBase();
}

/** @throws RuntimeError for a leaf that requires grad, or a view of one: nothing may change it in place */
export function refuseInPlace(target: Tensor): void {
  if (target.base && target.origin !== 'freely') throw viewRefusal(target, false);
  if (target.base?.isLeaf && target.requiresGrad) {
    throw new RuntimeError(
      'a view of a leaf Variable that requires grad is being used in an in-place operation.',
    );
  }
  if (target.requiresGrad && target.isLeaf) {
    throw new RuntimeError('a leaf Variable that requires grad is being used in an in-place operation.');
  }
}

/** How a view was made: so that the graph knows it; unseen by the graph; or together with others by one op. */
export type Origin = 'freely' | 'unseen' | 'together';

/** What is to be said of changing a view in place that was not made freely, or, indirectly, the memory that it shares. */
export function viewRefusal(view: Tensor, isIndirect: boolean): RuntimeError {
  const node = view.lastNode;
  const changed = isIndirect ? 'its base or another view of its base has been' : 'is being';
  const output = node && `Output ${node.record.outputIndex?.(node.attrs) ?? 0} of ${operationOf(node)}`;
  const what =
    output && view.origin === 'together'
      ? `${output} is a view and ${changed} modified inplace.`
      : `${output ? `${output} is a view of a view which` : 'A view'} was created in no_grad mode and ${changed} modified ` +
        'inplace with grad mode enabled.';
  return new RuntimeError(`${what} ${view.origin === 'together' ? TOGETHER : UNSEEN}`);
}

const TOGETHER =
  'This view is the output of a function that returns multiple views. Such functions do not allow the output views to be ' +
  'modified inplace. You should replace the inplace operation by an out-of-place one.';
const UNSEEN =
  'Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the ' +
  "view and the inplace either both inside the no_grad block (if you don't want the inplace to be tracked) or both outside " +
  '(if you want the inplace to be tracked).';

/** How a view lies in its base's memory, counted from the base's first element. */
function within(base: Tensor, { shape, strides, offset }: Tensor): Look {
  return { shape, strides, offset: offset - base.offset };
}

/** A base after a view of it was changed in place: its gradient, with the view's part sent through the view's op. */
function sliceNode(base: Tensor, view: Tensor, inner: GradNode, others: readonly Tensor[]): GradNode {
  const [own, seen] = [within(base, base), within(base, view)];
  const record: OpRecord = {
    name: 'copySlices',
    gradFn: () => 'CopySlices',
    symbol: '⊂',
    formula: (names) => names.output,
    forward: ([x]) => x!,
    saves: { inputs: [], output: false },
    backward(_, gradient) {
      const memory = inMemory(gradient, own);
      const part = apply(asStrided, [memory], stridedAttrs(memory, seen));
      const [former, ...rest] = inner.record.backward!(inner.context(), part.clone());
      if (former) part.copy_(former);
      else part.zero_();
      return [outOfMemory(memory, own), ...rest];
    },
    explain: null,
  };
  return new GradNode(record, [base.former(base), ...others], base, {});
}

/** The node of a view whose base got a new history. */
export function viewNode(base: Tensor, view: Tensor): GradNode {
  return new GradNode(asStrided, [base], view, stridedAttrs(base, view));
}

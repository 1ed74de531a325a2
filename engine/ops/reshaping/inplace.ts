/** @file In-place forms of views: the tensor itself takes the shape that a view of it would have. */

import { isGradEnabled } from '../../autograd/mode';
import { GradNode, beforeReshaping } from '../../autograd/node';
import { refuseInPlace } from '../../autograd/rewrite';
import type { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { changing, observer } from '../../trace/observer';
import type { OpRecord } from '../op';

/**
 * Gives `target` the shape and strides of the view that `record` makes of it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.Tensor.unsqueeze_.html
 * @param gradFn PyTorch's name of the node: the in-place forms have numbers of their own
 * @throws RuntimeError for a leaf that requires grad, and what the view itself throws
 */
export function become<T extends Tensor>(record: OpRecord, target: T, attrs: Attrs, gradFn: string): T {
  const isTracked = isGradEnabled() && target.requiresGrad;
  if (isTracked) refuseInPlace(target);
  const view = record.forward([target], attrs);
  changing(target, true);
  const former = target.former(target);
  const before = beforeReshaping();
  const node = isTracked ? new GradNode({ ...record, gradFn: () => gradFn }, [former], target, attrs) : null;
  target.become(view, former, before);
  target.bumpVersion();
  if (node) target.attachGraph(node);
  observer()?.reshape(`${record.name}_`, target, attrs);
  return target;
}

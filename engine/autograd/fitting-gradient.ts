/** @file Whether a tensor may be another one's gradient. */

import { ArgumentTypeError, RuntimeError } from '../errors';
import { pythonType } from '../refusals';
import { sameShape, shapeText } from '../shape';
import { Tensor } from '../tensor';

/** @throws TypeError for what is no tensor, RuntimeError for one of another shape or dtype */
export function checkGradient(tensor: Tensor, grad: unknown): void {
  if (!(grad instanceof Tensor)) {
    throw new ArgumentTypeError(
      `assigned grad expected to be a Tensor or None but got grad of type ${pythonType(grad)}`,
    );
  }
  if (grad === tensor) throw new RuntimeError("can't assign Variable as its own grad");
  if (!sameShape(grad.shape, tensor.shape)) {
    throw new RuntimeError(
      `attempting to assign a gradient of size '${shapeText(grad.shape)}' to a tensor of size '${shapeText(tensor.shape)}'. Please ensure that the gradient and the tensor are the same size`,
    );
  }
  if (grad.dtype === tensor.dtype) return;
  throw new RuntimeError(
    `attempting to assign a gradient with dtype '${grad.dtype.cName}' to a tensor with grad_dtype '${tensor.dtype.scalarName}'. The gradient must match the tensor's grad_dtype (defaults to the tensor's dtype). You can set the tensor's grad_dtype attribute with a specific dtype, or None to allow any dtype. Set grad_dtype with caution. Diverging the dtypes of a tensor and its gradient may break downstream systems that assume they match.`,
  );
}

/** @file Methods of the tensor: wanting gradients, backward, and leaving the graph. */

import { backward, type BackwardOptions } from '../autograd/backward';
import type { GradientHook } from '../autograd/watch';
import { ArgumentTypeError, RuntimeError } from '../errors';
import { pythonType } from '../refusals';
import { extend, Tensor } from '../tensor';
import { changing, observer } from '../trace/observer';

declare module '../tensor' {
  interface Tensor {
    /** Switches the tensor's gradient on or off, and returns it. Shape: any; keeps it. */
    requiresGrad_(requiresGrad?: boolean): this;
    /** Whether `.grad` is kept although this is no leaf. */
    readonly retainsGrad: boolean;
    /**
     * Keeps `.grad` of a tensor that is no leaf.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.Tensor.retain_grad.html
     * @throws RuntimeError where no gradient is required
     */
    retainGrad(): void;
    /**
     * Calls `hook` with the gradient of this tensor when all of it has arrived; what it returns takes its place.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.Tensor.register_hook.html
     * @returns what takes the hook away again
     * @throws RuntimeError where no gradient is required
     */
    registerHook(hook: GradientHook): { remove(): void };
    /** The same elements without history; shares the storage. Shape: any; keeps it. */
    detach(): Tensor;
    /**
     * Forgets the history in place: the tensor becomes a leaf that needs no gradient. Shape: any; keeps it.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.Tensor.detach_.html
     * @throws RuntimeError for a view
     */
    detach_(): this;
    /**
     * Computes gradients back to the leaves and adds them to their `.grad`.
     * @param gradient of this tensor's shape; left out: 1, for a scalar alone. Options may take its place:
     *   `loss.backward({ retainGraph: true })`
     */
    backward(gradient?: Tensor | BackwardOptions | null, options?: BackwardOptions): void;
  }
}

extend({
  requiresGrad_(requiresGrad = true) {
    if (requiresGrad && !this.dtype.isFloatingPoint) {
      throw new RuntimeError('only Tensors of floating point dtype can require gradients');
    }
    this.requiresGrad = requiresGrad;
    return this;
  },
  get retainsGrad() {
    return this.watch?.isKept ?? false;
  },
  retainGrad() {
    if (!this.requiresGrad)
      throw new RuntimeError("can't retain_grad on Tensor that has requires_grad=False");
    if (!this.isLeaf) this.watched().isKept = true;
  },
  registerHook(hook) {
    if (!this.requiresGrad) {
      throw new RuntimeError("cannot register a hook on a tensor that doesn't require gradient");
    }
    return this.watched().add(hook);
  },
  detach() {
    const out = this.look(this.shape, this.strides, this.offset);
    observer()?.op('detach', [this], {}, out);
    return out;
  },
  detach_() {
    if (this.base) {
      throw new RuntimeError(
        "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) for training, and gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence detach_() cannot be called on these gradients. To fix this error, please refer to the Optimizer.zero_grad() function in torch/optim/optimizer.py as the solution.",
      );
    }
    changing(this, true);
    this.leaveGraph();
    observer()?.requiresGrad(this);
    return this;
  },
  backward(gradient = null, options = {}) {
    if (typeof gradient !== 'object') {
      throw new ArgumentTypeError(`gradients can be either Tensors or None, but got ${pythonType(gradient)}`);
    }
    if (gradient instanceof Tensor || gradient === null) backward([this], [gradient], options);
    else backward([this], [null], gradient);
  },
});

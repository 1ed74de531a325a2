/** @file The parameter: a tensor that a module counts as its own. */

import type { StridedView } from '../devices/device';
import { RuntimeError } from '../errors';
import { Tensor } from '../tensor';
import { unobserved } from '../trace/observer';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * A leaf that a module registers as soon as it is one of its properties, and an optimiser moves.
 * It looks into the storage of `data`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.parameter.Parameter.html
 */
export class Parameter extends Tensor {
  static override readonly pythonName: string = 'Parameter';

  constructor(data: Tensor, { requiresGrad = true }: { requiresGrad?: boolean } = {}) {
    super({ storage: data.storage, shape: data.shape, strides: data.strides, offset: data.offset });
    if (requiresGrad && !data.dtype.isFloatingPoint) {
      throw new RuntimeError('Only Tensors of floating point and complex dtype can require gradients');
    }
    this.requiresGrad = requiresGrad;
  }

  /** Looks into another tensor's storage from now on (another dtype, another device), and stays the same object. */
  adopt(data: Tensor): void {
    const { storage, shape, strides, offset } = data;
    Object.assign<Writable<StridedView>, StridedView>(this, { storage, shape, strides, offset });
    if (this.grad) {
      const grad = this.grad;
      unobserved(() => (this.grad = grad.to(data.dtype).to(data.device.type)));
    }
  }

  override format(): string | Promise<string> {
    const text = super.format();
    const titled = (body: string): string => `Parameter containing:\n${body}`;
    return text instanceof Promise ? text.then(titled) : titled(text);
  }
}

/** @file Max pooling undone, as modules. */

import * as F from '../functional/unpooling';
import { spread, type Sizes } from '../ops/arguments';
import type { Tensor } from '../tensor';
import { Module } from './module';
import { arguments_ } from './repr';

interface UnpoolSettings {
  readonly stride?: Sizes | null;
  readonly padding?: Sizes;
}

/** The size of what comes out, where the pooling's windows left some of it out. */
interface UnpoolCall {
  readonly outputSize?: readonly number[] | null;
}

abstract class Unpool extends Module<[x: Tensor, indices: Tensor, options?: UnpoolCall]> {
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly #compute: typeof F.maxUnpool2d;

  constructor(dims: 1 | 2, compute: typeof F.maxUnpool2d, kernelSize: Sizes, settings: UnpoolSettings) {
    super();
    this.kernelSize = spread(kernelSize, dims);
    this.stride = spread(settings.stride ?? kernelSize, dims);
    this.padding = spread(settings.padding ?? 0, dims);
    this.#compute = compute;
  }

  forward(x: Tensor, indices: Tensor, { outputSize = null }: UnpoolCall = {}): Tensor {
    return this.#compute(x, indices, this.kernelSize, this.stride, { padding: this.padding, outputSize });
  }

  override extraRepr(): string {
    return arguments_({ kernel_size: this.kernelSize, stride: this.stride, padding: this.padding });
  }
}

/**
 * Puts values [N, C, L] back where a max pooling took them from; the rest is 0.
 * Shape: [N, C, L] and the places alike → [N, C, L′], L′ = (L − 1)·stride − 2·padding + kernel unless it
 * is given; without N of one sample.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxUnpool1d.html
 */
export class MaxUnpool1d extends Unpool {
  constructor(kernelSize: Sizes, settings: UnpoolSettings = {}) {
    super(1, F.maxUnpool1d, kernelSize, settings);
  }
}

/**
 * Puts values [N, C, H, W] back where a max pooling took them from; the rest is 0.
 * Shape: [N, C, H, W] and the places alike → [N, C, H′, W′], H′ = (H − 1)·stride − 2·padding + kernel and
 * W′ likewise unless they are given; without N of one sample.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxUnpool2d.html
 */
export class MaxUnpool2d extends Unpool {
  constructor(kernelSize: Sizes, settings: UnpoolSettings = {}) {
    super(2, F.maxUnpool2d, kernelSize, settings);
  }
}

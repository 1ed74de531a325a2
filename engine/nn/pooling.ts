/** @file Pooling as modules. */

import * as adaptive from '../functional/adaptive-pooling';
import * as F from '../functional/pooling';
import type { AvgPool2dOptions, AvgPoolOptions, MaxPoolOptions } from '../functional/pooling';
import type { Sizes } from '../ops/arguments';
import type { Tensor } from '../tensor';
import { Module } from './module';
import { arguments_ } from './repr';

type PoolOptions<O> = Omit<O, 'returnIndices'> & { readonly stride?: Sizes };

/** What pools have in common: a function of one tensor, and settings to print. */
abstract class Pool extends Module<[Tensor]> {
  readonly #compute: (x: Tensor) => Tensor;
  readonly #settings: Readonly<Record<string, unknown>>;

  constructor(settings: Readonly<Record<string, unknown>>, compute: (x: Tensor) => Tensor) {
    super();
    this.#settings = settings;
    this.#compute = compute;
  }

  forward(x: Tensor): Tensor {
    return this.#compute(x);
  }

  override extraRepr(): string {
    return arguments_(this.#settings);
  }
}

function maxSettings(
  kernelSize: Sizes,
  stride: Sizes,
  options: MaxPoolOptions,
): Readonly<Record<string, unknown>> {
  const { padding = 0, dilation = 1, ceilMode = false } = options;
  return { kernel_size: kernelSize, stride, padding, dilation, ceil_mode: ceilMode };
}

/**
 * The largest of each window of [N, C, L].
 * Shape: [N, C, L] → [N, C, L′], L′ = ⌊(L + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1; without
 * N of one sample.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool1d.html
 */
export class MaxPool1d extends Pool {
  constructor(kernelSize: Sizes, { stride = kernelSize, ...options }: PoolOptions<MaxPoolOptions> = {}) {
    super(maxSettings(kernelSize, stride, options), (x) =>
      F.maxPool1d(x, kernelSize, stride, { ...options, returnIndices: false }),
    );
  }
}

/**
 * The largest of each window of [N, C, H, W].
 * Shape: [N, C, H, W] → [N, C, H′, W′], H′ = ⌊(H + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1
 * and W′ likewise; without N of one sample.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html
 */
export class MaxPool2d extends Pool {
  constructor(kernelSize: Sizes, { stride = kernelSize, ...options }: PoolOptions<MaxPoolOptions> = {}) {
    super(maxSettings(kernelSize, stride, options), (x) =>
      F.maxPool2d(x, kernelSize, stride, { ...options, returnIndices: false }),
    );
  }
}

/**
 * The mean of each window of [N, C, L].
 * Shape: [N, C, L] → [N, C, L′], L′ = ⌊(L + 2·padding − kernel) / stride⌋ + 1; without N of one sample.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool1d.html
 */
export class AvgPool1d extends Pool {
  constructor(kernelSize: Sizes, { stride = kernelSize, ...options }: PoolOptions<AvgPoolOptions> = {}) {
    const one = (value: Sizes): Sizes => (typeof value === 'number' ? [value] : value);
    super({ kernel_size: one(kernelSize), stride: one(stride), padding: one(options.padding ?? 0) }, (x) =>
      F.avgPool1d(x, kernelSize, stride, options),
    );
  }
}

/**
 * The mean of each window of [N, C, H, W].
 * Shape: [N, C, H, W] → [N, C, H′, W′], H′ = ⌊(H + 2·padding − kernel) / stride⌋ + 1 and W′ likewise;
 * without N of one sample.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html
 */
export class AvgPool2d extends Pool {
  constructor(kernelSize: Sizes, { stride = kernelSize, ...options }: PoolOptions<AvgPool2dOptions> = {}) {
    super({ kernel_size: kernelSize, stride, padding: options.padding ?? 0 }, (x) =>
      F.avgPool2d(x, kernelSize, stride, options),
    );
  }
}

/**
 * Means, of as many windows as the output has elements.
 * Shape: [N, C, L] → [N, C, outputSize]; without N of one sample.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool1d.html
 */
export class AdaptiveAvgPool1d extends Pool {
  constructor(outputSize: Sizes) {
    super({ output_size: outputSize }, (x) => adaptive.adaptiveAvgPool1d(x, outputSize));
  }
}

/**
 * Means, of as many windows as the output has elements; null keeps a size.
 * Shape: [N, C, H, W] → [N, C, outputSize]; without N of one sample.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html
 */
export class AdaptiveAvgPool2d extends Pool {
  constructor(outputSize: adaptive.AdaptiveSize) {
    super({ output_size: outputSize }, (x) => adaptive.adaptiveAvgPool2d(x, outputSize));
  }
}

/**
 * The largest, of as many windows as the output has elements.
 * Shape: [N, C, H, W] → [N, C, outputSize]; without N of one sample.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool2d.html
 */
export class AdaptiveMaxPool2d extends Pool {
  constructor(outputSize: adaptive.AdaptiveSize) {
    super({ output_size: outputSize }, (x) => adaptive.adaptiveMaxPool2d(x, outputSize));
  }
}

/**
 * The largest, of as many windows of [N, C, L] as the output has elements.
 * Shape: [N, C, L] → [N, C, outputSize]; without N of one sample.
 * Floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AdaptiveMaxPool1d.html
 */
export class AdaptiveMaxPool1d extends Pool {
  constructor(outputSize: Sizes) {
    super({ output_size: outputSize }, (x) => adaptive.adaptiveMaxPool1d(x, outputSize));
  }
}

/**
 * The p-norm of each window of [N, C, H, W].
 * Shape: [N, C, H, W] → [N, C, H′, W′], H′ = ⌊(H − kernel) / stride⌋ + 1 and W′ likewise; without N of one
 * sample.
 * Integers give float32.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LPPool2d.html
 */
export class LPPool2d extends Pool {
  constructor(
    normType: number,
    kernelSize: Sizes,
    { stride = null, ceilMode = false }: { stride?: Sizes | null; ceilMode?: boolean } = {},
  ) {
    const settings = { norm_type: normType, kernel_size: kernelSize, stride, ceil_mode: ceilMode };
    super(settings, (x) => F.lpPool2d(x, normType, kernelSize, stride ?? undefined, { ceilMode }));
  }
}

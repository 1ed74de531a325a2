/** @file Layers that learn at their first call how many features, or channels, they are given. */

import { IndexError, RuntimeError, ValueError } from '../errors';
import { int64 } from '../dtype';
import type { Sizes } from '../ops/arguments';
import { shapeText } from '../shape';
import { Tensor } from '../tensor';
import { unobserved } from '../trace/observer';
import {
  Conv1d,
  Conv2d,
  ConvTranspose1d,
  ConvTranspose2d,
  type ConvOptions,
  type ConvTransposeOptions,
} from './convolution';
import { Linear, type LinearOptions } from './linear';
import {
  BatchNorm1d,
  BatchNorm2d,
  InstanceNorm1d,
  InstanceNorm2d,
  type RunningNormOptions,
} from './running-norm';
import type { AnyModule } from './tree';
import { isUninitialized, UninitializedBuffer, UninitializedParameter } from './uninitialized';
import { blank, uninitialised, type LayerOptions } from './weights';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Settings that a layer has of its own, whatever an eager one has. */
const OWN = new Set(['training']);

/** Whether shapes are yet to be learnt: a state dict may have brought them. */
const isOpen = (module: AnyModule): boolean => Object.values(module).some(isUninitialized);

/**
 * Makes a lazy layer the one that `make` gives, parameters and buffers staying the same objects. What a state dict has
 * brought stays as it is, and nothing is drawn for it.
 */
function settle(module: AnyModule, make: () => AnyModule): void {
  const eager = isOpen(module) ? make() : uninitialised(make);
  const own = module as unknown as Record<string, unknown>;
  for (const [name, value] of Object.entries(eager)) {
    const lazy = own[name];
    if (isUninitialized(lazy)) lazy.materialize(value as Tensor);
    else if (!(value instanceof Tensor || OWN.has(name))) own[name] = value;
  }
  Object.setPrototypeOf(module, Object.getPrototypeOf(eager) as object);
}

/** Where and of which dtype a layer's weights are to be: as it was moved. */
const placeOf = (x: Tensor | null): LayerOptions => (x ? { dtype: x.dtype, device: x.device.type } : {});

const sizeAt = (x: Tensor, dim: number): number => {
  const size = x.shape.at(dim);
  if (size === undefined) throw new IndexError('tuple index out of range');
  return size;
};

/**
 * A Linear whose `inFeatures` are those of its first input; it is a Linear from then on.
 * Shape: […, any number] → […, outFeatures].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyLinear.html
 */
export class LazyLinear extends Linear {
  constructor(outFeatures: number, { bias = true, ...options }: LinearOptions = {}) {
    super(0, 0, { ...options, bias: false });
    (this as Writable<this>).outFeatures = outFeatures;
    this.weight = new UninitializedParameter(true, options);
    if (bias) this.bias = new UninitializedParameter(true, options);
  }

  override call(...inputs: [Tensor]): Tensor {
    const [x] = inputs;
    if (x instanceof Tensor) {
      const { outFeatures, bias, weight } = this;
      settle(this, () => new Linear(sizeAt(x, -1), outFeatures, { bias: bias !== null, ...placeOf(weight) }));
    }
    return super.call(...inputs);
  }
}

type Convolution = Conv1d | Conv2d | ConvTranspose1d | ConvTranspose2d;
type ConvolutionClass = new (
  inChannels: number,
  outChannels: number,
  kernelSize: Sizes,
  options: ConvOptions & ConvTransposeOptions,
) => Convolution;

/** Leaves a convolution's weights open. */
function open(module: Convolution, outChannels: number, { bias = true, ...options }: ConvOptions): void {
  (module as Writable<Convolution>).outChannels = outChannels;
  module.weight = new UninitializedParameter(true, options);
  if (bias) module.bias = new UninitializedParameter(true, options);
}

/** Makes a lazy convolution one of as many channels as the input has. */
function settleConvolution(module: Convolution, type: ConvolutionClass, dims: number, x: Tensor): void {
  if (!(x instanceof Tensor)) return;
  if (isOpen(module) && x.ndim !== dims + 1 && x.ndim !== dims + 2) {
    throw new RuntimeError(
      `Expected ${dims + 1}D (unbatched) or ${dims + 2}D (batched) input to ${module.typeName()}, but got input of size: torch.Size(${shapeText(x.shape)})`,
    );
  }
  const channels = sizeAt(x, -dims - 1);
  if (channels % module.groups !== 0) throw new ValueError('in_channels must be divisible by groups');
  const { outChannels, kernelSize, stride, padding, dilation, outputPadding, groups, paddingMode } = module;
  const settings = { stride, padding, dilation, outputPadding, groups, paddingMode } as ConvTransposeOptions;
  const rest = { bias: module.bias !== null, ...placeOf(module.weight) };
  settle(module, () => new type(channels, outChannels, kernelSize, { ...settings, ...rest }));
}

/**
 * A Conv1d whose `inChannels` are those of its first input; it is a Conv1d from then on.
 * Shape: [N, any number, L] → [N, outChannels, L′], as that of Conv1d.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyConv1d.html
 */
export class LazyConv1d extends Conv1d {
  constructor(outChannels: number, kernelSize: Sizes, options: ConvOptions = {}) {
    super(0, 0, kernelSize, { ...options, bias: false });
    open(this, outChannels, options);
  }

  override call(...inputs: [Tensor]): Tensor {
    settleConvolution(this, Conv1d, 1, inputs[0]);
    return super.call(...inputs);
  }
}

/**
 * A Conv2d whose `inChannels` are those of its first input; it is a Conv2d from then on.
 * Shape: [N, any number, H, W] → [N, outChannels, H′, W′], as that of Conv2d.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyConv2d.html
 */
export class LazyConv2d extends Conv2d {
  constructor(outChannels: number, kernelSize: Sizes, options: ConvOptions = {}) {
    super(0, 0, kernelSize, { ...options, bias: false });
    open(this, outChannels, options);
  }

  override call(...inputs: [Tensor]): Tensor {
    settleConvolution(this, Conv2d, 2, inputs[0]);
    return super.call(...inputs);
  }
}

/**
 * A ConvTranspose1d whose `inChannels` are those of its first input; it is one from then on.
 * Shape: [N, any number, L] → [N, outChannels, L′], as that of ConvTranspose1d.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyConvTranspose1d.html
 */
export class LazyConvTranspose1d extends ConvTranspose1d {
  constructor(outChannels: number, kernelSize: Sizes, options: ConvTransposeOptions = {}) {
    super(0, 0, kernelSize, { ...options, bias: false });
    open(this, outChannels, options);
  }

  override call(...inputs: [Tensor]): Tensor {
    settleConvolution(this, ConvTranspose1d, 1, inputs[0]);
    return super.call(...inputs);
  }
}

/**
 * A ConvTranspose2d whose `inChannels` are those of its first input; it is one from then on.
 * Shape: [N, any number, H, W] → [N, outChannels, H′, W′], as that of ConvTranspose2d.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyConvTranspose2d.html
 */
export class LazyConvTranspose2d extends ConvTranspose2d {
  constructor(outChannels: number, kernelSize: Sizes, options: ConvTransposeOptions = {}) {
    super(0, 0, kernelSize, { ...options, bias: false });
    open(this, outChannels, options);
  }

  override call(...inputs: [Tensor]): Tensor {
    settleConvolution(this, ConvTranspose2d, 2, inputs[0]);
    return super.call(...inputs);
  }
}

type Norm = BatchNorm1d | BatchNorm2d | InstanceNorm1d | InstanceNorm2d;
type NormClass = new (numFeatures: number, options: RunningNormOptions) => Norm;

/** A norm's settings, with nothing to be learnt or collected yet. */
const bare = (options: RunningNormOptions): RunningNormOptions => ({
  ...options,
  affine: false,
  trackRunningStats: false,
});

/** Leaves a norm's weights and statistics open. */
function openNorm(module: Norm, { dtype, device, affine, trackRunningStats }: RunningNormOptions): void {
  const options: LayerOptions = { ...(dtype && { dtype }), ...(device && { device }) };
  if (affine) {
    module.weight = new UninitializedParameter(true, options);
    module.bias = new UninitializedParameter(true, options);
  }
  if (!trackRunningStats) return;
  module.runningMean = new UninitializedBuffer(options);
  module.runningVar = new UninitializedBuffer(options);
  module.numBatchesTracked = unobserved(() => blank([], { ...options, dtype: int64 }));
}

/** Makes a lazy norm one of as many channels as the input has. */
function settleNorm(module: Norm, type: NormClass, x: Tensor): void {
  if (!(x instanceof Tensor)) return;
  const { eps, momentum, weight, runningMean } = module;
  const settings = { eps, momentum, affine: weight !== null, trackRunningStats: runningMean !== null };
  settle(module, () => new type(sizeAt(x, 1), { ...settings, ...placeOf(weight ?? runningMean) }));
}

/** (an eager instance norm has neither unless it is told to) */
const STATISTICS = { affine: true, trackRunningStats: true };

/**
 * A BatchNorm1d whose channels are those of its first input; it is one from then on.
 * Shape: [N, C] or [N, C, L]; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyBatchNorm1d.html
 */
export class LazyBatchNorm1d extends BatchNorm1d {
  constructor(options: RunningNormOptions = {}) {
    super(0, bare(options));
    openNorm(this, { ...STATISTICS, ...options });
  }

  override call(...inputs: [Tensor]): Tensor {
    settleNorm(this, BatchNorm1d, inputs[0]);
    return super.call(...inputs);
  }
}

/**
 * A BatchNorm2d whose channels are those of its first input; it is one from then on.
 * Shape: [N, C, H, W]; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyBatchNorm2d.html
 */
export class LazyBatchNorm2d extends BatchNorm2d {
  constructor(options: RunningNormOptions = {}) {
    super(0, bare(options));
    openNorm(this, { ...STATISTICS, ...options });
  }

  override call(...inputs: [Tensor]): Tensor {
    settleNorm(this, BatchNorm2d, inputs[0]);
    return super.call(...inputs);
  }
}

/**
 * An InstanceNorm1d whose channels are those of its first input; it is one from then on.
 * Shape: [N, C, L]; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyInstanceNorm1d.html
 */
export class LazyInstanceNorm1d extends InstanceNorm1d {
  constructor(options: RunningNormOptions = {}) {
    super(0, bare(options));
    openNorm(this, { ...STATISTICS, ...options });
  }

  override call(...inputs: [Tensor]): Tensor {
    settleNorm(this, InstanceNorm1d, inputs[0]);
    return super.call(...inputs);
  }
}

/**
 * An InstanceNorm2d whose channels are those of its first input; it is one from then on.
 * Shape: [N, C, H, W]; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyInstanceNorm2d.html
 */
export class LazyInstanceNorm2d extends InstanceNorm2d {
  constructor(options: RunningNormOptions = {}) {
    super(0, bare(options));
    openNorm(this, { ...STATISTICS, ...options });
  }

  override call(...inputs: [Tensor]): Tensor {
    settleNorm(this, InstanceNorm2d, inputs[0]);
    return super.call(...inputs);
  }
}

/** @file How layers make their first weights. */

import { refuseForm } from '../arguments/forms';
import { defaultDevice, deviceOf, type DeviceLike } from '../devices/registry';
import { defaultDtype, DType } from '../dtype';
import { RuntimeError } from '../errors';
import { checkSizes } from '../functions/creation';
import { Tensor } from '../tensor';
import { unobserved } from '../trace/observer';
import { kaimingUniform_, uniform_ } from './init';
import { Parameter } from './parameter';

export interface LayerOptions {
  readonly dtype?: DType;
  readonly device?: DeviceLike;
}

/** A tensor of zeros where a layer's weights go. */
export function blank(
  shape: readonly number[],
  { dtype = defaultDtype(), device }: LayerOptions = {},
): Tensor {
  checkSizes('empty', shape);
  if (!(dtype instanceof DType)) refuseForm('torch.empty', [shape], { dtype });
  const place = device ? deviceOf(device) : defaultDevice();
  return Tensor.empty(shape, dtype, place.supports(dtype) ? place : deviceOf('cpu'));
}

const state = { fills: true };

/** Makes layers whose weights are about to be set otherwise: nothing is drawn for them. */
export function uninitialised<T>(make: () => T): T {
  state.fills = false;
  try {
    return make();
  } finally {
    state.fills = true;
  }
}

/** A parameter whose elements `fill` sets. */
export function parameter(
  shape: readonly number[],
  options: LayerOptions,
  fill: (data: Tensor) => unknown = () => undefined,
): Parameter {
  const data = blank(shape, options);
  if (!data.dtype.isFloatingPoint) {
    throw new RuntimeError('Only Tensors of floating point and complex dtype can require gradients');
  }
  if (state.fills) unobserved(() => fill(data));
  return new Parameter(data);
}

/** Weights of a linear or convolutional layer: uniform in ±1/√fan_in. */
export function fanInWeight(shape: readonly number[], options: LayerOptions): Parameter {
  return parameter(shape, options, (data) => kaimingUniform_(data, { a: Math.sqrt(5) }));
}

/** Uniform in ±bound. */
export function uniformParameter(shape: readonly number[], bound: number, options: LayerOptions): Parameter {
  return parameter(shape, options, (data) => uniform_(data, { a: -bound, b: bound }));
}

/** A parameter of one value. */
export function constantParameter(shape: readonly number[], value: number, options: LayerOptions): Parameter {
  return parameter(shape, options, (data) => data.fill_(value));
}

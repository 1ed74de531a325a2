/** @file What the factories share: where a new tensor goes, its size, and telling of it. */

import { refuseForm } from '../arguments/forms';
import { cpu } from '../devices/cpu/cpu';
import type { Device } from '../devices/device';
import { defaultDevice, deviceOf, type DeviceLike } from '../devices/registry';
import type { DataArray, DType } from '../dtype';
import { RuntimeError } from '../errors';
import type { Generator } from '../random/generator';
import { checkMemory } from '../memory';
import { mustBe } from '../refusals';
import { contiguousStrides, numel, shapeText, type Shape } from '../shape';
import { Tensor } from '../tensor';
import type { Attrs } from '../trace/events';
import { observer } from '../trace/observer';

export interface TensorOptions {
  readonly dtype?: DType;
  readonly device?: DeviceLike;
  readonly requiresGrad?: boolean;
}

export interface RandomOptions extends TensorOptions {
  readonly generator?: Generator;
}

/** `rand(2, 3)`, `rand([2, 3])`, each with options behind. */
export type SizeArguments<O> =
  [shape: Shape, options?: O] | [...sizes: number[]] | [...sizes: number[], options: O];

const isOptions = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Tensor);

/** @throws TypeError for what stands behind a size and is not the options */
function checkSize(name: string, args: readonly unknown[]): void {
  const given = args.filter((arg, i) => !(i === args.length - 1 && (arg === undefined || isOptions(arg))));
  const isList = Array.isArray(args[0]);
  if (isList ? given.length === 1 : given.length > 0 && given.every((size) => typeof size === 'number'))
    return;
  refuseForm(`torch.${name}`, given);
}

/** The shape and the options of a factory's arguments. */
export function sized<O extends object>(name: string, args: SizeArguments<O>): [Shape, Partial<O>] {
  checkSize(name, args);
  const first: unknown = args[0];
  if (Array.isArray(first)) return [first as Shape, (args[1] as O | undefined) ?? {}];
  const numbers = args.filter((arg): arg is number => typeof arg === 'number');
  const options = args.find((arg): arg is O => typeof arg === 'object' && arg !== null);
  const odd = numbers.find((size) => !Number.isInteger(size));
  if (odd !== undefined) mustBe(name, 'size', 1, 'tuple of ints', odd);
  return [numbers, options ?? {}];
}

/** Where a tensor of this dtype goes: float64 to the cpu, whatever the default device. */
export function place(dtype: DType, options: TensorOptions): Device {
  const device = options.device ? deviceOf(options.device) : defaultDevice();
  return device.supports(dtype) ? device : cpu;
}

/** Tells of a new tensor and switches its gradient on if that was asked for. */
export function created(name: string, attrs: Attrs, tensor: Tensor, options: TensorOptions): Tensor {
  if (options.requiresGrad && !tensor.dtype.isFloatingPoint) {
    throw new RuntimeError('Only Tensors of floating point and complex dtype can require gradients');
  }
  observer()?.op(name, [], attrs, tensor);
  if (options.requiresGrad) tensor.requiresGrad = true;
  return tensor;
}

/**
 * PyTorch words a negative size in one way for `zeros`, in another for the rest.
 * @throws TypeError for a size that is no whole number, RuntimeError for a negative one
 */
export function checkSizes(name: string, shape: Shape): void {
  if (!shape.every((size) => Number.isInteger(size))) refuseForm(`torch.${name}`, [shape]);
  const negative = shape.find((size) => size < 0);
  if (negative === undefined) return;
  throw new RuntimeError(
    name === 'zeros'
      ? 'zeros: Dimension size must be non-negative.'
      : `Trying to create tensor with negative dimension ${negative}: ${shapeText(shape)}`,
  );
}

/** One value everywhere. */
export function filled(
  name: string,
  shape: Shape,
  value: number,
  dtype: DType,
  options: TensorOptions,
): Tensor {
  checkSizes(name, shape);
  checkMemory(shape, dtype);
  const out = Tensor.full(shape, value, dtype, place(dtype, options));
  return created(name, { shape, ...(name === 'full' && { fill_value: value }) }, out, options);
}

/** Fresh elements computed on the cpu, put where they belong. */
export function computed(
  name: string,
  attrs: Attrs,
  shape: Shape,
  dtype: DType,
  options: TensorOptions,
  fill: (array: DataArray) => void,
): Tensor {
  checkSizes(name, shape);
  checkMemory(shape, dtype);
  const array = dtype.array(numel(shape));
  fill(array);
  const out = new Tensor({
    storage: place(dtype, options).upload(dtype, array),
    shape,
    strides: contiguousStrides(shape),
    offset: 0,
  });
  return created(name, attrs, out, options);
}

/** Options for a tensor like another: its dtype and device unless others are given. */
export function optionsLike<O extends TensorOptions>(x: Tensor, options: O): O {
  return { dtype: x.dtype, device: x.device.type, ...options };
}

/** @file Which types a convolution takes: PyTorch's refusals, and whole numbers, which no kernel has. */

import { float32 } from '../../dtype';
import type { ConvolutionGeometry } from '../../devices/network';
import { notImplemented, RuntimeError } from '../../errors';
import { numel, shapeText, type Shape } from '../../shape';
import type { Tensor } from '../../tensor';
import { onCpu } from '../on-cpu';
import { tapsOf } from './geometry';

const typeText = (x: Tensor): string => `torch.${x.dtype.scalarName}Tensor`;

/** Whether PyTorch hands the work to oneDNN, whose refusals are worded otherwise. */
function isForOneDnn(x: Tensor, weight: Tensor, groups: number): boolean {
  if (x.dtype !== float32) return false;
  const isLarge = weight.ndim > 3 && weight.shape.slice(-2).every((size) => size > 3);
  return groups > 1 || isLarge || x.shape[0]! > 1 || x.numel() > 20480;
}

/** @throws RuntimeError for operands of several types */
export function checkTypes(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | undefined,
  { groups, isTransposed }: { groups: number; isTransposed: boolean },
): void {
  if (!isTransposed && bias && bias.dtype !== x.dtype) {
    throw new RuntimeError(
      `Input type (${x.dtype.cName}) and bias type (${bias.dtype.cName}) should be the same`,
    );
  }
  for (const [name, other] of [
    ['weight', weight],
    ['bias', bias],
  ] as const) {
    if (!other || other.dtype === x.dtype) continue;
    throw new RuntimeError(
      isForOneDnn(x, weight, groups)
        ? `Input type (${typeText(x)}) and ${name} type (${typeText(other)}) should be the same or input should be a MKLDNN tensor and ${name} is a dense tensor`
        : `expected scalar type ${x.dtype.scalarName} but found ${other.dtype.scalarName}`,
    );
  }
  const { name } = x.dtype;
  if (isTransposed && name !== 'int64' && !x.dtype.isFloatingPoint) {
    notImplemented('slow_conv_transpose2d_out_cpu', x.dtype);
  }
  if (name === 'bool') notImplemented('slow_conv2d_cpu', x.dtype);
}

/** @throws RuntimeError for a picture without places: PyTorch takes nothing of samples or of channels alone */
export function checkNotEmpty(x: Shape): void {
  if (numel(x) > 0 || x[0] === 0 || x[1] === 0) return;
  const planar = x.length === 3 ? [x[0]!, x[1]!, 1, x[2]!] : x;
  throw new RuntimeError(
    `Only zero batch or zero channel inputs are supported, but got input shape: ${shapeText(planar)}`,
  );
}

/** The convolution of whole numbers (or, for `from` 'y', the transposed one): each product that joins them, on the cpu. */
export function ofIntegers(
  inputs: readonly Tensor[],
  geometry: ConvolutionGeometry,
  [from, to]: readonly ['x', 'y'] | readonly ['y', 'x'],
  shape: Shape,
): Tensor {
  const made = onCpu(inputs, (elements) => {
    const [source, weight, bias] = elements.map((each) => Array.from(each, Number));
    const plane = numel(shape.slice(2));
    const out = Array.from({ length: numel(shape) }, (_, at) =>
      bias ? bias[Math.floor(at / plane) % shape[1]!]! : 0,
    );
    for (const tap of tapsOf(geometry)) out[tap[to]]! += source![tap[from]]! * weight![tap.weight]!;
    return out;
  });
  return made.tensor(shape, inputs[0]!.dtype, (values) => values);
}

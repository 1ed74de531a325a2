/** @file F: max pooling undone. */

import { apply } from '../autograd/apply';
import { RuntimeError, ValueError } from '../errors';
import { spread, type Sizes } from '../ops/arguments';
import { insist } from '../ops/insist';
import { requireFloat } from '../ops/pointwise/common';
import { maxUnpool2d as record } from '../ops/pooling/unpooling';
import { checkTensors } from '../refusals';
import { sameShape, shapeText } from '../shape';
import type { Tensor } from '../tensor';

export interface UnpoolOptions {
  readonly padding?: Sizes;
  /** the planes' size, where the pooling's windows left some of it out; the whole shape does, too */
  readonly outputSize?: readonly number[] | null;
}

/** The size that the windows came from, or the one asked for if it could be that. */
function sizeOf(
  x: Tensor,
  kernel: readonly number[],
  stride: readonly number[],
  { padding = 0, outputSize = null }: UnpoolOptions,
): readonly number[] {
  const dims = kernel.length;
  const pads = spread(padding, dims);
  const input = x.shape.slice(-dims);
  const own = input.map((size, d) => (size - 1) * stride[d]! + kernel[d]! - 2 * pads[d]!);
  if (!outputSize) return own;
  if (outputSize.length !== dims && outputSize.length !== dims + 2) {
    throw new ValueError(
      `output_size should be a sequence containing ${dims} or ${dims + 2} elements, but it has a length of '${outputSize.length}'`,
    );
  }
  const asked = outputSize.slice(-dims);
  asked.forEach((size, d) => {
    const [least, most] = [own[d]! - stride[d]!, own[d]! + stride[d]!];
    if (least < size && size < most) return;
    throw new ValueError(
      `invalid output_size "${shapeText(asked)}" (dim ${d} must be between ${least} and ${most})`,
    );
  });
  return asked;
}

function checkIndices(x: Tensor, indices: Tensor, size: readonly number[]): void {
  if (indices.dtype.name !== 'int64') {
    throw new RuntimeError(`elements in indices should be type int64 but got: ${indices.dtype.scalarName}`);
  }
  if (!sameShape(indices.shape, x.shape)) {
    throw new RuntimeError(
      `Expected shape of indices to be same as that of the input tensor (${shapeText(x.shape)}) but got indices tensor with shape: ${shapeText(indices.shape)}`,
    );
  }
  const places = size[0]! * size[1]!;
  let wrong = 'that the GPU found';
  const isPlace = (index: number | bigint): boolean => {
    if (index >= 0 && index < places) return true;
    wrong = String(index);
    return false;
  };
  insist(
    indices,
    (at) => at.ge(0).logicalAnd(at.lt(places)),
    (elements) => (elements as BigInt64Array).every(isPlace),
    () =>
      new RuntimeError(
        `Found an invalid max index: ${wrong} (output volumes are of size ${size[0]}x${size[1]})`,
      ),
  );
}

function unpooled(x: Tensor, indices: Tensor, size: readonly number[]): Tensor {
  checkIndices(x, indices, size);
  requireFloat('max_unpool2d', x.dtype);
  return apply(record, [x, indices], { size });
}

/**
 * Puts values back where a max pooling took them from, by the places it told; the rest is 0. Floating-point alone.
 * Shape: [N, C, H, W] → [N, C, outputSize], by itself (H − 1) · stride + kernel − 2 · padding.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.max_unpool2d.html
 * @throws RuntimeError where the places are none, ValueError for a size that no such pooling had
 */
export function maxUnpool2d(
  x: Tensor,
  indices: Tensor,
  kernelSize: Sizes,
  stride: Sizes | null = null,
  options: UnpoolOptions = {},
): Tensor {
  checkTensors('maxUnpool2d', { input: x, indices }, 'python', { kernel_size: kernelSize });
  const kernel = spread(kernelSize, 2);
  const size = sizeOf(x, kernel, spread(stride ?? kernel, 2), options);
  if (x.ndim !== 3 && x.ndim !== 4) {
    throw new RuntimeError(
      `Input to max_unpooling2d should be a 3d or 4d Tensor, but got a tensor with ${x.ndim} dimensions.`,
    );
  }
  return unpooled(x, indices, size);
}

/**
 * Puts values back where a max pooling took them from, by the places it told; the rest is 0. Floating-point alone.
 * Shape: [N, C, L] → [N, C, outputSize], by itself (L − 1) · stride + kernel − 2 · padding.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.max_unpool1d.html
 * @throws RuntimeError where the places are none, ValueError for a size that no such pooling had
 */
export function maxUnpool1d(
  x: Tensor,
  indices: Tensor,
  kernelSize: Sizes,
  stride: Sizes | null = null,
  options: UnpoolOptions = {},
): Tensor {
  checkTensors('maxUnpool1d', { input: x, indices }, 'python', { kernel_size: kernelSize });
  const kernel = spread(kernelSize, 1);
  const [length] = sizeOf(x, kernel, spread(stride ?? kernel, 1), options);
  return unpooled(x.unsqueeze(-1), indices.unsqueeze(-1), [length!, 1]).squeeze(-1);
}

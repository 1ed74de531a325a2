/** @file F: looking at images through grids of points, as spatial transformers do. */

import { apply } from '../autograd/apply';
import { notImplemented, NotImplementedError, RuntimeError, ValueError } from '../errors';
import { affineGrid as affineRecord } from '../ops/pooling/affine-grid';
import { gridSample as sampleRecord } from '../ops/pooling/grid';
import type { Padding } from '../ops/pooling/sampling';
import { shapeText } from '../shape';
import type { Tensor } from '../tensor';
import { checkTensors } from '../refusals';

export interface GridOptions {
  /** 'bicubic' for images alone */
  readonly mode?: 'bilinear' | 'nearest' | 'bicubic';
  /** what lies outside: zeros, the outer elements, or the image turned round at its border */
  readonly paddingMode?: Padding;
  /** whether −1 and 1 are the centres of the outer elements, or (default) their outer edges */
  readonly alignCorners?: boolean;
}

function checkWords(mode: string, padding: string): void {
  if (mode !== 'bilinear' && mode !== 'nearest' && mode !== 'bicubic') {
    throw new ValueError(
      `nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or 'bicubic', but got: '${mode}'`,
    );
  }
  if (padding !== 'zeros' && padding !== 'border' && padding !== 'reflection') {
    throw new ValueError(
      `nn.functional.grid_sample(): expected padding_mode to be 'zeros', 'border', or 'reflection', but got: '${padding}'`,
    );
  }
}

function checkShapes(x: Tensor, grid: Tensor): void {
  const sizes = `input with sizes ${shapeText(x.shape)} and grid with sizes ${shapeText(grid.shape)}`;
  if (x.shape[0] !== grid.shape[0]) {
    throw new RuntimeError(
      `grid_sampler(): expected grid and input to have same batch size, but got ${sizes}`,
    );
  }
  const rank = x.ndim - 2;
  if (grid.shape.at(-1) !== rank) {
    throw new RuntimeError(
      `grid_sampler(): expected grid to have size ${rank} in last dimension, but got grid with sizes ${shapeText(grid.shape)}`,
    );
  }
  const empty = x.shape.findIndex((size, d) => d > 1 && size === 0);
  if (empty >= 0) {
    throw new RuntimeError(
      `grid_sampler(): expected input to have non-empty spatial dimensions, but input has sizes ${shapeText(x.shape)} with dimension ${empty} being empty`,
    );
  }
  if ((rank !== 2 && rank !== 3) || grid.ndim !== x.ndim) {
    throw new RuntimeError(
      `grid_sampler(): expected 4D or 5D input and grid with same number of dimensions, but got ${sizes}`,
    );
  }
  if (x.dtype !== grid.dtype) {
    throw new RuntimeError(`expected scalar type ${x.dtype.scalarName} but found ${grid.dtype.scalarName}`);
  }
  if (!x.dtype.isFloatingPoint) notImplemented(`grid_sampler_${rank}d_cpu_kernel_impl`, x.dtype);
}

/**
 * x [N, C, H, W] (or [N, C, D, H, W]) at the points of a grid [N, Ho, Wo, 2]: [N, C, Ho, Wo]. The grid's numbers name
 * places from −1 to 1, across before down.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.grid_sample.html
 * @throws RuntimeError when the shapes or dtypes do not fit
 */
export function gridSample(x: Tensor, grid: Tensor, options: GridOptions = {}): Tensor {
  checkTensors('gridSample', { input: x, grid }, 'python');
  const { mode = 'bilinear', paddingMode = 'zeros', alignCorners = false } = options;
  checkWords(mode, paddingMode);
  checkShapes(x, grid);
  if (mode === 'bicubic' && x.ndim === 5) {
    throw new RuntimeError('grid_sampler(): bicubic interpolation only supports 4D input');
  }
  return apply(sampleRecord, [x, grid], { mode, padding: paddingMode, alignCorners, rank: x.ndim - 2 });
}

/**
 * The grid of an affine map theta [N, 2, 3] for an image of `size` [N, C, H, W]: [N, H, W, 2], for `gridSample`; with
 * theta [N, 3, 4] and five sizes in three dimensions.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.affine_grid.html
 * @throws ValueError for theta of another shape or dtype, and for an empty size
 */
export function affineGrid(
  theta: Tensor,
  size: readonly number[],
  { alignCorners = false }: { readonly alignCorners?: boolean } = {},
): Tensor {
  checkTensors('affineGrid', { theta }, 'python', { size });
  if (!theta.dtype.isFloatingPoint) {
    throw new ValueError(`Expected theta to have floating point type, but got ${String(theta.dtype)}`);
  }
  const rank = size.length - 2;
  if (rank !== 2 && rank !== 3) {
    throw new NotImplementedError(
      `affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. Got size ${shapeText(size)}.`,
    );
  }
  if (theta.ndim !== 3 || theta.shape[1] !== rank || theta.shape[2] !== rank + 1) {
    throw new ValueError(
      `Expected a batch of ${rank}D affine matrices of shape Nx${rank}x${rank + 1} for size ${shapeText(size)}. Got torch.Size(${shapeText(theta.shape)}).`,
    );
  }
  if (Math.min(...size) <= 0) {
    throw new ValueError(`Expected non-zero, positive output size. Got ${shapeText(size)}`);
  }
  if (theta.shape[0] !== size[0]) {
    throw new RuntimeError(
      `Expected size for first two dimensions of batch2 tensor to be: [${size[0]}, ${rank + 1}] but got: [${theta.shape[0]}, ${rank + 1}].`,
    );
  }
  return apply(affineRecord, [theta], { size, alignCorners });
}

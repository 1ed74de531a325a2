/** @file Functions of `torch` that reshape. */

import { RuntimeError } from '../errors';
import { broadcastShapes as together, sameShape, type Shape } from '../shape';
import type { Tensor } from '../tensor';
import { method } from './method';
import { checkList, checkTensors, mustBe } from '../refusals';

/** Without the dimensions of size 1: all of them, or those named. A view. Source: https://docs.pytorch.org/docs/stable/generated/torch.squeeze.html */
export const squeeze = method('squeeze');
/** With a new dimension of size 1. A view. Source: https://docs.pytorch.org/docs/stable/generated/torch.unsqueeze.html */
export const unsqueeze = method('unsqueeze');
/**
 * The dimension (or dimensions) moved to another place. A view.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.movedim.html
 * @throws RuntimeError for a dimension named twice, or lists of different lengths
 */
export const movedim = method('movedim');
/** Two dimensions exchanged; a view. Source: https://docs.pytorch.org/docs/stable/generated/torch.swapaxes.html */
export const swapaxes = method('swapaxes');
/**
 * All dimensions from one to another as one.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.flatten.html
 * @throws RuntimeError where `startDim` comes behind `endDim`
 */
export const flatten = method('flatten');
/**
 * One dimension as several; one size may be −1.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.unflatten.html
 * @throws RuntimeError for sizes that do not multiply to the dimension
 */
export const unflatten = method('unflatten');
/** All elements as one dimension. Source: https://docs.pytorch.org/docs/stable/generated/torch.ravel.html */
export const ravel = method('ravel');
/**
 * Each element (along a dimension, or flattened) repeated.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.repeat_interleave.html
 * @throws RuntimeError for a negative number, or not one for each element
 */
export const repeatInterleave = method('repeatInterleave');
/**
 * The order of the columns turned round. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.fliplr.html
 * @throws RuntimeError for fewer than two dimensions
 */
export const fliplr = method('fliplr');
/**
 * The order of the rows turned round. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.flipud.html
 * @throws RuntimeError for a scalar
 */
export const flipud = method('flipud');
/**
 * Elements shifted round along dimensions, or in the flattened tensor.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.roll.html
 * @throws RuntimeError unless there is one shift a dimension
 */
export const roll = method('roll');
/**
 * Quarter turns in the plane of two dimensions.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.rot90.html
 * @throws RuntimeError unless two different dimensions are named
 */
export const rot90 = method('rot90');
/**
 * Pieces of a size (the last may be smaller), or of the sizes given. Views.
 * Shapes: the tensor's, with the pieces' sizes along `dim`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.split.html
 * @throws RuntimeError for a scalar, a negative size, or sizes that do not add up
 */
export const split = method('split');
/**
 * At most this many pieces of one size. Views. Shapes: the tensor's, with the pieces' sizes along `dim`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.chunk.html
 * @throws RuntimeError for a scalar, or a number that is not positive
 */
export const chunk = method('chunk');
/**
 * This many pieces as equal as can be, or cut at these indices. Views.
 * Shapes: the tensor's, with the pieces' sizes along `dim`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.tensor_split.html
 * @throws RuntimeError for a scalar, or a number that is not positive
 */
export const tensorSplit = method('tensorSplit');
/** The tensors along a dimension, without it. Views. Source: https://docs.pytorch.org/docs/stable/generated/torch.unbind.html */
export const unbind = method('unbind');
/**
 * A number of elements of a dimension from a start. A view.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.narrow.html
 * @throws RuntimeError for a scalar, a negative length, or one that reaches too far
 */
export const narrow = method('narrow');
/**
 * One index of a dimension, without it. A view.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.select.html
 * @throws IndexError for a scalar, or an index out of range
 */
export const select = method('select');
/**
 * The diagonal of two dimensions, as a new last dimension. A view.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.diagonal.html
 * @throws RuntimeError where both dimensions are one
 */
export const diagonal = method('diagonal');
/**
 * Of a vector the matrix with it on the diagonal, of a matrix its diagonal; copies.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.diag.html
 * @throws RuntimeError for a scalar or more than two dimensions
 */
export const diag = method('diag');
/**
 * The last dimension put on the diagonal of new matrices.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.diag_embed.html
 * @throws RuntimeError where both dimensions are one
 */
export const diagEmbed = method('diagEmbed');
/**
 * The lower triangle, 0 elsewhere. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.tril.html
 * @throws RuntimeError for fewer than two dimensions
 */
export const tril = method('tril');
/**
 * The upper triangle, 0 elsewhere. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.triu.html
 * @throws RuntimeError for fewer than two dimensions
 */
export const triu = method('triu');
/**
 * A view by size, stride and offset.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.as_strided.html
 * @throws RuntimeError for lists of different lengths, a negative stride, or a look that the storage does not hold
 */
export const asStrided = method('asStrided');
/**
 * A matrix transposed; vectors and scalars as they are. A view.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.t.html
 * @throws RuntimeError for more than two dimensions
 */
export const t = method('t');

/**
 * The dimensions in another order. A view.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.permute.html
 * @throws RuntimeError unless each dimension is named once
 */
export function permute(x: Tensor, dims: Shape): Tensor {
  checkTensors('permute', { input: x }, 'c', { dims });
  return x.permute(dims);
}
/** The order of elements turned round along dimensions. Source: https://docs.pytorch.org/docs/stable/generated/torch.flip.html */
export function flip(x: Tensor, dims: Shape): Tensor {
  checkTensors('flip', { input: x }, 'c', { dims });
  return x.flip(dims);
}
/**
 * The whole tensor repeated along its dimensions.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.tile.html
 * @throws RuntimeError for a negative number
 */
export function tile(x: Tensor, dims: Shape): Tensor {
  checkTensors('tile', { input: x }, 'c', { dims });
  return x.tile(dims);
}
/**
 * Repeated without copying to a shape.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.broadcast_to.html
 * @throws RuntimeError as `expand`
 */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  checkTensors('broadcastTo', { input: x }, 'c', { size: shape });
  return x.expand(shape);
}

/**
 * All tensors repeated, without copying, to the shape they take together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.broadcast_tensors.html
 */
export function broadcastTensors(...tensors: Tensor[]): Tensor[] {
  checkList('broadcastTensors', tensors);
  const shape = tensors.map((x) => x.shape).reduce(together, []);
  return tensors.map((x) => (sameShape(x.shape, shape) ? x : x.expand(shape)));
}

/**
 * The shape that shapes take together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.broadcast_shapes.html
 */
export function broadcastShapes(...shapes: Shape[]): Shape {
  const odd = shapes.find((shape) => !Array.isArray(shape));
  if (odd !== undefined) mustBe('broadcastShapes', 'shapes', 1, 'tuple of ints', odd);
  return shapes.reduce(together, []);
}

/**
 * A scalar as a vector; anything else as it is.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.atleast_1d.html
 */
export function atleast1d(x: Tensor): Tensor {
  checkTensors('atleast_1d', { input: x }, 'forms');
  return x.ndim === 0 ? x.reshape(1) : x;
}

/**
 * With at least two dimensions: a vector becomes a row.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.atleast_2d.html
 */
export function atleast2d(x: Tensor): Tensor {
  checkTensors('atleast_2d', { input: x }, 'forms');
  if (x.ndim === 0) return x.reshape(1, 1);
  return x.ndim === 1 ? x.unsqueeze(0) : x;
}

/**
 * With at least three dimensions: new ones go to both sides.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.atleast_3d.html
 */
export function atleast3d(x: Tensor): Tensor {
  checkTensors('atleast_3d', { input: x }, 'forms');
  if (x.ndim === 0) return x.reshape(1, 1, 1);
  if (x.ndim === 1) return x.unsqueeze(0).unsqueeze(-1);
  return x.ndim === 2 ? x.unsqueeze(-1) : x;
}

/**
 * Pieces side by side, the way back of `hstack`: along dimension 1, of a vector along 0. Views.
 * @param sections how many pieces of one size, or where to cut
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.hsplit.html
 * @throws RuntimeError when the size is not divisible
 */
export function hsplit(x: Tensor, sections: number | readonly number[]): Tensor[] {
  checkTensors('hsplit', { input: x });
  return splitEvenly('hsplit', x, sections, x.ndim === 1 ? 0 : 1, 1);
}

/**
 * Pieces one above the other, the way back of `vstack`: along dimension 0. Views.
 * @param sections how many pieces of one size, or where to cut
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.vsplit.html
 * @throws RuntimeError for fewer than 2 dimensions, or when the size is not divisible
 */
export function vsplit(x: Tensor, sections: number | readonly number[]): Tensor[] {
  checkTensors('vsplit', { input: x });
  return splitEvenly('vsplit', x, sections, 0, 2);
}

/**
 * Pieces one behind the other, the way back of `dstack`: along dimension 2. Views.
 * @param sections how many pieces of one size, or where to cut
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.dsplit.html
 * @throws RuntimeError for fewer than 3 dimensions, or when the size is not divisible
 */
export function dsplit(x: Tensor, sections: number | readonly number[]): Tensor[] {
  checkTensors('dsplit', { input: x });
  return splitEvenly('dsplit', x, sections, 2, 3);
}

function splitEvenly(
  name: string,
  x: Tensor,
  sections: number | readonly number[],
  dim: number,
  least: number,
): Tensor[] {
  if (x.ndim < least) {
    throw new RuntimeError(
      `torch.${name} requires a tensor with at least ${least} dimension, but got a tensor with ${x.ndim} dimensions!`,
    );
  }
  const size = x.shape[dim]!;
  if (typeof sections === 'number' && !(sections > 0 && size % sections === 0)) {
    throw new RuntimeError(
      `torch.${name} attempted to split along dimension ${dim}, but the size of the dimension ${size} is not divisible by the split_size ${sections}!`,
    );
  }
  return x.tensorSplit(sections, dim);
}

/**
 * The elements of x, flattened, on a diagonal of a matrix; 0 elsewhere.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.diagflat.html
 */
export function diagflat(x: Tensor, offset = 0): Tensor {
  checkTensors('diagflat', { input: x });
  return x.contiguous().view(-1).diagEmbed(offset);
}

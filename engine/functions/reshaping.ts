/** @file Functions of `torch` that reshape. */

import { broadcastShapes as together, type Shape } from '../shape';
import type { Tensor } from '../tensor';
import { method } from './method';

export const squeeze = method('squeeze');
export const unsqueeze = method('unsqueeze');
export const movedim = method('movedim');
export const swapaxes = method('swapaxes');
export const flatten = method('flatten');
export const unflatten = method('unflatten');
export const ravel = method('ravel');
export const repeatInterleave = method('repeatInterleave');
export const fliplr = method('fliplr');
export const flipud = method('flipud');
export const roll = method('roll');
export const rot90 = method('rot90');
export const split = method('split');
export const chunk = method('chunk');
export const tensorSplit = method('tensorSplit');
export const unbind = method('unbind');
export const narrow = method('narrow');
export const select = method('select');
export const diagonal = method('diagonal');
export const diag = method('diag');
export const diagEmbed = method('diagEmbed');
export const tril = method('tril');
export const triu = method('triu');
export const asStrided = method('asStrided');
export const t = method('t');

export const permute = (x: Tensor, dims: Shape): Tensor => x.permute(dims);
export const flip = (x: Tensor, dims: Shape): Tensor => x.flip(dims);
export const tile = (x: Tensor, dims: Shape): Tensor => x.tile(dims);
export const broadcastTo = (x: Tensor, shape: Shape): Tensor => x.expand(shape);

/**
 * All tensors repeated, without copying, to the shape they take together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.broadcast_tensors.html
 */
export function broadcastTensors(...tensors: Tensor[]): Tensor[] {
  const shape = tensors.map((x) => x.shape).reduce(together, []);
  return tensors.map((x) => x.expand(shape));
}

/** The shape that shapes take together. */
export function broadcastShapes(...shapes: Shape[]): Shape {
  return shapes.reduce(together, []);
}

/** A scalar as a vector; anything else as it is. */
export const atleast1d = (x: Tensor): Tensor => (x.ndim === 0 ? x.reshape(1) : x);

/** With at least two dimensions: a vector becomes a row. */
export function atleast2d(x: Tensor): Tensor {
  if (x.ndim === 0) return x.reshape(1, 1);
  return x.ndim === 1 ? x.unsqueeze(0) : x;
}

/** With at least three dimensions: new ones go to both sides. */
export function atleast3d(x: Tensor): Tensor {
  if (x.ndim === 0) return x.reshape(1, 1, 1);
  if (x.ndim === 1) return x.unsqueeze(0).unsqueeze(-1);
  return x.ndim === 2 ? x.unsqueeze(-1) : x;
}

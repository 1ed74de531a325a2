/** @file cat and stack: inputs one after the other, or as slices of a new dimension. */

import { dimension, flatten, numberOf, unflatten, type SourcesOf } from './source';

export const cat: SourcesOf = (applied, at) => {
  const { output } = applied;
  const dim = dimension(numberOf(applied, 'dim'), output.shape.length);
  const index = unflatten(output.shape, at);
  for (const [input, { shape }] of applied.inputs.entries()) {
    const size = shape.length === output.shape.length ? shape[dim]! : 0;
    if (index[dim]! < size) return [{ input, at: flatten(shape, index) }];
    index[dim] = index[dim]! - size;
  }
  return [];
};

export const stack: SourcesOf = (applied, at) => {
  const { output } = applied;
  const dim = dimension(numberOf(applied, 'dim'), output.shape.length);
  const index = unflatten(output.shape, at);
  const [input] = index.splice(dim, 1) as [number];
  return [{ input, at: flatten(applied.inputs[input]!.shape, index) }];
};

/** @file select, slice and what cuts along one dimension. */

import { dimension, fromFirst, numberOf, unflatten, type SourcesOf } from './source';

/** One index along a dimension, which goes: `select`, `unbind`. */
export const select: SourcesOf = (applied, at) => {
  const { shape } = applied.inputs[0]!;
  const dim = dimension(numberOf(applied, 'dim'), shape.length);
  const place = numberOf(applied, 'index');
  const index = unflatten(applied.output.shape, at);
  index.splice(dim, 0, place < 0 ? place + shape[dim]! : place);
  return fromFirst(applied, index);
};

/** From `start` on, every `step`-th: `slice`, `split`. */
export const slice: SourcesOf = (applied, at) => {
  const { shape } = applied.inputs[0]!;
  const dim = dimension(numberOf(applied, 'dim'), shape.length);
  const size = shape[dim]!;
  const given = numberOf(applied, 'start');
  const start = Math.max(0, Math.min(size, given < 0 ? given + size : given));
  const index = unflatten(applied.output.shape, at);
  index[dim] = start + index[dim]! * (Number(applied.attrs['step'] ?? 1) || 1);
  return fromFirst(applied, index);
};

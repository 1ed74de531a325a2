/** @file expand and repeat: one element stands in several places. */

import { broadcastSource } from '../../../engine/ops/common';
import { fromFirst, unflatten, type SourcesOf } from './source';

export const expand: SourcesOf = ({ inputs, output }, at) => [
  { input: 0, at: broadcastSource(inputs[0]!.shape, output.shape, at) },
];

export const repeat: SourcesOf = (applied, at) => {
  const { shape } = applied.inputs[0]!;
  const index = unflatten(applied.output.shape, at);
  const lead = index.length - shape.length;
  return fromFirst(
    applied,
    shape.map((size, d) => index[lead + d]! % size),
  );
};

/** @file Elementwise operations: every input gives the element of the same place, where need be by broadcasting. */

import { broadcastSource } from '../../../engine/ops/common';
import type { SourcesOf } from './source';

export const elementwise: SourcesOf = ({ inputs, output }, at) =>
  inputs.map(({ shape }, input) => ({ input, at: broadcastSource(shape, output.shape, at) }));

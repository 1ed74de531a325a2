/** @file An op with inputs to try it on: the explanation's test and gradcheck draw them. */

import type { Attrs } from '../../../engine/trace/events';

export interface Example {
  shapes: number[][];
  attrs?: Attrs;
  /** elements in (0.5, 2.5) instead of normals */
  positive?: boolean;
}

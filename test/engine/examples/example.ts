/** @file An op with inputs to try it on: the explanation's test and gradcheck draw them. */

import type { Attrs } from '../../../engine/trace/events';

export interface Example {
  shapes: number[][];
  attrs?: Attrs;
  /** elements in (0.5, 2.5) instead of normals */
  positive?: boolean;
  /** elements evenly between these instead of normals */
  range?: readonly [number, number];
  /** 4 is added on the matrices' diagonals, so that they are far from singular */
  dominant?: boolean;
  /** for inputs that are indices or masks: these int64 or bool elements instead of draws; null where an input is drawn */
  given?: (number[] | boolean[] | null)[];
}

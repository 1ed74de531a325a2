/** @file Attention without its weights in memory; a device may lack it. */

import type { StridedView } from './device';

/** What is attended to: q [B, H, L, E], k and v [B, H, S, E] of any strides, float32. */
export interface Attention {
  readonly q: StridedView;
  readonly k: StridedView;
  readonly v: StridedView;
  /** [B, H, L, S] of any strides. bool: true where a query may look; float32: added to the scores */
  readonly mask: StridedView | null;
  readonly scale: number;
  /** a query looks at no key behind it */
  readonly isCausal: boolean;
}

/** Gradients to be written, contiguous; null: nobody wants it. */
export interface AttentionSlopes {
  readonly q: StridedView | null;
  readonly k: StridedView | null;
  readonly v: StridedView | null;
}

export interface AttentionKernels {
  /** Whether the device does it like this, and that is worth more than the weights as a matrix. */
  pays(attention: Attention): boolean;
  /** `out` is contiguous. A query that may look at nothing gets zeros. */
  forward(attention: Attention, out: StridedView): void;
  /** The gradients, from what `forward` made and its gradient. */
  input(attention: Attention, output: StridedView, g: StridedView, slopes: AttentionSlopes): void;
}

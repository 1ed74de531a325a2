/** @file A line search by the strong Wolfe conditions, as PyTorch's L-BFGS makes it. */

import type { Tensor } from '../tensor';

/** A place on the line: how far along it, the loss there, its gradient, and the slope along the line. */
export interface Place {
  readonly t: number;
  readonly loss: number;
  readonly gradient: Tensor;
  readonly slope: number;
}

/** Work that asks for numbers by yielding tensors of one element: they may have to be waited for. */
export type Asking<T> = Generator<Tensor, T, number>;

/** Where the cubic through two places with their slopes is lowest, within bounds. */
function lowestBetween(a: Place, b: Place, bounds: readonly [number, number] | null = null): number {
  const [low, high] = bounds ?? (a.t <= b.t ? [a.t, b.t] : [b.t, a.t]);
  const d1 = a.slope + b.slope - (3 * (a.loss - b.loss)) / (a.t - b.t);
  const square = d1 ** 2 - a.slope * b.slope;
  if (!(square >= 0)) return (low + high) / 2;
  const d2 = Math.sqrt(square);
  const at =
    a.t <= b.t
      ? b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2))
      : a.t - (a.t - b.t) * ((a.slope + d2 - d1) / (a.slope - b.slope + 2 * d2));
  return Math.min(Math.max(at, low), high);
}

export interface Search {
  /** the place to start from, at t = 0 */
  readonly start: Place;
  /** the first step to try */
  readonly t: number;
  /** the largest element of the direction */
  readonly norm: number;
  readonly toleranceChange: number;
  readonly most: number;
  readonly look: (t: number) => Asking<Place>;
}

const [C1, C2] = [1e-4, 0.9];

/**
 * A place on the line that is low enough and flat enough.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.LBFGS.html
 */
export function* strongWolfe(search: Search): Asking<Place & { readonly evaluations: number }> {
  const { start, most, look } = search;
  const isHigh = ({ t, loss }: Place): boolean => loss > start.loss + C1 * t * start.slope;
  const isFlat = ({ slope }: Place): boolean => Math.abs(slope) <= -C2 * start.slope;
  let before = start;
  let here = yield* look(search.t);
  let made = 0;
  let isDone = false;
  let bracket: [Place, Place] | null = null;
  for (; made < most; made++) {
    if (isHigh(here) || (made > 1 && here.loss >= before.loss)) {
      bracket = [before, here];
      break;
    }
    if (isFlat(here)) {
      bracket = [here, here];
      isDone = true;
      break;
    }
    if (here.slope >= 0) {
      bracket = [before, here];
      break;
    }
    const next = lowestBetween(before, here, [here.t + 0.01 * (here.t - before.t), here.t * 10]);
    before = here;
    here = yield* look(next);
  }
  bracket ??= [start, here];
  let low = bracket[0].loss <= bracket[1].loss ? 0 : 1;
  let isStuck = false;
  while (!isDone && made < most) {
    const [a, b] = bracket;
    if (Math.abs(b.t - a.t) * search.norm < search.toleranceChange) break;
    const [least, largest] = [Math.min(a.t, b.t), Math.max(a.t, b.t)];
    let t = lowestBetween(a, b);
    // too near to an end twice in a row: a tenth of the way from it
    const margin = 0.1 * (largest - least);
    const isNear = Math.min(largest - t, t - least) < margin;
    if (isNear && (isStuck || t >= largest || t <= least)) {
      t = Math.abs(t - largest) < Math.abs(t - least) ? largest - margin : least + margin;
      isStuck = false;
    } else isStuck = isNear;
    here = yield* look(t);
    made++;
    if (isHigh(here) || here.loss >= bracket[low]!.loss) {
      bracket[1 - low] = here;
      low = bracket[0].loss <= bracket[1].loss ? 0 : 1;
    } else {
      if (isFlat(here)) isDone = true;
      else if (here.slope * (bracket[1 - low]!.t - bracket[low]!.t) >= 0) bracket[1 - low] = bracket[low]!;
      bracket[low] = here;
    }
  }
  return { ...bracket[low]!, evaluations: made + 1 };
}

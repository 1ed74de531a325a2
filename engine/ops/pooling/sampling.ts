/** @file Sampling an image at points: the coordinates that a grid names, and the elements around each. */

import type { Attrs } from '../../trace/events';

export type Padding = 'zeros' | 'border' | 'reflection';

export interface Sampling {
  readonly mode: 'bilinear' | 'nearest' | 'bicubic';
  readonly padding: Padding;
  /** whether −1 and 1 are the centres of the outer elements, or their outer edges */
  readonly alignCorners: boolean;
}

export function samplingOf(attrs: Attrs): Sampling {
  return {
    mode: attrs['mode'] as Sampling['mode'],
    padding: attrs['padding'] as Padding,
    alignCorners: attrs['alignCorners'] as boolean,
  };
}

/** A coordinate in elements as `scale · x + shift` of one from −1 to 1. */
export function unnormalized(size: number, { alignCorners }: Sampling): { scale: number; shift: number } {
  return alignCorners
    ? { scale: (size - 1) / 2, shift: (size - 1) / 2 }
    : { scale: size / 2, shift: (size - 1) / 2 };
}

/** Where a coordinate goes that is turned round at the borders: `span` wide, from `low` on. */
export function reflection(size: number, { alignCorners }: Sampling): { low: number; span: number } {
  return alignCorners ? { low: 0, span: size - 1 } : { low: -0.5, span: size };
}

const A = -0.75;

/**
 * Keys' cubic convolution: the weights of the four elements around a place that is t of the way from the second to the
 * third, as polynomials in t, the lowest power first.
 */
export const CUBIC: readonly (readonly number[])[] = [
  [0, A, -2 * A, A],
  [1, 0, -(A + 3), A + 2],
  [0, -A, 2 * A + 3, -(A + 2)],
  [0, 0, A, -A],
];

/** A polynomial's derivative. */
export const slopeOf = (c: readonly number[]): number[] => c.slice(1).map((one, k) => (k + 1) * one);

/** A whole place brought into the image; null: zeros lie there. */
function brought(at: number, size: number, sampling: Sampling): number | null {
  if (sampling.padding === 'zeros') return at >= 0 && at < size ? at : null;
  let place = at;
  if (sampling.padding === 'reflection') {
    const { low, span } = reflection(size, sampling);
    const [turns, extra] = [Math.floor(Math.abs(at - low) / span), Math.abs(at - low) % span];
    place = span === 0 ? 0 : (turns % 2 === 0 ? extra : span - extra) + low;
  }
  return Math.min(Math.max(place, 0), size - 1);
}

function cubicNeighbours(place: number, scale: number, size: number, sampling: Sampling): Neighbour[] {
  const before = Math.floor(place);
  const value = (c: readonly number[]): number =>
    c.reduceRight((sum, one) => sum * (place - before) + one, 0);
  return CUBIC.map((weight, k) => ({
    at: brought(before + k - 1, size, sampling),
    weight: value(weight),
    rise: value(slopeOf(weight)) * scale,
  }));
}

/** One dimension at one point: two neighbours, with weights and what these rise by as the grid's number rises. */
export interface Neighbour {
  /** null: outside, where zeros are */
  readonly at: number | null;
  readonly weight: number;
  readonly rise: number;
}

/** The neighbours of the grid's number x in a dimension of `size`. */
export function neighbours(x: number, size: number, sampling: Sampling): Neighbour[] {
  const { scale, shift } = unnormalized(size, sampling);
  let place = scale * x + shift;
  if (sampling.mode === 'bicubic') return cubicNeighbours(place, scale, size, sampling);
  let rise = scale;
  if (sampling.padding === 'reflection') {
    const { low, span } = reflection(size, sampling);
    const from = Math.abs(place - low);
    const [flips, extra] = span === 0 ? [0, 0] : [Math.floor(from / span), from % span];
    rise *= span === 0 ? 0 : (place - low < 0 ? -1 : 1) * (flips % 2 === 0 ? 1 : -1);
    place = span === 0 ? 0 : (flips % 2 === 0 ? extra : span - extra) + low;
  }
  if (sampling.padding !== 'zeros') {
    if (place <= 0 || place >= size - 1) rise = 0;
    place = Math.min(Math.max(place, 0), size - 1);
  }
  const inside = (at: number): number | null => (at >= 0 && at < size ? at : null);
  if (sampling.mode === 'nearest') return [{ at: inside(roundHalfEven(place)), weight: 1, rise: 0 }];
  const before = Math.floor(place);
  return [
    { at: inside(before), weight: before + 1 - place, rise: -rise },
    { at: inside(before + 1), weight: place - before, rise },
  ];
}

function roundHalfEven(x: number): number {
  const down = Math.floor(x);
  if (x - down !== 0.5) return Math.round(x);
  return down % 2 === 0 ? down : down + 1;
}

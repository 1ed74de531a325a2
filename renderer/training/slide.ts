/** @file From a slider's place to a number and back: evenly, or by decades where the range spans more than two. */

/** Places of a slider. */
export const PLACES = 200;

/** Mantissas that a learning rate is usually written with. */
const NICE = [1, 1.5, 2, 3, 5, 7] as const;

export interface Scale {
  readonly low: number;
  readonly high: number;
  /** by decades */
  readonly log: boolean;
  /** whole numbers alone */
  readonly whole: boolean;
}

/** The scale of a marked range. Whole numbers stay whole where range and number are. */
export function scaleOf([low, high]: readonly [number, number], written: string): Scale {
  const whole = /^-?[\d_]+$/.test(written) && Number.isInteger(low) && Number.isInteger(high);
  return { low, high, log: low > 0 && high / low > 100, whole };
}

/** Two decades to either side of a learning rate. */
export function scaleAround(value: number): Scale {
  const middle = value > 0 ? 10 ** Math.floor(Math.log10(value)) : 1e-3;
  return { low: middle / 100, high: middle * 1_000, log: true, whole: false };
}

/** Where a number stands, from 0 to PLACES; held at the ends. */
export function placeOf(value: number, { low, high, log }: Scale): number {
  const share = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  return Math.round(Math.max(0, Math.min(1, share)) * PLACES);
}

/** The number at a place, rounded to what a person would write. */
export function numberAt(place: number, scale: Scale): number {
  const { low, high, log, whole } = scale;
  const share = place / PLACES;
  const exact = log ? low * (high / low) ** share : low + (high - low) * share;
  const rounded = whole ? Math.round(exact) : log ? nice(exact) : even(exact, (high - low) / PLACES);
  return Math.max(low, Math.min(high, rounded));
}

/** The next number from here, a step on or back, that is another one; the same at the end. */
export function nextNumber(value: number, by: 1 | -1, scale: Scale): number {
  for (let place = placeOf(value, scale) + by; place >= 0 && place <= PLACES; place += by) {
    const next = numberAt(place, scale);
    if (by > 0 ? next > value * (1 + 1e-12) || (value <= 0 && next > value) : next < value) return next;
  }
  return value;
}

function nice(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const mantissa = value / decade;
  const near = [...NICE, 10].reduce((best, next) =>
    Math.abs(Math.log(next / mantissa)) < Math.abs(Math.log(best / mantissa)) ? next : best,
  );
  return Number((near * decade).toPrecision(3));
}

/** Rounded to 1, 2 or 5 times a power of ten, no coarser than a place. */
function even(value: number, step: number): number {
  const decade = 10 ** Math.floor(Math.log10(step));
  const size = [5, 2, 1].map((factor) => factor * decade).find((unit) => unit <= step * (1 + 1e-9)) ?? decade;
  return Number((Math.round(value / size) * size).toPrecision(12));
}

/** @file What can be said of all elements of a tensor at once, for who looks at it. */

export interface Statistics {
  readonly count: number;
  readonly nan: number;
  readonly infinite: number;
  /** of the finite elements; NaN where there is none */
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** the population's standard deviation */
  readonly std: number;
  /** elements whose absolute value is above the threshold; ±∞ is, NaN is not */
  readonly above: number;
  /** finite elements from min to max, in ranges of one width; the last takes max in */
  readonly bins: readonly number[];
}

export interface Question {
  readonly threshold: number;
  readonly bins: number;
}

/** Of a tensor that has no finite element. */
export function ofNothing(
  found: Pick<Statistics, 'count' | 'nan' | 'infinite' | 'above'>,
  bins: number,
): Statistics {
  const none = Number.NaN;
  const { count, nan, infinite, above } = found;
  const rest = { min: none, max: none, mean: none, std: none, bins: new Array<number>(bins).fill(0) };
  return { count, nan, infinite, above, ...rest };
}

/** @file Curves as drawing: smoothed, thinned to what a screen can show, and the point nearest to a step. */

/** Points to draw; null is a gap: a value that is no finite number, or on a log scale not above 0. */
export interface Points {
  readonly x: number[];
  readonly y: (number | null)[];
}

/**
 * The running average of TensorBoard: weight 0 leaves the values as they are, near 1 they change slowly. It begins
 * unbiased, and starts anew behind a value that is no finite number.
 */
export function smooth(values: readonly number[], weight: number): readonly number[] {
  if (weight === 0) return values;
  let mean = 0;
  let total = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) {
      mean = total = 0;
      return value;
    }
    mean = weight * mean + (1 - weight) * value;
    total = weight * total + (1 - weight);
    return mean / total;
  });
}

/** What became of a curve's beginning, for the next time that it is thinned. */
export interface Thinned extends Points {
  readonly first: number;
  readonly stride: number;
  /** points of the curve that can no longer change what is drawn, */
  readonly settled: number;
  /** and what is drawn of them */
  readonly kept: number;
}

/**
 * The points between two steps, at most two for each of `buckets` equal stretches: their lowest and highest value,
 * so that no peak is lost. Stretches are powers of two long: while a curve grows its beginning stays as it is drawn.
 * @param before what it was when the curve was shorter: only what is new is looked at. Used up by this.
 */
export function thin(
  steps: readonly number[],
  values: readonly number[],
  [from, to]: readonly [number, number],
  buckets: number,
  log = false,
  before: Thinned | null = null,
): Thinned {
  const first = Math.max(0, indexFrom(steps, from) - 1);
  const end = Math.min(steps.length, indexFrom(steps, to) + 2);
  const isDrawable = (value: number): boolean => Number.isFinite(value) && (!log || value > 0);
  const drawn = (value: number): number | null => (isDrawable(value) ? value : null);
  if (end - first <= 2 * buckets) {
    const [x, y] = [steps.slice(first, end), values.slice(first, end).map(drawn)];
    return { x, y, first, stride: 1, settled: first, kept: 0 };
  }
  const stride = 2 ** Math.ceil(Math.log2((end - first) / buckets));
  const same = before !== null && before.first === first && before.stride === stride && before.settled <= end;
  const { x, y }: Points = same ? before : { x: [], y: [] };
  let [settled, kept] = same ? [before.settled, before.kept] : [first, 0];
  x.length = y.length = kept;
  for (let begin = settled; begin < end; begin += stride) {
    const stop = Math.min(end, begin + stride);
    let [low, high] = [begin, begin];
    let [lowest, highest] = [Infinity, -Infinity];
    for (let index = begin; index < stop; index++) {
      const value = values[index]!;
      if (!isDrawable(value)) continue;
      if (value < lowest) [low, lowest] = [index, value];
      if (value > highest) [high, highest] = [index, value];
    }
    for (const index of low === high ? [low] : [Math.min(low, high), Math.max(low, high)]) {
      x.push(steps[index]!);
      y.push(drawn(values[index]!));
    }
    // the newest value may still be replaced
    if (stop < end) [settled, kept] = [stop, x.length];
  }
  return { x, y, first, stride, settled, kept };
}

/** Index of the step nearest to `step`; −1 where there is none. */
export function nearest(steps: readonly number[], step: number): number {
  const after = indexFrom(steps, step);
  if (after >= steps.length) return steps.length - 1;
  if (after > 0 && step - steps[after - 1]! <= steps[after]! - step) return after - 1;
  return after;
}

/** Index of the first step that is not before `step`. */
function indexFrom(steps: readonly number[], step: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]! < step) low = middle + 1;
    else high = middle;
  }
  return low;
}

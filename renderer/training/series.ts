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

/**
 * The points between two steps, at most two for each of `buckets` equal stretches: their lowest and highest value,
 * so that no peak is lost.
 */
export function thin(
  steps: readonly number[],
  values: readonly number[],
  [from, to]: readonly [number, number],
  buckets: number,
  log = false,
): Points {
  const first = Math.max(0, indexFrom(steps, from) - 1);
  const end = Math.min(steps.length, indexFrom(steps, to) + 2);
  const drawable = (value: number): number | null =>
    Number.isFinite(value) && (!log || value > 0) ? value : null;
  if (end - first <= 2 * buckets) {
    return { x: steps.slice(first, end), y: values.slice(first, end).map(drawable) };
  }
  const x: number[] = [];
  const y: (number | null)[] = [];
  for (let bucket = 0; bucket < buckets; bucket++) {
    const begin = first + Math.floor((bucket * (end - first)) / buckets);
    const stop = first + Math.floor(((bucket + 1) * (end - first)) / buckets);
    let [low, high] = [begin, begin];
    let [lowest, highest] = [Infinity, -Infinity];
    for (let index = begin; index < stop; index++) {
      const value = drawable(values[index]!);
      if (value === null) continue;
      if (value < lowest) [low, lowest] = [index, value];
      if (value > highest) [high, highest] = [index, value];
    }
    for (const index of low === high ? [low] : [Math.min(low, high), Math.max(low, high)]) {
      x.push(steps[index]!);
      y.push(drawable(values[index]!));
    }
  }
  return { x, y };
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

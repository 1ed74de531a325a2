/** @file Numbers written with a point: JavaScript cannot tell `2.0` from `2`, PyTorch can. */

const NONE: readonly number[] = [];
let floats = NONE;

/** Said right before a call: these of its numbers were written like `2.0`, and are floats to PyTorch. */
export function writtenAsFloats(values: readonly number[] = NONE): void {
  floats = values;
}

/** Whether a number is an int to PyTorch: a whole one, written without a point. */
export function isInt(x: unknown): x is number {
  return Number.isInteger(x) && (floats.length === 0 || !floats.includes(x as number));
}

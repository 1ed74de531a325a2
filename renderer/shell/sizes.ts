/** @file How wide the columns are before anybody has moved them. */

/** Widths in pixels that read well: text and code, and the inspector's formulas. */
const LEFT = 400;
const INSPECTOR = 300;

/** Left column, graph and inspector in per cent of a window's width. The graph gets what is left, and the most. */
export function startingColumns(width: number): readonly [number, number, number] {
  const left = clamp((LEFT / width) * 100, 22, 32);
  const right = clamp((INSPECTOR / width) * 100, 14, 26);
  return [left, 100 - left - right, right];
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

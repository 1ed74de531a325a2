/** @file Edges as smooth curves that leave and enter along the direction of the layout. */

import type { Direction, Point } from './layout';

/** The `d` of a curve through the points; between two of them an S along the direction. */
export function curve(points: readonly Point[], direction: Direction): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  let d = `M${at(first)}`;
  let from = first;
  for (const to of rest) {
    const down = direction === 'DOWN';
    const middle = down ? (from.y + to.y) / 2 : (from.x + to.x) / 2;
    const a = down ? { x: from.x, y: middle } : { x: middle, y: from.y };
    const b = down ? { x: to.x, y: middle } : { x: middle, y: to.y };
    d += `C${at(a)} ${at(b)} ${at(to)}`;
    from = to;
  }
  return d;
}

function at(point: Point): string {
  return `${Math.round(point.x * 10) / 10},${Math.round(point.y * 10) / 10}`;
}

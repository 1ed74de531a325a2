/** @file Where an arrow key leads among boxes that flow in rows. */

/** The part of a DOMRect that matters here. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

/**
 * The index that a key leads to from box `from`: ← and → in the order of the boxes, ↑ and ↓ to the nearest one of
 * the row above or below, Home and End to the ends. null: the key leads nowhere.
 */
export function arrowTarget(boxes: readonly Box[], from: number, key: string): number | null {
  if (key === 'ArrowRight') return from + 1 < boxes.length ? from + 1 : null;
  if (key === 'ArrowLeft') return from > 0 ? from - 1 : null;
  if (key === 'Home') return 0;
  if (key === 'End') return boxes.length - 1;
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return null;
  const own = boxes[from]!;
  const beyond = boxes.filter(({ top }) => (key === 'ArrowUp' ? top < own.top : top > own.top));
  if (beyond.length === 0) return null;
  const tops = beyond.map(({ top }) => top);
  const row = key === 'ArrowUp' ? Math.max(...tops) : Math.min(...tops);
  const middle = ({ left, width }: Box): number => left + width / 2;
  const distance = (box: Box): number => Math.abs(middle(box) - middle(own));
  const nearest = beyond
    .filter(({ top }) => top === row)
    .reduce((best, box) => (distance(box) < distance(best) ? box : best));
  return boxes.indexOf(nearest);
}

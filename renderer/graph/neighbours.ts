/** @file Where the arrow keys lead from a node: the nearest one in that direction. */

import type { Layout, Sizes } from './layout';

export type Arrow = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight';

/** Whether a key is an arrow key. */
export function isArrow(key: string): key is Arrow {
  return key === 'ArrowUp' || key === 'ArrowDown' || key === 'ArrowLeft' || key === 'ArrowRight';
}

/** How much worse a step to the side is than one straight on. */
const SIDEWAYS = 2.5;

/** The nearest node from `key` in an arrow's direction; null where there is none. */
export function neighbour(layout: Layout, sizes: Sizes, key: string, arrow: Arrow): string | null {
  const centre = (of: string): { x: number; y: number } | null => {
    const [place, size] = [layout.places.get(of), sizes.get(of)];
    return place && size ? { x: place.x + size.width / 2, y: place.y + size.height / 2 } : null;
  };
  const from = centre(key);
  if (from === null) return null;
  const upright = arrow === 'ArrowUp' || arrow === 'ArrowDown';
  const sign = arrow === 'ArrowDown' || arrow === 'ArrowRight' ? 1 : -1;
  let best: string | null = null;
  let least = Infinity;
  for (const other of layout.places.keys()) {
    const to = other === key ? null : centre(other);
    if (to === null) continue;
    const along = sign * (upright ? to.y - from.y : to.x - from.x);
    const across = Math.abs(upright ? to.x - from.x : to.y - from.y);
    if (along <= 4) continue;
    const cost = along + SIDEWAYS * across;
    if (cost < least) [best, least] = [other, cost];
  }
  return best;
}

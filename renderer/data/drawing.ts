/** @file Drawing a digit: ink on 28 × 28 pixels, and the drawn digits as rows of a table. */

import { DRAWN, type OwnFile } from './files';

export const SIDE = 28;
const PIXELS = SIDE * SIDE;
/** In pixels: as thick as the strokes of the digits that the lesson learns from. */
const RADIUS = 1.25;

/** Ink from 0 (paper) to 1, row by row. */
export type Drawing = Float32Array;

export function blank(): Drawing {
  return new Float32Array(PIXELS);
}

export function isBlank(drawing: Drawing): boolean {
  return drawing.every((ink) => ink === 0);
}

/** Adds a stroke from one point to another, in pixels; ink stays where it is darker. Returns a new drawing. */
export function stroke(
  drawing: Drawing,
  from: { readonly x: number; readonly y: number },
  to: { readonly x: number; readonly y: number },
): Drawing {
  const out = drawing.slice();
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const [x, y] = [column + 0.5 - from.x, row + 0.5 - from.y];
      const along = length === 0 ? 0 : Math.max(0, Math.min(1, (x * dx + y * dy) / length));
      const away = Math.hypot(x - along * dx, y - along * dy);
      const ink = Math.max(0, Math.min(1, RADIUS + 0.5 - away));
      const at = row * SIDE + column;
      if (ink > out[at]!) out[at] = Math.round(ink * 100) / 100;
    }
  }
  return out;
}

/** The file of drawn digits with one more. */
export function withDigit(file: OwnFile | undefined, label: number, drawing: Drawing): OwnFile {
  const header = ['label', ...Array.from({ length: PIXELS }, (_, i) => `p${i}`)].join(',');
  const row = [label, ...[...drawing].map((ink) => Number(ink.toFixed(2)))].join(',');
  return { name: DRAWN, text: `${file?.text.trimEnd() ?? header}\n${row}\n` };
}

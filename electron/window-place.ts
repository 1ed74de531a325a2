/** @file Where the window was, and where on today's screens it goes. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { writeAtomically } from './files';

const Pixels = v.pipe(v.number(), v.integer());

const PlaceSchema = v.object({ x: Pixels, y: Pixels, width: Pixels, height: Pixels, maximized: v.boolean() });

/** In device-independent pixels. */
export type Place = v.InferOutput<typeof PlaceSchema>;
export type Area = Omit<Place, 'maximized'>;

export const MINIMUM = { width: 1024, height: 640 };
const FIRST = { width: 1440, height: 900 };

/**
 * Fits the last place into the screen's free area; without one, or when it is off the screen, centres it.
 * @param last null: first start
 * @param area the free area of the screen that is nearest to it
 */
export function fit(last: Place | null, area: Area): Place {
  const size = last ?? FIRST;
  const width = Math.max(MINIMUM.width, Math.min(size.width, area.width));
  const height = Math.max(MINIMUM.height, Math.min(size.height, area.height));
  const inside = (start: number, length: number, from: number, space: number) =>
    Math.max(from, Math.min(start, from + space - length));
  const centre = (length: number, from: number, space: number) =>
    from + Math.max(0, Math.round((space - length) / 2));
  return {
    x: last === null ? centre(width, area.x, area.width) : inside(last.x, width, area.x, area.width),
    y: last === null ? centre(height, area.y, area.height) : inside(last.y, height, area.y, area.height),
    width,
    height,
    maximized: last?.maximized ?? false,
  };
}

/** @returns null where there is none that can be read: only comfort is lost then */
export async function readPlace(folder: string): Promise<Place | null> {
  try {
    return v.parse(PlaceSchema, JSON.parse(await readFile(join(folder, 'window.json'), 'utf8')));
  } catch {
    return null;
  }
}

export function writePlace(folder: string, place: Place): Promise<void> {
  return writeAtomically(join(folder, 'window.json'), JSON.stringify(place));
}

/** @file Colours for canvases: the scales of the theme as bytes, and the pixel of each number. */

import { level, levelColour, sequenceColour, type Scale } from '../theme/scales';

/** Shades on each side of 0 in a picture; finer than in a card, for there is no path to draw for each. */
const FINE = 32;
/** Shades from low to high. */
const STEPS = 64;

/** Where a scale ends: about 0 from −max to max, otherwise from min to max. */
export interface ScaleRange {
  readonly min: number;
  readonly max: number;
}

/** A scale's colours, by shade, as bytes of red, green, blue and opacity. */
export interface Palette {
  readonly scale: Scale;
  readonly shades: readonly Uint8ClampedArray[];
  readonly special: Uint8ClampedArray;
}

/** The colours that a scale can give, as CSS: diverging ones from −FINE to FINE, others from low to high. */
export function scaleColours(scale: Scale): readonly string[] {
  if (scale === 'value' || scale === 'gradient') {
    return Array.from({ length: 2 * FINE + 1 }, (_, i) => levelColour(i - FINE, scale, FINE));
  }
  return Array.from({ length: STEPS + 1 }, (_, i) => sequenceColour(i / STEPS, scale));
}

/** Which of the scale's colours a number has; −1: NaN or ±∞. */
export function shadeOf(x: number, scale: Scale, range: ScaleRange): number {
  if (!Number.isFinite(x)) return -1;
  if (scale === 'value' || scale === 'gradient') {
    const shade = level(x, Math.max(Math.abs(range.min), Math.abs(range.max)), FINE);
    return shade === 'special' ? -1 : shade + FINE;
  }
  const width = range.max - range.min;
  const share = width > 0 ? (x - range.min) / width : 0;
  return Math.round(Math.max(0, Math.min(1, share)) * STEPS);
}

/** Reads the scale's colours as they are in the present theme, at an element in the page. */
export function readPalette(scale: Scale, near: HTMLElement): Palette {
  const probe = document.createElement('span');
  near.append(probe);
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  const bytes = (css: string): Uint8ClampedArray => {
    probe.style.color = css;
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = getComputedStyle(probe).color;
    context.fillRect(0, 0, 1, 1);
    return context.getImageData(0, 0, 1, 1).data;
  };
  const palette = { scale, shades: scaleColours(scale).map(bytes), special: bytes('var(--special)') };
  probe.remove();
  return palette;
}

/** @file Colour scales as CSS: diverging about 0 for values and for gradients, sequential for what has no sign. */

/** Which of the two colour languages speaks. */
export type Language = 'value' | 'gradient';

/** How a picture is coloured: about 0 in a colour language, from low to high, or as ink on a page is grey. */
export type Scale = Language | 'sequence' | 'grey';

/** Shades on each side of 0; enough for the eye, few enough to draw each as one path. */
export const LEVELS = 8;
/** how much of an end's colour, in percent, the shade next to 0 has: enough for any eye to tell it from 0 */
const FAINTEST = 20;

/**
 * The shade of `x` on a scale from −`max` to `max`: −8…8, 0 in the middle; 'special' for NaN and ±∞.
 * Whatever is not 0 is at least one shade away from it, so that a small number is not taken for none.
 */
export function level(x: number | bigint, max: number, levels = LEVELS): number | 'special' {
  const value = Number(x);
  if (!Number.isFinite(value)) return 'special';
  if (value === 0 || max === 0) return 0;
  const share = Math.min(1, Math.abs(value) / max);
  return Math.sign(value) * Math.max(1, Math.round(share * levels));
}

/** The CSS colour of a shade. */
export function levelColour(shade: number | 'special', language: Language, levels = LEVELS): string {
  if (shade === 'special') return 'var(--special-soft)';
  if (shade === 0) return `var(--${language}-zero)`;
  const end = shade < 0 ? 'negative' : 'positive';
  const share = Math.round(FAINTEST + ((Math.abs(shade) - 1) / (levels - 1)) * (100 - FAINTEST));
  return `color-mix(in oklab, var(--${language}-${end}) ${share}%, var(--${language}-zero))`;
}

/** The CSS colour a share (0…1) of the way from low to high. */
export function sequenceColour(share: number, scale: 'sequence' | 'grey'): string {
  const percent = Math.round(100 * Math.max(0, Math.min(1, share)));
  return scale === 'grey'
    ? `color-mix(in oklab, white ${percent}%, black)`
    : `color-mix(in oklab, var(--sequence-high) ${percent}%, var(--sequence-low))`;
}

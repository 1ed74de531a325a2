/** @file The colour scales hold for every eye: ends and zero apart, values and gradients apart, numbers readable. */

import { describe, expect, it } from 'vitest';
import { LEVELS, level, levelColour, type Language } from '../../../renderer/theme/scales';
import { contrast, difference, mix, seen, SIGHTS, token, type Rgb, type Theme } from './colour';

const THEMES = ['light', 'dark'] as const satisfies Theme[];
const LANGUAGES = ['value', 'gradient'] as const satisfies Language[];
const AA = 4.5;
/** in OKLab × 100, where about 2 can just be noticed */
const ENDS_APART = 10;
const LANGUAGES_APART = 8;
const SHADE_SEEN = 2;

/** A shade as it is drawn, worked out from the very CSS that levelColour writes. */
function drawn(shade: number, language: Language, theme: Theme): Rgb {
  const css = levelColour(shade, language);
  const plain = /^var\((--[a-z-]+)\)$/.exec(css);
  if (plain) return token(plain[1]!, theme);
  const mixed = /^color-mix\(in oklab, var\((--[a-z-]+)\) (\d+)%, var\((--[a-z-]+)\)\)$/.exec(css);
  if (!mixed) throw new Error(`unknown colour: ${css}`);
  return mix(token(mixed[1]!, theme), token(mixed[3]!, theme), Number(mixed[2]) / 100);
}

const CASES = THEMES.flatMap((theme) => SIGHTS.map((sight) => ({ theme, sight })));

describe.each(CASES)('the scales, $theme, $sight', ({ theme, sight }) => {
  const eye = (shade: number, language: Language): Rgb => seen(drawn(shade, language, theme), sight);

  it.each(LANGUAGES)('%s: below 0, 0 and above 0 look different', (language) => {
    const [low, zero, high] = [-LEVELS, 0, LEVELS].map((shade) => eye(shade, language)) as [Rgb, Rgb, Rgb];
    expect(difference(low, zero)).toBeGreaterThan(ENDS_APART);
    expect(difference(high, zero)).toBeGreaterThan(ENDS_APART);
    expect(difference(low, high)).toBeGreaterThan(ENDS_APART);
  });

  it.each(LANGUAGES)('%s: even the faintest shade is not 0', (language) => {
    for (const shade of [-1, 1]) {
      expect(difference(eye(shade, language), eye(0, language))).toBeGreaterThan(SHADE_SEEN);
    }
  });

  it('a value is not taken for a gradient', () => {
    for (const a of [-LEVELS, LEVELS]) {
      for (const b of [-LEVELS, LEVELS]) {
        expect(difference(eye(a, 'value'), eye(b, 'gradient'))).toBeGreaterThan(LANGUAGES_APART);
      }
    }
  });
});

describe.each(THEMES)('numbers, %s', (theme) => {
  it('are readable on every shade', () => {
    for (const language of LANGUAGES) {
      for (let shade = -LEVELS; shade <= LEVELS; shade++) {
        expect(contrast(token('--text', theme), drawn(shade, language, theme))).toBeGreaterThan(AA);
      }
    }
    expect(contrast(token('--special', theme), token('--special-soft', theme))).toBeGreaterThan(AA);
  });

  it.each(LANGUAGES)('in the ink of a %s are readable on every surface', (language) => {
    for (const surface of ['--surface', '--surface-raised', '--surface-sunken']) {
      expect(contrast(token(`--${language}-ink`, theme), token(surface, theme))).toBeGreaterThan(AA);
    }
  });
});

it('anything but 0 has a shade of its own side, and NaN and ±∞ none', () => {
  expect(level(0, 1)).toBe(0);
  expect(level(-0, 1)).toBe(0);
  expect(level(1e-30, 1)).toBe(1);
  expect(level(-5n, 5)).toBe(-LEVELS);
  expect(level(Number.NaN, 1)).toBe('special');
  expect(level(-Infinity, 1)).toBe('special');
});

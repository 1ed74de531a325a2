/** @file Colour arithmetic for the tests: tokens read from the CSS, OKLab, contrast, and colour blindness simulated. */

import { readFileSync } from 'node:fs';

/** Red, green and blue from 0 to 1. */
export type Rgb = readonly [number, number, number];
type Lab = readonly [number, number, number];
type Matrix = readonly [Rgb, Rgb, Rgb];
export type Theme = 'light' | 'dark';

const CSS = readFileSync(new URL('../../../renderer/theme/tokens.css', import.meta.url), 'utf8');

/** A token of tokens.css as it is in a theme. */
export function token(name: string, theme: Theme): Rgb {
  const found = new RegExp(`${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\);`).exec(CSS);
  const hex = found?.[theme === 'light' ? 1 : 2];
  if (hex === undefined) throw new Error(`There is no colour ${name}.`);
  const part = (at: number): number => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return [part(1), part(3), part(5)];
}

const toLinear = (c: number): number => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const toSrgb = (c: number): number => (c <= 0.0031308 ? c * 12.92 : 1.055 * c ** (1 / 2.4) - 0.055);
const clamp = (c: number): number => Math.min(1, Math.max(0, c));
const each = (colour: Rgb, change: (c: number) => number): Rgb => [
  change(colour[0]),
  change(colour[1]),
  change(colour[2]),
];

function times(matrix: Matrix, [a, b, c]: Rgb): Rgb {
  const row = ([x, y, z]: Rgb): number => x * a + y * b + z * c;
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
}

/** OKLab and back. Source: B. Ottosson, "A perceptual color space for image processing", 2020. */
export function oklab(colour: Rgb): Lab {
  const lms = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    each(colour, toLinear),
  );
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    each(lms, Math.cbrt),
  );
}

function fromOklab(lab: Lab): Rgb {
  const lms = times(
    [
      [1, 0.3963377774, 0.2158037573],
      [1, -0.1055613458, -0.0638541728],
      [1, -0.0894841775, -1.291485548],
    ],
    lab,
  );
  const linear = times(
    [
      [4.0767416621, -3.3077115913, 0.2309699292],
      [-1.2684380046, 2.6097574011, -0.3413193965],
      [-0.0041960863, -0.7034186147, 1.707614701],
    ],
    each(lms, (c) => c ** 3),
  );
  return each(linear, (c) => clamp(toSrgb(clamp(c))));
}

/** `color-mix(in oklab, a share, b)`. */
export function mix(a: Rgb, b: Rgb, share: number): Rgb {
  const [x, y] = [oklab(a), oklab(b)];
  const between = (i: 0 | 1 | 2): number => x[i] * share + y[i] * (1 - share);
  return fromOklab([between(0), between(1), between(2)]);
}

/** How far apart two colours look: the distance in OKLab, times 100. About 2 can just be noticed. */
export function difference(a: Rgb, b: Rgb): number {
  const [x, y] = [oklab(a), oklab(b)];
  return 100 * Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

/** The contrast of WCAG 2: from 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

function luminance(colour: Rgb): number {
  const [r, g, b] = each(colour, toLinear);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/**
 * Severity 1.0, on linear RGB. Source: G. M. Machado, M. M. Oliveira and L. A. F. Fernandes, "A Physiologically-based
 * Model for Simulation of Color Vision Deficiency", IEEE TVCG 15(6), 2009, and the authors' table of matrices.
 */
const DEFICIENCIES = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const satisfies Record<string, Matrix>;

export type Sight = 'usual' | keyof typeof DEFICIENCIES;
export const SIGHTS = ['usual', 'protanopia', 'deuteranopia', 'tritanopia'] as const satisfies Sight[];

/** The colour as it looks to an eye. */
export function seen(colour: Rgb, sight: Sight): Rgb {
  if (sight === 'usual') return colour;
  return each(times(DEFICIENCIES[sight], each(colour, toLinear)), (c) => toSrgb(clamp(c)));
}

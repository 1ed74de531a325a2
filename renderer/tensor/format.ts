/** @file Numbers as a learner reads them: four significant digits at a glance, every digit on demand. */

import type { DTypeName } from '../../engine/dtype';

const MINUS = '−';
const DIGITS = 4;
const SMALL = 1e-4;
const LARGE = 1e6;
/** float32 never needs more decimal digits than this to be told apart from its neighbours */
const FLOAT32_DIGITS = 9;

/** Replaces the keyboard's hyphen by the minus sign that numbers are set with. */
export function typographic(text: string): string {
  return text.replaceAll('-', MINUS);
}

/**
 * Four significant digits; scientific below 1e−4 and above 1e6; integers and int64 exactly; NaN, ±∞ and −0 as
 * such; True and False for bool.
 */
export function formatNumber(x: number | bigint, dtype: DTypeName = 'float64'): string {
  if (typeof x === 'bigint') return typographic(x.toString());
  const special = formatSpecial(x);
  if (special !== null) return special;
  if (dtype === 'bool') return x === 0 ? 'False' : 'True';
  if (dtype !== 'float32' && dtype !== 'float64') return typographic(String(x));
  if (x === 0) return '0';
  const size = Math.abs(x);
  if (size < SMALL || size > LARGE) return typographic(x.toExponential(DIGITS - 1).replace('e+', 'e'));
  // toPrecision turns to an exponent from 10^4 on; whole digits say more there
  return typographic(size >= 10 ** DIGITS ? x.toFixed(0) : beforeExponent(x));
}

function beforeExponent(x: number): string {
  const text = x.toPrecision(DIGITS);
  return text.includes('e') ? x.toFixed(0) : text;
}

function formatSpecial(x: number): string | null {
  if (Number.isNaN(x)) return 'NaN';
  if (x === Infinity) return '∞';
  if (x === -Infinity) return `${MINUS}∞`;
  if (Object.is(x, -0)) return `${MINUS}0`;
  return null;
}

/**
 * Every digit that tells the number from its neighbours in its dtype, and no more: the shortest decimal that
 * reads back as the same float32 or float64. With the keyboard's hyphen, ready to paste into code.
 */
export function plainPrecision(x: number | bigint, dtype: DTypeName = 'float64'): string {
  if (typeof x === 'bigint') return x.toString();
  if (Number.isNaN(x)) return 'NaN';
  if (!Number.isFinite(x)) return x > 0 ? 'Infinity' : '-Infinity';
  if (dtype === 'bool') return x === 0 ? 'False' : 'True';
  if (dtype !== 'float32' && dtype !== 'float64') return String(x);
  if (Object.is(x, -0)) return '-0.0';
  const text = dtype === 'float32' ? shortestFloat32(x) : String(x);
  return /^-?\d+$/.test(text) ? `${text}.0` : text.replace('e+', 'e');
}

/** As `plainPrecision`, set for reading: `−`, `∞`. */
export function fullPrecision(x: number | bigint, dtype: DTypeName = 'float64'): string {
  if (typeof x === 'number' && Math.abs(x) === Infinity) return x > 0 ? '∞' : `${MINUS}∞`;
  return typographic(plainPrecision(x, dtype));
}

function shortestFloat32(x: number): string {
  for (let digits = 1; digits < FLOAT32_DIGITS; digits++) {
    const short = Number(x.toPrecision(digits));
    if (Math.fround(short) === x) return String(short);
  }
  return String(Number(x.toPrecision(FLOAT32_DIGITS)));
}

/** `[2, 3]`; `[]` for a scalar, as PyTorch's `torch.Size` has it. */
export function formatShape(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

/** 1234567 as `1,234,567`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** Whether the number is one that must stand out: NaN or infinite. */
export function isSpecial(x: number | bigint): boolean {
  return typeof x === 'number' && !Number.isFinite(x);
}

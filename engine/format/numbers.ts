/** @file How PyTorch writes the numbers of a tensor: one format for all of them. */

import type { DType } from '../dtype';
import { printOptions } from './options';

/** Writes elements alike, so that they align. */
export interface NumberFormat {
  /** the longest that any comes out */
  readonly width: number;
  text(value: number | bigint): string;
}

/** Chooses the format that fits all of `values` (those that will be shown). */
export function numberFormat(values: readonly (number | bigint)[], dtype: DType): NumberFormat {
  const write = dtype.isFloatingPoint ? floatWriter(values as readonly number[]) : integerWriter(dtype);
  // zeros, nan and inf do not count for the width, so −0. may stick out: that is how PyTorch does it
  const counted = dtype.isFloatingPoint ? (values as readonly number[]).filter(isCounted) : values;
  const width = counted.reduce((longest: number, value) => Math.max(longest, write(value).length), 1);
  return { width, text: write };
}

function integerWriter(dtype: DType): (value: number | bigint) => string {
  if (dtype.name === 'bool') return (value) => (value ? 'True' : 'False');
  return String;
}

const isCounted = (x: number): boolean => Number.isFinite(x) && x !== 0;

/** Follows PyTorch's rule: it looks at the sizes of what is finite and not 0. */
function floatWriter(values: readonly number[]): (value: number | bigint) => string {
  const sizes = values.filter(isCounted).map(Math.abs);
  const max = sizes.reduce((a, b) => Math.max(a, b), 0);
  const min = sizes.reduce((a, b) => Math.min(a, b), Infinity);
  const whole = sizes.every(Number.isInteger);
  const isWide = max / min > 1000 || max > 1e8 || (!whole && min < 1e-4);
  const { precision, sciMode } = printOptions();
  const scientific = sizes.length > 0 && (sciMode ?? isWide);
  return (value) => {
    const x = Number(value);
    if (Number.isNaN(x)) return 'nan';
    if (!Number.isFinite(x)) return x < 0 ? '-inf' : 'inf';
    if (scientific) return signed(x, scientificText(Math.abs(x), precision));
    return signed(x, whole ? `${Math.abs(x).toFixed(0)}.` : fixedText(Math.abs(x), precision));
  };
}

function signed(x: number, text: string): string {
  return x < 0 || Object.is(x, -0) ? `-${text}` : text;
}

/** Python's %.4f, with as many digits as asked for. */
function fixedText(x: number, precision: number): string {
  return tieToEven(x.toFixed(precision), x.toFixed(LONG), precision);
}

/** Python's %.4e: at least two digits of exponent. */
function scientificText(x: number, precision: number): string {
  const [digits, exponent] = x.toExponential(precision).split('e') as [string, string];
  const [long, longExponent] = x.toExponential(LONG).split('e') as [string, string];
  // a carry into the next power of ten is no tie
  const mantissa = exponent === longExponent ? tieToEven(digits, long, precision) : digits;
  return `${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}

/** Decimals enough to tell a tie from a near miss: a double that ends in a 5 here ends soon after. */
const LONG = 60;

/** JavaScript rounds an exact tie up, Python to the even digit: takes the lower text where they differ. */
function tieToEven(rounded: string, long: string, precision: number): string {
  const point = long.indexOf('.');
  // (no digits, no point)
  const kept = long.slice(0, precision === 0 ? point : point + 1 + precision);
  const rest = long.slice(point + 1 + precision);
  return /^50*$/.test(rest) && Number(kept.at(-1)) % 2 === 0 ? kept : rounded;
}

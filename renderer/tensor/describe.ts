/** @file A tensor in a sentence: what a picture of it says, for who does not see the picture. */

import type { DTypeName } from '../../engine/dtype';
import { formatCount, formatNumber } from './format';
import type { Statistics } from './statistics';

/** How a tensor is shown. */
export const FORMS = ['numbers', 'heatmap', 'histogram', 'threshold', 'image'] as const;
export type Form = (typeof FORMS)[number];

/** What each form is called where it is chosen. */
export const FORM_LABELS: Readonly<Record<Form, string>> = {
  numbers: 'Numbers',
  heatmap: 'Heatmap',
  histogram: 'Histogram',
  threshold: 'Threshold',
  image: 'Images',
};

/** Where the threshold stands unless it is moved: beyond it a tanh is saturated. */
export const THRESHOLD = 0.99;

/** Rows and columns that a table of numbers has at most. */
export const MOST_NUMBERS = 16;

/** `32 × 100`; `scalar`. */
export function sizeText(shape: readonly number[]): string {
  return shape.length === 0 ? 'scalar' : shape.join(' × ');
}

/** `from −0.9912 to 0.9987, mean 0.0123`, and what is not finite. */
export function rangeText(statistics: Statistics, dtype: DTypeName): string {
  const { count, nan, infinite, min, max, mean } = statistics;
  const odd = [
    ...(nan > 0 ? [`${formatCount(nan)} NaN`] : []),
    ...(infinite > 0 ? [`${formatCount(infinite)} infinite`] : []),
  ];
  if (count === 0) return 'no elements';
  if (Number.isNaN(min)) return odd.join(', ');
  const range = `from ${formatNumber(min, dtype)} to ${formatNumber(max, dtype)}, mean ${formatNumber(mean)}`;
  return [range, ...odd].join(', ');
}

/** `|x| > 0.99 for 1,234 of 3,200 elements: 38.6 %`. */
export function shareText({ above, count }: Statistics, threshold: number): string {
  const share = count === 0 ? 0 : (100 * above) / count;
  return `|x| > ${formatNumber(threshold)} for ${formatCount(above)} of ${formatCount(count)} elements: ${share.toFixed(1)} %`;
}

/** The forms that make sense for a shape: images are of three dimensions or more. */
export function formsFor(shape: readonly number[]): readonly Form[] {
  return FORMS.filter((form) => form !== 'image' || shape.length > 2);
}

/** Numbers while they can be taken in, then a picture. */
export function defaultForm(shape: readonly number[]): Form {
  const count = shape.reduce((a, b) => a * b, 1);
  return count <= 64 && (shape.at(-1) ?? 1) <= 8 ? 'numbers' : 'heatmap';
}

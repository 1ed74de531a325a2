/** @file Printing against real PyTorch, character for character. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { printTensor } from '../../engine/format/tensor';
import { dtypeOf, numbers, type Packed } from './packed';

const { prints } = JSON.parse(readFileSync(new URL('families/basics.json', import.meta.url), 'utf8')) as {
  prints: (Packed & { text: string })[];
};

test.each(prints.map((p) => [p.text.split('\n')[0]!.slice(0, 60), p] as const))('%s', (_, p) => {
  const dtype = dtypeOf(p.dtype);
  const elements = dtype.name === 'int64' ? p.data.map((x) => BigInt(x)) : numbers(p.data);
  const facts = { device: null, gradFn: null, requiresGrad: false };
  expect(printTensor({ elements, shape: p.shape, dtype, ...facts })).toBe(p.text);
});

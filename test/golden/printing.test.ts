/** @file Printing against real PyTorch, character for character. */

import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { setPrintoptions, type PrintOptions } from '../../engine/format/options';
import { printTensor } from '../../engine/format/tensor';
import { dtypeOf, numbers, type Packed } from './packed';

type Print = Packed & {
  text: string;
  gradFn?: string | null;
  requiresGrad?: boolean;
  options?: Partial<PrintOptions>;
};

const printsOf = (file: string): Print[] =>
  (JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as { prints: Print[] }).prints;
const prints = [...printsOf('families/basics.json'), ...printsOf('modules/printing.json')];

afterEach(() => setPrintoptions({ profile: 'default' }));

test.each(prints.map((p, i) => [i, p.text.split('\n')[0]!.slice(0, 60), p] as const))(
  '%i %s',
  (_, _text, p) => {
    const dtype = dtypeOf(p.dtype);
    const elements = dtype.name === 'int64' ? p.data.map((x) => BigInt(x)) : numbers(p.data);
    const facts = { device: null, gradFn: p.gradFn ?? null, requiresGrad: p.requiresGrad ?? false };
    if (p.options) setPrintoptions(p.options);
    expect(printTensor({ elements, shape: p.shape, dtype, ...facts })).toBe(p.text);
  },
);

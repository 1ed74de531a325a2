/** @file Every figure a lesson's text states is one that PyTorch gave. */

import { describe, expect, test } from 'vitest';
import { lessons } from '../../lessons/index';
import noReset from './golden/a4-two-numbers-no-reset.json';
import withReset from './golden/a4-two-numbers.json';
import a1 from './golden/a1-gradients.json';
import a2Float64 from './golden/a2-tanh-neuron-float64.json';
import a2 from './golden/a2-tanh-neuron.json';
import n2Whole from './golden/n2-training-whole.json';
import { goldenOf } from './lesson-suite';
import { lessonFile } from './run-model';

const text = (id: string) => lessonFile(id, 'lesson.md').replaceAll('−', '-');

test.each(lessons.map(({ id }) => id))(
  '%s: every tensor that its text shows is printed by its twin',
  (id) => {
    const shown = [...lessonFile(id, 'lesson.md').matchAll(/`(tensor\([^`]*\))`/g)].map(
      ([, tensor]) => tensor,
    );
    const printed = goldenOf(id)?.printed.join('\n') ?? '';
    expect(shown.filter((tensor) => !printed.includes(tensor ?? ''))).toEqual([]);
  },
);

const pair = (numbers: readonly number[]) => numbers.map((value) => value.toFixed(4)).join(', ');

test('A1: both partial derivatives and the gradient of the sum', () => {
  const [, dx = '', dy = '', , dv = ''] = a1.printed.map((line) => line.split('= ')[1]);
  const digits = (printed: string) => printed.replace(/[^\d,]/g, '');
  expect(text('a1-gradients')).toContain(`2xy^2 = ${digits(dx)}`);
  expect(text('a1-gradients')).toContain(`2x^2y = ${digits(dy)}`);
  expect(text('a1-gradients')).toContain(`[${digits(dv).replaceAll(',', ', ')}]`);
});

test('A2: the printed o, the float32 that b is, and the o without its rounding', () => {
  expect(text('a2-tanh-neuron')).toContain((a2.printed[0] ?? '').split('= ')[1]);
  expect(text('a2-tanh-neuron')).toContain(String(Math.fround(6.8813735870195432)));
  const whole = (a2Float64.printed[0] ?? '').split('= ')[1] ?? '';
  expect(text('a2-tanh-neuron')).toContain(`${whole.slice(0, 16)}…`);
});

describe('A4', () => {
  test.each(['1', '2', '101'] as const)('round %s, with the reset and without', (round) => {
    const row = `| ${round} | ${pair(withReset.rounds[round].after)} | ${pair(noReset.rounds[round].after)} |`;
    expect(text('a4-two-numbers')).toContain(row);
  });
  test('the gradients of the second round', () => {
    const [right = 0] = withReset.rounds[2].gradients;
    const [piled = 0] = noReset.rounds[2].gradients;
    expect(text('a4-two-numbers')).toContain(`the gradient ${right.toFixed(2)}`);
    expect(text('a4-two-numbers')).toContain(`made with ${piled.toFixed(2)}`);
  });
});

test('N2: what the network answers before, in the middle and at the end', () => {
  const rows = ['before', 'after 50,000 steps', 'after 50,000 more'];
  n2Whole.printed.forEach((line, i) => {
    const answer = /\[(.*)\]/.exec(line)?.[1]?.trim().replace(/,\s+/g, ', ');
    expect(text('n2-training')).toContain(`| ${rows[i]} | ${answer} |`);
  });
});

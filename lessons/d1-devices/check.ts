/** @file Gives the learner's `crossover` tables of times with a known answer. The times are examples, nothing is measured. */

import { call, describe, fail, figure, learnerFunction, pass } from '../check-helpers';
import type { Check } from '../types';

interface Times {
  readonly sizes: readonly number[];
  readonly cpu: readonly number[];
  readonly gpu: readonly number[];
  /** the smallest size from which on the GPU always wins; null: it does not */
  readonly from: number | null;
}

const TIMES: readonly Times[] = [
  { sizes: [100, 1000, 10000, 100000], cpu: [1, 2, 20, 200], gpu: [5, 5, 6, 9], from: 10000 },
  { sizes: [10, 20, 40, 80], cpu: [3, 3, 5, 9], gpu: [2, 4, 4, 4], from: 40 },
  { sizes: [8, 16, 32], cpu: [1, 2, 3], gpu: [4, 4, 4], from: null },
  { sizes: [64, 128], cpu: [7, 9], gpu: [3, 3], from: 64 },
  { sizes: [16, 32, 64], cpu: [1, 4, 8], gpu: [4, 4, 4], from: 64 },
];

/** What a wrong answer looks like. */
function slip({ sizes, cpu, gpu, from }: Times, answer: unknown): string {
  if (from === null) return ' The GPU never wins here, so it should be null.';
  if (answer === sizes.find((_, i) => gpu[i]! < cpu[i]!))
    return ' That is the first win of the GPU; for a larger size the CPU is faster again.';
  if (from !== null && answer === sizes.indexOf(from)) return ' That is its index; asked for is the size.';
  if (answer === sizes.find((_, i) => gpu[i]! <= cpu[i]!)) return ' There both take as long: that is no win.';
  return '';
}

const listed = (values: readonly number[]): string => `[${values.join(', ')}]`;

/** Passes when `crossover(sizes, cpu, gpu)` is the size from which on the GPU is faster. */
export const check: Check = async (context) => {
  const crossover = learnerFunction(context, 'crossover');
  if (!crossover.ok) return fail(crossover.reason);

  for (const times of TIMES) {
    const { sizes, cpu, gpu, from } = times;
    const result = await call('crossover', crossover.value, [[...sizes], [...cpu], [...gpu]]);
    if (!result.ok) return fail(result.reason);
    if (result.value === from) continue;
    const where = `crossover(${listed(sizes)}, ${listed(cpu)}, ${listed(gpu)})`;
    const wanted = from === null ? 'null' : figure(from);
    return fail(
      `${where} gives ${describe(result.value)}; it should be ${wanted}.${slip(times, result.value)}`,
    );
  }
  return pass(`crossover finds the size in ${TIMES.length} tables of times.`);
};

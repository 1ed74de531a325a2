/** @file The check of "CPU or GPU": the size from which on the GPU wins, whatever the times. */

import { describe, expect, test } from 'vitest';
import { check } from '../../lessons/d1-devices/check';

const verdict = (crossover: unknown) => check({ variables: { crossover }, printed: [] });
type Rule = (sizes: number[], cpu: number[], gpu: number[]) => unknown;

const right: Rule = (sizes, cpu, gpu) =>
  sizes.find((_, i) => gpu.slice(i).every((time, j) => time < cpu[i + j]!)) ?? null;

describe('passes', () => {
  const others: [string, Rule][] = [
    ['forwards', right],
    ['as a promise', async (...args) => right(...args)],
  ];
  test.each(others)('%s', async (_, rule) => {
    expect(await verdict(rule)).toMatchObject({ passed: true });
  });
});

describe('fails', () => {
  const wrong: [string, unknown, RegExp][] = [
    ['missing', undefined, /no function crossover yet/],
    ['the smallest', (sizes: number[]) => sizes[0], /gives 100; it should be 10000/],
    [
      'the first win',
      (sizes: number[], cpu: number[], gpu: number[]) => sizes.find((_, i) => gpu[i]! < cpu[i]!) ?? null,
      /gives 10; it should be 40\. That is the first win/,
    ],
    [
      'the index',
      (...[sizes, cpu, gpu]: Parameters<Rule>) => sizes.indexOf(Number(right(sizes, cpu, gpu))),
      /gives 2; it should be 10000\. That is its index/,
    ],
    [
      'undefined for none',
      (...args: Parameters<Rule>) => right(...args) ?? undefined,
      /gives nothing; it should be null\. .*never wins/,
    ],
    [
      'a draw as a win',
      (sizes: number[], cpu: number[], gpu: number[]) =>
        sizes.find((_, i) => gpu.slice(i).every((time, j) => time <= cpu[i + j]!)) ?? null,
      /gives 32; it should be 64\. There both take as long/,
    ],
    ['throwing', () => JSON.parse('{'), /crossover stopped with an error/],
  ];
  test.each(wrong)('%s', async (_, rule, message) => {
    expect(await verdict(rule)).toEqual({ passed: false, message: expect.stringMatching(message) });
  });
});

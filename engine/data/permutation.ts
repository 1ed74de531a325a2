/** @file The order in which shuffled data comes. */

import type { Generator } from '../random/generator';

/** 0 … n−1 as PyTorch's randperm orders them for the same generator. */
export function permutation(n: number, generator: Generator): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = 0; i < n - 1; i++) {
    const other = i + (generator.word() % (n - i));
    [order[i], order[other]] = [order[other]!, order[i]!];
  }
  return order;
}

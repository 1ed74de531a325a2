/** @file What real PyTorch did with modules (test/golden/modules/nn.py), and how near to it is near. */

import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Tensor } from '../../../engine/index';
import { numbers, type Numbers, type Packed } from '../../golden/packed';

export type Spec = [string, unknown[], Record<string, unknown>];

export interface Case {
  spec: Spec;
  print: string;
  train: boolean;
  tolerance?: number;
  state: [string, Packed][];
  inputs: Packed[];
  /** the call's keywords */
  call?: Record<string, Packed>;
  outputs?: Packed[];
  gradFns?: (string | null)[];
  grads?: (Numbers | null)[];
  paramGrads?: Record<string, Numbers>;
  after?: Record<string, Numbers>;
  /** of whole numbers: the result's dtype, or what they are refused with */
  whole?: string | { name: string; message: string };
}

export const golden = JSON.parse(
  readFileSync(new URL('../../golden/modules/nn.json', import.meta.url), 'utf8'),
) as {
  cases: Case[];
  messages: Record<string, string>;
  names: Record<'parameters' | 'modules' | 'children' | 'buffers' | 'state', string[]>;
  training: { losses: number[]; output: number[] };
  inits: { name: string; options: Record<string, unknown>; value: Packed }[];
  gains: [string, number | null, number][];
};

/** `slack` is of the largest. */
export async function near(actual: Tensor, expected: Numbers, slack: number, what: string): Promise<void> {
  const got = (await actual.detach().reshape(-1).tolist()) as number[];
  const wanted = numbers(expected);
  expect(got.length, what).toBe(wanted.length);
  const largest = Math.max(1e-3, ...wanted.map(Math.abs));
  got.forEach((x, i) => {
    const off = Math.abs(x - wanted[i]!);
    expect(off <= slack * largest, `${what}[${i}]: got ${x}, PyTorch has ${wanted[i]}`).toBe(true);
  });
}

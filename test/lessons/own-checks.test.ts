/** @file The checks that look at something of their own: dice and draws by what they throw, leaves and prints by kind. */

import { beforeAll, describe, expect, test } from 'vitest';
import { cpu } from '../../engine/devices/cpu/cpu';
import { setDefaultDevice } from '../../engine/devices/registry';
import { torch, type Generator, type Tensor } from '../../engine/index';
import { check as leaves } from '../../lessons/a3-leaves/check';
import { check as printing } from '../../lessons/a5-printing/check';
import { check as generators } from '../../lessons/t11-generators/check';
import { check as multinomial } from '../../lessons/t12-multinomial/check';
import type { Check } from '../../lessons/types';

beforeAll(() => setDefaultDevice(cpu));

type Cases = readonly (readonly [what: string, fn: unknown, message: RegExp])[];

/** Every function of the cases fails with its message; a missing one, too. */
function testWrong(check: Check, name: string, cases: Cases): void {
  const missing = [['missing', undefined, new RegExp(`no function ${name} yet`)]] as const;
  test.each([...missing, ...cases])('%s fails', async (_, fn, message) => {
    const verdict = await check({ variables: { [name]: fn }, printed: [] });
    expect(verdict).toEqual({ passed: false, message: expect.stringMatching(message) });
  });
}

function testRight(check: Check, name: string, ways: readonly (readonly [string, unknown])[]): void {
  test.each(ways)('%s passes', async (_, fn) => {
    const verdict = await check({ variables: { [name]: fn }, printed: [] });
    expect(verdict.passed, verdict.message).toBe(true);
  });
}

const seeded = (seed: number) => new torch.Generator().manualSeed(seed);

describe('T11: dice', () => {
  testRight(generators, 'dice', [
    ['randint', (seed: number, n: number) => torch.randint(1, 7, [n], { generator: seeded(seed) })],
    [
      'rand',
      (seed: number, n: number) =>
        torch
          .rand(n, { generator: seeded(seed) })
          .mul(6)
          .floor()
          .add(1),
    ],
  ]);
  testWrong(generators, 'dice', [
    ['a list', () => [1, 2], /dice\(7, 600\) gives a list of 2/],
    [
      'one throw',
      (seed: number) => torch.randint(1, 7, [1], { generator: seeded(seed) }),
      /shape \[1\]; it should be \[600\]/,
    ],
    [
      'from 0',
      (seed: number, n: number) => torch.randint(0, 6, [n], { generator: seeded(seed) }),
      /there is a 0/,
    ],
    [
      'without 6',
      (seed: number, n: number) => torch.randint(1, 6, [n], { generator: seeded(seed) }),
      /no 6\. The end/,
    ],
    [
      'without 1',
      (seed: number, n: number) => torch.randint(2, 7, [n], { generator: seeded(seed) }),
      /there is no 1\.$/,
    ],
    [
      'fractions',
      (seed: number, n: number) =>
        torch
          .rand(n, { generator: seeded(seed) })
          .mul(6)
          .add(1),
      /there is a \d\.\d+/,
    ],
    [
      'loaded',
      (seed: number, n: number) => torch.randint(1, 12, [n], { generator: seeded(seed) }).clamp(1, 6),
      /Of 600 throws 3\d\d are a 6/,
    ],
    [
      'without the seed',
      (_: number, n: number) => torch.randint(1, 7, [n]),
      /Thrown twice with the seed 7, throw \d+ is/,
    ],
    [
      'always one seed',
      (_: number, n: number) => torch.randint(1, 7, [n], { generator: seeded(1) }),
      /seeds 7 and 8 give the same/,
    ],
    [
      'everybody’s generator',
      (seed: number, n: number) => {
        torch.manualSeed(seed);
        return torch.randint(1, 7, [n]);
      },
      /generator that everybody shares/,
    ],
  ]);
});

describe('T12: shares of draws', () => {
  type Rule = (p: Tensor, n: number, generator: Generator) => unknown;
  const draws: (...args: Parameters<Rule>) => Tensor = (p, n, generator) =>
    torch.multinomial(p, n, { replacement: true, generator });
  const rules = (cases: Record<string, Rule>) => Object.entries(cases);
  testRight(
    multinomial,
    'measured',
    rules({
      broadcasting: (p, n, g) => draws(p, n, g).unsqueeze(1).eq(torch.arange(p.numel())).float().mean(0),
      bincount: (p, n, g) => draws(p, n, g).bincount({ minlength: p.numel() }).div(n),
    }),
  );
  const wrong: [string, Rule, RegExp][] = [
    ['a number', () => 0.5, /gives 0\.5000\. It should give a tensor/],
    ['the draws', draws, /shape \[2000\]; it should be \[3\].*the draws themselves/],
    [
      'too short',
      (p, n, g) => draws(p, n, g).bincount().div(n),
      /\[0\.25, 0\.75, 0\].* has the shape \[2\]; it should be \[3\]/,
    ],
    [
      'counts',
      (p, n, g) => draws(p, n, g).bincount({ minlength: p.numel() }),
      /near 0\.1000\. Together they are 2000/,
    ],
    [
      'divided wrongly',
      (p, n, g) => draws(p, n, g).bincount({ minlength: p.numel() }).div(p.numel()),
      /not 1\.$/,
    ],
    ['even', (p) => torch.full([p.numel()], 1 / p.numel()), /near 0\.1000.*equally often/],
    ['p itself', (p) => p, /These were not drawn and counted/],
    [
      'not their generator',
      (p, n) => draws(p, n, seeded(3)).unsqueeze(1).eq(torch.arange(p.numel())).float().mean(0),
      /not drawn from the generator/,
    ],
    [
      'without replacement',
      (p, n) => torch.multinomial(p, n),
      /generator\): measured stopped with an error: cannot sample/,
    ],
  ];
  testWrong(multinomial, 'measured', wrong);
});

describe('A3: leaves', () => {
  const right = (t: Tensor) => t.requiresGrad && (t.isLeaf || t.retainsGrad);
  testRight(leaves, 'keepsGrad', [
    ['by all three', right],
    ['a promise', async (t: Tensor) => right(t)],
  ]);
  testWrong(leaves, 'keepsGrad', [
    ['a text', () => 'yes', /Of a parameter keepsGrad says the text 'yes'/],
    [
      'never',
      () => false,
      /Of a parameter .*says false, but after backward\(\) its \.grad is there.* 4 of 6/,
    ],
    ['always', () => true, /Of a result of a parameter .*its \.grad is none.* 2 of 6/],
    ['leaves', (t: Tensor) => t.isLeaf, /Of data \(requiresGrad false, isLeaf true/],
    [
      'without retainGrad',
      (t: Tensor) => t.isLeaf && t.requiresGrad,
      /a result with retainGrad\(\).* 5 of 6/,
    ],
  ]);
});

describe('A5: what is printed', () => {
  testRight(printing, 'suffix', [
    [
      'by gradFn',
      (t: Tensor) => (t.gradFn ? `grad_fn=<${t.gradFn}>` : t.requiresGrad ? 'requires_grad=True' : ''),
    ],
    [
      'by isLeaf',
      (t: Tensor) => (!t.requiresGrad ? '' : t.isLeaf ? 'requires_grad=True' : `grad_fn=<${t.gradFn}>`),
    ],
  ]);
  testWrong(printing, 'suffix', [
    ['nothing', () => undefined, /gives nothing\. It should give a text; 0 of 6/],
    ['empty', () => '', /Of w, a leaf .* gives nothing; PyTorch prints 'requires_grad=True'/],
    ['null in it', (t: Tensor) => (t.requiresGrad ? `grad_fn=<${t.gradFn}>` : ''), /'grad_fn=<null>'/],
    [
      'one for all',
      (t: Tensor) => (t.requiresGrad ? 'requires_grad=True' : ''),
      /w\.mul\(3\).*history is shown in its place/,
    ],
    [
      'one step for all',
      (t: Tensor) => (t.gradFn ? 'grad_fn=<MulBackward0>' : t.requiresGrad ? 'requires_grad=True' : ''),
      /w\.tanh\(\).* 2 of 6/,
    ],
  ]);
});

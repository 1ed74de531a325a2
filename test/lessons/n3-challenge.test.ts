/** @file The check of the challenge: whoever has the rule passes, however it was learned; others hear what they answered. */

import { describe, expect, test } from 'vitest';
import { nn, torch } from '../../engine/index';
import type { Tensor } from '../../engine/index';
import { check } from '../../lessons/n3-challenge/check';

const verdict = (learn: unknown) => check({ variables: { learn }, printed: [] });

const RULE = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [0, 0, 1],
  [0, 0, 1],
];

/** A layer that has the rule, up to `error` in one weight. */
function knowing(error = 0): nn.Linear {
  const net = new nn.Linear(3, 5);
  const weight = torch.tensor(RULE).float();
  net.loadStateDict({
    weight: weight.add(torch.tensor(RULE.map((row) => row.map((_, k) => (k === 0 ? error : 0)))).float()),
    bias: torch.tensor([0, 0, 0, 1, 2]).float(),
  });
  return net;
}

class Nothing extends nn.Module {
  forward(x: Tensor): Tensor {
    return x;
  }
}

describe('passes', () => {
  test('with the rule, and says how far it is off', async () => {
    expect(await verdict(() => knowing())).toEqual({
      passed: true,
      message: expect.stringMatching(/no number is off by more than 0/),
    });
  });
  test('with weights that are nearly right, and as a promise', async () => {
    expect(await verdict(async () => knowing(0.004))).toMatchObject({ passed: true });
  });
});

describe('fails', () => {
  const narrow = () => new nn.Sequential(new nn.Linear(3, 2), new nn.Linear(2, 5));
  const wrong: [string, unknown, RegExp][] = [
    ['missing', undefined, /no function learn yet/],
    ['no module', () => 5, /learn\(\) gives 5\. It should return a module/],
    ['nothing to learn', () => new Nothing(), /has 0 parameters/],
    ['too narrow', narrow, /passes through 2 numbers/],
    ['not right far away', () => knowing(0.02), /To \[30, 0, −20\].*It is right for \[1, 2, 3\]/],
    ['another shape', () => new nn.Linear(3, 4), /answers \[1, 4\]; it should be \[1, 5\]/],
    ['another input', () => new nn.Linear(2, 5), /stopped with an error: .*cannot be multiplied/],
    ['NaN', () => knowing(NaN), /answers \[NaN/],
  ];
  test.each(wrong)('%s', async (_, learn, message) => {
    expect(await verdict(learn)).toEqual({ passed: false, message: expect.stringMatching(message) });
  });
});

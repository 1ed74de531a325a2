/** @file The check of "layers and modules": networks of every width pass, and each way to lose a layer is told. */

import { describe, expect, test } from 'vitest';
import { nn } from '../../engine/index';
import type { Tensor } from '../../engine/index';
import { check } from '../../lessons/n1-modules/check';

const verdict = (makeNet: unknown) => check({ variables: { makeNet }, printed: [] });
type Make = (hidden: number) => unknown;

class Two extends nn.Module {
  fc1: nn.Linear;
  fc2: nn.Linear;

  constructor(hidden: number) {
    super();
    this.fc1 = new nn.Linear(3, hidden);
    this.fc2 = new nn.Linear(hidden, 5);
  }

  forward(x: Tensor): Tensor {
    return this.fc2(this.fc1(x));
  }
}

class Idle extends Two {
  override forward(x: Tensor): Tensor {
    return this.fc1(x).sum().expand(5);
  }
}

class Hidden extends nn.Module {
  layers = [new nn.Linear(3, 4), new nn.Linear(4, 5)];

  forward(x: Tensor): Tensor {
    return this.layers.reduce((value, layer) => layer(value), x);
  }
}

describe('passes', () => {
  const others: [string, Make][] = [
    ['a class', (hidden) => new Two(hidden)],
    ['a Sequential', (hidden) => new nn.Sequential(new nn.Linear(3, hidden), new nn.Linear(hidden, 5))],
    [
      'with tanh in between',
      (h) => new nn.Sequential(new nn.Linear(3, h), new nn.Tanh(), new nn.Linear(h, 5)),
    ],
    ['as a promise', async (hidden) => new Two(hidden)],
  ];
  test.each(others)('%s', async (_, make) => {
    expect(await verdict(make)).toMatchObject({
      passed: true,
      message: expect.stringContaining('41 with 4'),
    });
  });
});

describe('fails', () => {
  const wrong: [string, unknown, RegExp][] = [
    ['missing', undefined, /no function makeNet yet/],
    ['a module, not a function that makes one', 3, /makeNet is 3\. It should be a function/],
    ['nothing returned', () => undefined, /makeNet\(4\) gives nothing\. It should return a module/],
    ['layers in a plain list', () => new Hidden(), /finds 0 numbers in makeNet\(4\).*41.*plain list/],
    ['one layer', () => new nn.Linear(3, 5), /finds 20 numbers.*one layer 3 → 5/],
    ['always 3 → 2 → 5', () => new Two(2), /finds 23 numbers.*is hidden used/],
    [
      'no biases',
      (h: number) =>
        new nn.Sequential(new nn.Linear(3, h, { bias: false }), new nn.Linear(h, 5, { bias: false })),
      /finds 32 numbers.*without the biases/,
    ],
    [
      'a layer that is not used',
      (h: number) => new Idle(h),
      /has fc2\.weight, but its output does not depend/,
    ],
    [
      'the layers in the wrong order',
      (h: number) => new nn.Sequential(new nn.Linear(h, 5), new nn.Linear(3, h)),
      /stopped with an error: .*cannot be multiplied/,
    ],
    [
      'another shape',
      (h: number) => new nn.Sequential(new nn.Linear(3, h), new nn.Linear(h, 5), new nn.Unflatten(0, [5, 1])),
      /makes \[5, 1\] of three numbers/,
    ],
  ];
  test.each(wrong)('%s', async (_, make, message) => {
    expect(await verdict(make)).toEqual({ passed: false, message: expect.stringMatching(message) });
  });
});

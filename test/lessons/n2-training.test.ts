/** @file The check of "training a network": loops that leave SGD's weights pass, near misses are named. */

import { describe, expect, test } from 'vitest';
import { optim } from '../../engine/index';
import type { nn, Tensor } from '../../engine/index';
import { check } from '../../lessons/n2-training/check';

const verdict = (fit: unknown) => check({ variables: { fit }, printed: [] });
type Fit = (net: nn.Module, x: Tensor, target: Tensor, steps: number, lr: number) => unknown;

interface Loop {
  readonly reset?: boolean;
  readonly lossOf?: (out: Tensor, target: Tensor) => Tensor;
  readonly more?: number;
  readonly scale?: number;
  readonly step?: boolean;
}

const squares = (out: Tensor, target: Tensor) => out.sub(target).pow(2).sum();
const loop =
  ({ reset = true, lossOf = squares, more = 0, scale = 1, step: steps_ = true }: Loop = {}): Fit =>
  (net, x, target, steps, lr) => {
    const opt = new optim.SGD(net.parameters(), { lr: lr * scale });
    for (let step = 0; step < steps + more; step++) {
      const loss = lossOf(net(x), target);
      if (reset) opt.zeroGrad();
      loss.backward();
      if (steps_) opt.step();
    }
  };

describe('passes', () => {
  const others: [string, Fit][] = [
    ['the lesson’s loop', loop()],
    ['the difference the other way round', loop({ lossOf: (out, target) => target.sub(out).pow(2).sum() })],
    ['as a promise', async (...args) => loop()(...args)],
  ];
  test.each(others)('%s', async (_, fit) => {
    expect(await verdict(fit)).toMatchObject({ passed: true });
  });
});

describe('fails', () => {
  const wrong: [string, unknown, RegExp][] = [
    ['missing', undefined, /no function fit yet/],
    ['nothing done', () => undefined, /still there; .* Who calls opt\.step/],
    ['no step', loop({ step: false }), /still there/],
    ['no reset', loop({ reset: false }), /without opt\.zeroGrad/],
    ['the mean', loop({ lossOf: (out, target) => out.sub(target).pow(2).mean() }), /mean of the squared/],
    ['uphill', loop({ lossOf: (out, target) => squares(out, target).neg() }), /up the gradient/],
    ['one step too many', loop({ more: 1 }), /one step too many/],
    ['one too few', loop({ more: -1 }), /one step too few/],
    [
      'another learning rate',
      loop({ scale: 0.9 }),
      /is −?[\d.]+; SGD on the sum of squared differences takes it to/,
    ],
    ['NaN', loop({ lossOf: (out, target) => squares(out, target).mul(NaN) }), /is NaN/],
    ['throwing', () => JSON.parse('{'), /fit stopped with an error/],
  ];
  test.each(wrong)('%s', async (_, fit, message) => {
    expect(await verdict(fit)).toEqual({ passed: false, message: expect.stringMatching(message) });
  });
});

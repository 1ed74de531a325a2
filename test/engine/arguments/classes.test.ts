/** @file Classes as learner code gets them, called without `new`, which Python does not have. */

import { expect, test } from 'vitest';
import { checked } from '../../../engine/arguments/face';
import * as engine from '../../../engine/index';

const { nn, optim, torch } = checked(engine);

test.each([
  ['Linear', () => (nn.Linear as unknown as (...sizes: number[]) => unknown)(2, 3), 'nn.Linear'],
  ['ReLU', () => (nn.ReLU as unknown as () => unknown)(), 'nn.ReLU'],
  ['SGD', () => (optim.SGD as unknown as (of: unknown[]) => unknown)([torch.ones(1)]), 'optim.SGD'],
])('%s says that it wants a new', (name, call, path) => {
  expect(call).toThrow(`Class constructor ${name} cannot be invoked without 'new': write new ${path}(…)`);
});

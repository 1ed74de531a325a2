/** @file Elements read from tensors come out as what JavaScript has for them, as Python's do in PyTorch. */

import { describe, expect, test } from 'vitest';
import { torch } from '../../engine/index';
import { learnersWebGPU, testDevices } from './devices';

describe.each([...(await testDevices()), await learnersWebGPU()])(
  '$name, host values: $hostValues',
  (device) => {
    test('bools are true and false, numbers are numbers', async () => {
      device.use();
      const x = torch.tensor([
        [1, 0],
        [0, 3],
      ]);
      expect(await x.gt(0).tolist()).toEqual([
        [true, false],
        [false, true],
      ]);
      expect(await x.gt(0).any().item()).toBe(true);
      expect(await torch.tensor([false]).item()).toBe(false);
      expect(await x.tolist()).toEqual([
        [1, 0],
        [0, 3],
      ]);
      expect(await x.gt(0).sum().item()).toBe(2);
      expect(await x.gt(0).to(torch.uint8).tolist()).toEqual([
        [1, 0],
        [0, 1],
      ]);
    });
  },
);

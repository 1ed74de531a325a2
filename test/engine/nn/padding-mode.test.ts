/** @file What stands around the input of a convolution where that is not zeros: figures of real PyTorch. */

import { expect, test } from 'vitest';
import { nn, torch } from '../../../engine/index';
import { numel } from '../../../engine/shape';

const plain = { bias: false } as const;

test.each([
  [
    'circular, all around',
    new nn.Conv1d(1, 1, 3, { ...plain, padding: 2, paddingMode: 'circular' }),
    [1, 1, 5],
    'Conv1d(1, 1, kernel_size=(3,), stride=(1,), padding=(2,), bias=False, padding_mode=circular)',
    [[[7, 5, 3, 6, 9, 7, 5]]],
  ],
  [
    'reflected, other amounts a dimension',
    new nn.Conv2d(1, 1, [3, 2], { ...plain, padding: [1, 2], paddingMode: 'reflect' }),
    [1, 1, 3, 4],
    'Conv2d(1, 1, kernel_size=(3, 2), stride=(1, 1), padding=(1, 2), bias=False, padding_mode=reflect)',
    [
      [
        [
          [25, 19, 19, 25, 31, 31, 25],
          [33, 27, 27, 33, 39, 39, 33],
          [41, 35, 35, 41, 47, 47, 41],
        ],
      ],
    ],
  ],
  [
    'replicated, as much as keeps the size',
    new nn.Conv1d(1, 1, 4, { ...plain, padding: 'same', paddingMode: 'replicate' }),
    [1, 1, 5],
    'Conv1d(1, 1, kernel_size=(4,), stride=(1,), padding=same, bias=False, padding_mode=replicate)',
    [[[3, 6, 10, 13, 15]]],
  ],
] as const)('%s', async (_, conv, shape, text, expected) => {
  nn.init.ones_(conv.weight);
  const count = numel(shape);
  const x = torch
    .arange(count)
    .float()
    .reshape([...shape]);
  expect(String(conv)).toBe(text);
  expect(await conv.forward(x).tolist()).toEqual(expected);
});

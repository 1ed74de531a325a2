/** @file One-hot rows and draws by probability: PyTorch's on every device; what does not fit is refused, on a GPU at the next read. */

import { beforeAll, describe, expect, test } from 'vitest';
import { F, torch, type Tensor } from '../../engine/index';
import { testDevices } from './devices';

const seeded = (seed: number) => new torch.Generator().manualSeed(seed);

describe.each(await testDevices())('on $name', (device) => {
  beforeAll(() => device.use());

  test('one-hot rows of any shape', async () => {
    const rows = F.oneHot(
      torch.tensor([
        [2, 0],
        [1, 2],
      ]),
      3,
    );
    expect(rows.dtype).toBe(torch.int64);
    expect(await rows.tolist()).toEqual([
      [
        [0, 0, 1],
        [1, 0, 0],
      ],
      [
        [0, 1, 0],
        [0, 0, 1],
      ],
    ]);
    expect(F.oneHot(torch.tensor([], { dtype: torch.int64 }), 4).shape).toEqual([0, 4]);
  });

  // figures from PyTorch 2.13: torch.multinomial(p, n, replacement, generator=torch.Generator().manual_seed(5))
  const p = [0.1, 0.5, 0.15, 0.25];
  const draws: [string, number[] | number[][], number, boolean, unknown][] = [
    ['twelve of four, with replacement', p, 12, true, [2, 1, 1, 1, 1, 3, 1, 2, 3, 1, 1, 1]],
    [
      'a row each',
      [
        [0.1, 0.9, 0.0],
        [0.2, 0.2, 0.6],
      ],
      6,
      true,
      [
        [1, 1, 1, 1, 1, 1],
        [2, 2, 2, 2, 1, 1],
      ],
    ],
    ['three of four, without', p, 3, false, [1, 3, 2]],
    ['one', p, 1, true, [1]],
    [
      'two of each row, without',
      [
        [0.1, 0.9, 0.3],
        [0.2, 0.2, 0.6],
      ],
      2,
      false,
      [
        [1, 2],
        [1, 0],
      ],
    ],
  ];
  test.each(draws)('%s', async (_, weights, n, replacement, expected) => {
    const drawn = torch.multinomial(torch.tensor(weights), n, { replacement, generator: seeded(5) });
    expect(drawn.dtype).toBe(torch.int64);
    expect(await drawn.tolist()).toEqual(expected);
  });

  const refused: [string, () => Tensor, string][] = [
    [
      'a class that is too large',
      () => F.oneHot(torch.tensor([0, 3]), 3),
      'Class values must be smaller than num_classes.',
    ],
    ['a class below 0', () => F.oneHot(torch.tensor([0, -1]), 3), 'Class values must be non-negative.'],
    ...(
      [
        [[0.5, -0.5], true, 'invalid multinomial distribution (encountering probability entry < 0)'],
        [
          [0.5, Infinity],
          true,
          'invalid multinomial distribution (encountering probability entry = infinity or NaN)',
        ],
        [
          [0.5, NaN],
          true,
          'invalid multinomial distribution (encountering probability entry = infinity or NaN)',
        ],
        [[0.0, 0.0], true, 'invalid multinomial distribution (sum of probabilities <= 0)'],
        [[0.5, NaN], false, 'probability tensor contains either `inf`, `nan` or element < 0'],
        [[0.0, 0.0], false, 'invalid multinomial distribution (sum of probabilities <= 0)'],
      ] as const
    ).map(([weights, replacement, text]): [string, () => Tensor, string] => [
      `${weights.join(' and ')}, ${replacement ? 'with' : 'without'} replacement`,
      () =>
        torch.multinomial(torch.tensor(weights, { dtype: torch.float32 }), 2, {
          replacement,
          generator: seeded(1),
        }),
      text,
    ]),
  ];
  test.each(refused)('%s is refused', async (_, make, text) => {
    await expect((async () => make().tolist())()).rejects.toThrow(text);
  });
});

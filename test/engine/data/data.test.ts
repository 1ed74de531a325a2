/** @file Data loading: PyTorch's order for PyTorch's seed, and what a batch is. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { data, Generator, torch, type Tensor } from '../../../engine/index';

interface Loader {
  seed: number;
  n: number;
  batchSize: number;
  dropLast: boolean;
  shuffle?: false;
  own: boolean;
  length: number;
  epochs: number[][][];
  next: number[];
}

const golden = JSON.parse(
  readFileSync(new URL('../../golden/modules/data.json', import.meta.url), 'utf8'),
) as {
  loaders: Loader[];
  samplers: {
    name: string;
    loads?: true;
    seed: number;
    own: boolean;
    length: number;
    epochs: unknown[][];
    next: number[];
  }[];
  splits: { seed: number; n: number; lengths: number[]; indices: number[][] }[];
};

test.each(golden.loaders)(
  'DataLoader of $n in batches of $batchSize, seed $seed, own $own, dropLast $dropLast',
  async ({ seed, n, batchSize, dropLast, shuffle = true, own, length, epochs, next }) => {
    torch.manualSeed(seed);
    const set = new data.TensorDataset(torch.arange(n));
    const options = {
      batchSize,
      shuffle,
      dropLast,
      ...(own && { generator: new Generator().manualSeed(seed + 1) }),
    };
    const loader = new data.DataLoader(set, options);
    expect(loader.length).toBe(length);
    for (const expected of epochs) {
      const batches: unknown[] = [];
      for (const [x] of loader) batches.push(await x.tolist());
      expect(batches).toEqual(expected);
    }
    // the default generator stands where PyTorch's stands
    expect(await torch.rand([2]).tolist()).toEqual(next);
  },
);

test.each(golden.splits)('randomSplit of $n into $lengths, seed $seed', ({ seed, n, lengths, indices }) => {
  torch.manualSeed(seed);
  const parts = data.randomSplit({ length: n, get: (i) => i }, lengths);
  expect(parts.map((part) => part.indices)).toEqual(indices);
  expect(parts[0]!.get(0)).toBe(indices[0]![0]);
});

const sized = (length: number): { length: number } => ({ length });
const WEIGHTS = [0.1, 0.9, 0.4, 0.7, 3.0, 0.6];
const SAMPLERS: Record<string, (given: { generator?: Generator }) => data.Sampler<unknown>> = {
  sequential: () => new data.SequentialSampler(sized(5)),
  random: (given) => new data.RandomSampler(sized(7), given),
  'random 10': (given) => new data.RandomSampler(sized(4), { numSamples: 10, ...given }),
  'random replaced 40': (given) =>
    new data.RandomSampler(sized(9), { replacement: true, numSamples: 40, ...given }),
  subset: (given) => new data.SubsetRandomSampler([5, 9, 2, 7], given),
  weighted: (given) => new data.WeightedRandomSampler(WEIGHTS, 8, given),
  'weighted once': (given) => new data.WeightedRandomSampler(WEIGHTS, 4, { replacement: false, ...given }),
  batches: (given) => new data.BatchSampler(new data.RandomSampler(sized(7), given), 3, false),
  'whole batches': (given) => new data.BatchSampler(new data.RandomSampler(sized(7), given), 3, true),
};

test.each(golden.samplers)(
  'sampler $name, seed $seed, own $own, in a loader $loads',
  async ({ name, loads, seed, own, length, epochs, next }) => {
    torch.manualSeed(seed);
    const sampler = SAMPLERS[name]!(own ? { generator: new Generator().manualSeed(seed + 1) } : {});
    const set = new data.TensorDataset(torch.arange(10));
    const loader = new data.DataLoader(set, { batchSize: 3, sampler: sampler as data.Sampler });
    expect(loads ? loader.length : sampler.length).toBe(length);
    for (const expected of epochs) {
      const got: unknown[] = [];
      if (loads) for (const [x] of loader) got.push(await x.tolist());
      else got.push(...sampler);
      expect(got).toEqual(expected);
    }
    expect(await torch.rand([2]).tolist()).toEqual(next);
  },
);

describe('batches', () => {
  test('tensors of any layout are stacked, numbers become tensors, parts keep their names', async () => {
    const x = torch.arange(12).reshape(3, 4).t();
    const set: data.Dataset<{ x: Tensor; label: number; weight: number; name: string }> = {
      length: 4,
      get: (i) => ({ x: new data.TensorDataset(x).get(i)[0], label: i, weight: i + 0.5, name: `n${i}` }),
    };
    const [first] = new data.DataLoader(set, { batchSize: 2 });
    expect(await first!.x.tolist()).toEqual([
      [0, 4, 8],
      [1, 5, 9],
    ]);
    expect([first!.label.dtype, first!.weight.dtype]).toEqual([torch.int64, torch.float64]);
    expect(await first!.weight.tolist()).toEqual([0.5, 1.5]);
    expect(first!.name).toEqual(['n0', 'n1']);
  });

  test('collateFn makes the batch itself', () => {
    const set = { length: 5, get: (i: number) => i };
    const loader = new data.DataLoader(set, {
      batchSize: 2,
      collateFn: (items: number[]) => items.join('+'),
    });
    expect([...loader]).toEqual(['0+1', '2+3', '4']);
  });

  test('a batchSampler says which items make each batch', async () => {
    const set = new data.TensorDataset(torch.arange(5));
    const batches = [[4, 0], [2]];
    const loader = new data.DataLoader(set, { batchSampler: batches });
    expect(loader.length).toBe(2);
    const got: unknown[] = [];
    for (const [x] of loader) got.push(await x.tolist());
    expect(got).toEqual(batches);
  });

  test('data sets one after the other, and parts of them', () => {
    const numbers = (...items: number[]): data.Dataset<number> => ({
      length: items.length,
      get: (i) => items[i]!,
    });
    const all = new data.ConcatDataset([numbers(1, 2), numbers(3)]);
    expect([all.length, all.get(2), all.get(-1), new data.Subset(all, [2, 0]).get(1)]).toEqual([3, 3, 3, 1]);
    expect(() => all.get(3)).toThrow(expect.objectContaining({ name: 'IndexError' }));
  });

  test('what cannot be is refused in PyTorch’s words', () => {
    const set = new data.TensorDataset(torch.zeros([3]));
    expect(() => new data.TensorDataset(torch.zeros([3]), torch.zeros([2]))).toThrow(
      'Size mismatch between tensors',
    );
    expect(() => new data.DataLoader(set, { batchSize: 0 })).toThrow(
      'batch_size should be a positive integer value, but got batch_size=0',
    );
    const sampler = new data.SequentialSampler(set);
    expect(() => new data.DataLoader(set, { sampler, shuffle: true })).toThrow(
      'sampler option is mutually exclusive with shuffle',
    );
    const batchSampler = new data.BatchSampler(sampler, 2, false);
    expect(() => new data.DataLoader(set, { batchSampler, dropLast: true })).toThrow(
      'batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last',
    );
    expect(() => new data.RandomSampler([])).toThrow(
      'num_samples should be a positive integer value, but got num_samples=0',
    );
    expect(() => [...new data.WeightedRandomSampler([1], 2, { replacement: false })]).toThrow(
      'cannot sample n_sample > prob_dist.size(-1) samples without replacement',
    );
    expect(() => data.randomSplit(set, [1, 1])).toThrow(
      'Sum of input lengths does not equal the length of the input dataset!',
    );
    expect(() => set.get(3)).toThrow('index 3 is out of bounds for dimension 0 with size 3');
    const ragged: data.Dataset<Tensor> = { length: 2, get: (i) => torch.zeros([i + 1]) };
    expect(() => [...new data.DataLoader(ragged, { batchSize: 2 })]).toThrow(
      'stack expects each tensor to be equal size, but got [1] at entry 0 and [2] at entry 1',
    );
  });
});

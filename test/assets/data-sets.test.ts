/** @file The data that come with the application, as tensors and lists: what is in them, and that nothing is in both parts. */

import { beforeAll, describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digits } from '../../assets/data-sets/digits';
import { names } from '../../assets/data-sets/names';
import { cpu } from '../../engine/devices/cpu/cpu';
import { setDefaultDevice } from '../../engine/devices/registry';

const MODULES = join(import.meta.dirname, '../../node_modules');
const json = (...path: string[]): unknown => JSON.parse(readFileSync(join(MODULES, ...path), 'utf8'));

// packing the digits takes seconds: it is done once, and not within a test
beforeAll(async () => {
  setDefaultDevice(cpu);
  await digits();
}, 120_000);

describe('digits', () => {
  test('8,000 to train with and 2,000 others, as pictures of 28 × 28 between 0 and 1', async () => {
    for (const [train, count] of [
      [true, 8000],
      [false, 2000],
    ] as const) {
      const [images, labels] = (await digits({ train })).tensors;
      expect([images.shape, labels.shape]).toEqual([[count, 1, 28, 28], [count]]);
      expect([images.dtype.name, labels.dtype.name]).toEqual(['float32', 'int64']);
      const some = images.narrow(0, 0, 100);
      expect([await some.min().item(), await some.max().item()]).toEqual([0, 1]);
    }
  });

  test('every class has about its tenth in both parts', async () => {
    for (const train of [true, false]) {
      const set = await digits({ train });
      const counts = (await set.tensors[1].bincount({ minlength: 10 }).tolist()) as number[];
      for (const count of counts) expect(Math.abs(count / set.length - 0.1)).toBeLessThan(0.03);
    }
  });

  test('they are the digits of the package, pixel by pixel, in its order', async () => {
    const [images, labels] = (await digits({ train: true })).tensors;
    for (const [at, digit] of [
      [0, 0],
      [7, 7],
    ] as const) {
      expect(await labels.select(0, at).item()).toBe(digit);
      const { data } = json('mnist', 'src', 'digits', `${digit}.json`) as { data: number[] };
      const pixels = (await images.select(0, at).flatten().tolist()) as number[];
      // the package rounds to three decimals
      expect(pixels.map((value) => Math.round(value * 1000) / 1000)).toEqual(data.slice(0, 784));
    }
  });

  test('no digit is in both parts', async () => {
    const sums = async (train: boolean) => {
      const pixels = (await digits({ train })).tensors[0].flatten(1);
      return new Set((await pixels.mul(pixels).cumsum(1).sum(1).tolist()) as number[]);
    };
    const [training, testing] = [await sums(true), await sums(false)];
    const both = [...testing].filter((sum) => training.has(sum));
    expect(both.length).toBeLessThan(5);
  });
});

describe('names', () => {
  test('are of letters from a to z, each once', async () => {
    const all = await names();
    expect(all.length).toBe(8403);
    expect(new Set(all).size).toBe(all.length);
    expect(all.filter((name) => !/^[a-z]+$/.test(name))).toEqual([]);
  });

  test('are those of both packages, without the hyphenated ones', async () => {
    const both = ['female', 'male'].flatMap(
      (sex) => json('@stdlib', `datasets-${sex}-first-names-en`, 'data', 'names.json') as string[],
    );
    const wanted = new Set(both.map((name) => name.toLowerCase()).filter((name) => !name.includes('-')));
    expect(new Set(await names())).toEqual(wanted);
  });

  test('come in no order: the first thousand have about as many early letters as the last', async () => {
    const all = await names();
    const early = (part: readonly string[]) => part.filter((name) => name < 'd').length / part.length;
    expect(early(all.slice(0, 1000))).toBeCloseTo(early(all.slice(-1000)), 1);
  });
});

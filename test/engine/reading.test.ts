/** @file Elements read from tensors come out as what JavaScript has for them, as Python's do in PyTorch. */

import { beforeAll, describe, expect, test } from 'vitest';
import { torch, type Tensor } from '../../engine/index';
import { learnersWebGPU, testDevices } from './devices';

const table = (): Tensor => torch.arange(6).reshape(2, 3);

describe.each([...(await testDevices()), await learnersWebGPU()])(
  '$name, host values: $hostValues',
  (device) => {
    beforeAll(() => device.use());

    test('bools are true and false, numbers are numbers', async () => {
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
      // of bytes that are not 1, too
      expect(await torch.tensor([2, 0, 255], { dtype: torch.uint8 }).bool().tolist()).toEqual([
        true,
        false,
        true,
      ]);
    });

    test('lists are nested as the dimensions are, down to none', async () => {
      expect(await torch.arange(12).reshape(2, 1, 3, 2).tolist()).toEqual([
        [
          [
            [0, 1],
            [2, 3],
            [4, 5],
          ],
        ],
        [
          [
            [6, 7],
            [8, 9],
            [10, 11],
          ],
        ],
      ]);
      expect(await torch.tensor(7).tolist()).toBe(7);
      expect(await torch.tensor(true).tolist()).toBe(true);
      expect(await torch.zeros(0).tolist()).toEqual([]);
      expect(await torch.zeros(2, 0).tolist()).toEqual([[], []]);
      expect(await torch.zeros(0, 2).tolist()).toEqual([]);
    });

    test('a view is read as it is seen, whatever lies in the storage', async () => {
      const x = table();
      expect(await x.t().tolist()).toEqual([
        [0, 3],
        [1, 4],
        [2, 5],
      ]);
      expect(await x.at(1, '1:').tolist()).toEqual([4, 5]);
      expect(await x.at(':', '::2').tolist()).toEqual([
        [0, 2],
        [3, 5],
      ]);
      expect(await x.at(1, 2).item()).toBe(5);
      expect(await x.select(1, 1).expand(2, 2).tolist()).toEqual([
        [1, 4],
        [1, 4],
      ]);
      expect(await x.gt(2).t().tolist()).toEqual([
        [false, true],
        [false, true],
        [false, true],
      ]);
    });

    test('what was read does not change when the tensor does, and the tensor not when that does', async () => {
      const x = table();
      const before = (await x.tolist()) as number[][];
      x.add_(10);
      expect(before).toEqual([
        [0, 1, 2],
        [3, 4, 5],
      ]);
      before[0]![0] = 99;
      expect(await x.at(0, 0).item()).toBe(10);
    });

    test('the elements are those at the call, also where a change comes before they are awaited', async () => {
      const x = table();
      const [item, list] = [x.at(0, 0).item(), x.at(1).tolist()];
      x.zero_();
      expect([await item, await list]).toEqual([0, [3, 4, 5]]);
    });

    test('large tensors, and many small ones at once, come out whole and in order', async () => {
      const x = torch.arange(120_000).reshape(300, 400);
      const whole = (await x.tolist()) as number[][];
      expect([whole.length, whole[0]!.length]).toEqual([300, 400]);
      expect(whole.every((row, i) => row.every((value, j) => value === 400 * i + j))).toBe(true);
      const part = (await x.at('1:').tolist()) as number[][];
      expect([part.length, part[0]![0], part[298]![399]]).toEqual([299, 400, 119_999]);
      const turned = (await x.t().tolist()) as number[][];
      expect(turned.every((column, j) => column.every((value, i) => value === 400 * i + j))).toBe(true);
      const rows = await Promise.all(Array.from({ length: 300 }, (_, i) => x.at(i, '::50').tolist()));
      expect(rows).toEqual(
        Array.from({ length: 300 }, (_, i) => Array.from({ length: 8 }, (_, j) => 400 * i + 50 * j)),
      );
    });

    test('every dtype comes out exactly, with what is no number and the sign of 0', async () => {
      const floats = torch.tensor([0.1, -0, Infinity, -Infinity, NaN], { dtype: torch.float32 });
      expect(await floats.tolist()).toEqual([Math.fround(0.1), -0, Infinity, -Infinity, NaN]);
      expect(Object.is(await floats.at(1).item(), -0)).toBe(true);
      expect(await torch.tensor([-(2 ** 31), 2 ** 31 - 1], { dtype: torch.int32 }).tolist()).toEqual([
        -(2 ** 31),
        2 ** 31 - 1,
      ]);
      expect(await torch.tensor([0, 255], { dtype: torch.uint8 }).tolist()).toEqual([0, 255]);
      expect(await torch.tensor([-5, 7]).tolist()).toEqual([-5, 7]);
      expect(typeof (await torch.tensor(7).item())).toBe('number');
    });

    test('item is for one element, in however many dimensions', async () => {
      expect(await torch.tensor([[[4]]]).item()).toBe(4);
      const refused = (n: number): string => `a Tensor with ${n} elements cannot be converted to Scalar`;
      await expect(table().item()).rejects.toThrow(refused(6));
      await expect(torch.zeros(0).item()).rejects.toThrow(refused(0));
    });

    test('equal looks at shape and elements, and NaN is not itself', async () => {
      expect(await table().equal(table())).toBe(true);
      expect(await table().t().equal(table().t().contiguous())).toBe(true);
      expect(await table().equal(table().add(1))).toBe(false);
      expect(await table().equal(table().reshape(3, 2))).toBe(false);
      expect(await torch.tensor([NaN]).equal(torch.tensor([NaN]))).toBe(false);
      expect(await torch.zeros(0).equal(torch.zeros(0))).toBe(true);
    });

    test('equal compares tensors of two dtypes in the one that they promote to, as PyTorch 2.13 does', async () => {
      expect(await table().equal(table().float())).toBe(true);
      expect(await table().float().equal(table())).toBe(true);
      expect(await torch.tensor([true]).equal(torch.tensor([1]))).toBe(true);
      expect(await torch.tensor([true]).equal(torch.tensor([2]))).toBe(false);
      expect(await torch.tensor([1]).equal(torch.tensor([1.5]))).toBe(false);
      expect(await torch.tensor([16777217]).equal(torch.tensor([16777216]).float())).toBe(true);
    });
  },
);

describe('on the CPU, which has all of 64 bits', async () => {
  const [cpu] = await testDevices();
  beforeAll(() => cpu!.use());

  test('an int64 that JavaScript has no number for is refused, never rounded', async () => {
    const largest = torch.tensor([Number.MAX_SAFE_INTEGER]);
    expect(await largest.item()).toBe(Number.MAX_SAFE_INTEGER);
    expect(await largest.neg().tolist()).toEqual([-Number.MAX_SAFE_INTEGER]);
    const text = 'the int64 value 9007199254740992 does not fit a JavaScript number (at most 2^53 - 1)';
    await expect(largest.add(1).item()).rejects.toThrow(text);
    await expect(largest.add(1).tolist()).rejects.toThrow(text);
  });

  test('float64 keeps its digits', async () => {
    const x = torch.tensor([0.1], { dtype: torch.float64 });
    expect(await x.item()).toBe(0.1);
    expect(await x.equal(x.float())).toBe(false);
  });
});

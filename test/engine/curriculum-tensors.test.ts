/** @file The curriculum's figures on tensors, made, indexed, reshaped and drawn: T1 and T7 to T13. */

import { expect, test } from 'vitest';
import { F, torch } from '../../engine/index';

test('T1: ten numbers as two rows of five', async () => {
  const ten = torch.arange(10);
  expect(ten.dtype).toBe(torch.int64);
  const rows = ten.reshape(2, 5);
  expect(await rows.equal(ten.reshape(-1, 5))).toBe(true);
  expect(await rows.tolist()).toEqual([
    [0, 1, 2, 3, 4],
    [5, 6, 7, 8, 9],
  ]);
});

test('T7: indices, slices, a list as an index, assignment to a slice', async () => {
  const t = torch.arange(12).reshape(6, 2);
  expect(await t.at(0).tolist()).toEqual([0, 1]);
  expect(await t.at(-1).tolist()).toEqual([10, 11]);
  expect(await t.at('0:1').tolist()).toEqual([[0, 1]]);
  expect(await t.at(':', '0:1').tolist()).toEqual([[0], [2], [4], [6], [8], [10]]);
  expect(await t.at(5).at(1).item()).toBe(11);
  expect(await t.at(5, 1).item()).toBe(11);
  expect(await t.at([0, 2]).tolist()).toEqual([
    [0, 1],
    [4, 5],
  ]);
  const view = t.at(4);
  t.put('3:5', ':', 0);
  expect(await t.at(3).tolist()).toEqual([0, 0]);
  expect(await view.tolist()).toEqual([0, 0]);
});

test('T8: gather', async () => {
  const x = torch.arange(1, 13).reshape(4, 3);
  const mask = torch.tensor([
    [0, 1, 0],
    [1, 0, 0],
    [0, 0, 1],
    [0, 1, 0],
  ]);
  expect(await x.gather(1, mask).tolist()).toEqual([
    [1, 2, 1],
    [5, 4, 4],
    [7, 7, 8],
    [10, 11, 10],
  ]);
  const column = torch.tensor([[1], [0], [2], [1]]);
  expect(await x.gather(1, column).tolist()).toEqual([[2], [4], [9], [11]]);
});

test('T9: roll the rows and overwrite the last', async () => {
  const x = torch.tensor([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  const rolled = x.roll(-1, 0).put(-1, torch.tensor([7, 8]));
  expect(await rolled.tolist()).toEqual([
    [3, 4],
    [5, 6],
    [7, 8],
  ]);
  expect(await x.at(0).tolist()).toEqual([1, 2]);
});

test('T10: view, permute, unbind, cat, stack, repeat, unsqueeze; a view shares its storage', async () => {
  const x = torch.tensor([
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ]);
  expect(await x.view(2, 2, 2).permute(1, 0, 2).tolist()).toEqual([
    [
      [1, 2],
      [5, 6],
    ],
    [
      [3, 4],
      [7, 8],
    ],
  ]);
  const [first] = x.unbind(0);
  const [left] = x.unbind(1);
  expect(await first!.tolist()).toEqual([1, 2, 3, 4]);
  expect(await left!.tolist()).toEqual([1, 5]);
  expect(await torch.cat(x.unbind(0)).equal(x.reshape(-1))).toBe(true);
  expect(await torch.stack([x, x, x]).equal(x.unsqueeze(0).repeat(3, 1, 1))).toBe(true);
  x.put(0, 0, 9);
  expect(await first!.tolist()).toEqual([9, 2, 3, 4]);
});

test('T11 and T12: a seeded generator, then ten draws with replacement from the normalised numbers', async () => {
  const generator = new torch.Generator().manualSeed(1337);
  const drawn = torch.rand(3, { generator });
  const three = (await drawn.tolist()) as number[];
  expect(three.map((x) => x.toFixed(11))).toEqual(['0.07831710577', '0.49561673403', '0.62309813499']);
  const p = drawn.div(drawn.sum());
  const shares = (await p.tolist()) as number[];
  expect(shares.map((x) => x.toFixed(11))).toEqual(['0.06542607397', '0.41403800249', '0.52053588629']);
  const samples = torch.multinomial(p, 10, { replacement: true, generator });
  expect(samples.dtype).toBe(torch.int64);
  expect(await samples.tolist()).toEqual([1, 1, 2, 1, 2, 1, 2, 2, 1, 2]);
});

test('T13: one-hot rows of int64', async () => {
  const letters = [0, 15, 4, 2, 4];
  const rows = F.oneHot(torch.tensor(letters), 26);
  expect(rows.dtype).toBe(torch.int64);
  expect(rows.shape).toEqual([5, 26]);
  const expected = letters.map((letter) => Array.from({ length: 26 }, (_, i) => Number(i === letter)));
  expect(await rows.tolist()).toEqual(expected);
});

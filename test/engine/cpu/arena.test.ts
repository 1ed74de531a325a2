/** @file Large tensors in the kernels' memory: the same elements as small ones, and the memory given out again. */

import { expect, test } from 'vitest';
import { torch, type Tensor } from '../../../engine/index';
import { cpu } from '../../../engine/devices/cpu/cpu';
import { dataOf } from '../../../engine/devices/cpu/storage';
import { kernels } from '../../../engine/devices/cpu/wasm/kernels';

const LARGE = 300_001;

const isPlaced = (tensor: Tensor): boolean => dataOf(tensor).buffer === kernels()!.floats.buffer;

/** Every so many elements, and the last. */
async function some(tensor: Tensor): Promise<number[]> {
  const all = (await tensor.reshape([-1]).tolist()) as number[];
  return [0, 1, 12_345, 99_999, all.length - 1].map((i) => all[i]!);
}

test('they live there, and new ones are zero though others were there before', async () => {
  for (let i = 0; i < 40; i++) torch.full([LARGE], i + 1);
  const zeros = torch.zeros([LARGE]);
  expect(isPlaced(torch.ones([LARGE]))).toBe(true);
  expect(isPlaced(torch.ones([100]))).toBe(false);
  expect(await zeros.abs().sum().item()).toBe(0);
});

test('elementwise work in place of every kind of operand', async () => {
  const x = torch.arange(LARGE, { dtype: torch.float32 });
  const y = x.add(1);
  expect(await some(x.add(y))).toEqual([1, 3, 24_691, 199_999, 600_001]);
  expect(await some(y.mul(2))).toEqual([2, 4, 24_692, 200_000, 600_002]);
  expect(await some(x.neg())).toEqual([-0, -1, -12_345, -99_999, -300_000]);
  x.add_(x);
  expect(await some(x)).toEqual([0, 2, 24_690, 199_998, 600_000]);
});

test('work on a part leaves what is behind it alone', async () => {
  const x = torch.zeros([LARGE]);
  x.narrow(0, 1, 5001).add_(1);
  expect(await x.sum().item()).toBe(5001);
  expect(await x.narrow(0, 5000, 4).tolist()).toEqual([1, 1, 0, 0]);
});

test('softmax and products agree with those of small pieces', async () => {
  torch.manualSeed(0);
  const x = torch.randn([520, 515]);
  const rows = x.softmax(1);
  expect(isPlaced(rows)).toBe(true);
  expect(await rows.select(0, 519).sub(x.select(0, 519).softmax(0)).abs().max().item()).toBeLessThan(1e-8);
  const product = x.t().matmul(x);
  const piece = x
    .t()
    .narrow(0, 100, 3)
    .contiguous()
    .matmul(x.narrow(1, 7, 2).contiguous());
  expect(await product.narrow(0, 100, 3).narrow(1, 7, 2).sub(piece).abs().max().item()).toBeLessThan(1e-3);
});

/** Of so many tensors of 4 MB that nobody holds, how many live there. */
async function placedOf(count: number): Promise<number> {
  let placed = 0;
  for (let i = 0; i < count; i++) {
    if (isPlaced(torch.ones([2 ** 20]))) placed++;
    // a turn, in which what was collected is given back
    if (i % 8 === 0) await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return placed;
}

test('a thousand that nobody holds fit, since their memory is given out again', async () => {
  // the memory holds 176 at once
  expect(await placedOf(1000)).toBeGreaterThan(800);
});

test('also where most of it is held for good', async () => {
  const held: Tensor[] = [];
  for (let i = 0; i < 130; i++) held.push(torch.ones([2 ** 20]));
  expect(await placedOf(400)).toBeGreaterThan(360);
  expect(held.filter(isPlaced).length).toBeGreaterThan(100);
});

test('what a scope made and does not keep is given back at its end', async () => {
  const kept: Tensor[] = [];
  const gone = cpu.scoped(
    () => {
      const first = torch.ones([LARGE]);
      kept.push(first.add(1));
      return first;
    },
    () => kept.map(({ storage }) => storage),
  );
  expect(dataOf(gone)).toHaveLength(0);
  torch.full([LARGE], 9);
  expect(await some(kept[0]!)).toEqual([2, 2, 2, 2, 2]);
});

test('a backward gives back all but the gradients, also where a hook has seen some', async () => {
  torch.manualSeed(3);
  const [x, w] = [torch.randn([600, 600]), torch.randn([600, 600]).requiresGrad_()];
  const want = x.mul(3).mul(x.mul(w).mul(2));
  for (const seen of [false, true]) {
    const y = x.mul(w);
    const gradients: Tensor[] = [];
    if (seen) y.registerHook((g) => void gradients.push(g));
    w.grad = null;
    y.pow(2).mul(3).sum().backward();
    torch.full([600, 600], 5);
    expect(await w.grad!.sub(want).abs().max().item()).toBeLessThan(1e-4);
    for (const g of gradients) expect(await g.sub(y.mul(6)).abs().max().item()).toBeLessThan(1e-4);
  }
});

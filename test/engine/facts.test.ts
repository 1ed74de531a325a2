/** @file What PyTorch 2.13 does beside the golden figures: what a seed forgets, what dropout draws, where `device=` is printed. */

import { beforeAll, describe, expect, test } from 'vitest';
import { float32 } from '../../engine/dtype';
import { printTensor } from '../../engine/format/tensor';
import { F, torch } from '../../engine/index';
import { testDevices } from './devices';

describe.each(await testDevices())('$name', (device) => {
  beforeAll(() => device.use());

  test('a generator keeps the second normal of two for the next call, and a seed forgets it', async () => {
    const generator = new torch.Generator().manualSeed(42);
    const normal = async (): Promise<number> => torch.randn([1], { generator }).item();
    const [first, second] = [0.33669036626815796, 0.12880940735340118];
    expect(await normal()).toBeCloseTo(first, 6);
    // other draws do not take it
    torch.rand([1], { generator });
    expect(await normal()).toBeCloseTo(second, 6);
    generator.manualSeed(42);
    expect(await normal()).toBeCloseTo(first, 6);
    generator.manualSeed(42);
    expect(await normal()).toBeCloseTo(first, 6);
  });

  test('dropout keeps what bernoulli(1 − p) draws, divided by 1 − p, and leaves the stream where that leaves it', async () => {
    torch.manualSeed(42);
    const kept = await F.dropout(torch.arange(1, 9).float(), 0.5, { training: true }).tolist();
    expect(kept).toEqual([2, 4, 6, 8, 0, 12, 0, 0]);
    expect(await torch.rand([1]).item()).toBe(Math.fround(0.8854429125785828));
  });
});

describe('printing', () => {
  const row = (n: number, device: string | null, gradFn: string | null = null): string =>
    printTensor({
      elements: Array<number>(n).fill(1.5),
      shape: [n],
      dtype: float32,
      device,
      gradFn,
      requiresGrad: gradFn !== null,
    });
  const numbers = (n: number): string => Array<string>(n).fill('1.5000').join(', ');

  test('device= stands behind the numbers where it is not the default one, on a line of its own past 80', () => {
    expect(row(6, null)).toBe(`tensor([${numbers(6)}])`);
    expect(row(6, 'webgpu')).toBe(`tensor([${numbers(6)}], device='webgpu')`);
    expect(row(8, 'webgpu')).toBe(`tensor([${numbers(8)}],\n       device='webgpu')`);
  });

  test('and before grad_fn=', () => {
    expect(row(2, 'webgpu', 'MulBackward0')).toBe(
      `tensor([${numbers(2)}], device='webgpu', grad_fn=<MulBackward0>)`,
    );
  });
});

test('backward a second time: the whole text', () => {
  const y = torch.tensor([2.5], { requiresGrad: true }).pow(2).sum();
  y.backward();
  expect(() => y.backward()).toThrow(
    'Trying to backward through the graph a second time (or directly access saved tensors after they have already been ' +
      'freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify ' +
      'retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors ' +
      'after calling backward.',
  );
});

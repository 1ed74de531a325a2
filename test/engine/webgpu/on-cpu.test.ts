/** @file Work done on the cpu for tensors on a GPU: it comes back in its place, is told to the trace, and fails with its line. */

import { afterEach, beforeAll, expect, test } from 'vitest';
import { torch } from '../../../engine/index';
import type { Attrs } from '../../../engine/trace/events';
import { observe, type Observer } from '../../../engine/trace/observer';
import { testDevices } from '../devices';

beforeAll(async () => {
  (await testDevices())[1]!.use();
});
afterEach(() => void observe(null));

/** Listens to ops alone. */
function listening(line: number): { ops: [string, Attrs][] } {
  const heard = { ops: [] as [string, Attrs][] };
  const op = (name: string, _inputs: unknown, attrs: Attrs): void => void heard.ops.push([name, attrs]);
  const quiet = new Proxy(
    {},
    { get: (_, key) => (key === 'line' ? line : key === 'op' ? op : () => undefined) },
  );
  observe(quiet as Observer);
  return heard;
}

test('what comes after waits for the result, and what came before is not touched by it', async () => {
  const x = torch.tensor([
    [2.0, 0.5],
    [0.5, 4.0],
  ]);
  const inverse = torch.linalg.inv(x);
  x.mul_(0);
  const product = inverse.matmul(torch.tensor([[2.0], [0.5]])).add(x.sum());
  x.add_(1);
  expect(await product.tolist()).toEqual([[1], [0]]);
  expect(await x.sum().item()).toBe(4);
  expect(inverse.device.type).toBe('webgpu');
});

test('the trace tells that the cpu did it, and of nothing else', async () => {
  const heard = listening(1);
  const x = torch.tensor([[2.5]]);
  await torch.linalg.det(x.mul(2)).item();
  expect(heard.ops.map(([name, attrs]) => [name, attrs['computedOn']])).toEqual([
    ['tensor', undefined],
    ['mul', undefined],
    ['det', 'cpu'],
  ]);
});

test('a failure is told by the next read, with the line of the call', async () => {
  listening(3);
  const wrong = torch.linalg.inv(torch.zeros(2, 2));
  listening(4);
  await expect(wrong.sum().item()).rejects.toMatchObject({
    line: 3,
    message: expect.stringContaining('the input matrix is singular') as string,
  });
  expect(await torch.ones(2).sum().item()).toBe(2);
});

test('what is drawn by probabilities on a GPU does not change what is drawn next', async () => {
  const generator = new torch.Generator();
  const draws = async (device: 'cpu' | 'webgpu'): Promise<unknown> => {
    generator.manualSeed(9);
    const p = torch.tensor([0.2, 0.5, 0.3], { device });
    const first = torch.multinomial(p, 5, { replacement: true, generator });
    const between = torch.rand(2, { generator, device });
    const second = torch.bernoulli(p, { generator });
    const last = torch.rand(2, { generator, device });
    return Promise.all([first, between, second, last].map((x) => x.tolist()));
  };
  expect(await draws('webgpu')).toEqual(await draws('cpu'));
});

test('a tensor goes to the cpu and back without being waited for', async () => {
  const x = torch.arange(4, { dtype: torch.float32 });
  const back = x.cpu().mul(2).to('webgpu').add(1);
  x.fill_(9);
  expect(await back.tolist()).toEqual([1, 3, 5, 7]);
});

test('draws by rates on a GPU are repeated by their seed, and are what the rates say', async () => {
  const rates = torch.rand(2000).mul(0).add(30);
  const drawn = async (): Promise<[unknown, unknown, unknown]> => {
    const generator = new torch.Generator().manualSeed(3);
    const counts = torch.poisson(rates, { generator });
    const successes = torch.binomial(rates, rates.div(60), { generator });
    return [await counts.tolist(), await successes.tolist(), await torch.rand(1, { generator }).item()];
  };
  const [counts, successes, next] = await drawn();
  expect(await drawn()).toEqual([counts, successes, next]);
  const mean = (list: unknown): number => (list as number[]).reduce((a, b) => a + b) / 2000;
  // five deviations of the mean of 2,000
  expect(Math.abs(mean(counts) - 30)).toBeLessThan((5 * Math.sqrt(30)) / Math.sqrt(2000));
  expect(Math.abs(mean(successes) - 15)).toBeLessThan((5 * Math.sqrt(7.5)) / Math.sqrt(2000));
});

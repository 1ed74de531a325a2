/** @file nn.utils: gradients clipped, parameters as one vector, sequences filled up. */

import { describe, expect, test } from 'vitest';
import { nn, torch } from '../../../engine/index';

describe('utils', () => {
  test('clipGradNorm_ shrinks all gradients together, clipGradValue_ each element', async () => {
    const [a, b] = [torch.zeros([2], { requiresGrad: true }), torch.zeros([1], { requiresGrad: true })];
    const grads = (): void => {
      a.grad = torch.tensor([3, 0], { dtype: torch.float32 });
      b.grad = torch.tensor([-4], { dtype: torch.float32 });
    };
    grads();
    expect(await nn.utils.clipGradNorm_([a, b], 1).item()).toBe(5);
    expect(((await a.grad!.tolist()) as number[])[0]).toBeCloseTo(0.6, 5);
    expect(((await b.grad!.tolist()) as number[])[0]).toBeCloseTo(-0.8, 5);
    grads();
    expect(await nn.utils.clipGradNorm_([a, b], 10, { normType: Infinity }).item()).toBe(4);
    expect(await a.grad!.tolist()).toEqual([3, 0]);
    nn.utils.clipGradValue_([a, b], 2);
    expect([await a.grad!.tolist(), await b.grad!.tolist()]).toEqual([[2, 0], [-2]]);
  });

  test('parametersToVector and back', async () => {
    const [one, two] = [new nn.Linear(2, 2), new nn.Linear(2, 2)];
    nn.utils.vectorToParameters(nn.utils.parametersToVector(one.parameters()), two.parameters());
    expect(await two.weight.tolist()).toEqual(await one.weight.tolist());
  });
});

test('padSequence fills sequences up to the longest, side by side or one above the other', async () => {
  const { padSequence } = nn.utils.rnn;
  const sequences = [torch.tensor([0, 1, 2]), torch.tensor([7])];
  expect(await padSequence(sequences).tolist()).toEqual([
    [0, 7],
    [1, 0],
    [2, 0],
  ]);
  const rows = padSequence(sequences, { batchFirst: true, paddingValue: -1 });
  expect(await rows.tolist()).toEqual([
    [0, 1, 2],
    [7, -1, -1],
  ]);
  const x = torch.ones(1, 2, { requiresGrad: true });
  padSequence([torch.zeros(3, 2), x])
    .sum()
    .backward();
  expect(await x.grad!.tolist()).toEqual([[1, 1]]);
  expect(() => padSequence([])).toThrow('received an empty list of sequences');
});

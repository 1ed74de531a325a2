/** @file The tanh neuron (A2): PyTorch's digits. */

import { expect, test } from 'vitest';
import { torch } from '../../engine/index';

const leaf = (value: number) => {
  const tensor = torch.tensor([value], { dtype: torch.float32 }).double();
  tensor.requiresGrad = true;
  return tensor;
};

test('the tanh neuron gives the digits of the float32 rounding of b', async () => {
  const [x1, x2, w1, w2] = [leaf(2), leaf(0), leaf(-3), leaf(1)];
  const b = leaf(6.8813735870195432);
  const n = x1.mul(w1).add(x2.mul(w2)).add(b);
  const o = n.tanh();
  o.backward();
  expect(await o.item()).toBe(0.7071066904050358);
  expect(await x2.grad!.item()).toBe(0.5000001283844369);
  expect(await w2.grad!.item()).toBe(0);
  expect(await x1.grad!.item()).toBe(-1.5000003851533106);
  expect(await w1.grad!.item()).toBe(1.0000002567688737);
  expect(o.format()).toBe('tensor([0.7071], dtype=torch.float64, grad_fn=<TanhBackward0>)');
  expect(n.grad).toBeNull();
});

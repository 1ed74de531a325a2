/** @file The derivative as its definition has it: what a function does when its inputs are moved a little. */

import { expect } from 'vitest';
import { torch, type Tensor } from '../../engine/index';

const STEP = 1e-6;

/** Numbers in row-major order. */
export async function flat(x: Tensor): Promise<number[]> {
  return (await x.detach().reshape(-1).tolist()) as number[];
}

/**
 * Holds the gradients of `f` with respect to float64 leaves, which it reads, to differences of its value. The leaves
 * are moved in place and put back.
 * @param f gives one number, the same one for the same leaves
 */
export async function expectGradients(f: () => Tensor, leaves: readonly Tensor[], what = ''): Promise<void> {
  const gradients = torch.autograd.grad(f(), leaves, { allowUnused: true });
  for (const [k, leaf] of leaves.entries()) {
    const gradient = gradients[k] ? await flat(gradients[k]) : [];
    const at = await flat(leaf);
    for (let i = 0; i < at.length; i++) {
      const value = async (by: number): Promise<number> => {
        const moved = torch.tensor(
          at.map((x, j) => (j === i ? x + by : x)),
          { dtype: torch.float64, device: 'cpu' },
        );
        torch.noGrad(() => leaf.detach().copy_(moved.reshape(leaf.shape)));
        return f().item();
      };
      const slope = ((await value(STEP)) - (await value(-STEP))) / (2 * STEP);
      await value(0);
      const found = gradient[i] ?? 0;
      const near = Math.abs(found - slope) <= 1e-6 + 1e-5 * Math.abs(slope);
      expect(near, `${what} leaf ${k}, element ${i}: gradient ${found}, difference ${slope}`).toBe(true);
    }
  }
}

/** `f`'s gradients along fixed directions, as one number that can be differentiated again. */
export function gradientsAlong(
  f: () => Tensor,
  leaves: readonly Tensor[],
  generator: torch.Generator,
): () => Tensor {
  const directions = leaves.map((leaf) =>
    torch.randn(leaf.shape, { generator, dtype: torch.float64, device: 'cpu' }),
  );
  return () => {
    const gradients = torch.autograd.grad(f(), leaves, { createGraph: true, allowUnused: true });
    const parts = gradients.flatMap((gradient, k) => (gradient ? [gradient.mul(directions[k]!).sum()] : []));
    return parts.reduce((sum, part) => sum.add(part), leaves[0]!.mul(0).sum());
  };
}

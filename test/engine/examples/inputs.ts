/** @file Inputs of examples in float64, made anew each time: smooth functions take any, others numbers away from their kinks. */

import { torch, type Tensor } from '../../../engine/index';

export const float64 = { dtype: torch.float64 } as const;

export type Make = () => Tensor;

/** Normal. */
export const x =
  (...shape: number[]): Make =>
  () =>
    torch.randn(shape, float64);

/** Uniform in [from, to). */
export const within =
  (from: number, to: number, ...shape: number[]): Make =>
  () =>
    torch
      .rand(shape, float64)
      .mul(to - from)
      .add(from);

export const positive = (...shape: number[]): Make => within(0.2, 1.2, ...shape);

/** Far from each other and from every kink at a round number, so that the largest stays the largest. */
export const spread =
  (...shape: number[]): Make =>
  () =>
    torch
      .randperm(shape.reduce((a, b) => a * b, 1))
      .reshape(shape)
      .to(torch.float64)
      .mul(0.3)
      .sub(1.1);

/** A matrix, or a batch of them, far from singular. */
export const square =
  (n: number, ...batch: number[]): Make =>
  () =>
    torch.randn([...batch, n, n], float64).add(torch.eye(n, float64).mul(4));

/** Always the same, without a gradient: uniform in [0, 1). */
export const share = (...shape: number[]): Tensor =>
  torch.rand(shape, { ...float64, generator: new torch.Generator().manualSeed(8) });

/** @file A tensor as a naive model has it: what stands at each place, computed one by one; and views of both. */

import fc from 'fast-check';
import { expect } from 'vitest';
import { torch, type Tensor } from '../../../engine/index';
import type { Index } from '../../../engine/ops/indexing/at';

/** A tensor as the model has it: a shape, and what stands at each place. */
export interface Model {
  shape: number[];
  at(place: number[]): number;
}

/** Every place of a shape, row by row. */
export function places(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (all, size) => all.flatMap((place) => Array.from({ length: size }, (_, i) => [...place, i])),
    [[]],
  );
}

/** A place's number, counted row by row. */
export const row = (shape: readonly number[], place: readonly number[]): number =>
  place.reduce((flat, i, d) => flat * shape[d]! + i, 0);

/** 0, 1, 2 … in this shape. */
export function counted(shape: number[]): { tensor: Tensor; model: Model } {
  const count = shape.reduce((n, size) => n * size, 1);
  return { tensor: torch.arange(count).reshape(shape), model: { shape, at: (place) => row(shape, place) } };
}

export async function expectSame(tensor: Tensor, model: Model): Promise<void> {
  expect(tensor.shape).toEqual(model.shape);
  const elements = Array.from<number | bigint>(await tensor.device.read(tensor));
  expect(elements.map(Number)).toEqual(places(model.shape).map((place) => model.at(place)));
}

/** Shapes without and with sizes of 0. */
export const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
export const withEmpty = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 0, maxLength: 4 });

/** One step on both: the engine's op and what it means. */
export type Step = (tensor: Tensor, model: Model) => { tensor: Tensor; model: Model };

export const STEPS: Record<string, (a: number, b: number) => Step> = {
  permute:
    (a, b) =>
    (tensor, { shape, at }) => {
      const order = shape.map((_, d) => d);
      const [from, to] = [a % shape.length, b % shape.length];
      order.splice(to, 0, ...order.splice(from, 1));
      return {
        tensor: tensor.permute(order),
        model: {
          shape: order.map((d) => shape[d]!),
          at: (place) => at(shape.map((_, d) => place[order.indexOf(d)]!)),
        },
      };
    },
  transpose:
    (a, b) =>
    (tensor, { shape, at }) => {
      const [from, to] = [a % shape.length, b % shape.length];
      const swap = (list: number[]): number[] => list.with(from, list[to]!).with(to, list[from]!);
      return {
        tensor: tensor.transpose(from, to),
        model: { shape: swap(shape), at: (place) => at(swap(place)) },
      };
    },
  narrow:
    (a, b) =>
    (tensor, { shape, at }) => {
      const d = a % shape.length;
      const start = b % shape[d]!;
      return {
        tensor: tensor.narrow(d, start, shape[d]! - start),
        model: {
          shape: shape.with(d, shape[d]! - start),
          at: (place) => at(place.with(d, place[d]! + start)),
        },
      };
    },
  step:
    (a, b) =>
    (tensor, { shape, at }) => {
      const d = a % shape.length;
      const by = (b % 3) + 1;
      const index: Index[] = [...shape.slice(0, d).map((): Index => ':'), `::${by}`];
      return {
        tensor: tensor.at(...index),
        model: {
          shape: shape.with(d, Math.ceil(shape[d]! / by)),
          at: (place) => at(place.with(d, place[d]! * by)),
        },
      };
    },
  flip:
    (a) =>
    (tensor, { shape, at }) => {
      const d = a % shape.length;
      return {
        tensor: tensor.flip(d),
        model: { shape, at: (place) => at(place.with(d, shape[d]! - 1 - place[d]!)) },
      };
    },
  roll:
    (a, b) =>
    (tensor, { shape, at }) => {
      const d = a % shape.length;
      return {
        tensor: tensor.roll(b, d),
        model: {
          shape,
          at: (place) => at(place.with(d, (((place[d]! - b) % shape[d]!) + shape[d]!) % shape[d]!)),
        },
      };
    },
  reshape:
    (a) =>
    (tensor, { shape, at }) => {
      const count = shape.reduce((n, size) => n * size, 1);
      const first = shape[a % shape.length]!;
      const next = [first, count / first];
      return {
        tensor: tensor.reshape(next),
        model: { shape: next, at: (place) => at(places(shape)[row(next, place)]!) },
      };
    },
  unsqueeze:
    (a) =>
    (tensor, { shape, at }) => {
      const d = a % (shape.length + 1);
      return {
        tensor: tensor.unsqueeze(d),
        model: { shape: shape.toSpliced(d, 0, 1), at: (place) => at(place.toSpliced(d, 1)) },
      };
    },
  expand:
    (a) =>
    (tensor, { shape, at }) => {
      const wide = [(a % 2) + 1, ...shape];
      return { tensor: tensor.expand(wide), model: { shape: wide, at: (place) => at(place.slice(1)) } };
    },
  unfold:
    (a, b) =>
    (tensor, { shape, at }) => {
      const d = a % shape.length;
      const size = (b % shape[d]!) + 1;
      return {
        tensor: tensor.unfold(d, size, 1),
        model: {
          shape: [...shape.with(d, shape[d]! - size + 1), size],
          at: (place) => at(place.slice(0, -1).with(d, place[d]! + place.at(-1)!)),
        },
      };
    },
};

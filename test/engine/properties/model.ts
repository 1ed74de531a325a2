/** @file A tensor as a naive model has it: what stands at each place, computed one by one. */

import fc from 'fast-check';
import { expect } from 'vitest';
import { torch, type Tensor } from '../../../engine/index';

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

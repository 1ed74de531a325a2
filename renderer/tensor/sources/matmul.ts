/** @file The matrix product: a row of the left with a column of the right, pair by pair. */

import { broadcastSource } from '../../../engine/ops/common';
import { flatten, unflatten, type Source, type SourcesOf } from './source';

/** In every rank that `matmul` takes; `mm`, `bmm`, `mv` and `dot` are cases of it. */
export const matmul: SourcesOf = ({ inputs, output }, at) => {
  const [a, b] = [inputs[0]!.shape, inputs[1]!.shape];
  const left = a.length === 1 ? [1, a[0]!] : a;
  const right = b.length === 1 ? [b[0]!, 1] : b;
  const index = unflatten(output.shape, at);
  const column = b.length === 1 ? 0 : index.pop()!;
  const row = a.length === 1 ? 0 : index.pop()!;
  const batch = output.shape.slice(0, index.length);
  const place = flatten(batch, index);
  const [rows, inner, columns] = [left.at(-2)!, left.at(-1)!, right.at(-1)!];
  const leftFrom = broadcastSource(left.slice(0, -2), batch, place) * rows * inner;
  const rightFrom = broadcastSource(right.slice(0, -2), batch, place) * inner * columns;
  return Array.from({ length: inner }, (_, k): Source[] => [
    { input: 0, at: leftFrom + row * inner + k },
    { input: 1, at: rightFrom + k * columns + column },
  ]).flat();
};

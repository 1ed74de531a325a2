/** @file gather, indexSelect, take and embedding: an index tensor says which element is taken. */

import { dimension, flatten, numberOf, unflatten, type Applied, type Source, type SourcesOf } from './source';

/** What the index holds there, counted from the front; null: not known. */
function indexAt({ inputs }: Applied, at: number, size: number, input = 1): number | null {
  const found = inputs[input]?.elements[at];
  if (found === undefined) return null;
  return Number(found) < 0 ? Number(found) + size : Number(found);
}

/** The element taken, and the index that said so. */
function taken(applied: Applied, index: readonly number[], from: Source): readonly Source[] {
  return [{ input: 0, at: flatten(applied.inputs[0]!.shape, index) }, from];
}

export const gather: SourcesOf = (applied, at) => {
  const { shape } = applied.inputs[0]!;
  const dim = dimension(numberOf(applied, 'dim'), shape.length);
  const place = indexAt(applied, at, shape[dim] ?? 1);
  if (place === null) return [{ input: 1, at }];
  const index = unflatten(applied.output.shape, at);
  if (shape.length > 0) index[dim] = place;
  return taken(applied, index, { input: 1, at });
};

export const indexSelect: SourcesOf = (applied, at) => {
  const { shape } = applied.inputs[0]!;
  const dim = dimension(numberOf(applied, 'dim'), shape.length);
  const index = unflatten(applied.output.shape, at);
  const from = { input: 1, at: index[dim] ?? 0 };
  const place = indexAt(applied, from.at, shape[dim] ?? 1);
  if (place === null) return [from];
  if (shape.length > 0) index[dim] = place;
  return taken(applied, index, from);
};

export const take: SourcesOf = (applied, at) => {
  const count = applied.inputs[0]!.shape.reduce((a, b) => a * b, 1);
  const place = indexAt(applied, at, count);
  return place === null
    ? [{ input: 1, at }]
    : [
        { input: 0, at: place },
        { input: 1, at },
      ];
};

/** Rows of a table, by number; the table is the first input here. */
export const embedding: SourcesOf = (applied, at) => {
  const { shape } = applied.inputs[0]!;
  const width = shape[1] ?? 1;
  const from = { input: 1, at: Math.floor(at / width) };
  const row = indexAt(applied, from.at, shape[0] ?? 1);
  return row === null ? [from] : [{ input: 0, at: row * width + (at % width) }, from];
};

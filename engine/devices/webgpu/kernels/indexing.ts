/** @file Looking up by index and putting there. An index that is not there is refused by the kernel, and told at the next read. */

import type { Operand, StridedView } from '../../device';
import {
  countsFromEnd,
  outOfBounds,
  type IndexingKernels,
  type IndexPlace,
  type PutMode,
} from '../../indexing';
import { numel } from '../layout';
import { accumulate, NOWHERE } from './accumulate';
import type { KernelContext } from './context';
import type { Extent, Source } from './record';
import { flat, recordViews, scratch, type Scratch } from './views';
import { REFUSE } from './wgsl';

/** The index in bounds of `size`, or NOWHERE. */
export function checkedFunction(fromEnd: boolean): string {
  return `${REFUSE}
fn checked(value: u32, i: u32, size: u32, ticket: u32) -> u32 {
  if (value < size) { return value; }
  ${fromEnd ? 'if (i32(value) < 0 && value + size < size) { return value + size; }' : ''}
  refuse(ticket, i, value);
  return ${NOWHERE};
}`;
}

/** The memory of a view that may have no elements, for which any other will do: nothing is read there. */
function sourceOr(context: KernelContext, x: StridedView, other: Source): Source {
  return x.storage.length === 0 ? { ...other, view: x } : context.source(x);
}

/** Where the elements lie that differ from `index`'s only along `dim`: there they count from the first. */
const alongDim = (x: StridedView, dim: number, index: StridedView): Extent => ({
  shape: index.shape,
  strides: x.strides.with(dim, 0),
  offset: x.offset,
});

function gather(
  context: KernelContext,
  x: StridedView,
  dim: number,
  index: StridedView,
  out: StridedView,
): void {
  const size = x.shape[dim] ?? 0;
  const indices = context.source(index);
  recordViews(context, {
    name: 'gather',
    out: flat(context.target(out)),
    inputs: [flat(indices), flat({ ...sourceOr(context, x, indices), view: alongDim(x, dim, index) })],
    numbers: [size, x.strides[dim] ?? 0, context.refusal((value) => outOfBounds('gather', value, dim, size))],
    flag: true,
    declarations: checkedFunction(false),
    count: numel(index.shape),
    body: `
  let j = checked(word1(at1(i)), i, number0(), number2());
  var w = 0u;
  if (j != ${NOWHERE}) { w = word2(at2(i) + j * number1()); }
  out[at0(i)] = w;`,
  });
}

function scatter(
  context: KernelContext,
  out: StridedView,
  dim: number,
  index: StridedView,
  source: Operand,
  mode: PutMode,
): void {
  const count = numel(index.shape);
  const size = out.shape[dim] ?? 0;
  const indices = context.source(index);
  const places = scratch(context, [count]);
  recordViews(context, {
    name: 'places.along',
    out: flat(places),
    // the second is only asked where it lies
    inputs: [flat(indices), flat({ ...indices, view: alongDim(out, dim, index) })],
    numbers: [
      size,
      out.strides[dim] ?? 0,
      context.refusal((value) => outOfBounds('gather', value, dim, size)),
    ],
    flag: true,
    declarations: checkedFunction(false),
    count,
    body: `
  let j = checked(word1(at1(i)), i, number0(), number2());
  out[at0(i)] = select(at2(i) + j * number1(), j, j == ${NOWHERE});`,
  });
  if (out.storage.length > 0)
    accumulate(context, { out, target: context.partly(out), places, count, source, rest: null, mode });
  places.done();
}

/** The addresses in `x` at which the combinations of indices begin. */
function beginnings(
  context: KernelContext,
  x: StridedView,
  indices: readonly StridedView[],
  { bounds, dims }: IndexPlace,
): Scratch {
  const count = numel(indices[0]?.shape ?? []);
  const places = scratch(context, [count]);
  const fromEnd = countsFromEnd(bounds);
  indices.forEach((index, k) => {
    const size = x.shape[k] ?? 0;
    const dim = dims[k] ?? 0;
    const ticket = context.refusal((value) => outOfBounds(bounds, value, dim, size));
    recordViews(context, {
      name: `places.${k === 0 ? 'first' : 'next'}.${fromEnd}`,
      out: flat(places),
      inputs: [flat(context.source(index))],
      numbers: [size, x.strides[k] ?? 0, ticket, x.offset],
      flag: true,
      declarations: checkedFunction(fromEnd),
      count,
      body: `
  let begin = ${k === 0 ? 'number3()' : 'word0(at0(i))'};
  let j = checked(word1(at1(i)), i, number0(), number2());
  out[at0(i)] = select(begin + j * number1(), ${NOWHERE}, begin == ${NOWHERE} || j == ${NOWHERE});`,
    });
  });
  return places;
}

/** What follows the looked-up dimensions. */
const restOf = (x: StridedView, indices: readonly StridedView[]): Extent => ({
  shape: x.shape.slice(indices.length),
  strides: x.strides.slice(indices.length),
  offset: 0,
});

function lookUp(
  context: KernelContext,
  x: StridedView,
  indices: readonly StridedView[],
  out: StridedView,
  at: IndexPlace,
): void {
  const count = numel(out.shape);
  if (count === 0) return;
  const places = beginnings(context, x, indices, at);
  const rest = restOf(x, indices);
  recordViews(context, {
    name: 'lookUp',
    out: flat(context.target(out)),
    inputs: [flat({ ...sourceOr(context, x, places), view: rest }), flat(places)],
    numbers: [numel(rest.shape)],
    count,
    body: `
  let p = word2(at2(i / number0()));
  var w = 0u;
  if (p != ${NOWHERE}) { w = word1(p + at1(i % number0())); }
  out[at0(i)] = w;`,
  });
  places.done();
}

function putAt(
  context: KernelContext,
  out: StridedView,
  indices: readonly StridedView[],
  source: Operand,
  mode: PutMode,
  at: IndexPlace,
): void {
  const count = numel(indices[0]?.shape ?? []);
  if (count === 0) return;
  const places = beginnings(context, out, indices, at);
  const rest = restOf(out, indices);
  if (out.storage.length > 0)
    accumulate(context, { out, target: context.partly(out), places, count, source, rest, mode });
  places.done();
}

export function indexingKernels(context: KernelContext): IndexingKernels {
  return {
    gather(x, dim, index, out) {
      if (numel(index.shape) > 0) gather(context, x, dim, index, out);
    },
    scatter(out, dim, index, source, mode) {
      if (numel(index.shape) > 0) scatter(context, out, dim, index, source, mode);
    },
    lookUp: (x, indices, out, at) => lookUp(context, x, indices, out, at),
    putAt: (out, indices, source, mode, at) => putAt(context, out, indices, source, mode, at),
  };
}

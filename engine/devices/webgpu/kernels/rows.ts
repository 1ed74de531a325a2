/** @file Rows of a table by index, and adding to them. */

import type { StridedView } from '../../device';
import { outOfBounds } from '../../indexing';
import type { NetworkKernels } from '../../network';
import { numel } from '../layout';
import { accumulate, NOWHERE } from './accumulate';
import type { KernelContext } from './context';
import { checkedFunction } from './indexing';
import { flat, recordViews, scratch } from './views';

type RowKernels = Pick<NetworkKernels, 'rows' | 'addRows'>;

export function rowKernels(context: KernelContext): RowKernels {
  const refusal = (size: number): number => context.refusal((value) => outOfBounds('select', value, 0, size));

  function rows(weight: StridedView, indices: StridedView, out: StridedView): void {
    const count = numel(out.shape);
    if (count === 0) return;
    const [size = 0, width = 1] = weight.shape;
    const named = context.source(indices);
    const table = size === 0 ? named : context.source(weight);
    const { strides, offset } = weight;
    recordViews(context, {
      name: 'rows',
      out: flat(context.target(out)),
      inputs: [flat(named), flat({ ...table, view: { shape: [width], strides: strides.slice(1), offset } })],
      numbers: [width, size, strides[0] ?? 0, refusal(size)],
      flag: true,
      declarations: checkedFunction(false),
      count,
      body: `
  let n = i / number0();
  let row = checked(word1(at1(n)), n, number1(), number3());
  var w = 0u;
  if (row != ${NOWHERE}) { w = word2(at2(i % number0()) + row * number2()); }
  out[at0(i)] = w;`,
    });
  }

  function addRows(g: StridedView, indices: StridedView, skip: number, out: StridedView): void {
    const count = numel(indices.shape);
    const [size = 0, width = 1] = out.shape;
    if (count * size * width === 0) return;
    const places = scratch(context, [count]);
    recordViews(context, {
      name: 'places.row',
      out: flat(places),
      inputs: [flat(context.source(indices))],
      numbers: [width, skip >>> 0, out.offset, size],
      count,
      body: `
  let row = word1(at1(i));
  // the forward pass has refused what is not there
  out[at0(i)] = select(number2() + row * number0(), ${NOWHERE}, row == number1() || row >= number3());`,
    });
    const rest = { shape: [width], strides: [1] };
    accumulate(context, { out, target: context.partly(out), places, count, source: g, rest, mode: 'add' });
    places.done();
  }

  return { rows, addRows };
}

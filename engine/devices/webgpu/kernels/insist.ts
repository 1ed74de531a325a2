/** @file Asking of values on the GPU that they be as an op needs them, without waiting for them. */

import type { StridedView } from '../../device';
import { numel } from '../layout';
import type { KernelContext } from './context';
import { flat, recordViews, scratch } from './views';
import { REFUSE } from './wgsl';

/** Refuses where an element of `holds` is 0. */
export function recordInsist(context: KernelContext, holds: StridedView, error: () => Error): void {
  const count = numel(holds.shape);
  if (count === 0) return;
  const nothing = scratch(context, [1]);
  recordViews(context, {
    name: 'insist',
    // every kernel writes somewhere
    out: flat(nothing),
    inputs: [flat(context.source(holds))],
    numbers: [context.refusal(error)],
    flag: true,
    declarations: REFUSE,
    count,
    body: `
  if (word1(at1(i)) == 0u) { refuse(number0(), i, 0u); }
  if (i == 0u) { out[at0(0u)] = 0u; }`,
  });
  nothing.done();
}

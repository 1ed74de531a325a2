/** @file The kernels of lanes. */

import type { LaneKernels } from '../../lanes';
import type { KernelContext } from './context';
import * as scan from './scan';
import * as sorting from './sorting';

export function laneKernels(context: KernelContext): LaneKernels {
  return {
    sort: (...args) => sorting.sort(context, ...args),
    choose: (...args) => sorting.choose(context, ...args),
    search: (...args) => sorting.search(context, ...args),
    scan: (...args) => scan.scan(context, ...args),
    scanExtreme: (...args) => scan.scanExtreme(context, ...args),
    recurrence: (...args) => scan.recurrence(context, ...args),
    shift: (...args) => scan.shift(context, ...args),
    pick: (...args) => scan.pick(context, ...args),
    place: (...args) => scan.place(context, ...args),
  };
}

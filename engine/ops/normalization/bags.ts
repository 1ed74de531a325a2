/** @file Which bag each row is in: computed on the device, where the indices' values need not be known. */

import { int64 } from '../../dtype';
import { RuntimeError } from '../../errors';
import { apply } from '../../autograd/apply';
import { insist } from '../insist';
import { Tensor } from '../../tensor';
import { searchsorted } from '../reduction/counting';
import { inside } from '../reduction/lanes';

/** Which bag each of the M rows is in, and whether it counts there. */
export interface Membership {
  readonly bags: number;
  /** int64 [M] */
  readonly bag: Tensor;
  /** bool [M] */
  readonly counts: Tensor;
}

/** Of indices in rows of one length, or in bags that begin at `offsets`; `padding` does not count. */
export function membership(
  indices: Tensor,
  offsets: Tensor | null,
  includeLast: boolean,
  padding: number | null,
): Membership {
  return inside(() => {
    const count = indices.numel();
    const places = upTo(count, indices);
    const kept = padding === null ? places.ge(0) : indices.reshape(-1).ne(padding);
    if (!offsets) {
      const length = indices.shape[1]!;
      return {
        bags: indices.shape[0]!,
        bag: places.div(Math.max(1, length), { roundingMode: 'floor' }),
        counts: kept,
      };
    }
    checkOffsets(offsets, count);
    const bags = offsets.numel() - (includeLast ? 1 : 0);
    const found = apply(searchsorted, [offsets, places], { right: true }).sub(1);
    // behind the last offset there is no bag
    return { bags, bag: found.clamp(0, Math.max(0, bags - 1)), counts: kept.logicalAnd(found.lt(bags)) };
  });
}

/** 0 … count − 1 */
export function upTo(count: number, { device }: Tensor): Tensor {
  return Tensor.full([count], 1, int64, device).cumsum(0).sub(1);
}

function checkOffsets(offsets: Tensor, count: number): void {
  if (offsets.numel() === 0) return;
  const first = offsets.narrow(0, 0, 1);
  insist(
    first,
    (x) => x.eq(0),
    ([start]) => Number(start) === 0,
    () =>
      new RuntimeError(
        'offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0.',
      ),
  );
  insist(
    offsets.narrow(0, offsets.numel() - 1, 1),
    (x) => x.le(count),
    ([last]) => Number(last) <= count,
    () => new RuntimeError(`offsets[-1] can not be greater than input's length(${count})`),
  );
}

/** @file Bags of rows where the indices' values cannot be looked at: which bag a row is in is computed on the device. */

import { noGrad } from '../autograd/mode';
import { int64 } from '../dtype';
import { RuntimeError } from '../errors';
import { searchsorted } from '../functions/reduction';
import { where } from '../functions/pointwise';
import { insist } from '../ops/insist';
import { Tensor } from '../tensor';
import { tensor } from '../torch';
import { unobserved } from '../trace/observer';

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
  return unobserved(() =>
    noGrad(() => {
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
      const found = searchsorted(offsets, places, { right: true }).sub(1);
      // behind the last offset there is no bag
      return { bags, bag: found.clamp(0, Math.max(0, bags - 1)), counts: kept.logicalAnd(found.lt(bags)) };
    }),
  );
}

function upTo(count: number, like: Tensor): Tensor {
  return tensor(
    Array.from({ length: count }, (_, i) => i),
    { dtype: int64, device: like.device.type },
  );
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

/** What is made of the rows [M, D] of each bag: [B, D]; of an empty bag zeros. */
export function bagged(
  rows: Tensor,
  { bags, bag, counts }: Membership,
  mode: 'sum' | 'mean' | 'max',
): Tensor {
  const [, width] = rows.shape as [number, number];
  const zeros = Tensor.full([bags, width], 0, rows.dtype, rows.device);
  const isIn = counts.reshape(-1, 1);
  if (mode !== 'max') {
    const sums = zeros.indexAdd(0, bag, where(isIn, rows, 0));
    if (mode === 'sum') return sums;
    const sizes = unobserved(() =>
      Tensor.full([bags], 0, rows.dtype, rows.device).indexAdd(0, bag, counts.to(rows.dtype)).clamp(1),
    );
    return sums.div(sizes.reshape(-1, 1));
  }
  if (rows.shape[0] === 0) return zeros;
  const numbers = unobserved(() => upTo(bags, bag).reshape(-1, 1));
  const members = unobserved(() => bag.eq(numbers).logicalAnd(counts)); // [B, M]
  const largest = where(members.unsqueeze(2), rows.unsqueeze(0), -Infinity).max(1).values;
  return where(members.any(1, { keepdim: true }), largest, 0);
}

/** @file What may be written to in place: PyTorch's refusals of elements that share their memory with others. */

import type { StridedView } from '../devices/device';
import { RuntimeError } from '../errors';
import { numel } from '../shape';

const WAY_OUT = 'Please clone() the tensor before performing the operation.';

/**
 * @throws RuntimeError for a tensor that repeats elements, as an expanded one does: it cannot be written to. As in
 *   PyTorch overlapping windows are let through, as that is hard to tell.
 */
function refuseRepeated({ shape, strides }: StridedView): void {
  for (let d = 0; d < shape.length; d++) {
    if (strides[d] !== 0 || shape[d]! < 2 || numel(shape) === 0) continue;
    throw new RuntimeError(
      `unsupported operation: more than one element of the written-to tensor refers to a single memory location. ${WAY_OUT}`,
    );
  }
}

/** How many elements a view has if it fills a stretch of memory, each place once, in whatever order; else null. */
function stretchOf({ shape, strides }: StridedView): number | null {
  const dims = shape.map((size, d) => [size, strides[d]!] as const).filter(([size]) => size !== 1);
  let filled = 1;
  for (const [size, stride] of dims.sort(([, a], [, b]) => a - b)) {
    if (stride !== filled) return null;
    filled *= size;
  }
  return filled;
}

type Meeting = 'none' | 'partial' | 'full';

/** Whether two views see the same elements; like PyTorch only for those that fill a stretch of memory. */
function meeting(a: StridedView, b: StridedView): Meeting {
  if (a.storage !== b.storage) return 'none';
  const [lengthA, lengthB] = [stretchOf(a), stretchOf(b)];
  if (!lengthA || !lengthB) return 'none';
  if (a.offset === b.offset && lengthA === lengthB) {
    const isSame =
      a.strides.length === b.strides.length && a.strides.every((step, d) => step === b.strides[d]);
    return isSame ? 'full' : 'partial';
  }
  return a.offset < b.offset + lengthB && b.offset < a.offset + lengthA ? 'partial' : 'none';
}

/** What an op allows beyond the usual. */
export interface Sharing {
  /** it writes to tensors that repeat elements, too */
  readonly repeats?: boolean;
  /** it may not even read just the elements that it writes */
  readonly apart?: boolean;
}

/**
 * @throws RuntimeError for a tensor to be written that repeats elements, and where what is read lies partly in it: what
 *   is read would change meanwhile
 */
export function refuseSharing(
  written: StridedView,
  read: readonly StridedView[],
  { repeats = false, apart = false }: Sharing,
): void {
  if (!repeats) refuseRepeated(written);
  for (const other of read) {
    const how = meeting(written, other);
    if (how !== 'partial' && !(apart && how === 'full')) continue;
    throw new RuntimeError(
      `unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory location. ${WAY_OUT}`,
    );
  }
}

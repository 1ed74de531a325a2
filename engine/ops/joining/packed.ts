/** @file Sequences of different lengths as one run of rows, step by step, and back. */

import { apply } from '../../autograd/apply';
import { numel } from '../../shape';
import { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import type { OpRecord } from '../op';

/** How many sequences have a step t, for each t: it never rises. */
const sizesOf = (attrs: Attrs): readonly number[] => attrs['batchSizes'] as readonly number[];

/** Copies the rows of each step between the packed tensor and the padded one [T, N, …]. */
function copySteps(packed: Tensor, padded: Tensor, sizes: readonly number[], toPacked: boolean): void {
  let from = 0;
  sizes.forEach((size, t) => {
    const rows = packed.look(
      [size, ...packed.shape.slice(1)],
      packed.strides,
      packed.offset + from * packed.strides[0]!,
    );
    const step = padded.look(
      [size, ...padded.shape.slice(2)],
      padded.strides.slice(1),
      padded.offset + t * padded.strides[0]!,
    );
    if (numel(rows.shape) > 0) packed.device.copy(toPacked ? step : rows, toPacked ? rows : step);
    from += size;
  });
}

/** The element of the padded tensor that a packed one is, as flat indices of both. */
function placeOf(i: number, sizes: readonly number[], batch: number, width: number): number {
  let row = Math.floor(i / width);
  let t = 0;
  while (row >= sizes[t]!) row -= sizes[t++]!;
  return (t * batch + row) * width + (i % width);
}

/** The other way round; null for what is padding. */
function packedPlace(i: number, sizes: readonly number[], batch: number, width: number): number | null {
  const [t, row] = [Math.floor(i / (batch * width)), Math.floor(i / width) % batch];
  if (t >= sizes.length || row >= sizes[t]!) return null;
  const before = sizes.slice(0, t).reduce((a, b) => a + b, 0);
  return (before + row) * width + (i % width);
}

/** Input: [T, N, …]. */
export const packPadded: OpRecord = {
  name: 'packPaddedSequence',
  gradFn: () => 'PackPaddedSequenceBackward0',
  symbol: '⊞',
  formula: (n) => `\\operatorname{pack}(${n.inputs[0]})`,
  forward([x], attrs) {
    const sizes = sizesOf(attrs);
    const count = sizes.reduce((a, b) => a + b, 0);
    const out = Tensor.empty([count, ...x!.shape.slice(2)], x!.dtype, x!.device);
    copySteps(out, x!, sizes, true);
    return out;
  },
  saves: { inputs: [], output: false },
  backward: ({ inputs, attrs }, g) => [
    apply(padPacked, [g], {
      batchSizes: sizesOf(attrs),
      value: 0,
      length: inputs[0]!.shape[0]!,
      batch: inputs[0]!.shape[1]!,
    }),
  ],
  explain: {
    tex: () => '1',
    locals(_k, i, { inputs, attrs }) {
      const [, batch, ...rest] = inputs[0]!.shape as [number, number, ...number[]];
      const at = packedPlace(i, sizesOf(attrs), batch, numel(rest));
      return at === null ? [] : [{ at, value: 1 }];
    },
  },
};

/** Input: the packed rows; attrs: `length` T and `batch` N of [T, N, …], and the `value` of what is padding. */
export const padPacked: OpRecord = {
  name: 'padPackedSequence',
  gradFn: () => 'CopySlices',
  symbol: '⊟',
  formula: (n) => `\\operatorname{pad}(${n.inputs[0]})`,
  forward([x], attrs) {
    const shape = [attrs['length'] as number, attrs['batch'] as number, ...x!.shape.slice(1)];
    const out = Tensor.full(shape, attrs['value'] as number, x!.dtype, x!.device);
    copySteps(x!, out, sizesOf(attrs), false);
    return out;
  },
  saves: { inputs: [], output: false },
  backward: ({ attrs }, g) => [apply(packPadded, [g], { batchSizes: sizesOf(attrs) })],
  explain: {
    tex: () => '1',
    locals(_k, i, { inputs, attrs }) {
      const width = numel(inputs[0]!.shape.slice(1));
      return [{ at: placeOf(i, sizesOf(attrs), attrs['batch'] as number, width), value: 1 }];
    },
  },
};

/** @file Padding: with a constant, mirrored, with the border's elements, or around in a circle. */

import { RuntimeError } from '../../errors';
import { isSampleOrBatch, shapeText, type Shape } from '../../shape';
import type { Attrs } from '../../trace/events';
import { operandTex } from '../common';
import type { OpRecord } from '../op';
import { mapOfAxes, type Axis } from './map';
import { planarPair } from './planar';

export type PaddingMode = 'constant' | 'reflect' | 'replicate' | 'circular';

/** [before, after] for each padded dimension, in the dimensions' order; the list has the last one first. */
function amounts(attrs: Attrs): [number, number][] {
  const list = attrs['pad'] as Shape;
  return Array.from({ length: list.length / 2 }, (_, d): [number, number] => [
    list[2 * d]!,
    list[2 * d + 1]!,
  ]).reverse();
}

/** The input place that stands at place `i` of the padded axis; null: none. */
function source(i: number, size: number, [before, after]: [number, number], mode: string): number | null {
  if (mode === 'circular') {
    // what negative amounts cut off is not wrapped around
    const [start, length] = [Math.max(-before, 0), size + Math.min(before, 0) + Math.min(after, 0)];
    return start + ((((i - start) % length) + length) % length);
  }
  if (i >= 0 && i < size) return i;
  if (mode === 'constant') return null;
  if (mode === 'replicate') return i < 0 ? 0 : size - 1;
  return i < 0 ? -i : 2 * (size - 1) - i;
}

function paddedAxis(size: number, both: [number, number], mode: string): Axis {
  const [before, after] = both;
  return Array.from({ length: size + before + after }, (_, o) => {
    const from = source(o - before, size, both, mode);
    return from === null ? [] : [{ from, weight: 1 }];
  });
}

const NAMES: Record<string, string> = { reflect: 'ReflectionPad', replicate: 'ReplicationPad' };

function gradFn(attrs: Attrs): string {
  const mode = attrs['mode'] as string;
  if (mode === 'constant') return 'ConstantPadNdBackward0';
  // PyTorch writes the wrapped borders into slices
  if (mode === 'circular') return 'CopySlices';
  return `${NAMES[mode]}${(attrs['pad'] as Shape).length / 2}DBackward0`;
}

const pair = planarPair({
  name: 'pad',
  gradFn,
  symbol: 'pad',
  formula: (n) => `\\operatorname{pad}(${operandTex(n, 0)})`,
  tex: '1',
  adjoint: {
    name: 'padBackward',
    gradFn: (attrs) => gradFn(attrs).replace('Backward0', 'BackwardBackward0'),
  },
  rank: (attrs) => (attrs['pad'] as Shape).length / 2,
  output(x, attrs) {
    const padded = amounts(attrs);
    const lead = x.ndim - padded.length;
    const shape = x.shape.map(
      (size, d) => size + (padded[d - lead]?.[0] ?? 0) + (padded[d - lead]?.[1] ?? 0),
    );
    check(x.shape, shape, attrs);
    return shape;
  },
  map: (spatial, attrs) =>
    mapOfAxes(
      amounts(attrs).map((both, d) => paddedAxis(spatial[d]!, both, attrs['mode'] as string)),
      spatial,
    ),
  fill: (attrs) => attrs['value'] as number,
});

const AXES = ['W', 'H', 'D'];

function check(x: Shape, out: Shape, attrs: Attrs): void {
  const list = attrs['pad'] as Shape;
  const mode = attrs['mode'] as PaddingMode;
  if (mode === 'constant') {
    for (let d = 0; d < list.length / 2; d++) {
      // what is cut off comes before what is added, in front and then behind
      const size = x.at(-1 - d)! + Math.min(list[2 * d]!, 0);
      if (Math.min(size, size + list[2 * d + 1]!) >= 0) continue;
      throw new RuntimeError('narrow(): length must be non-negative.');
    }
    return;
  }
  const rank = list.length / 2 + 1;
  if (mode !== 'circular' && !isSampleOrBatch(x, rank)) {
    throw new RuntimeError(
      `Expected ${rank}D or ${rank + 1}D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: ${shapeText(x)}`,
    );
  }
  for (let d = 0; d < list.length / 2; d++) {
    const dim = x.length - 1 - d;
    const [before, after] = [list[2 * d]!, list[2 * d + 1]!];
    if (mode === 'circular') {
      if (before > x[dim]! || after > x[dim]!) {
        throw new RuntimeError('Padding value causes wrapping around more than once.');
      }
      if (out[dim]! <= 0) throw new RuntimeError('Negative padding value is resulting in an empty dimension');
      continue;
    }
    if (mode === 'reflect' && (before >= x[dim]! || after >= x[dim]!)) {
      throw new RuntimeError(
        `Argument #${2 * d + 4}: Padding size should be less than the corresponding input dimension, but got: padding (${before}, ${after}) at dimension ${dim} of input [${x.join(', ')}]`,
      );
    }
    if (out[dim]! < 1) {
      throw new RuntimeError(
        `input (${AXES[d]}: ${x[dim]}) is too small. Calculated output ${AXES[d]}: ${out[dim]}`,
      );
    }
  }
}

export const pad = pair.forward;
export const PADDING_OPS: readonly OpRecord[] = [pad, pair.adjoint];

/** @file Patches as columns (im2col) and back (col2im): each is the other's derivative. */

import { RuntimeError } from '../../errors';
import type { Shape } from '../../shape';
import type { Attrs } from '../../trace/events';
import { operandTex } from '../common';
import type { OpRecord } from '../op';
import { mapOfRows, windowCount, type Entry } from '../pooling/map';
import { planarPair } from '../pooling/planar';
import { windowsOf } from '../pooling/windows';

/** How many patches fit along each axis. */
export function patchCounts(spatial: Shape, attrs: Attrs): number[] {
  return windowsOf(spatial, attrs).map(windowCount);
}

const pair = planarPair({
  name: 'unfold',
  gradFn: () => 'Im2ColBackward0',
  symbol: 'unfold',
  formula: (n) => `\\operatorname{unfold}(${operandTex(n, 0)})`,
  tex: '1',
  adjoint: { name: 'fold', gradFn: () => 'Col2ImBackward0' },
  rank: () => 2,
  output(x, attrs) {
    const [kh, kw] = attrs['kernelSize'] as [number, number];
    const counts = patchCounts(x.shape.slice(-2), attrs);
    if (counts.some((n) => n < 1)) {
      const list = (key: string): string => (attrs[key] as Shape).join(', ');
      throw new RuntimeError(
        `Given input with spatial size (${x.shape.slice(-2).join(', ')}), kernel_size=(${list('kernelSize')}), dilation=(${list('dilation')}), padding=(${list('padding')}), calculated shape of the array of sliding blocks as (${counts.join(', ')}), but its components must be at least one.`,
      );
    }
    return [...x.shape.slice(0, -3), x.shape.at(-3)! * kh * kw, counts[0]! * counts[1]!];
  },
  map(spatial, attrs) {
    const [height, width] = windowsOf(spatial, attrs) as [Axis, Axis];
    const rows: Entry[][] = [];
    for (let ky = 0; ky < height.kernel; ky++) {
      for (let kx = 0; kx < width.kernel; kx++) {
        for (let oy = 0; oy < windowCount(height); oy++) {
          for (let ox = 0; ox < windowCount(width); ox++) {
            const y = oy * height.stride - height.padding + ky * height.dilation;
            const x = ox * width.stride - width.padding + kx * width.dilation;
            const inside = y >= 0 && y < height.size && x >= 0 && x < width.size;
            rows.push(inside ? [{ from: y * width.size + x, weight: 1 }] : []);
          }
        }
      }
    }
    return mapOfRows(rows, height.size * width.size);
  },
});

type Axis = ReturnType<typeof windowsOf>[number];

export const unfold = pair.forward;
/** `shape` is the image's. */
export const fold = pair.adjoint;

export const UNFOLD_OPS: readonly OpRecord[] = [unfold, fold];

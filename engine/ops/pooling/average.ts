/** @file Average pooling: windows of a fixed size, and windows that share the input evenly. */

import { RuntimeError } from '../../errors';
import { shapeText, type Shape } from '../../shape';
import type { Attrs } from '../../trace/events';
import { operandTex } from '../common';
import type { OpRecord } from '../op';
import { requireFloat } from '../pointwise/common';
import { adaptiveWindows, mapOfAxes, windows } from './map';
import { planarPair } from './planar';
import { checkWindows, windowsOf } from './windows';

const avg = planarPair({
  name: 'avgPool2d',
  gradFn: () => 'AvgPool2DBackward0',
  symbol: 'avg',
  formula: (n) => `\\operatorname{avgpool}(${operandTex(n, 0)})`,
  tex: '\\frac{1}{\\text{window}}',
  adjoint: { name: 'avgPool2dBackward', gradFn: () => 'AvgPool2DBackwardBackward0' },
  rank: () => 2,
  output(x, attrs) {
    const spatial = checkWindows(x.shape, attrs);
    requireFloat('avg_pool2d', x.dtype);
    return [...x.shape.slice(0, -2), ...spatial];
  },
  map: (spatial, attrs) => mapOfAxes(averages(spatial, attrs), spatial),
});

function averages(spatial: Shape, attrs: Attrs) {
  const divisor = attrs['divisorOverride'] as number | null;
  return windowsOf(spatial, attrs).map((w, d) =>
    windows(w, (inside, padded) => {
      if (divisor !== null) return d === 0 ? 1 / divisor : 1;
      return 1 / (attrs['countIncludePad'] ? padded : inside);
    }),
  );
}

const adaptive = planarPair({
  name: 'adaptiveAvgPool2d',
  gradFn: () => 'AdaptiveAvgPool2DBackward0',
  symbol: 'avg',
  formula: (n) => `\\operatorname{avgpool}(${operandTex(n, 0)})`,
  tex: '\\frac{1}{\\text{window}}',
  adjoint: { name: 'adaptiveAvgPool2dBackward', gradFn: () => 'AdaptiveAvgPool2DBackwardBackward0' },
  rank: () => 2,
  output(x, attrs) {
    if (x.ndim !== 3 && x.ndim !== 4) {
      throw new RuntimeError(
        `adaptive_avg_pool2d(): Expected 3D or 4D tensor, but got [${x.shape.join(', ')}]`,
      );
    }
    [-2, -1].forEach((d) => {
      if (x.shape.at(d) !== 0) return;
      throw new RuntimeError(
        `adaptive_avg_pool2d(): Expected input to have non-zero size for non-batch dimensions, but input has sizes ${shapeText(x.shape)} with dimension ${x.ndim + d} being empty`,
      );
    });
    requireFloat('adaptive_avg_pool2d', x.dtype);
    return [...x.shape.slice(0, -2), ...(attrs['outputSize'] as Shape)];
  },
  map: (spatial, attrs) =>
    mapOfAxes(
      (attrs['outputSize'] as Shape).map((out, d) => adaptiveWindows(spatial[d]!, out)),
      spatial,
    ),
});

export const avgPool2d = avg.forward;
export const adaptiveAvgPool2d = adaptive.forward;

export const AVERAGE_OPS: readonly OpRecord[] = [avgPool2d, avg.adjoint, adaptiveAvgPool2d, adaptive.adjoint];

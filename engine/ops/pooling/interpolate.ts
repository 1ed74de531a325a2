/** @file Interpolation to another size: the nearest element, linear and bilinear. */

import type { Shape } from '../../shape';
import type { Attrs } from '../../trace/events';
import { operandTex } from '../common';
import type { OpRecord } from '../op';
import { mapOfAxes, type Axis } from './map';
import { planarPair } from './planar';

const NAMES: Record<string, string> = {
  nearest: 'UpsampleNearest#D',
  'nearest-exact': 'UpsampleNearestExact#D',
  linear: 'UpsampleLinear1D',
  bilinear: 'UpsampleBilinear2D',
  trilinear: 'UpsampleTrilinear3D',
};

function nodeName(attrs: Attrs): string {
  const rank = (attrs['size'] as Shape).length;
  return `${NAMES[attrs['mode'] as string]!.replace('#', String(rank))}Backward0`;
}

/** Positions are computed in the tensor's own precision, as PyTorch computes them. */
type Round = (x: number) => number;

function nearestAxis(size: number, out: number, scale: number | null, isExact: boolean, round: Round): Axis {
  const step = scale === null ? Math.fround(size / out) : Math.fround(1 / scale);
  return Array.from({ length: out }, (_, o) => {
    const place = isExact ? Math.fround((o + 0.5) * step) : Math.fround(o * step);
    return [{ from: Math.min(Math.floor(round(place)), size - 1), weight: 1 }];
  });
}

function linearAxis(size: number, out: number, scale: number | null, corners: boolean, round: Round): Axis {
  const ratio = corners
    ? out > 1
      ? round((size - 1) / (out - 1))
      : 0
    : scale === null
      ? round(size / out)
      : round(1 / scale);
  return Array.from({ length: out }, (_, o) => {
    const place = corners ? round(ratio * o) : Math.max(0, round(round(ratio * (o + 0.5)) - 0.5));
    const from = Math.min(Math.floor(place), size - 1);
    const next = Math.min(from + 1, size - 1);
    const part = Math.min(Math.max(round(place - from), 0), 1);
    return [
      { from, weight: round(1 - part) },
      { from: next, weight: part },
    ];
  });
}

const pair = planarPair({
  name: 'interpolate',
  gradFn: nodeName,
  symbol: '⤢',
  formula: (n) => `\\operatorname{interpolate}(${operandTex(n, 0)})`,
  tex: '\\text{weight}',
  adjoint: {
    name: 'interpolateBackward',
    gradFn: (attrs) => nodeName(attrs).replace('Backward0', 'BackwardBackward0'),
  },
  rank: (attrs) => (attrs['size'] as Shape).length,
  output: (x, attrs) => [...x.shape.slice(0, 2), ...(attrs['size'] as Shape)],
  map(spatial, attrs) {
    const mode = attrs['mode'] as string;
    const scales = attrs['scaleFactor'] as Shape | null;
    const round: Round = attrs['single'] ? Math.fround : (x) => x;
    const axes = (attrs['size'] as Shape).map((out, d) => {
      const [size, scale] = [spatial[d]!, scales?.[d] ?? null];
      if (mode.startsWith('nearest')) return nearestAxis(size, out, scale, mode !== 'nearest', round);
      return linearAxis(size, out, scale, Boolean(attrs['alignCorners']), round);
    });
    return mapOfAxes(axes, spatial);
  },
});

export const interpolate = pair.forward;
export const INTERPOLATE_OPS: readonly OpRecord[] = [interpolate, pair.adjoint];

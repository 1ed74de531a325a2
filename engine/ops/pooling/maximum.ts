/** @file Max pooling: the largest element of each window, and picking by place, which is its derivative. */

import { apply } from '../../autograd/apply';
import { networkKernel } from '../../devices/needs';
import type { SparseMap } from '../../devices/network';
import { int64 } from '../../dtype';
import { RuntimeError } from '../../errors';
import { numel, shapeText, type Shape } from '../../shape';
import { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { elementAt, operandTex } from '../common';
import type { Evidence, Local, OpRecord } from '../op';
import { requireFloat } from '../pointwise/common';
import { adaptiveWindows, cachedMap, mapOfAxes, windows } from './map';
import { planeSize } from './planar';
import { checkWindows, windowsOf } from './windows';

/** Where each output element of a max pooling came from, in its plane. */
const places = new WeakMap<Tensor, Tensor>();

/** The windows that places were chosen from; by the tensor of places. */
const chosenFrom = new WeakMap<Tensor, SparseMap>();

/** The int64 places of a max pooling's output. */
export function placesOf(output: Tensor): Tensor {
  return places.get(output)!;
}

function maxRecord(
  name: string,
  gradFn: string,
  sizes: (shape: Shape, attrs: Attrs) => Shape,
  make: (spatial: Shape, attrs: Attrs) => SparseMap,
  check: (x: Tensor) => void = () => undefined,
): OpRecord {
  const mapOf = (shape: Shape, attrs: Attrs): SparseMap =>
    cachedMap(name, attrs, shape.slice(-2), () => make(shape.slice(-2), attrs));
  return {
    name,
    gradFn: () => gradFn,
    symbol: 'max',
    formula: (n) => `\\operatorname{maxpool}(${operandTex(n, 0)})`,
    forward([x], attrs) {
      check(x!);
      const shape = [...x!.shape.slice(0, -2), ...sizes(x!.shape, attrs)];
      const out = Tensor.empty(shape, x!.dtype, x!.device);
      const indices = Tensor.empty(shape, int64, x!.device);
      if (out.numel() > 0) {
        const map = mapOf(x!.shape, attrs);
        networkKernel('planeMax', name, x!.device)(map, x!, out, indices);
        chosenFrom.set(indices, map);
      }
      places.set(out, indices);
      return out;
    },
    saves: { inputs: [], output: false },
    backward: ({ inputs, output }, g) => [
      apply(planeScatter, [g, placesOf(output)], { rank: 2, shape: inputs[0]!.shape }),
    ],
    explain: { tex: () => "[\\text{the window's largest}]", locals: (_, i, e) => largest(i, e, mapOf) },
  };
}

/** The windows in which element `i` was the first largest. */
function largest(i: number, e: Evidence, mapOf: (shape: Shape, attrs: Attrs) => SparseMap): Local[] {
  const x = e.inputs[0]!;
  const map = mapOf(x.shape, e.attrs);
  const plane = Math.floor(i / map.columns);
  const found: Local[] = [];
  for (let r = 0; r < map.rows; r++) {
    const window = Array.from(map.column.subarray(map.start[r], map.start[r + 1]));
    const value = (c: number): number => elementAt(x, plane * map.columns + c);
    const best = window.reduce((a, b) => (value(b) > value(a) ? b : a));
    if (best === i % map.columns) found.push({ at: plane * map.rows + r, value: 1 });
  }
  return found;
}

export const maxPool2d = maxRecord('maxPool2d', 'MaxPool2DWithIndicesBackward0', checkMax, (spatial, attrs) =>
  mapOfAxes(
    windowsOf(spatial, attrs).map((w) => windows(w, () => 1)),
    spatial,
  ),
);

function checkMax(shape: Shape, attrs: Attrs): Shape {
  if (shape.length !== 3 && shape.length !== 4) {
    throw new RuntimeError('non-empty 3D or 4D (batch mode) tensor expected for input');
  }
  return checkWindows(shape, attrs);
}

export const adaptiveMaxPool2d = maxRecord(
  'adaptiveMaxPool2d',
  'AdaptiveMaxPool2DBackward0',
  (_, attrs) => attrs['outputSize'] as Shape,
  (spatial, attrs) =>
    mapOfAxes(
      (attrs['outputSize'] as Shape).map((out, d) => adaptiveWindows(spatial[d]!, out)),
      spatial,
    ),
  (x) => checkAdaptive('adaptive_max_pool2d', x, 3),
);

/** @throws RuntimeError for other than a sample of `rank` dimensions or a batch of them, for an empty one, for integers */
export function checkAdaptive(name: string, x: Tensor, rank: number): void {
  if (x.ndim !== rank && x.ndim !== rank + 1) {
    throw new RuntimeError(
      `${name}(): Expected ${rank}D or ${rank + 1}D tensor, but got: ${shapeText(x.shape)}`,
    );
  }
  const empty = x.shape.indexOf(0, 1);
  if (empty > 0) {
    throw new RuntimeError(
      `${name}(): Expected input to have non-zero size for non-batch dimensions, but input has sizes ${shapeText(x.shape)} with dimension ${empty} being empty`,
    );
  }
  requireFloat('adaptive_max_pool2d', x.dtype);
}

/** Adds each element at the place its index names, plane by plane; `shape` is the output's. */
export const planeScatter: OpRecord = {
  name: 'planeScatter',
  gradFn: () => 'MaxPool2DWithIndicesBackwardBackward0',
  symbol: '↦',
  formula: (n) => `\\operatorname{scatter}(${operandTex(n, 0)}, ${operandTex(n, 1)})`,
  forward([x, indices], attrs) {
    const shape = attrs['shape'] as Shape;
    const out = Tensor.empty(shape, x!.dtype, x!.device);
    const size = planeSize(shape, attrs['rank'] as number);
    if (x!.numel() > 0) {
      const map = chosenFrom.get(indices!) ?? null;
      networkKernel('planeScatter', 'planeScatter', x!.device)(size, x!, indices!, out, map);
    }
    return out;
  },
  saves: { inputs: [1], output: false },
  backward: ({ inputs, attrs }, g) => [apply(planePick, [g, inputs[1]!], { rank: attrs['rank']! }), null],
  explain: {
    tex: (k) => (k === 0 ? '1' : '0'),
    locals(k, i, e) {
      if (k === 1) return [];
      const columns = planeSize(e.output.shape, e.attrs['rank'] as number);
      const size = numel(e.inputs[0]!.shape) / (numel(e.output.shape) / columns);
      return [{ at: Math.floor(i / size) * columns + elementAt(e.inputs[1]!, i), value: 1 }];
    },
  },
};

/** The element at the place each index names, plane by plane. */
export const planePick: OpRecord = {
  name: 'planePick',
  gradFn: () => 'GatherBackward0',
  symbol: '↤',
  formula: (n) => `\\operatorname{pick}(${operandTex(n, 0)}, ${operandTex(n, 1)})`,
  forward([x, indices], attrs) {
    const out = Tensor.empty(indices!.shape, x!.dtype, x!.device);
    const size = planeSize(x!.shape, attrs['rank'] as number);
    if (out.numel() > 0) {
      networkKernel('planePick', 'planePick', x!.device)(size, x!, indices!, out);
    }
    return out;
  },
  saves: { inputs: [1], output: false },
  backward: ({ inputs, attrs }, g) => [
    apply(planeScatter, [g, inputs[1]!], { rank: attrs['rank']!, shape: inputs[0]!.shape }),
    null,
  ],
  explain: {
    tex: (k) => (k === 0 ? '1' : '0'),
    locals(k, i, e) {
      if (k === 1) return [];
      const columns = planeSize(e.inputs[0]!.shape, e.attrs['rank'] as number);
      const size = numel(e.output.shape) / (numel(e.inputs[0]!.shape) / columns);
      const plane = Math.floor(i / columns);
      return Array.from({ length: size }, (_, j) => plane * size + j)
        .filter((at) => elementAt(e.inputs[1]!, at) === i % columns)
        .map((at) => ({ at, value: 1 }));
    },
  },
};

export const MAXIMUM_OPS: readonly OpRecord[] = [maxPool2d, adaptiveMaxPool2d, planeScatter, planePick];

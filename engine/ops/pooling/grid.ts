/** @file Looking at an image through a grid of points (spatial transformers), and the grid of an affine map. */

import { apply } from '../../autograd/apply';
import { numel, type Shape } from '../../shape';
import { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { elementAt, operandTex } from '../common';
import { stack } from '../joining/join';
import type { Evidence, Local, OpRecord } from '../op';
import { inside } from '../reduction/lanes';
import { neighbours, reflection, samplingOf, unnormalized, type Sampling } from './sampling';

/** One of the elements around every point. */
interface Corner {
  /** [N, 1, points]: where it lies in the flattened image; 0 where it lies outside */
  readonly index: Tensor;
  /** [N, 1, points] each, by dimension: its weight, made of the grid, and how that rises with the grid's number */
  readonly weights: readonly Tensor[];
  readonly rises: readonly Tensor[];
  /** 1 inside of the image, 0 outside */
  readonly isInside: Tensor;
}

/** The places named in a dimension, in elements, and their derivative by the grid's number (a constant each). */
function placesIn(coordinates: Tensor, size: number, sampling: Sampling): { place: Tensor; rise: Tensor } {
  const { scale } = unnormalized(size, sampling);
  // rounded as PyTorch rounds
  const from = coordinates.add(1);
  const start = sampling.alignCorners ? from.div(2).mul(size - 1) : from.mul(size).sub(1).div(2);
  let place = start;
  let rise = inside(() => start.mul(0).add(scale));
  if (sampling.padding === 'reflection') {
    const { low, span } = reflection(size, sampling);
    const distance = place.sub(low).abs();
    const isTurned = inside(() => distance.div(Math.max(span, 1)).floor().remainder(2));
    const sign = inside(() => isTurned.mul(-2).add(1));
    const extra = span === 0 ? distance.mul(0) : distance.fmod(span);
    place = isTurned
      .mul(span)
      .add(extra.mul(sign))
      .add(span === 0 ? 0 : low);
    const side = inside(() => start.lt(low).to(rise.dtype).mul(-2).add(1));
    rise = inside(() => (span === 0 ? rise.mul(0) : rise.mul(sign).mul(side)));
  }
  if (sampling.padding !== 'zeros') {
    const isFree = inside(() => place.gt(0).logicalAnd(place.lt(size - 1)));
    rise = inside(() => rise.mul(isFree));
    place = place.clamp(0, size - 1);
  }
  return { place, rise };
}

/** The corners of every point, each a choice of the lower or upper neighbour in every dimension. */
function cornersOf(x: Tensor, grid: Tensor, sampling: Sampling): Corner[] {
  const spatial = x.shape.slice(2);
  const rank = spatial.length;
  const points = numel(grid.shape.slice(1, -1));
  const flat = grid.reshape(x.shape[0]!, 1, points, rank);
  const dims = spatial.map((size, d) => {
    // the grid's numbers stand from the last dimension to the first
    const { place, rise } = placesIn(flat.select(3, rank - 1 - d), size, sampling);
    if (sampling.mode === 'nearest') {
      const at = inside(() => place.round());
      return [{ at, weight: inside(() => at.mul(0).add(1)), rise: inside(() => at.mul(0)) }];
    }
    const before = inside(() => place.floor());
    const part = place.sub(before);
    return [
      { at: before, weight: part.rsub(1), rise: inside(() => rise.neg()) },
      { at: inside(() => before.add(1)), weight: part, rise },
    ];
  });
  const chosen = dims.reduce<(typeof dims)[number][]>(
    (all, sides) => all.flatMap((corner) => sides.map((side) => [...corner, side])),
    [[]],
  );
  return chosen.map((sides) => {
    const isInside = inside(() =>
      sides.map(({ at }, d) => at.ge(0).logicalAnd(at.lt(spatial[d]!))).reduce((a, b) => a.logicalAnd(b)),
    );
    const index = inside(() => {
      const place = sides.reduce((sum, { at }, d) => sum.mul(spatial[d]!).add(at), sides[0]!.at.mul(0));
      return place.maskedFill(isInside.logicalNot(), 0).long();
    });
    return {
      index,
      weights: sides.map(({ weight }) => weight),
      rises: sides.map(({ rise }) => rise),
      isInside: inside(() => isInside.to(x.dtype)),
    };
  });
}

const product = (tensors: readonly Tensor[], first: Tensor): Tensor =>
  tensors.reduce((a, b) => a.mul(b), first);

function alike(index: Tensor, x: Tensor): Tensor {
  return index.expand(x.shape[0]!, x.shape[1]!, index.shape[2]!);
}

/** The grid's gradient, from each corner's element times the gradient there. */
function gridGradient(
  corners: readonly Corner[],
  values: readonly Tensor[],
  grid: Tensor,
  g: Tensor,
): Tensor {
  const rank = grid.shape.at(-1)!;
  const slopes = Array.from({ length: rank }, (_, d) =>
    corners
      .map(({ weights, rises, isInside }, c) => {
        const others = weights.filter((_w, k) => k !== d);
        return values[c]!.mul(g)
          .sum(1, { keepdim: true })
          .mul(product(others, isInside.mul(rises[d]!)));
      })
      .reduce((a, b) => a.add(b)),
  );
  return apply(
    stack,
    slopes.reverse().map((slope) => slope.reshape(grid.shape.slice(0, -1))),
    { dim: -1 },
  );
}

/** Inputs: an image [N, C, …], and a grid [N, …, dimensions] of numbers from −1 to 1, the last dimension's first. */
export const gridSample: OpRecord = {
  name: 'gridSample',
  gradFn: ({ rank }) => `GridSampler${String(rank)}DBackward0`,
  symbol: '⌗',
  formula: (n) => `${operandTex(n, 0)}[${operandTex(n, 1)}]`,
  forward([x, grid], attrs) {
    return inside(() => {
      const flat = x!.reshape(x!.shape[0]!, x!.shape[1]!, -1);
      const parts = cornersOf(x!, grid!, samplingOf(attrs)).map((corner) =>
        flat.gather(2, alike(corner.index, x!)).mul(weightOf(corner)),
      );
      const out = parts.reduce((a, b) => a.add(b));
      return out.reshape(x!.shape[0]!, x!.shape[1]!, ...grid!.shape.slice(1, -1));
    });
  },
  saves: { inputs: [0, 1], output: false },
  backward({ inputs, attrs, needs }, gradient) {
    const [x, grid] = [inputs[0]!, inputs[1]!];
    const g = gradient.reshape(x.shape[0]!, x.shape[1]!, -1);
    const corners = cornersOf(x, grid, samplingOf(attrs));
    const flat = x.reshape(x.shape[0]!, x.shape[1]!, -1);
    const back = (): Tensor => {
      const zeros = inside(() => flat.mul(0));
      const into = (sum: Tensor, corner: Corner): Tensor =>
        sum.scatterAdd(2, alike(corner.index, x), g.mul(weightOf(corner)));
      return corners.reduce(into, zeros).reshape(x.shape);
    };
    const values = (): Tensor[] => corners.map(({ index }) => flat.gather(2, alike(index, x)));
    return [needs[0] ? back() : null, needs[1] ? gridGradient(corners, values(), grid, g) : null];
  },
  explain: {
    tex: (k, n) =>
      k === 0
        ? '\\text{weight}'
        : `\\partial_{${operandTex(n, 1)}} \\text{weight} \\cdot ${operandTex(n, 0)}`,
    locals,
  },
};

/** A corner's weights of all dimensions together. */
const weightOf = ({ weights, isInside }: Corner): Tensor => product(weights, isInside);

interface NumericCorner {
  readonly at: number;
  readonly weight: number;
  /** by dimension, as the grid's number of that dimension rises */
  readonly rises: readonly number[];
}

/** The elements around one point of one image, those inside of it. */
function around({ inputs: [x, grid], attrs }: Evidence, n: number, point: number): NumericCorner[] {
  const spatial = x!.shape.slice(2);
  const rank = spatial.length;
  const points = numel(grid!.shape.slice(1, -1));
  const sampling = samplingOf(attrs);
  const start: NumericCorner[] = [{ at: 0, weight: 1, rises: [] }];
  return spatial.reduce<NumericCorner[]>((corners, size, d) => {
    const number = elementAt(grid!, (n * points + point) * rank + (rank - 1 - d));
    const sides = neighbours(number, size, sampling).filter(({ at }) => at !== null);
    return corners.flatMap((corner) =>
      sides.map(({ at, weight, rise }) => ({
        at: corner.at * size + at!,
        weight: corner.weight * weight,
        rises: [...corner.rises.map((other) => other * weight), corner.weight * rise],
      })),
    );
  }, start);
}

function locals(k: number, i: number, evidence: Evidence): Local[] {
  const [x, grid] = [evidence.inputs[0]!, evidence.inputs[1]!];
  const [, channels] = x.shape as [number, number];
  const size = numel(x.shape.slice(2));
  const points = numel(grid.shape.slice(1, -1));
  if (k === 0) {
    const plane = Math.floor(i / size);
    const found: Local[] = [];
    for (let point = 0; point < points; point++) {
      const own = around(evidence, Math.floor(plane / channels), point).filter(({ at }) => at === i % size);
      const value = own.reduce((sum, { weight }) => sum + weight, 0);
      if (value !== 0) found.push({ at: plane * points + point, value });
    }
    return found;
  }
  const rank = grid.shape.at(-1)!;
  const [n, point] = [Math.floor(i / (points * rank)), Math.floor(i / rank) % points];
  const d = rank - 1 - (i % rank);
  return Array.from({ length: channels }, (_, c) => {
    const plane = n * channels + c;
    const value = around(evidence, n, point).reduce(
      (sum, { at, rises }) => sum + rises[d]! * elementAt(x, plane * size + at),
      0,
    );
    return { at: plane * points + point, value };
  });
}

/** Numbers from −1 to 1 for the elements of a dimension: their centres, or with alignCorners up to the outer ones. */
function steps(size: number, alignCorners: boolean): number[] {
  const last = size - 1;
  return Array.from({ length: size }, (_, i) => {
    if (size === 1) return 0;
    const number = -1 + (2 * i) / last;
    return alignCorners ? number : (number * last) / size;
  });
}

/** [elements, rank + 1]: each element's numbers, the last dimension's first, and a 1. */
function basis(spatial: Shape, alignCorners: boolean): number[] {
  let rows: number[][] = [[]];
  for (const size of spatial) {
    const numbers = steps(size, alignCorners);
    rows = rows.flatMap((row) => numbers.map((number) => [number, ...row]));
  }
  return rows.flatMap((row) => [...row, 1]);
}

function basisTensor(theta: Tensor, attrs: Attrs): Tensor {
  const spatial = (attrs['size'] as Shape).slice(2);
  const rows = basis(spatial, attrs['alignCorners'] as boolean);
  const array = theta.dtype.array(rows.length);
  rows.forEach((number, i) => (array[i] = number));
  const width = spatial.length + 1;
  const storage = theta.device.upload(theta.dtype, array);
  return new Tensor({ storage, shape: [rows.length / width, width], strides: [width, 1], offset: 0 });
}

/** Input: theta [N, rank, rank + 1]; the grid [N, …, rank] of where each element of the output looks. */
export const affineGrid: OpRecord = {
  name: 'affineGrid',
  gradFn: () => 'AffineGridGeneratorBackward0',
  symbol: '⌗',
  formula: (n) => `${operandTex(n, 0)} \\cdot (x, y, 1)^\\mathsf{T}`,
  forward([theta], attrs) {
    const size = attrs['size'] as Shape;
    return inside(() => {
      const rows = basisTensor(theta!, attrs).matmul(theta!.transpose(1, 2));
      return rows.reshape(size[0]!, ...size.slice(2), size.length - 2);
    });
  },
  saves: { inputs: [0], output: false },
  backward({ inputs, attrs }, g) {
    const theta = inputs[0]!;
    const flat = g.reshape(g.shape[0]!, -1, g.shape.at(-1)!);
    return [flat.transpose(1, 2).matmul(inside(() => basisTensor(theta, attrs)))];
  },
  explain: {
    tex: () => '(x, y, 1)',
    locals(_, i, { attrs }) {
      const size = attrs['size'] as Shape;
      const rank = size.length - 2;
      const rows = basis(size.slice(2), attrs['alignCorners'] as boolean);
      const count = rows.length / (rank + 1);
      const [n, d, column] = [
        Math.floor(i / (rank * (rank + 1))),
        Math.floor(i / (rank + 1)) % rank,
        i % (rank + 1),
      ];
      return Array.from({ length: count }, (_, point) => ({
        at: (n * count + point) * rank + d,
        value: rows[point * (rank + 1) + column]!,
      }));
    },
  },
};

export const GRID_OPS: readonly OpRecord[] = [gridSample, affineGrid];

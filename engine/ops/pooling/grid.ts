/** @file Looking at an image through a grid of points (spatial transformers). */

import { apply } from '../../autograd/apply';
import { numel } from '../../shape';
import type { Tensor } from '../../tensor';

import { elementAt, operandTex } from '../common';
import { stack } from '../joining/join';
import type { Evidence, Local, OpRecord } from '../op';
import { inside } from '../reduction/lanes';
import { affineGrid } from './affine-grid';
import { CUBIC, neighbours, reflection, slopeOf, samplingOf, unnormalized, type Sampling } from './sampling';

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

interface Side {
  readonly at: Tensor;
  readonly weight: Tensor;
  readonly rise: Tensor;
}

/** The four elements around every point in a dimension; what lies outside is looked for by the padding's rule. */
function cubicSides(coordinates: Tensor, size: number, sampling: Sampling): Side[] {
  const { scale } = unnormalized(size, sampling);
  const { place } = placesIn(coordinates, size, { ...sampling, padding: 'zeros' });
  const before = inside(() => place.floor());
  const part = place.sub(before);
  const along = (c: readonly number[]): Tensor =>
    c.slice(0, -1).reduceRight<Tensor>((sum, one) => sum.mul(part).add(one), part.mul(0).add(c.at(-1)!));
  return CUBIC.map((weight, k) => ({
    at: inside(() => padded(before.add(k - 1), size, sampling)),
    weight: along(weight),
    rise: along(slopeOf(weight)).mul(scale),
  }));
}

/** Whole places brought into the image, unless zeros lie around it. */
function padded(place: Tensor, size: number, sampling: Sampling): Tensor {
  if (sampling.padding === 'zeros') return place;
  if (sampling.padding === 'border') return place.clamp(0, size - 1);
  const { low, span } = reflection(size, sampling);
  if (span === 0) return place.mul(0);
  const distance = place.sub(low).abs();
  const isTurned = distance.div(span).floor().remainder(2);
  const extra = distance.fmod(span);
  const turned = isTurned.mul(span).add(extra.mul(isTurned.mul(-2).add(1)));
  return turned.add(low).clamp(0, size - 1);
}

/** The corners of every point, each a choice of the lower or upper neighbour in every dimension. */
function cornersOf(x: Tensor, grid: Tensor, sampling: Sampling): Corner[] {
  const spatial = x.shape.slice(2);
  const rank = spatial.length;
  const points = numel(grid.shape.slice(1, -1));
  const flat = grid.reshape(x.shape[0]!, 1, points, rank);
  const dims = spatial.map((size, d) => {
    // the grid's numbers stand from the last dimension to the first
    if (sampling.mode === 'bicubic') return cubicSides(flat.select(3, rank - 1 - d), size, sampling);
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

export const GRID_OPS: readonly OpRecord[] = [gridSample, affineGrid];

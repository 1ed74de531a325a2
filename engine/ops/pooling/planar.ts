/** @file Ops that send every plane of a tensor through one fixed sparse map; and their adjoints. */

import { apply } from '../../autograd/apply';
import { networkKernel } from '../../devices/needs';
import type { NetworkKernels, SparseMap } from '../../devices/network';
import { numel, type Shape } from '../../shape';
import { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import type { Local, Names, OpRecord } from '../op';
import { operandTex } from '../common';
import { cachedMap } from './map';

export interface PlanarParts {
  readonly name: string;
  readonly gradFn: (attrs: Attrs) => string;
  readonly symbol: string;
  readonly formula: (names: Names) => string;
  /** the derivative's TeX: what weight an element enters with */
  readonly tex: string;
  /** the adjoint's name; `unfold` and `fold` are each other's */
  readonly adjoint: { readonly name: string; readonly gradFn: (attrs: Attrs) => string };
  /** how many trailing dimensions make a plane */
  readonly rank: (attrs: Attrs) => number;
  /** the output's shape; refuses what does not fit */
  readonly output: (x: Tensor, attrs: Attrs) => Shape;
  readonly map: (spatial: Shape, attrs: Attrs) => SparseMap;
  /** what stands where the map puts nothing */
  readonly fill?: (attrs: Attrs) => number;
}

/** The op and its adjoint, which is its backward; each is the other's derivative, to any order. */
export function planarPair(parts: PlanarParts): { forward: OpRecord; adjoint: OpRecord } {
  const mapOf = (shape: Shape, attrs: Attrs): SparseMap => {
    const spatial = shape.slice(shape.length - parts.rank(attrs));
    return cachedMap(parts.name, attrs, spatial, () => parts.map(spatial, attrs));
  };
  const forward: OpRecord = {
    name: parts.name,
    gradFn: parts.gradFn,
    symbol: parts.symbol,
    formula: parts.formula,
    forward([x], attrs) {
      const shape = parts.output(x!, attrs);
      const fill = parts.fill?.(attrs) ?? 0;
      const out =
        fill === 0 ? Tensor.empty(shape, x!.dtype, x!.device) : Tensor.full(shape, fill, x!.dtype, x!.device);
      if (out.numel() > 0) planesOf(x!, parts.name)(mapOf(x!.shape, attrs), false, x!, out);
      return out;
    },
    saves: { inputs: [], output: false },
    backward: ({ inputs, attrs }, g) => [apply(adjoint, [g], { ...attrs, shape: inputs[0]!.shape })],
    explain: {
      tex: () => parts.tex,
      locals: (_, i, e) => column(mapOf(e.inputs[0]!.shape, e.attrs), i),
    },
  };
  const adjoint: OpRecord = {
    ...forward,
    name: parts.adjoint.name,
    gradFn: parts.adjoint.gradFn,
    symbol: `${parts.symbol}ᵀ`,
    formula: (n) => `\\operatorname{${parts.adjoint.name}}(${operandTex(n, 0)})`,
    forward([g], attrs) {
      const shape = attrs['shape'] as Shape;
      const out = Tensor.empty(shape, g!.dtype, g!.device);
      if (out.numel() > 0) planesOf(g!, parts.adjoint.name)(mapOf(shape, bare(attrs)), true, g!, out);
      return out;
    },
    backward: ({ attrs }, g) => [apply(forward, [g], { ...bare(attrs), ...(parts.fill && { value: 0 }) })],
    explain: {
      tex: () => parts.tex,
      locals: (_, i, e) => row(mapOf(e.output.shape, bare(e.attrs)), i),
    },
  };
  return { forward, adjoint };
}

/** The attributes the forward op had. */
function bare(attrs: Attrs): Attrs {
  return Object.fromEntries(Object.entries(attrs).filter(([key]) => key !== 'shape'));
}

function planesOf(x: Tensor, op: string): NetworkKernels['planes'] {
  return networkKernel('planes', op, x.device);
}

/** Every output element that element `i` of the planes enters. */
function column(map: SparseMap, i: number): Local[] {
  const base = Math.floor(i / map.columns) * map.rows;
  const own = i % map.columns;
  const found: Local[] = [];
  for (let r = 0; r < map.rows; r++) {
    for (let e = map.start[r]!; e < map.start[r + 1]!; e++) {
      if (map.column[e] === own) found.push({ at: base + r, value: map.weight[e]! });
    }
  }
  return found;
}

/** The same, seen from the other end. */
function row(map: SparseMap, i: number): Local[] {
  const base = Math.floor(i / map.rows) * map.columns;
  const own = i % map.rows;
  const found: Local[] = [];
  for (let e = map.start[own]!; e < map.start[own + 1]!; e++) {
    found.push({ at: base + map.column[e]!, value: map.weight[e]! });
  }
  return found;
}

/** How many elements a plane has. */
export function planeSize(shape: Shape, rank: number): number {
  return numel(shape.slice(shape.length - rank));
}

/** @file Ops that look at the same elements in another way, copy them, or cast them. */

import { apply } from '../autograd/apply';
import { deviceOf, transfer, type DeviceName } from '../devices/registry';
import { DTYPES } from '../dtype';
import { RuntimeError } from '../errors';
import { contiguousStrides, inferShape, normalizeDim, shapeText, viewStrides, type Shape } from '../shape';
import { Tensor } from '../tensor';
import type { Attrs } from '../trace/events';
import { broadcastTo, broadcastTargets, cast, operandTex, sumToShape } from './common';
import type { Explanation, OpRecord } from './op';

/** `view(2, 3)` and `view([2, 3])` mean the same. */
export function sizes(shape: number[] | [readonly number[]]): readonly number[] {
  return typeof shape[0] === 'object' ? shape[0] : (shape as number[]);
}

const shapeOf = (attrs: Attrs): Shape => attrs['shape'] as Shape;

/** Elements keep their row-major place: each goes to the output element of the same index. */
const SAME_PLACE: Explanation = { tex: () => '1', locals: (_, i) => [{ at: i, value: 1 }] };

export const view: OpRecord = {
  name: 'view',
  gradFn: () => 'ViewBackward0',
  symbol: 'view',
  formula: (n) => `\\operatorname{view}(${operandTex(n, 0)})`,
  forward([x], attrs) {
    const shape = inferShape(shapeOf(attrs), x!.numel());
    const strides = viewStrides(x!.shape, x!.strides, shape);
    if (!strides) {
      throw new RuntimeError(
        "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.",
      );
    }
    return x!.look(shape, strides, x!.offset);
  },
  saves: { inputs: [], output: false },
  backward: ({ inputs }, g) => [g.reshape(inputs[0]!.shape)],
  explain: SAME_PLACE,
};

/** What a reshape is that is a view of what is not contiguous. */
const alias: OpRecord = { ...view, gradFn: () => 'ReshapeAliasBackward0' };

const reshapeCopy: OpRecord = {
  ...view,
  name: 'reshape',
  gradFn: () => 'UnsafeViewBackward0',
  symbol: 'reshape',
  formula: (n) => `\\operatorname{reshape}(${operandTex(n, 0)})`,
  forward([x], attrs) {
    const shape = inferShape(shapeOf(attrs), x!.numel());
    return cast(x!, x!.dtype, true).look(shape, contiguousStrides(shape), 0);
  },
};

/** A view where the strides allow it, otherwise a copy; PyTorch's rule for `reshape`. */
export function reshape(x: Tensor, requested: Shape): Tensor {
  const shape = inferShape(requested, x.numel());
  const record = viewStrides(x.shape, x.strides, shape) ? (x.isContiguous() ? view : alias) : reshapeCopy;
  return apply(record, [x], { shape });
}

export const expand: OpRecord = {
  name: 'expand',
  gradFn: () => 'ExpandBackward0',
  symbol: 'expand',
  formula: (n) => `\\operatorname{expand}(${operandTex(n, 0)})`,
  forward([x], attrs) {
    const wanted = shapeOf(attrs);
    const lead = wanted.length - x!.ndim;
    if (lead < 0) {
      throw new RuntimeError(
        `expand(torch.${x!.dtype.scalarName}Tensor{${shapeText(x!.shape)}}, size=${shapeText(wanted)}): the number of sizes provided (${wanted.length}) must be greater or equal to the number of dimensions in the tensor (${x!.ndim})`,
      );
    }
    // PyTorch looks from the last dimension on
    const shape = [...wanted]
      .reverse()
      .map((size, fromEnd) => {
        const d = wanted.length - 1 - fromEnd;
        const own = d < lead ? null : x!.shape[d - lead]!;
        if (size === -1) {
          if (own !== null) return own;
          throw new RuntimeError(
            `The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension ${d}`,
          );
        }
        if (own !== null && own !== 1 && own !== size) {
          throw new RuntimeError(
            `The expanded size of the tensor (${size}) must match the existing size (${own}) at non-singleton dimension ${d}.  Target sizes: ${shapeText(wanted)}.  Tensor sizes: ${shapeText(x!.shape)}`,
          );
        }
        return size;
      })
      .reverse();
    const out = broadcastTo(x!, shape);
    return x!.look(shape, out.strides, x!.offset);
  },
  saves: { inputs: [], output: false },
  backward: ({ inputs }, g) => [sumToShape(g, inputs[0]!.shape)],
  explain: {
    tex: () => '1',
    locals: (_, i, e) =>
      broadcastTargets(e.inputs[0]!.shape, e.output.shape, i).map((at) => ({ at, value: 1 })),
  },
};

function swapped<T>(list: readonly T[], a: number, b: number): T[] {
  const out = [...list];
  if (out.length > 0) [out[a], out[b]] = [list[b]!, list[a]!];
  return out;
}

export const transpose: OpRecord = {
  name: 'transpose',
  gradFn: () => 'TransposeBackward0',
  symbol: 'ᵀ',
  formula: (n) => `${operandTex(n, 0)}^\\mathsf{T}`,
  forward([x], attrs) {
    const [a, b] = dimsOf(x!.ndim, attrs);
    return x!.look(swapped(x!.shape, a, b), swapped(x!.strides, a, b), x!.offset);
  },
  saves: { inputs: [], output: false },
  backward: ({ attrs }, g) => [g.transpose(attrs['dim0'] as number, attrs['dim1'] as number)],
  explain: {
    tex: () => '1',
    locals(_, i, e) {
      const { shape } = e.inputs[0]!;
      const [a, b] = dimsOf(shape.length, e.attrs);
      const from = contiguousStrides(shape);
      const to = swapped(contiguousStrides(e.output.shape), a, b);
      const at = shape.reduce((sum, size, d) => sum + (Math.floor(i / from[d]!) % size) * to[d]!, 0);
      return [{ at, value: 1 }];
    },
  },
};

function dimsOf(rank: number, attrs: Attrs): [number, number] {
  return [normalizeDim(attrs['dim0'] as number, rank), normalizeDim(attrs['dim1'] as number, rank)];
}

const MATRIX: Attrs = { dim0: 0, dim1: 1 };

/** A matrix's transpose, under the name PyTorch has for it. */
export const t: OpRecord = {
  ...transpose,
  name: 't',
  gradFn: () => 'TBackward0',
  forward: ([x], attrs) =>
    x!.ndim < 2 ? x!.look(x!.shape, x!.strides, x!.offset) : transpose.forward([x!], { ...attrs, ...MATRIX }),
  backward: (_, g) => [g.t()],
  explain: {
    tex: () => '1',
    locals: (k, i, e) =>
      e.output.shape.length < 2
        ? [{ at: i, value: 1 }]
        : transpose.explain!.locals(k, i, { ...e, attrs: MATRIX }),
  },
};

export const clone: OpRecord = {
  name: 'clone',
  gradFn: () => 'CloneBackward0',
  symbol: 'clone',
  formula: (n) => operandTex(n, 0),
  forward: ([x]) => cast(x!, x!.dtype, true),
  saves: { inputs: [], output: false },
  backward: (_, g) => [g],
  explain: SAME_PLACE,
};

export const to: OpRecord = {
  name: 'to',
  gradFn: () => 'ToCopyBackward0',
  symbol: 'to',
  formula: (n) => `\\operatorname{to}(${operandTex(n, 0)}, \\text{${String(n.attrs['dtype'])}})`,
  forward([x], attrs) {
    const dtype = DTYPES.find((known) => known.name === attrs['dtype'])!;
    const device = deviceOf(attrs['device'] as DeviceName);
    if (device === x!.device) return cast(x!, dtype, true);
    return new Tensor({
      storage: transfer(x!, device, dtype),
      shape: x!.shape,
      strides: contiguousStrides(x!.shape),
      offset: 0,
    });
  },
  saves: { inputs: [], output: false },
  backward: ({ inputs }, g) => [g.to(inputs[0]!.dtype).to(inputs[0]!.device.type)],
  explain: SAME_PLACE,
};

/** The ops of this file by name; `reshape` where it had to copy. */
export const VIEW_OPS: readonly OpRecord[] = [view, reshapeCopy, expand, transpose, t, clone, to];

/** @file Views as geometry: an op that looks at its input's storage in another way is one rule over shape and strides. */

import type { Attrs } from '../../trace/events';
import { contiguousStrides, isContiguous, numel, type Shape } from '../../shape';
import { Tensor } from '../../tensor';
import { apply } from '../../autograd/apply';
import { operandTex } from '../common';
import type { BackwardContext, Names, OpRecord } from '../op';

/** A strided look; the offset is counted from where the input begins. */
export interface Look {
  readonly shape: Shape;
  readonly strides: Shape;
  readonly offset: number;
}

/** What an op makes of its input's look. */
export type Geometry = (shape: Shape, strides: Shape, attrs: Attrs) => Look;

/** The positions that a look visits, row-major. */
export function positionsOf({ shape, strides, offset }: Look): number[] {
  let out = [offset];
  shape.forEach((size, d) => {
    out = out.flatMap((base) => Array.from({ length: size }, (_, i) => base + i * strides[d]!));
  });
  return out;
}

interface ViewParts {
  readonly name: string;
  /** without 'Backward0'; a function where the number or name depends */
  readonly gradFn: string | ((attrs: Attrs) => string);
  readonly symbol?: string;
  readonly formula?: (names: Names) => string;
  readonly geometry: Geometry;
  /** left out: the gradient is put back where the look saw its element */
  readonly backward?: (context: BackwardContext, gradient: Tensor) => Tensor;
}

/** An op whose output shares its input's storage. */
export function viewOp({ name, gradFn, symbol, formula, geometry, backward }: ViewParts): OpRecord {
  return {
    name,
    gradFn: typeof gradFn === 'function' ? gradFn : () => `${gradFn}Backward0`,
    symbol: symbol ?? name,
    formula: formula ?? ((n) => `\\operatorname{${name}}(${operandTex(n, 0)})`),
    forward([x], attrs) {
      const look = geometry(x!.shape, x!.strides, attrs);
      return x!.look(look.shape, look.strides, x!.offset + look.offset);
    },
    saves: { inputs: [], output: false },
    backward(context, g) {
      if (backward) return [backward(context, g)];
      const { shape } = context.inputs[0]!;
      return [putBack(g, shape, geometry(shape, contiguousStrides(shape), context.attrs))];
    },
    explain: {
      tex: () => '1',
      locals(_, i, { inputs, attrs }) {
        const { shape } = inputs[0]!;
        const seen = positionsOf(geometry(shape, contiguousStrides(shape), attrs));
        return seen.flatMap((position, at) => (position === i ? [{ at, value: 1 }] : []));
      },
    },
  };
}

/** Zeros of `shape` with `gradient` added in where `look` sees its elements (of a contiguous tensor). */
export function putBack(gradient: Tensor, shape: Shape, look: Look): Tensor {
  return apply(scatterLook, [gradient], {
    shape,
    size: look.shape,
    stride: look.strides,
    offset: look.offset,
  });
}

function lookOf(attrs: Attrs): Look {
  return {
    shape: attrs['size'] as Shape,
    strides: attrs['stride'] as Shape,
    offset: attrs['offset'] as number,
  };
}

/** Looks at a contiguous tensor by size, stride and offset: the way back from `putBack`. */
function lookAt(x: Tensor, look: Look): Tensor {
  return apply(asStrided, [x.contiguous()], {
    size: look.shape,
    stride: look.strides,
    offset: look.offset,
  });
}

/** Whether no two indices of a look meet in one element. */
function isInjective({ shape, strides }: Look): boolean {
  const dims = shape.map((size, d) => [strides[d]!, size] as const).filter(([, size]) => size > 1);
  dims.sort(([a], [b]) => a - b);
  let reach = 0;
  for (const [stride, size] of dims) {
    if (stride <= reach) return false;
    reach += stride * (size - 1);
  }
  return true;
}

const scatterLook: OpRecord = {
  name: 'asStridedScatter',
  gradFn: () => 'AsStridedScatterBackward0',
  symbol: '⊂',
  formula: (n) => `\\operatorname{put}(${operandTex(n, 0)})`,
  forward([g], attrs) {
    const shape = attrs['shape'] as Shape;
    const look = lookOf(attrs);
    const out = Tensor.full(shape, 0, g!.dtype, g!.device);
    if (numel(look.shape) === 0) return out;
    if (isInjective(look)) {
      g!.device.copy(g!, out.look(look.shape, look.strides, look.offset));
      return out;
    }
    // where the look meets an element twice, the gradients add up: one index of the first dimension at a time
    const [count, ...rest] = look.shape as [number, ...number[]];
    const [step, ...strides] = look.strides as [number, ...number[]];
    for (let i = 0; i < count; i++) {
      const slice = g!.look(rest, g!.strides.slice(1), g!.offset + i * g!.strides[0]!);
      const part = scatterLook.forward([slice], {
        shape,
        size: rest,
        stride: strides,
        offset: look.offset + i * step,
      });
      out.device.binary('add', out, part, out);
    }
    return out;
  },
  saves: { inputs: [], output: false },
  backward: ({ attrs }, g) => [lookAt(g, lookOf(attrs))],
  explain: {
    tex: () => '1',
    locals: (_, i, { attrs }) => [{ at: positionsOf(lookOf(attrs))[i]!, value: 1 }],
  },
};

/**
 * What `asStrided` remembers of a look at x's storage: the look, counted from x's first element, and how x itself lies
 * where it is not contiguous, since its gradient is found by where both lie in memory.
 */
export function stridedAttrs(x: Tensor, { shape, strides, offset }: Look): Attrs {
  const look = { size: shape, stride: strides, offset: offset - x.offset };
  return x.isContiguous() ? look : { ...look, own: x.strides };
}

/** How the input of `asStrided` lies, counted from its first element. */
const ownLook = (shape: Shape, attrs: Attrs): Look => ({
  shape,
  strides: (attrs['own'] as Shape | undefined) ?? contiguousStrides(shape),
  offset: 0,
});

/** Behind the last element of a look. */
const endOf = ({ shape, strides, offset }: Look): number =>
  shape.reduce((end, size, d) => end + (size - 1) * strides[d]!, offset + 1);

/**
 * The gradient of a look at memory, as that of another look at the same memory: what both see is passed on, and what
 * the other sees several times is shared out.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.as_strided.html
 */
function passedOn(gradient: Tensor, from: Look, to: Look): Tensor {
  const isWhole = from.offset >= 0 && endOf(from) <= numel(to.shape);
  if (isWhole && isContiguous(to.shape, to.strides)) return putBack(gradient, to.shape, from);
  const first = Math.min(from.offset, 0);
  const length = [Math.max(endOf(from), endOf(to)) - first];
  const moved = (look: Look): Look => ({ ...look, offset: look.offset - first });
  const memory = putBack(gradient, length, moved(from));
  if (isInjective(to)) return lookAt(memory, moved(to));
  const ones = Tensor.full(to.shape, 1, gradient.dtype, gradient.device);
  return lookAt(memory.div(putBack(ones, length, moved(to)).clampMin(1)), moved(to));
}

/** A look at the storage by size, stride and offset, whatever the input's own. */
export const asStrided: OpRecord = {
  ...viewOp({
    name: 'asStrided',
    gradFn: 'AsStrided',
    geometry: (_shape, _strides, attrs) => lookOf(attrs),
    backward: ({ inputs, attrs }, g) => passedOn(g, lookOf(attrs), ownLook(inputs[0]!.shape, attrs)),
  }),
  explain: {
    tex: () => '1',
    locals(_, i, { inputs, attrs }) {
      const own = positionsOf(ownLook(inputs[0]!.shape, attrs));
      const times = own.filter((position) => position === own[i]).length;
      return positionsOf(lookOf(attrs)).flatMap((position, at) =>
        position === own[i] ? [{ at, value: 1 / times }] : [],
      );
    },
  },
};

/** A gradient as it lies in memory where its tensor lies so (`own`): what a view of the tensor sees can be changed there. */
export function inMemory(gradient: Tensor, own: Look): Tensor {
  if (isContiguous(own.shape, own.strides)) return gradient.clone();
  return putBack(gradient, [endOf(own)], own);
}

/** The way back from `inMemory`. */
export function outOfMemory(memory: Tensor, own: Look): Tensor {
  return isContiguous(own.shape, own.strides) ? memory : lookAt(memory, own);
}

export const GEOMETRY_OPS: readonly OpRecord[] = [asStrided, scatterLook];

/** @file Largest and smallest: over everything, over dimensions, and where they are. */

import { apply } from '../../autograd/apply';
import { needs } from '../../devices/needs';
import type { ChoiceKernel } from '../../devices/lanes';
import { IndexError, RuntimeError } from '../../errors';
import { normalizeDim } from '../../shape';
import { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { operandTex } from '../common';
import type { Evidence, Local, OpRecord } from '../op';
import { namedRecord } from '../pointwise/common';
import { computeReduce, dimsOf, keptShape, overDims, target } from '../reduce';
import { dropped, dimOf, indexTensor, lanes, pickRecord, places, resized } from './lanes';

/** PyTorch's refusals of an extreme of nothing. */
export function checkNotEmpty(name: string, x: Tensor, dim: number | null): void {
  if (dim === null) {
    if (x.numel() > 0) return;
    throw new RuntimeError(
      `${name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.`,
    );
  }
  const d = normalizeDim(dim, x.ndim);
  if (x.ndim === 0 || x.shape[d] !== 0) return;
  // aminmax alone has no brackets, and amax and amin say what they were given
  const who = name === 'aminmax' ? name : `${name}()`;
  const told = /^am(ax|in)$/.test(name) ? dim : d;
  throw new IndexError(`${who}: Expected reduction dim ${told} to have non-zero size.`);
}

/** Which elements equal the extreme (NaN does where the extreme is NaN), as a mask of x's shape and dtype. */
function tied(x: Tensor, extreme: Tensor): Tensor {
  const both = x.ne(x).mul(extreme.ne(extreme));
  return x.detach().eq(extreme.detach()).add(both).to(x.dtype);
}

/** The gradient, shared evenly by those that tie; of NaN's: by all NaN, or by nobody. */
export function shareEvenly(x: Tensor, extreme: Tensor, g: Tensor, attrs: Attrs, isNanShared = true): Tensor {
  const shape = keptShape(x.shape, dimsOf(attrs, x.ndim));
  const whole = extreme.reshape(shape);
  const mask = isNanShared ? tied(x, whole) : x.detach().eq(whole.detach()).to(x.dtype);
  const dims = attrs['dim'] as readonly number[] | null;
  const count = mask.sum(dims, { keepdim: true }).reshape(shape);
  return g.reshape(shape).mul(mask).div(count);
}

export function shareLocals(i: number, evidence: Evidence): Local[] {
  const { inputs, output } = evidence;
  const at = target(i, evidence);
  const [x, extreme] = [inputs[0]!.elements, Number(output.elements[at])];
  const same = (j: number): boolean => Object.is(Number(x[j]), extreme) || Number(x[j]) === extreme;
  if (!same(i)) return [];
  const ties = places(inputs[0]!).filter((j) => same(j) && target(j, evidence) === at).length;
  return [{ at, value: 1 / ties }];
}

function extremeRecord(name: string, kernel: 'max' | 'min', gradFn: string): OpRecord {
  const tex = kernel === 'max' ? '\\max' : '\\min';
  return {
    name,
    gradFn: () => gradFn,
    symbol: kernel,
    formula: (n) => `${tex}${overDims(n.attrs)} ${operandTex(n, 0)}`,
    forward([x], attrs) {
      const dims = dimsOf(attrs, x!.ndim);
      if (attrs['dim'] === null) checkNotEmpty(name, x!, null);
      ((attrs['dim'] as readonly number[] | null) ?? dims).forEach((d) => checkNotEmpty(name, x!, d));
      if (x!.numel() === 0) return computeReduce('sum', x!, dims, Boolean(attrs['keepdim']), x!.dtype);
      return computeReduce(kernel, x!, dims, Boolean(attrs['keepdim']), x!.dtype);
    },
    saves: { inputs: [0], output: true },
    backward: ({ inputs, output, attrs }, g) => [shareEvenly(inputs[0]!, output, g, attrs, name === kernel)],
    explain: {
      tex: (_, n) => `\\frac{[${operandTex(n, 0)} = ${n.output}]}{\\text{number of ties}}`,
      locals: (_, i, evidence) => shareLocals(i, evidence),
    },
  };
}

export const max = extremeRecord('max', 'max', 'MaxBackward1');
export const min = extremeRecord('min', 'min', 'MinBackward1');
export const amax = extremeRecord('amax', 'max', 'AmaxBackward0');
export const amin = extremeRecord('amin', 'min', 'AminBackward0');
/** The two outputs of aminmax, each with the gradient of its own. */
export const aminmaxMin = extremeRecord('aminmaxMin', 'min', 'AminmaxBackward0');
export const aminmaxMax = extremeRecord('aminmaxMax', 'max', 'AminmaxBackward0');

/** PyTorch's own words for aminmax of nothing. */
export function checkAminmax(x: Tensor, dim: number | null): void {
  if (x.numel() > 0) return;
  if (dim === null)
    throw new RuntimeError(
      'aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity.',
    );
  checkNotEmpty('aminmax', x, dim);
}

/** Values at the indices that argmax or argmin found. */
export const maxDim = pickRecord({
  name: 'maxDim',
  gradFn: 'MaxBackward0',
  symbol: 'max',
  tex: (x) => `\\max_{\\text{dim}} ${x}`,
});
export const minDim = pickRecord({
  name: 'minDim',
  gradFn: 'MinBackward0',
  symbol: 'min',
  tex: (x) => `\\min_{\\text{dim}} ${x}`,
});

/** The index of the chosen element of each lane; `dim` null: of all elements, in row-major order. */
export function computeChoice(kernel: ChoiceKernel, x: Tensor, attrs: Attrs, op: string): Tensor {
  const choose = needs(x.device.lanes?.choose, op, x.device);
  const keepdim = Boolean(attrs['keepdim']);
  if (attrs['dim'] === null) {
    const out = indexTensor(keepdim ? x.shape.map(() => 1) : [], x);
    const flat = x.isContiguous() ? x : contiguousCopy(x);
    const line = { storage: flat.storage, shape: [x.numel()], strides: [1], offset: flat.offset };
    choose(kernel, line, { storage: out.storage, shape: [], strides: [], offset: 0 });
    return out;
  }
  const dim = dimOf(attrs, x.ndim);
  const out = indexTensor(resized(x.shape, dim, 1), x);
  const outer = lanes(out, dim);
  choose(kernel, lanes(x, dim), {
    ...outer,
    shape: outer.shape.slice(0, -1),
    strides: outer.strides.slice(0, -1),
  });
  return keepdim ? out : dropped(out, dim);
}

function contiguousCopy(x: Tensor): Tensor {
  const out = Tensor.empty(x.shape, x.dtype, x.device);
  x.device.copy(x, out);
  return out;
}

/** A record without derivative that names one index a lane. */
export function choiceRecord(
  name: string,
  kernel: ChoiceKernel,
  check: (x: Tensor, attrs: Attrs) => void,
): OpRecord {
  return namedRecord(name, ([x], attrs) => {
    check(x!, attrs);
    return computeChoice(kernel, x!, attrs, name);
  });
}

/** Called by itself or for max and min, whose name (`as`) then stands in the errors. */
const checkArg =
  (name: string) =>
  (x: Tensor, attrs: Attrs): void => {
    const op = (attrs['as'] as string | undefined) ?? name;
    if (x.dtype.name === 'bool' && op === name)
      throw new RuntimeError(`${op}(): does not support bool input`);
    if (attrs['dim'] === null && x.numel() === 0) {
      throw new IndexError(`${op}(): Expected reduction dim to be specified for input.numel() == 0.`);
    }
    checkNotEmpty(op, x, attrs['dim'] as number | null);
  };

export const argmax = choiceRecord('argmax', 'argmax', checkArg('argmax'));
export const argmin = choiceRecord('argmin', 'argmin', checkArg('argmin'));

/** An extreme over one dimension and where it is: of those that tie, the first. */
export function extremeAlong(
  kind: 'max' | 'min',
  x: Tensor,
  dim: number,
  keepdim: boolean,
): { values: Tensor; indices: Tensor } {
  const indices = apply(kind === 'max' ? argmax : argmin, [x], { dim, keepdim, as: kind });
  const values = apply(kind === 'max' ? maxDim : minDim, [x, indices], { dim, drop: !keepdim });
  return { values, indices };
}

export const EXTREMA_OPS: readonly OpRecord[] = [
  ...[max, min, amax, amin, aminmaxMin, aminmaxMax, maxDim, minDim, argmax, argmin],
];

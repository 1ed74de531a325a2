/** @file Layer, batch and group normalisation: one rule, over different elements. */

import { networkKernel } from '../../devices/needs';
import type { StridedView } from '../../devices/device';
import type { DType } from '../../dtype';
import { isGradEnabled } from '../../autograd/mode';
import { notImplemented } from '../../errors';
import { contiguousStrides, type Shape } from '../../shape';
import { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { broadcastTo, cast, elementAt, operandTex, sumToShape } from '../common';
import type { BackwardContext, Evidence, Local, Names, OpRecord } from '../op';
import { batchLayout, groupLayout, groupSize, layerLayout, orderOf, placeOf, type Layout } from './layout';

interface Operands {
  readonly x: Tensor;
  readonly weight: Tensor | undefined;
  readonly bias: Tensor | undefined;
}

/** Weight and bias may each be missing; attributes say which of them is there. */
function operandsOf(inputs: readonly Tensor[], attrs: Attrs): Operands {
  const hasWeight = Boolean(attrs['weight']);
  const hasBias = Boolean(attrs['bias']);
  return {
    x: inputs[0]!,
    weight: hasWeight ? inputs[1] : undefined,
    bias: hasBias ? inputs[hasWeight ? 2 : 1] : undefined,
  };
}

const epsOf = (attrs: Attrs): number => attrs['eps'] as number;

function permuted(view: StridedView, order: Shape): StridedView {
  return {
    ...view,
    shape: order.map((d) => view.shape[d]!),
    strides: order.map((d) => view.strides[d]!),
  };
}

/** A tensor along the cut dimensions, which contiguous elements alone can be. */
function cut(t: Tensor, shape: Shape, dtype: DType): Tensor {
  const whole = cast(t, dtype, !t.isContiguous());
  return whole.look(shape, contiguousStrides(shape), whole.offset);
}

/** Weight or bias at every element of the cut input, those that are reduced last. */
function along(t: Tensor | undefined, layout: Layout, dtype: DType): StridedView | null {
  if (!t) return null;
  return permuted(broadcastTo(cut(t, layout.weight, dtype), layout.split), orderOf(layout));
}

function compute(inputs: readonly Tensor[], attrs: Attrs, layout: Layout, name: string): Tensor {
  const { x, weight, bias } = operandsOf(inputs, attrs);
  if (!x.dtype.isFloatingPoint) notImplemented(name, x.dtype);
  const out = Tensor.empty(x.shape, x.dtype, x.device);
  if (out.numel() > 0) standardize(x, weight, bias, epsOf(attrs), layout, name, out);
  return out;
}

function standardize(
  x: Tensor,
  weight: Tensor | undefined,
  bias: Tensor | undefined,
  eps: number,
  layout: Layout,
  name: string,
  out: Tensor,
): void {
  const order = orderOf(layout);
  networkKernel('standardize', name, x.device)(
    groupSize(layout),
    eps,
    permuted(cut(x, layout.split, x.dtype), order),
    along(weight, layout, x.dtype),
    along(bias, layout, x.dtype),
    permuted(cut(out, layout.split, x.dtype), order),
  );
}

/** The gradients with the device's own kernel, where it has one and nobody will differentiate them. */
function quickly(
  { inputs, attrs, needs: wanted }: BackwardContext,
  g: Tensor,
  layout: Layout,
): (Tensor | null)[] | null {
  const { x, weight, bias } = operandsOf(inputs, attrs);
  const kernel = x.device.network?.standardizeInput;
  if (!kernel || isGradEnabled() || g.dtype !== x.dtype || x.numel() === 0) return null;
  const order = orderOf(layout);
  const gradients: (Tensor | null)[] = [null];
  if (wanted[0]) {
    const out = Tensor.empty(x.shape, x.dtype, x.device);
    kernel(
      groupSize(layout),
      epsOf(attrs),
      permuted(cut(x, layout.split, x.dtype), order),
      along(weight, layout, x.dtype),
      permuted(cut(g, layout.split, x.dtype), order),
      permuted(cut(out, layout.split, x.dtype), order),
    );
    gradients[0] = out;
  }
  const upstream = g.reshape(layout.split);
  if (weight) {
    const normal = Tensor.empty(layout.split, x.dtype, x.device);
    standardize(x, undefined, undefined, epsOf(attrs), layout, 'standardize', normal);
    gradients.push(sumToShape(upstream.mul(normal), layout.weight).reshape(weight.shape));
  }
  if (bias) gradients.push(sumToShape(upstream, layout.weight).reshape(bias.shape));
  return gradients;
}

/** (g·w − mean(g·w) − x̂·mean(g·w·x̂)) / σ, and the sums that weight and bias get. */
function backwardOf(context: BackwardContext, g: Tensor, layout: Layout): (Tensor | null)[] {
  const quick = quickly(context, g, layout);
  if (quick) return quick;
  const { inputs, attrs, needs: wanted } = context;
  const { x, weight, bias } = operandsOf(inputs, attrs);
  const over = (t: Tensor): Tensor => t.mean(layout.reduce, { keepdim: true });
  const upstream = g.reshape(layout.split);
  const split = x.reshape(layout.split);
  const centred = split.sub(over(split));
  const factor = over(centred.mul(centred)).add(epsOf(attrs)).pow(-0.5);
  const normal = centred.mul(factor);
  const gradients: (Tensor | null)[] = [null];
  if (wanted[0]) {
    const flow = weight ? upstream.mul(weight.reshape(layout.weight)) : upstream;
    const inner = flow.sub(over(flow)).sub(normal.mul(over(flow.mul(normal))));
    gradients[0] = inner.mul(factor).reshape(x.shape);
  }
  if (weight) gradients.push(sumToShape(upstream.mul(normal), layout.weight).reshape(weight.shape));
  if (bias) gradients.push(sumToShape(upstream, layout.weight).reshape(bias.shape));
  return gradients;
}

/** The members of element `i`'s group with their normalised values, and 1/σ. */
function groupOf(
  layout: Layout,
  i: number,
  e: Evidence,
): { members: number[]; normal: number[]; factor: number } {
  const x = e.inputs[0]!;
  const { group } = placeOf(layout, i);
  const members: number[] = [];
  for (let j = 0; j < x.elements.length; j++) if (placeOf(layout, j).group === group) members.push(j);
  const values = members.map((j) => elementAt(x, j));
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
  const factor = 1 / Math.sqrt(variance + epsOf(e.attrs));
  return { members, normal: values.map((v) => (v - mean) * factor), factor };
}

function localsOf(k: number, i: number, e: Evidence, layout: Layout): Local[] {
  const isWeight = k === 1 && Boolean(e.attrs['weight']);
  if (k > 0) {
    return Array.from({ length: e.output.elements.length }, (_, at) => at)
      .filter((at) => placeOf(layout, at).weight === i)
      .map((at) => {
        if (!isWeight) return { at, value: 1 };
        const { members, normal } = groupOf(layout, at, e);
        return { at, value: normal[members.indexOf(at)]! };
      });
  }
  const { members, normal, factor } = groupOf(layout, i, e);
  const own = normal[members.indexOf(i)]!;
  return members.map((at, j) => {
    const weight = e.attrs['weight'] ? elementAt(e.inputs[1]!, placeOf(layout, at).weight) : 1;
    const slope = Number(at === i) - 1 / members.length - (own * normal[j]!) / members.length;
    return { at, value: weight * factor * slope };
  });
}

function record(
  name: string,
  gradFn: string,
  kernel: string,
  layoutOf: (shape: Shape, attrs: Attrs) => Layout,
): OpRecord {
  const layout = (inputs: readonly { readonly shape: Shape }[], attrs: Attrs): Layout =>
    layoutOf(inputs[0]!.shape, attrs);
  return {
    name,
    gradFn: () => gradFn,
    symbol: 'norm',
    formula(n: Names) {
      const x = operandTex(n, 0);
      const weight = n.attrs['weight'] ? ` \\cdot ${operandTex(n, 1)}` : '';
      const bias = n.attrs['bias'] ? ` + ${operandTex(n, n.attrs['weight'] ? 2 : 1)}` : '';
      return `\\frac{${x} - \\mu}{\\sqrt{\\sigma^2 + \\varepsilon}}${weight}${bias}`;
    },
    forward: (inputs, attrs) => compute(inputs, attrs, layout(inputs, attrs), kernel),
    saves: { inputs: [0, 1], output: false },
    backward: (context, g) => backwardOf(context, g, layout(context.inputs, context.attrs)),
    explain: {
      tex(k, n) {
        if (k === 0)
          return '\\frac{w}{\\sigma} \\left([i = j] - \\frac{1 + \\hat{x}_i \\hat{x}_j}{N}\\right)';
        return k === 1 && n.attrs['weight'] ? '\\hat{x}' : '1';
      },
      locals: (k, i, e) => localsOf(k, i, e, layout(e.inputs, e.attrs)),
    },
  };
}

export const layerNorm = record('layerNorm', 'NativeLayerNormBackward0', 'LayerNormKernelImpl', layerLayout);
export const batchNorm = record('batchNorm', 'NativeBatchNormBackward0', 'batch_norm', batchLayout);
const ofGroups = record('groupNorm', 'NativeGroupNormBackward0', 'GroupNormKernelImpl', groupLayout);
export const groupNorm: OpRecord = {
  ...ofGroups,
  backward(context, g) {
    const gradients = ofGroups.backward!(context, g);
    const [x, weight] = context.inputs as [Tensor, Tensor?];
    if (!weight || !context.attrs['weight'] || x.numel() > 0 || x.shape[0] === 0) return gradients;
    // of nothing PyTorch's mean is 0 / 0, and with it the weights' slopes
    return gradients.with(1, Tensor.full(weight.shape, NaN, weight.dtype, weight.device));
  },
};

/** Batch norm with the statistics collected in training: inputs are x, mean, variance, then weight and bias. */
export const batchNormEval: OpRecord = {
  name: 'batchNormEval',
  gradFn: () => 'NativeBatchNormBackward0',
  symbol: 'norm',
  formula: (n) =>
    `\\frac{${operandTex(n, 0)} - ${operandTex(n, 1)}}{\\sqrt{${operandTex(n, 2)} + \\varepsilon}}`,
  forward(inputs, attrs) {
    const x = inputs[0]!;
    const [mean, variance] = [cast(inputs[1]!, x.dtype), cast(inputs[2]!, x.dtype)];
    const { device } = x;
    const rest = x.ndim - 2;
    const along = (t: Tensor): StridedView =>
      broadcastTo(
        t.look(
          [1, t.shape[0]!, ...new Array<number>(rest).fill(1)],
          [0, t.strides[0]!, ...new Array<number>(rest).fill(0)],
          t.offset,
        ),
        x.shape,
      );
    const factor = Tensor.empty(variance.shape, x.dtype, device);
    device.binary('add', variance, epsOf(attrs), factor);
    device.unary('sqrt', factor, factor);
    const out = Tensor.empty(x.shape, x.dtype, device);
    device.binary('sub', x, along(mean), out);
    device.binary('div', out, along(factor), out);
    const { weight, bias } = affineOf(inputs, attrs);
    if (weight) device.binary('mul', out, along(weight), out);
    if (bias) device.binary('add', out, along(bias), out);
    return out;
  },
  saves: { inputs: [0, 1, 2, 3], output: false },
  backward({ inputs, attrs, needs: wanted }, g) {
    const [x, mean, variance] = [inputs[0]!, inputs[1]!, inputs[2]!];
    const { weight, bias } = affineOf(inputs, attrs);
    const layout = batchLayout(x.shape);
    const along = (t: Tensor): Tensor => t.reshape(layout.weight);
    const upstream = g.reshape(layout.split);
    const factor = along(variance.add(epsOf(attrs)).pow(-0.5));
    const flow = weight ? upstream.mul(along(weight)) : upstream;
    const normal = x.reshape(layout.split).sub(along(mean)).mul(factor);
    const channel = (t: Tensor): Tensor => sumToShape(t, layout.weight).reshape(mean.shape);
    return [
      wanted[0] ? flow.mul(factor).reshape(x.shape) : null,
      null,
      null,
      ...(weight ? [channel(upstream.mul(normal))] : []),
      ...(bias ? [channel(upstream)] : []),
    ];
  },
  explain: {
    tex(k, n) {
      if (k === 0) return '\\frac{w}{\\sqrt{\\sigma^2 + \\varepsilon}}';
      if (k < 3) return '0';
      return k === 3 && n.attrs['weight'] ? '\\hat{x}' : '1';
    },
    locals(k, i, e) {
      if (k === 1 || k === 2) return [];
      const layout = batchLayout(e.inputs[0]!.shape);
      const value = (at: number): number => {
        const c = placeOf(layout, at).weight;
        const factor = 1 / Math.sqrt(elementAt(e.inputs[2]!, c) + epsOf(e.attrs));
        if (k === 0) return (e.attrs['weight'] ? elementAt(e.inputs[3]!, c) : 1) * factor;
        if (k === 4 || !e.attrs['weight']) return 1;
        return (elementAt(e.inputs[0]!, at) - elementAt(e.inputs[1]!, c)) * factor;
      };
      if (k === 0) return [{ at: i, value: value(i) }];
      return Array.from({ length: e.output.elements.length }, (_, at) => at)
        .filter((at) => placeOf(layout, at).weight === i)
        .map((at) => ({ at, value: value(at) }));
    },
  },
};

function affineOf(
  inputs: readonly Tensor[],
  attrs: Attrs,
): { weight: Tensor | undefined; bias: Tensor | undefined } {
  const hasWeight = Boolean(attrs['weight']);
  return {
    weight: hasWeight ? inputs[3] : undefined,
    bias: attrs['bias'] ? inputs[hasWeight ? 4 : 3] : undefined,
  };
}

export const NORMALIZATION_OPS: readonly OpRecord[] = [layerNorm, batchNorm, groupNorm, batchNormEval];

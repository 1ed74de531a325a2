/** @file Convolution and transposed convolution in one to three dimensions, with the gradients as ops of their own. */

import { apply } from '../../autograd/apply';
import { networkKernel } from '../../devices/needs';
import type { ConvolutionGeometry, NetworkKernels } from '../../devices/network';
import { RuntimeError } from '../../errors';
import { numel, type Shape } from '../../shape';
import { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { broadcastTo, elementAt, operandTex } from '../common';
import type { Evidence, Explanation, Local, OpRecord } from '../op';
import { checkConvolution, geometryOf, outputSizes, settingsOf, tapsOf } from './geometry';
import { checkNotEmpty, checkTypes, ofIntegers } from './types';
import { zerosOf } from '../pointwise/common';

type Convolution = 'convolve' | 'convolveInput' | 'convolveWeight';

function kernelOf<K extends Convolution>(kernel: K, x: Tensor): NetworkKernels[K] {
  return networkKernel(kernel, 'convolution', x.device);
}

/** Puts the bias under every output place, so that the sums come on top. */
function withBias(out: Tensor, bias: Tensor | undefined): Tensor {
  if (!bias) return out;
  const column = bias.look(
    [bias.shape[0]!, ...out.shape.slice(2).map(() => 1)],
    [bias.strides[0]!, ...out.shape.slice(2).map(() => 0)],
    bias.offset,
  );
  out.device.binary('add', out, broadcastTo(column, out.shape), out);
  return out;
}

/** The bias' gradient: the sum over samples and places. */
const biasGradient = (g: Tensor): Tensor => g.sum(g.shape.map((_, d) => d).filter((d) => d !== 1));

/** The derivative of one operand is the other, at every product that joins them. */
function locals(
  roles: readonly ['x' | 'weight' | 'y', 'x' | 'weight' | 'y', 'x' | 'weight' | 'y'],
  geometry: (e: Evidence) => ConvolutionGeometry,
): Explanation['locals'] {
  return (k, i, e): Local[] => {
    if (k === 2) return biasLocals(i, e);
    const found: Local[] = [];
    const other = e.inputs[1 - k]!;
    for (const tap of tapsOf(geometry(e))) {
      if (tap[roles[k]!] !== i) continue;
      found.push({ at: tap[roles[2]], value: elementAt(other, tap[roles[1 - k]!]) });
    }
    return found;
  };
}

function biasLocals(channel: number, { output }: Evidence): Local[] {
  const plane = numel(output.shape.slice(2));
  return Array.from({ length: numel(output.shape) }, (_, at) => at)
    .filter((at) => Math.floor(at / plane) % output.shape[1]! === channel)
    .map((at) => ({ at, value: 1 }));
}

/** Without the bias' part, which sums alone have. */
const bare = ({
  inputs,
  attrs,
}: {
  inputs: readonly { shape: Shape }[];
  attrs: Attrs;
}): ConvolutionGeometry =>
  geometryOf(
    inputs[0]!.shape,
    inputs[1]!.shape,
    outputSizes(inputs[0]!.shape, inputs[1]!.shape, settingsOf(attrs)),
    settingsOf(attrs),
  );

export const convolution: OpRecord = {
  name: 'convolution',
  gradFn: () => 'ConvolutionBackward0',
  symbol: '✱',
  formula: (n) => `${operandTex(n, 0)} * ${operandTex(n, 1)}${n.inputs[2] ? ` + ${n.inputs[2]}` : ''}`,
  forward([x, weight, bias], attrs) {
    const settings = settingsOf(attrs);
    checkConvolution(x!.shape, weight!.shape, bias?.shape ?? null, settings, false);
    checkTypes(x!, weight!, bias, { groups: settings.groups, isTransposed: false });
    checkNotEmpty(x!.shape);
    const sizes = outputSizes(x!.shape, weight!.shape, settings);
    // PyTorch makes nothing of no channels
    if (x!.shape[1] === 0) return Tensor.empty([x!.shape[0]!, 0, ...sizes], x!.dtype, x!.device);
    const shape = [x!.shape[0]!, weight!.shape[0]!, ...sizes];
    const geometry = geometryOf(x!.shape, weight!.shape, sizes, settings);
    if (!x!.dtype.isFloatingPoint) {
      return ofIntegers(bias ? [x!, weight!, bias] : [x!, weight!], geometry, ['x', 'y'], shape);
    }
    const out = Tensor.uncleared(shape, x!.dtype, x!.device);
    kernelOf('convolve', x!)(geometry, x!, weight!, out);
    return withBias(out, bias);
  },
  saves: { inputs: [0, 1], output: false },
  backward({ inputs, attrs, needs: wanted }, g) {
    const [x, weight] = [inputs[0]!, inputs[1]!];
    if (x.shape[1] === 0) return inputs.map((input, k) => (wanted[k] ? zerosOf(input) : null));
    return [
      wanted[0] ? apply(convolutionInput, [g, weight], { ...attrs, shape: x.shape }) : null,
      wanted[1] ? apply(convolutionWeight, [x, g], { ...attrs, shape: weight.shape }) : null,
      wanted[2] ? biasGradient(g) : null,
    ];
  },
  explain: {
    tex: (k, n) => (k === 2 ? '1' : `\\text{the elements of } ${operandTex(n, 1 - k)} \\text{ it meets}`),
    locals: locals(['x', 'weight', 'y'], bare),
  },
};

/** The geometry of the convolution whose gradient is taken. */
const ofInput = ({
  inputs,
  attrs,
}: {
  inputs: readonly { shape: Shape }[];
  attrs: Attrs;
}): ConvolutionGeometry =>
  geometryOf(attrs['shape'] as Shape, inputs[1]!.shape, inputs[0]!.shape.slice(2), settingsOf(attrs));

/** A convolution's gradient for its input, which is a transposed convolution: `shape` is the input's. */
export const convolutionInput: OpRecord = {
  name: 'convolutionInput',
  gradFn: () => 'ConvolutionBackwardBackward0',
  symbol: '✱ᵀ',
  formula: (n) => `${operandTex(n, 0)} *^\\mathsf{T} ${operandTex(n, 1)}`,
  forward([g, weight], attrs) {
    const out = Tensor.uncleared(attrs['shape'] as Shape, g!.dtype, g!.device);
    kernelOf('convolveInput', g!)(ofInput({ inputs: [g!, weight!], attrs }), g!, weight!, out);
    return out;
  },
  saves: { inputs: [0, 1], output: false },
  backward({ inputs, attrs, needs: wanted }, g) {
    const [upstream, weight] = [inputs[0]!, inputs[1]!];
    return [
      wanted[0] ? apply(convolution, [g, weight], attrs) : null,
      wanted[1] ? apply(convolutionWeight, [g, upstream], { ...attrs, shape: weight.shape }) : null,
    ];
  },
  explain: { tex: (k, n) => operandTex(n, 1 - k), locals: locals(['y', 'weight', 'x'], ofInput) },
};

const ofWeight = ({
  inputs,
  attrs,
}: {
  inputs: readonly { shape: Shape }[];
  attrs: Attrs;
}): ConvolutionGeometry =>
  geometryOf(inputs[0]!.shape, attrs['shape'] as Shape, inputs[1]!.shape.slice(2), settingsOf(attrs));

/** A convolution's gradient for its weight: `shape` is the weight's. */
export const convolutionWeight: OpRecord = {
  name: 'convolutionWeight',
  gradFn: () => 'ConvolutionBackwardBackward0',
  symbol: '✱ᵀ',
  formula: (n) => `${operandTex(n, 0)} *^\\mathsf{T} ${operandTex(n, 1)}`,
  forward([x, g], attrs) {
    const out = Tensor.uncleared(attrs['shape'] as Shape, x!.dtype, x!.device);
    kernelOf('convolveWeight', x!)(ofWeight({ inputs: [x!, g!], attrs }), x!, g!, out);
    return out;
  },
  saves: { inputs: [0, 1], output: false },
  backward({ inputs, attrs, needs: wanted }, g) {
    const [x, upstream] = [inputs[0]!, inputs[1]!];
    return [
      wanted[0] ? apply(convolutionInput, [upstream, g], { ...attrs, shape: x.shape }) : null,
      wanted[1] ? apply(convolution, [x, g], attrs) : null,
    ];
  },
  explain: { tex: (k, n) => operandTex(n, 1 - k), locals: locals(['x', 'y', 'weight'], ofWeight) },
};

/** [N, O, …]: what a convolution of these settings would make [N, C, …] from. */
function transposedShape(x: Shape, weight: Shape, attrs: Attrs): number[] {
  const s = settingsOf(attrs);
  const extra = attrs['outputPadding'] as Shape;
  const sizes = x.slice(2).map((size, d) => {
    const reach = s.dilation[d]! * (weight[d + 2]! - 1) + 1;
    return (size - 1) * s.stride[d]! - 2 * s.padding[d]! + reach + extra[d]!;
  });
  return [x[0]!, weight[1]! * s.groups, ...sizes];
}

const ofTransposed = ({
  inputs,
  attrs,
}: {
  inputs: readonly { shape: Shape }[];
  attrs: Attrs;
}): ConvolutionGeometry =>
  geometryOf(
    transposedShape(inputs[0]!.shape, inputs[1]!.shape, attrs),
    inputs[1]!.shape,
    inputs[0]!.shape.slice(2),
    settingsOf(attrs),
  );

export const convolutionTransposed: OpRecord = {
  name: 'convolutionTransposed',
  gradFn: () => 'ConvolutionBackward0',
  symbol: '✱ᵀ',
  formula: (n) =>
    `${operandTex(n, 0)} *^\\mathsf{T} ${operandTex(n, 1)}${n.inputs[2] ? ` + ${n.inputs[2]}` : ''}`,
  forward([x, weight, bias], attrs) {
    const settings = settingsOf(attrs);
    checkConvolution(x!.shape, weight!.shape, bias?.shape ?? null, settings, true);
    checkTypes(x!, weight!, bias, { groups: settings.groups, isTransposed: true });
    checkNotEmpty(x!.shape);
    const shape = transposedShape(x!.shape, weight!.shape, attrs);
    checkOutputPadding(shape.slice(2), x!.shape.slice(2), attrs);
    if (!x!.dtype.isFloatingPoint) {
      const geometry = ofTransposed({ inputs: [x!, weight!], attrs });
      return ofIntegers(bias ? [x!, weight!, bias] : [x!, weight!], geometry, ['y', 'x'], shape);
    }
    const out = Tensor.uncleared(shape, x!.dtype, x!.device);
    kernelOf('convolveInput', x!)(ofTransposed({ inputs: [x!, weight!], attrs }), x!, weight!, out);
    return withBias(out, bias);
  },
  saves: { inputs: [0, 1], output: false },
  backward({ inputs, attrs, needs: wanted }, g) {
    const [x, weight] = [inputs[0]!, inputs[1]!];
    // as the convolution that goes the other way; its output may come out larger by the output padding's rest
    return [
      wanted[0] ? apply(convolution, [g, weight], attrs) : null,
      wanted[1] ? apply(convolutionWeight, [g, x], { ...attrs, shape: weight.shape }) : null,
      wanted[2] ? biasGradient(g) : null,
    ];
  },
  explain: {
    tex: (k, n) => (k === 2 ? '1' : `\\text{the elements of } ${operandTex(n, 1 - k)} \\text{ it meets}`),
    locals: locals(['y', 'weight', 'x'], ofTransposed),
  },
};

const AXES = ['depth', 'height', 'width'];

function checkOutputPadding(output: Shape, input: Shape, attrs: Attrs): void {
  const s = settingsOf(attrs);
  const extra = attrs['outputPadding'] as Shape;
  if (extra.some((p) => p < 0)) throw new RuntimeError('negative output_padding is not supported');
  if (extra.some((p, d) => p >= s.stride[d]! && p >= s.dilation[d]!)) {
    const two = (list: Shape): number[] => (list.length === 1 ? [1, list[0]!] : [...list]);
    const lists: [string, number[]][] = [
      ['output_padding', extra.length === 1 ? [0, extra[0]!] : [...extra]],
      ['stride', two(s.stride)],
      ['dilation', two(s.dilation)],
    ];
    const text = lists.flatMap(([name, list]) =>
      list.map((value, d) => `${name}_${AXES[d + 3 - list.length]}: ${value}`),
    );
    throw new RuntimeError(
      `output padding must be smaller than either stride or dilation, but got ${text.join(' ')}`,
    );
  }
  if (output.every((size) => size > 0)) return;
  throw new RuntimeError(
    `Given input size per channel: (${input.join(' x ')}). Calculated output size per channel: (${output.join(' x ')}). Output size is too small`,
  );
}

export const CONVOLUTION_OPS: readonly OpRecord[] = [
  convolution,
  convolutionInput,
  convolutionWeight,
  convolutionTransposed,
];

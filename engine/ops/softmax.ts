/** @file Softmax and its logarithm: one op each, with the derivative that does not overflow. */

import { notImplemented } from '../errors';
import { isGradEnabled } from '../autograd/mode';
import { needs } from '../devices/needs';
import { Tensor } from '../tensor';
import type { Attrs } from '../trace/events';
import { cast, elementAt, operandTex } from './common';
import type { Evidence, Local, OpRecord } from './op';
import { dimOf, dtypeNamed, laneOf, lanePlace, lanes } from './reduction/lanes';

function compute(x: Tensor, attrs: Attrs, name: string, log: boolean): Tensor {
  const dtype = dtypeNamed(attrs['dtype']) ?? x.dtype;
  const dim = dimOf(attrs, x.ndim);
  if (!dtype.isFloatingPoint)
    notImplemented(`${name}_${dim < x.ndim - 1 ? '' : 'lastdim_'}kernel_impl`, dtype);
  const source = cast(x, dtype);
  const out = Tensor.uncleared(x.shape, dtype, source.device);
  needs(source.device.softmax?.softmax, name, source.device)(lanes(source, dim), lanes(out, dim), log);
  return out;
}

/** The gradient in one kernel, where the device has that and nobody will differentiate it. */
function quickly(output: Tensor, g: Tensor, input: Tensor, attrs: Attrs, log: boolean): Tensor | null {
  const kernel = output.device.softmax?.softmaxInput;
  if (!kernel || isGradEnabled() || g.dtype !== output.dtype) return null;
  const dim = dimOf(attrs, output.ndim);
  const out = Tensor.uncleared(output.shape, output.dtype, output.device);
  kernel(lanes(output, dim), lanes(g, dim), lanes(out, dim), log);
  return out.to(input.dtype);
}

/** Every output of the lane that element i is in, with its slope there. */
function laneLocals(i: number, { output, attrs }: Evidence, slope: (at: number) => number): Local[] {
  const place = lanePlace(output.shape, dimOf(attrs, output.shape.length));
  return laneOf(i, place, place.size).map((at) => ({ at, value: slope(at) }));
}

export const softmax: OpRecord = {
  name: 'softmax',
  gradFn: () => 'SoftmaxBackward0',
  symbol: 'softmax',
  formula: (n) =>
    `\\operatorname{softmax}(${operandTex(n, 0)})_i = \\frac{e^{${operandTex(n, 0)}_i}}{\\sum_j e^{${operandTex(n, 0)}_j}}`,
  forward: ([x], attrs) => compute(x!, attrs, 'softmax', false),
  saves: { inputs: [], output: true },
  backward({ inputs, output, attrs }, g) {
    const quick = quickly(output, g, inputs[0]!, attrs, false);
    if (quick) return [quick];
    const flow = g.mul(output);
    const total = flow.sum(attrs['dim'] as number, { keepdim: true });
    return [flow.sub(output.mul(total)).to(inputs[0]!.dtype)];
  },
  explain: {
    tex: (_, n) => `${n.output}_i \\, ([i = j] - ${n.output}_j)`,
    locals: (_, i, e) =>
      laneLocals(i, e, (at) => elementAt(e.output, at) * (Number(at === i) - elementAt(e.output, i))),
  },
};

export const logSoftmax: OpRecord = {
  name: 'logSoftmax',
  gradFn: () => 'LogSoftmaxBackward0',
  symbol: 'log softmax',
  formula: (n) => `${operandTex(n, 0)}_i - \\ln \\sum_j e^{${operandTex(n, 0)}_j}`,
  forward: ([x], attrs) => compute(x!, attrs, 'log_softmax', true),
  saves: { inputs: [], output: true },
  backward({ inputs, output, attrs }, g) {
    const quick = quickly(output, g, inputs[0]!, attrs, true);
    if (quick) return [quick];
    const total = g.sum(attrs['dim'] as number, { keepdim: true });
    return [g.sub(output.exp().mul(total)).to(inputs[0]!.dtype)];
  },
  explain: {
    tex: (_, n) => `[i = j] - e^{${n.output}_j}`,
    locals: (_, i, e) => laneLocals(i, e, (at) => Number(at === i) - Math.exp(elementAt(e.output, i))),
  },
};

export const SOFTMAX_OPS: readonly OpRecord[] = [softmax, logSoftmax];

/** @file The sizes of a convolution, worked out from its operands' shapes and checked in PyTorch's words. */

import type { ConvolutionGeometry } from '../../devices/network';
import { RuntimeError } from '../../errors';
import { numel, shapeText, type Shape } from '../../shape';
import type { Attrs } from '../../trace/events';

export interface ConvolutionSettings {
  readonly stride: Shape;
  readonly padding: Shape;
  readonly dilation: Shape;
  readonly groups: number;
}

export function settingsOf(attrs: Attrs): ConvolutionSettings {
  return {
    stride: attrs['stride'] as Shape,
    padding: attrs['padding'] as Shape,
    dilation: attrs['dilation'] as Shape,
    groups: attrs['groups'] as number,
  };
}

/** Three spatial dimensions, those in front filled up. */
function three(list: Shape, fill: number): number[] {
  return [...new Array<number>(3 - list.length).fill(fill), ...list];
}

/** The geometry in which `x` [N, C, …] meets `weight` [O, C / groups, …] and gives [N, O, …output]. */
export function geometryOf(
  x: Shape,
  weight: Shape,
  output: Shape,
  s: ConvolutionSettings,
): ConvolutionGeometry {
  return {
    batch: x[0]!,
    groups: s.groups,
    inChannels: x[1]!,
    outChannels: weight[0]!,
    input: three(x.slice(2), 1),
    kernel: three(weight.slice(2), 1),
    output: three(output, 1),
    stride: three(s.stride, 1),
    padding: three(s.padding, 0),
    dilation: three(s.dilation, 1),
  };
}

export function outputSizes(x: Shape, weight: Shape, s: ConvolutionSettings): number[] {
  return x.slice(2).map((size, d) => {
    const reach = s.dilation[d]! * (weight[d + 2]! - 1) + 1;
    return Math.floor((size + 2 * s.padding[d]! - reach) / s.stride[d]!) + 1;
  });
}

/** What PyTorch refuses before it convolves. */
export function checkConvolution(
  x: Shape,
  weight: Shape,
  bias: Shape | null,
  s: ConvolutionSettings,
  transposed: boolean,
): void {
  checkSettings(s, weight);
  const channels = transposed ? weight[0]! : weight[1]! * s.groups;
  const given = transposed ? `transposed=1` : `groups=${s.groups}`;
  if (!transposed && weight[0]! % s.groups !== 0) {
    throw new RuntimeError(
      `Given groups=${s.groups}, expected weight to be divisible by ${s.groups} at dimension 0, but got weight of size [${shapeText(weight)}] instead`,
    );
  }
  if (x[1] !== channels) {
    throw new RuntimeError(
      `Given ${given}, weight of size ${shapeText(weight)}, expected input${shapeText(x)} to have ${channels} channels, but got ${x[1]} channels instead`,
    );
  }
  const outChannels = transposed ? weight[1]! * s.groups : weight[0]!;
  if (bias && (bias.length !== 1 || bias[0] !== outChannels)) {
    const subject = transposed ? `Given transposed=1, weight of size` : `Given weight of size`;
    throw new RuntimeError(
      `${subject} ${shapeText(weight)}, expected bias to be 1-dimensional with ${outChannels} elements, but got bias of size ${shapeText(bias)} instead`,
    );
  }
  if (!transposed) checkReach(x, weight, s);
}

function checkSettings(s: ConvolutionSettings, weight: Shape): void {
  if (s.groups <= 0) throw new RuntimeError('non-positive groups is not supported');
  if (s.padding.some((p) => p < 0)) throw new RuntimeError('negative padding is not supported');
  if (s.stride.some((step) => step <= 0)) throw new RuntimeError('non-positive stride is not supported');
  if (s.dilation.some((d) => d <= 0)) {
    throw new RuntimeError(`dilation should be greater than zero, but got ${shapeText(s.dilation)}`);
  }
  if (weight[0]! < s.groups) {
    throw new RuntimeError(
      `Given groups=${s.groups}, expected weight to be at least ${s.groups} at dimension 0, but got weight of size ${shapeText(weight)} instead`,
    );
  }
}

function checkReach(x: Shape, weight: Shape, s: ConvolutionSettings): void {
  const padded = x.slice(2).map((size, d) => size + 2 * s.padding[d]!);
  const reach = weight.slice(2).map((size, d) => s.dilation[d]! * (size - 1) + 1);
  if (padded.every((size, d) => size >= reach[d]!)) return;
  throw new RuntimeError(
    `Calculated padded input size per channel: (${padded.join(' x ')}). Kernel size: (${reach.join(' x ')}). Kernel size can't be greater than actual input size`,
  );
}

/** One product of the convolution: which elements of input, weight and output it joins. */
interface Tap {
  readonly x: number;
  readonly weight: number;
  readonly y: number;
}

/** Every product of the convolution, for explaining it. */
export function* tapsOf(g: ConvolutionGeometry): Generator<Tap, void, void> {
  const inGroup = g.inChannels / g.groups;
  const outGroup = g.outChannels / g.groups;
  const [places, taps] = [numel(g.output), numel(g.kernel)];
  for (let n = 0; n < g.batch; n++) {
    for (let o = 0; o < g.outChannels; o++) {
      for (let c = 0; c < inGroup; c++) {
        const channel = Math.floor(o / outGroup) * inGroup + c;
        for (let p = 0; p < places; p++) {
          for (let k = 0; k < taps; k++) {
            const at = inputPlace(g, p, k);
            if (at < 0) continue;
            yield {
              x: (n * g.inChannels + channel) * numel(g.input) + at,
              weight: (o * inGroup + c) * taps + k,
              y: (n * g.outChannels + o) * places + p,
            };
          }
        }
      }
    }
  }
}

/** The element of an input plane that output place `p` reads through kernel place `k`; −1 in the padding. */
function inputPlace(g: ConvolutionGeometry, p: number, k: number): number {
  let [at, step, place, tap] = [0, 1, p, k];
  for (let d = 2; d >= 0; d--) {
    const i = (place % g.output[d]!) * g.stride[d]! - g.padding[d]! + (tap % g.kernel[d]!) * g.dilation[d]!;
    if (i < 0 || i >= g.input[d]!) return -1;
    at += i * step;
    step *= g.input[d]!;
    place = Math.floor(place / g.output[d]!);
    tap = Math.floor(tap / g.kernel[d]!);
  }
  return at;
}

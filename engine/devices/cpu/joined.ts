/**
 * @file Kernels that do in one go what the cpu's ops are composed of. A GPU has such, and leaves the cpu the small tensors
 * whose values are known there (webgpu/host.ts).
 */

import { IndexError } from '../../errors';
import { numel } from '../../shape';
import type { StridedView } from '../device';
import type { LikelihoodKernels, SoftmaxKernels, Targets } from '../lanes';
import type { NetworkKernels } from '../network';
import type { DescentUpdate } from '../optimizers';
import { dense } from './dense';
import { elements } from './optimizers';
import { dataOf } from './storage';
import { positions } from './strided';

/** Writes elements to a view of any strides, in its order. */
function store(out: StridedView, elements: Float64Array): void {
  const data = dataOf(out) as Float64Array;
  const at = positions(out);
  for (let i = 0; i < elements.length; i++) data[at ? at[i]! : out.offset + i] = elements[i]!;
}

export const softmaxInput: NonNullable<SoftmaxKernels['softmaxInput']> = (output, g, out, log) => {
  const [y, flow] = [dense(output), dense(g)];
  const size = out.shape.at(-1) ?? 1;
  const result = new Float64Array(y.length);
  for (let from = 0; from < y.length; from += size) {
    let total = 0;
    for (let i = from; i < from + size; i++) total += log ? flow[i]! : y[i]! * flow[i]!;
    for (let i = from; i < from + size; i++)
      result[i] = log ? flow[i]! - Math.exp(y[i]!) * total : y[i]! * (flow[i]! - total);
  }
  store(out, result);
};

export const standardizeInput: NonNullable<NetworkKernels['standardizeInput']> = (
  size,
  eps,
  x,
  weight,
  g,
  out,
) => {
  const [source, upstream] = [dense(x), dense(g)];
  const scale = weight && dense(weight);
  const flow = scale ? Float64Array.from(upstream, (value, i) => value * scale[i]!) : upstream;
  const normal = new Float64Array(source.length);
  const result = new Float64Array(source.length);
  for (let from = 0; from < source.length; from += size) {
    let mean = 0;
    for (let i = from; i < from + size; i++) mean += source[i]! / size;
    let variance = 0;
    for (let i = from; i < from + size; i++) variance += (source[i]! - mean) ** 2 / size;
    const factor = 1 / Math.sqrt(variance + eps);
    let [plain, along] = [0, 0];
    for (let i = from; i < from + size; i++) {
      normal[i] = (source[i]! - mean) * factor;
      plain += flow[i]! / size;
      along += (flow[i]! * normal[i]!) / size;
    }
    for (let i = from; i < from + size; i++) result[i] = (flow[i]! - plain - normal[i]! * along) * factor;
  }
  store(out, result);
};

/** Calls `each` with the number, the class and the weight of every target that is not ignored. */
function eachTarget(
  { target, weight, ignoreIndex }: Targets,
  classes: number,
  each: (n: number, label: number, weight: number) => void,
): void {
  const labels = dense(target);
  const table = weight && dense(weight);
  for (let n = 0; n < labels.length; n++) {
    const label = labels[n]!;
    if (label === ignoreIndex) continue;
    if (label < 0 || label >= classes) throw new IndexError(`Target ${label} is out of bounds.`);
    each(n, label, table ? table[label]! : 1);
  }
}

/** Where the element of a target's class is among [N, C, S]. */
function placeOf(n: number, label: number, classes: number, rest: number): number {
  return (Math.floor(n / rest) * classes + label) * rest + (n % rest);
}

export const likelihood: LikelihoodKernels = {
  forward(x, targets, out) {
    const [, classes = 1, rest = 1] = x.shape;
    const source = dense(x);
    let [sum, total] = [0, 0];
    eachTarget(targets, classes, (n, label, weight) => {
      sum -= weight * source[placeOf(n, label, classes, rest)]!;
      total += weight;
    });
    store(out, Float64Array.of(targets.mean ? sum / total : sum));
  },
  input(g, targets, out) {
    const [, classes = 1, rest = 1] = out.shape;
    const [upstream] = dense(g);
    const result = new Float64Array(numel(out.shape));
    let total = 0;
    eachTarget(targets, classes, (_, __, weight) => (total += weight));
    const factor = targets.mean ? upstream! / total : upstream!;
    eachTarget(targets, classes, (n, label, weight) => {
      result[placeOf(n, label, classes, rest)] = -weight * factor;
    });
    store(out, result);
  },
};

function descent({ p, grad, buffer, factors: f }: DescentUpdate): void {
  const [value, slope] = [elements(p), elements(grad)];
  const past = buffer && elements(buffer);
  for (let i = 0; i < value.length; i++) {
    let way = slope[i]! * f.sign;
    // infinity times 0 is no number
    if (f.weightDecay !== 0) way += f.weightDecay * value[i]!;
    if (past) {
      past[i] = past[i]! * f.momentum + f.rest * way;
      way = f.nesterov ? way + f.momentum * past[i]! : past[i]!;
    }
    value[i] = value[i]! + f.rate * way;
  }
}

export function sgd(updates: readonly DescentUpdate[]): void {
  updates.forEach(descent);
}

/** @file Updates of parameters on the cpu. */

import { numel } from '../../shape';
import type { StridedView } from '../device';
import type { AdamUpdate, OptimizerKernels } from '../optimizers';
import type { Floats } from './arithmetic';
import { dataOf } from './storage';
import { LEAST, wasmAdam } from './wasm/elementwise';

/** The elements of a dense view, to read and write. */
export function elements(view: StridedView): Floats {
  const data = dataOf(view) as Floats;
  const count = numel(view.shape);
  return count === data.length ? data : data.subarray(view.offset, view.offset + count);
}

function adam({ p, grad, average, square, factors: f }: AdamUpdate): void {
  const all = [p, grad, average, square].map(elements) as [Floats, Floats, Floats, Floats];
  if (all[0].length >= LEAST && all.every((data) => data instanceof Float32Array)) {
    if (wasmAdam(all as [Float32Array, Float32Array, Float32Array, Float32Array], f)) return;
  }
  const [value, g, mean, squares] = all;
  for (let i = 0; i < value.length; i++) {
    const slope = g[i]! * f.sign + value[i]! * f.weightDecay;
    mean[i] = mean[i]! + (slope - mean[i]!) * f.blend;
    squares[i] = squares[i]! * f.decay + slope * slope * f.rest;
    value[i] = value[i]! * f.keep - (f.rate * mean[i]!) / (Math.sqrt(squares[i]!) / f.root + f.eps);
  }
}

function descend(p: StridedView, grad: StridedView, rate: number): void {
  const [value, g] = [elements(p), elements(grad)];
  const factor = value instanceof Float32Array ? Math.fround(rate) : rate;
  for (let i = 0; i < value.length; i++) value[i] = value[i]! + factor * g[i]!;
}

/** The kernels, each handed to the device's queue. */
export function optimizerKernels(run: (work: () => void) => void): OptimizerKernels {
  return {
    adam: (updates) => run(() => updates.forEach(adam)),
    descend: (...args) => run(() => descend(...args)),
  };
}

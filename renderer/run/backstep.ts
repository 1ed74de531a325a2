/** @file The module 'backstep' that learner code imports: the engine, and the runner's few helpers. */

import { Tensor } from '../../engine/index';
import { format } from './print';
import { output } from './output';

export { torch, nn, F, optim, Tensor, Generator } from '../../engine/index';
export { saveSafetensors, loadSafetensors } from '../../engine/index';
export * as data from './data';
export * as baselines from '../../lessons/baselines';
export type { DType, TensorOptions, ReduceOptions } from '../../engine/index';

/**
 * Prints values to the console, separated by blanks. Tensors print as PyTorch prints them; no `await` is
 * needed, and the output keeps its place.
 */
export function print(...values: readonly unknown[]): void {
  output().print(format(values));
}

/**
 * Shows how far something long has come.
 * @param done steps done so far
 * @param total steps in all
 */
export function progress(done: number, total: number, label = ''): void {
  output().progress(done, total, label);
}

/**
 * Adds a point to a curve beside the loss: `log('validation', await loss.item())`. A tensor of one element needs no
 * `await`.
 * @param name the curve's name
 */
export function log(name: string, value: number | Tensor): void {
  if (value instanceof Tensor && value.numel() !== 1) {
    throw new TypeError(
      `log('${name}', …) takes a number or a tensor of one element, and got one of shape [${value.shape.join(', ')}].`,
    );
  }
  output().log(String(name), value instanceof Tensor ? value.detach() : Number(value));
}

type Numbers = readonly number[] | Tensor;

/**
 * Draws a line: `plot('squares', [1, 4, 9])`, `plot('squares', [1, 2, 3], [1, 4, 9])`.
 * @param name the line's name
 * @param options `chart`: lines with the same one are drawn together
 */
export function plot(name: string, ys: Numbers, options?: { chart?: string }): void;
export function plot(name: string, xs: Numbers, ys: Numbers, options?: { chart?: string }): void;
export function plot(name: string, first: Numbers, ...rest: readonly unknown[]): void {
  const second = isNumbers(rest[0]) ? rest[0] : null;
  const options = (second === null ? rest[0] : rest[1]) as { chart?: string } | undefined;
  const ys = second ?? first;
  const xs = second === null ? Array.from({ length: lengthOf(ys) }, (_, k) => k) : first;
  if (lengthOf(xs) !== lengthOf(ys)) {
    throw new RangeError(`plot('${name}', …) got ${lengthOf(xs)} xs and ${lengthOf(ys)} ys.`);
  }
  output().plot({
    chart: options?.chart ?? String(name),
    name: String(name),
    xs: numbersOf(xs),
    ys: numbersOf(ys),
  });
}

function isNumbers(value: unknown): value is Numbers {
  return Array.isArray(value) || value instanceof Tensor;
}

function lengthOf(values: Numbers): number {
  return values instanceof Tensor ? values.numel() : values.length;
}

function numbersOf(values: Numbers): readonly number[] | Promise<readonly number[]> {
  if (!(values instanceof Tensor)) return values.map(Number);
  return values
    .detach()
    .reshape([-1])
    .tolist()
    .then((list) => (list as readonly unknown[]).map(Number));
}

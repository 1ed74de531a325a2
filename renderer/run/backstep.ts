/** @file The module 'backstep' that learner code imports: the engine, and the runner's few helpers. */

import { format } from './print';
import { output } from './output';

export { torch, nn, F, optim, Tensor, Generator } from '../../engine/index';
export { saveSafetensors, loadSafetensors } from '../../engine/index';
export * as data from './data';
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

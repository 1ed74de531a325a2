/** @file Functions of `torch` that set how PyTorch computes: here there is nothing to be set, and programs run as they are. */

import { RuntimeError } from '../errors';
import { pythonType } from '../refusals';

/**
 * Gives a module or a function back as it is: there is no compiler here.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.compile.html
 */
export function compile<T>(model: T): T {
  return model;
}

const settings = { precision: 'highest', isDeterministic: false };

/**
 * How exact products of float32 matrices have to be: 'highest', 'high' or 'medium'. Here they always are the first.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.set_float32_matmul_precision.html
 * @throws RuntimeError for what is no string
 */
export function setFloat32MatmulPrecision(precision: string): void {
  if (typeof precision !== 'string') {
    throw new RuntimeError(`set_float32_matmul_precision expects a str, but got ${pythonType(precision)}`);
  }
  if (['highest', 'high', 'medium'].includes(precision)) settings.precision = precision;
}

/**
 * What was set.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.get_float32_matmul_precision.html
 */
export function getFloat32MatmulPrecision(): string {
  return settings.precision;
}

/**
 * Asks for the same figures every time: here they always are.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.use_deterministic_algorithms.html
 */
export function useDeterministicAlgorithms(mode: boolean): void {
  settings.isDeterministic = mode;
}

/**
 * Whether that was asked for.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.are_deterministic_algorithms_enabled.html
 */
export function areDeterministicAlgorithmsEnabled(): boolean {
  return settings.isDeterministic;
}

/** @file Functions of `torch` that look up and put by index. */

import type { Tensor } from '../tensor';
import { method } from './method';

export const gather = method('gather');
export const scatter = method('scatter');
export const scatterAdd = method('scatterAdd');
export const indexSelect = method('indexSelect');
export const indexAdd = method('indexAdd');
export const indexFill = method('indexFill');
export const indexCopy = method('indexCopy');
export const take = method('take');
export const takeAlongDim = method('takeAlongDim');
export const maskedSelect = method('maskedSelect');
export const maskedFill = method('maskedFill');
export const maskedScatter = method('maskedScatter');
export const argwhere = method('argwhere');

/** The indices of the elements that are not 0: a row each, or (asTuple) a tensor a dimension. */
export function nonzero(x: Tensor): Tensor;
export function nonzero(x: Tensor, options: { asTuple: true }): Tensor[];
export function nonzero(x: Tensor, options?: { asTuple: true }): Tensor | Tensor[] {
  return options ? x.nonzero(options) : x.nonzero();
}

/** @file Products with a number where PyTorch's C++ makes them: their nodes are others than those of its Python. */

import { apply } from '../autograd/apply';
import type { Tensor } from '../tensor';
import { div, mul } from './elementwise';
import type { OpRecord } from './op';

const MULTIPLIED: OpRecord = { ...mul, gradFn: () => 'MulBackward1' };
const DIVIDED: OpRecord = { ...div, gradFn: () => 'DivBackward1' };

export const times = (x: Tensor, other: number): Tensor => apply(MULTIPLIED, [x], { other });
export const over = (x: Tensor, other: number): Tensor => apply(DIVIDED, [x], { other });

/** @file Functions of `torch`: questions about tensors and dtypes, the default dtype, grad mode, and what is made of others. */

import { refuseForm } from '../arguments/forms';
import { withGradMode } from '../autograd/mode';
import { changeDefaultDtype, defaultDtype, DType, float32 } from '../dtype';
import { apply } from '../autograd/apply';
import { ArgumentTypeError, RuntimeError } from '../errors';
import { blockDiagonal } from '../ops/joining/block-diagonal';
import { resultType as promoted } from '../ops/common';
import { Tensor, type TensorLike } from '../tensor';
import { full } from './make';
import { method } from './method';
import { checkList, checkTensors, missing, mustBe } from '../refusals';

/**
 * The smaller of two elements; where one is NaN, the other one. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.fmin.html
 */
export const fmin = method('fmin');
/**
 * The larger of two elements; where one is NaN, the other one. Shapes: broadcast together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.fmax.html
 */
export const fmax = method('fmax');
/**
 * ln(x / (1 − x)); integers become float32. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.logit.html
 */
export const logit = method('logit');
/**
 * The p-norm of the difference; floating-point alone. Shapes: broadcast together; the result is one number.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.dist.html
 */
export const dist = method('dist');
/**
 * Neighbours along a dimension subtracted, n times.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.diff.html
 * @throws RuntimeError for a scalar, or what is put before or behind in another number of dimensions
 */
export const diff = method('diff');
/** How many elements there are. Source: https://docs.pytorch.org/docs/stable/generated/torch.numel.html */
export const numel = method('numel');
/** Whether the dtype is float32 or float64. Source: https://docs.pytorch.org/docs/stable/generated/torch.is_floating_point.html */
export const isFloatingPoint = method('isFloatingPoint');

/** Whether something is a tensor. Source: https://docs.pytorch.org/docs/stable/generated/torch.is_tensor.html */
export function isTensor(value: unknown): value is Tensor {
  return value instanceof Tensor;
}

/**
 * The dtype of floats that say no other: of `torch.tensor([1.5])`, `torch.zeros(2)`, a layer's weights.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.set_default_dtype.html
 * @throws TypeError for what is no floating-point dtype
 */
export function setDefaultDtype(dtype: DType): void {
  changeDefaultDtype(dtype);
}

/** float32 unless another was set. Source: https://docs.pytorch.org/docs/stable/generated/torch.get_default_dtype.html */
export function getDefaultDtype(): DType {
  return defaultDtype();
}

/** @throws TypeError for what is no dtype */
function checkTypes(name: string, types: Readonly<Record<string, unknown>>): void {
  const entries = Object.entries(types);
  const absent = entries.filter(([, type]) => type === undefined).map(([argument]) => argument);
  if (absent.length > 0) missing(name, absent);
  entries.forEach(([argument, type], i) => {
    if (!(type instanceof DType)) mustBe(name, argument, i + 1, 'torch.dtype', type);
  });
}

/**
 * The dtype that two dtypes take together.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.promote_types.html
 */
export function promoteTypes(a: DType, b: DType): DType {
  checkTypes('promoteTypes', { type1: a, type2: b });
  return DType.promote(a, b);
}

/**
 * The dtype that an operation on these operands gives.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.result_type.html
 */
export function resultType(a: TensorLike, b: TensorLike): DType {
  const given = [a, b].filter((x: unknown) => x !== undefined);
  const areOperands = given.every((x) => typeof x === 'number' || x instanceof Tensor);
  if (given.length < 2 || !areOperands) refuseForm('torch.resultType', given);
  return promoted([a, b]);
}

/**
 * Whether casting keeps the kind of number: not from floats to integers, nor from integers to bools.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.can_cast.html
 */
export function canCast(from: DType, to: DType): boolean {
  checkTypes('canCast', { from_: from, to });
  return DType.promote(from, to).category === to.category;
}

/**
 * Runs `work` with the graph switched on or off.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad_mode.set_grad_enabled.html
 */
export function setGradEnabled<T>(enabled: boolean, work: () => T): T {
  if (typeof work !== 'function') {
    throw new ArgumentTypeError(
      'setGradEnabled(): takes what is to be run: torch.setGradEnabled(false, () => …)',
    );
  }
  return withGradMode(enabled, work);
}

/**
 * Runs `work` without the graph, as `noGrad` does.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad_mode.inference_mode.html
 */
export function inferenceMode<T>(work: () => T): T {
  return withGradMode(false, work);
}

/**
 * Matrices one behind the other on the diagonal of a larger one, 0 elsewhere.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.block_diag.html
 * @throws RuntimeError for more than two dimensions
 */
export function blockDiag(...tensors: readonly Tensor[]): Tensor {
  checkList('blockDiag', tensors);
  if (tensors.length === 0) return full([1, 0], 0, { dtype: float32 });
  const odd = tensors.findIndex((x) => x.ndim > 2);
  if (odd >= 0) {
    throw new RuntimeError(
      `torch.block_diag: Input tensors must have 2 or fewer dimensions. Input ${odd} has ${tensors[odd]!.ndim} dimensions`,
    );
  }
  return apply(blockDiagonal, tensors);
}

/**
 * Whether each element is among those of another tensor; not for bools.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.isin.html
 */
export function isin(elements: Tensor, testElements: Tensor): Tensor {
  checkTensors('isin', { elements, test_elements: testElements });
  const odd = [elements, testElements].find((x) => x.dtype.name === 'bool');
  if (odd) throw new RuntimeError('Unsupported input type encountered for isin(): Bool');
  const found = elements.reshape(-1, 1).eq(testElements.reshape(1, -1)).any(1);
  return found.reshape(elements.shape);
}

/**
 * How the rows of a matrix vary together: [n, n] for n variables with observations in columns.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.cov.html
 */
export function cov(x: Tensor, { correction = 1 }: { correction?: number } = {}): Tensor {
  checkTensors('cov', { input: x });
  if (x.ndim > 2) {
    throw new RuntimeError(
      `cov(): expected input to have two or fewer dimensions but got an input with ${x.ndim} dimensions`,
    );
  }
  const rows = x.ndim < 2 ? x.view(1, -1) : x;
  const count = rows.shape[1]!;
  const centred = rows.sub(rows.sum(1).div(count).unsqueeze(1));
  return centred
    .mm(centred.t())
    .div(Math.max(count - correction, 0))
    .squeeze();
}

/**
 * The correlations of the rows of a matrix: their covariances over the deviations.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.corrcoef.html
 */
export function corrcoef(x: Tensor): Tensor {
  checkTensors('corrcoef', { input: x });
  const c = cov(x);
  if (c.ndim === 0) return c.div(c);
  const deviation = c.diagonal().sqrt();
  return c.div(deviation.view(-1, 1)).div(deviation.view(1, -1)).clamp(-1, 1);
}

/** @file Functions of `torch`: PyTorch's second names, and questions about tensors and dtypes. */

import { withGradMode } from '../autograd/mode';
import { changeDefaultDtype, defaultDtype, DType, float32 } from '../dtype';
import { ArgumentTypeError } from '../errors';
import { resultType as promoted } from '../ops/common';
import type { Shape } from '../shape';
import { Tensor, type TensorLike } from '../tensor';
import { full } from './make';
import { method } from './method';
import { checkList, checkTensors, missing, mustBe, noCombination } from '../refusals';

/** A copy with its own storage; gradients pass through. Source: https://docs.pytorch.org/docs/stable/generated/torch.clone.html */
export const clone = method('clone');
/** The second name of `clamp`. Source: https://docs.pytorch.org/docs/stable/generated/torch.clip.html */
export const clip = method('clip');
/** The second name of `abs`. Source: https://docs.pytorch.org/docs/stable/generated/torch.absolute.html */
export const absolute = method('absolute');
/** The second name of `neg`. Source: https://docs.pytorch.org/docs/stable/generated/torch.negative.html */
export const negative = method('negative');
/** The second name of `sub`. Source: https://docs.pytorch.org/docs/stable/generated/torch.subtract.html */
export const subtract = method('subtract');
/** The second name of `mul`. Source: https://docs.pytorch.org/docs/stable/generated/torch.multiply.html */
export const multiply = method('multiply');
/** The second name of `div`. Source: https://docs.pytorch.org/docs/stable/generated/torch.divide.html */
export const divide = method('divide');
/** The quotient, never rounded. Source: https://docs.pytorch.org/docs/stable/generated/torch.true_divide.html */
export const trueDivide = method('trueDivide');
/** The second name of `movedim`. Source: https://docs.pytorch.org/docs/stable/generated/torch.moveaxis.html */
export const moveaxis = method('moveaxis');
/** The second name of `outer`. Source: https://docs.pytorch.org/docs/stable/generated/torch.ger.html */
export const ger = method('ger');
/** The second name of `gt`. Source: https://docs.pytorch.org/docs/stable/generated/torch.greater.html */
export const greater = method('greater');
/** The second name of `ge`. Source: https://docs.pytorch.org/docs/stable/generated/torch.greater_equal.html */
export const greaterEqual = method('greaterEqual');
/** The second name of `lt`. Source: https://docs.pytorch.org/docs/stable/generated/torch.less.html */
export const less = method('less');
/** The second name of `le`. Source: https://docs.pytorch.org/docs/stable/generated/torch.less_equal.html */
export const lessEqual = method('lessEqual');
/** The second name of `ne`. Source: https://docs.pytorch.org/docs/stable/generated/torch.not_equal.html */
export const notEqual = method('notEqual');
/** The second name of `asin`. Source: https://docs.pytorch.org/docs/stable/generated/torch.arcsin.html */
export const arcsin = method('arcsin');
/** The second name of `acos`. Source: https://docs.pytorch.org/docs/stable/generated/torch.arccos.html */
export const arccos = method('arccos');
/** The second name of `atan`. Source: https://docs.pytorch.org/docs/stable/generated/torch.arctan.html */
export const arctan = method('arctan');
/** The second name of `atan2`. Source: https://docs.pytorch.org/docs/stable/generated/torch.arctan2.html */
export const arctan2 = method('arctan2');
/** The second name of `asinh`. Source: https://docs.pytorch.org/docs/stable/generated/torch.arcsinh.html */
export const arcsinh = method('arcsinh');
/** The second name of `acosh`. Source: https://docs.pytorch.org/docs/stable/generated/torch.arccosh.html */
export const arccosh = method('arccosh');
/** The second name of `atanh`. Source: https://docs.pytorch.org/docs/stable/generated/torch.arctanh.html */
export const arctanh = method('arctanh');
/** The second name of `trunc`. Source: https://docs.pytorch.org/docs/stable/generated/torch.fix.html */
export const fix = method('fix');
/** The second name of `transpose`. Source: https://docs.pytorch.org/docs/stable/generated/torch.swapdims.html */
export const swapdims = method('swapdims');
/** Every matrix of a batch transposed: of real numbers the adjoint is that. Source: https://docs.pytorch.org/docs/stable/generated/torch.adjoint.html */
export const adjoint = method('adjoint');
/** The pseudo-inverse, as `torch.linalg.pinv`. Source: https://docs.pytorch.org/docs/stable/generated/torch.pinverse.html */
export const pinverse = method('pinverse');
/** The smaller of two elements; where one is NaN, the other one. Source: https://docs.pytorch.org/docs/stable/generated/torch.fmin.html */
export const fmin = method('fmin');
/** The larger of two elements; where one is NaN, the other one. Source: https://docs.pytorch.org/docs/stable/generated/torch.fmax.html */
export const fmax = method('fmax');
/** ln(e^a + e^b), without overflow. Source: https://docs.pytorch.org/docs/stable/generated/torch.logaddexp.html */
export const logaddexp = method('logaddexp');
/** a · ln b, and 0 where a is 0. Source: https://docs.pytorch.org/docs/stable/generated/torch.xlogy.html */
export const xlogy = method('xlogy');
/** ln(x / (1 − x)). Source: https://docs.pytorch.org/docs/stable/generated/torch.logit.html */
export const logit = method('logit');
/** The p-norm of the difference. Source: https://docs.pytorch.org/docs/stable/generated/torch.dist.html */
export const dist = method('dist');
/** Neighbours along a dimension subtracted, n times. Source: https://docs.pytorch.org/docs/stable/generated/torch.diff.html */
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
  if (given.length < 2 || !areOperands) noCombination('resultType', given);
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
 */
export function blockDiag(...tensors: readonly Tensor[]): Tensor {
  checkList('blockDiag', tensors);
  if (tensors.length === 0) return full([1, 0], 0, { dtype: float32 });
  const blocks = tensors.map((x) => (x.ndim < 2 ? x.reshape(1, x.numel()) : x));
  const size = (d: 0 | 1): number => blocks.reduce((sum, block) => sum + block.shape[d]!, 0);
  const dtype = blocks.map((block) => block.dtype).reduce((a, b) => DType.promote(a, b));
  const shape: Shape = [size(0), size(1)];
  const out = full(shape, 0, { dtype });
  let [row, column] = [0, 0];
  for (const block of blocks) {
    const [height, width] = block.shape as [number, number];
    out.narrow(0, row, height).narrow(1, column, width).copy_(block);
    [row, column] = [row + height, column + width];
  }
  return out;
}

/**
 * Whether each element is among those of another tensor.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.isin.html
 */
export function isin(elements: Tensor, testElements: Tensor): Tensor {
  checkTensors('isin', { elements, test_elements: testElements });
  const found = elements.reshape(-1, 1).eq(testElements.reshape(1, -1)).any(1);
  return found.reshape(elements.shape);
}

/**
 * How the rows of a matrix vary together: [n, n] for n variables with observations in columns.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.cov.html
 */
export function cov(x: Tensor, { correction = 1 }: { correction?: number } = {}): Tensor {
  checkTensors('cov', { input: x });
  const rows = x.ndim < 2 ? x.reshape(1, -1) : x;
  const centred = rows.sub(rows.mean(1, { keepdim: true }));
  const result = centred.matmul(centred.t()).div(Math.max(rows.shape[1]! - correction, 0));
  return x.ndim < 2 ? result.reshape([]) : result;
}

/**
 * The correlations of the rows of a matrix: their covariances over the deviations.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.corrcoef.html
 */
export function corrcoef(x: Tensor): Tensor {
  checkTensors('corrcoef', { input: x });
  const c = cov(x);
  if (c.ndim === 0) return c.div(c);
  const deviation = c.diag().sqrt();
  return c.div(deviation.unsqueeze(1)).div(deviation.unsqueeze(0)).clamp(-1, 1);
}

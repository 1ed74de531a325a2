/** @file Examples for the functions of torch and the methods of the tensor: what to call them with, to see their gradients. */

import { torch, type Tensor } from '../../../engine/index';
import { positive, share, spread, square, within, x, type Make } from './inputs';

/** What wants gradients, and the arguments of the function made of it; a method's first is the tensor itself. */
export interface Call {
  readonly inputs: readonly Make[];
  readonly args: (...inputs: Tensor[]) => unknown[];
}

/** Of one tensor, with arguments behind it. */
const one = (input: Make, ...rest: unknown[]): Call => ({ inputs: [input], args: (a) => [a, ...rest] });
/** Of several, with arguments behind them. */
const of = (inputs: readonly Make[], ...rest: unknown[]): Call => ({
  inputs,
  args: (...given) => [...given, ...rest],
});
/** Of a list of them. */
const list = (inputs: readonly Make[], ...rest: unknown[]): Call => ({
  inputs,
  args: (...given) => [given, ...rest],
});
const call = (inputs: readonly Make[], args: Call['args']): Call => ({ inputs, args });

const each = (names: string, ...calls: Call[]): Record<string, Call[]> =>
  Object.fromEntries(names.split(/\s+/).map((name) => [name, calls]));

const rows = torch.tensor([1, 0]);
const places = torch.tensor([[0, 1, 1]]);
const mask = torch.tensor([[true, false, true]]);
const matrix = x(2, 3);
const larger = within(1.3, 2.3, 3);
const unit = within(-0.9, 0.9, 3);
/** of which no two are equal, and none of another's rank */
const apart = [spread(2, 3), (): Tensor => spread(2, 3)().add(0.13)] as const;

const POINTWISE: Record<string, Call[]> = {
  ...each(
    `neg negative positive exp exp2 expm1 tanh sigmoid sin cos tan sinh cosh atan arctan asinh arcsinh erf erfc square sinc
    deg2rad rad2deg clone`,
    one(x(3)),
  ),
  ...each('relu abs absolute sign floor ceil trunc fix frac nanToNum reciprocal celu selu', one(spread(6))),
  ...each('log log2 log10 log1p sqrt rsqrt lgamma digamma', one(positive(3))),
  ...each('acosh arccosh', one(larger)),
  ...each('asin arcsin acos arccos atanh arctanh erfinv', one(unit)),
  round: [one(within(0.6, 1.4, 3)), one(within(0.11, 0.14, 3), { decimals: 1 })],
  logit: [one(within(0.1, 0.9, 3)), one(within(0.1, 0.9, 3), 0.05)],
  hardshrink: [one(spread(6), { lambd: 0.45 })],
  threshold: [one(spread(6), 0.25, 3)],
  polygamma: [{ inputs: [positive(3)], args: (a) => [a, 1] }],
  prelu: [of([spread(2, 3), x(3)])],
  ...each('add sub subtract', of([matrix, x(3)]), of([x(3), x(3)], { alpha: 2 }), one(x(3), 2)),
  rsub: [of([matrix, x(3)]), one(x(3), 2)],
  ...each('mul multiply', of([matrix, x(3)]), one(x(3), 2)),
  ...each(
    'div divide',
    of([matrix, positive(3)]),
    one(x(3), 2),
    of([x(3), positive(3)], { roundingMode: 'floor' }),
  ),
  trueDivide: [of([matrix, positive(3)])],
  ...each('fmod remainder', one(spread(6), 0.7), of([x(3), positive(3)])),
  ...each('minimum maximum fmin fmax', of(apart)),
  ...each('atan2 arctan2 hypot', of([spread(6), x(6)])),
  copysign: [of([spread(6), spread(6)]), one(spread(6), -2)],
  ...each('logaddexp logaddexp2', of([matrix, x(3)])),
  xlogy: [of([matrix, positive(3)])],
  pow: [of([positive(2, 3), x(3)]), one(x(3), 3)],
  floatPower: [of([positive(2, 3), x(3)])],
  ...each('clamp clip', one(spread(6), -0.55, 0.25)),
  clampMin: [one(spread(6), -0.55), of(apart)],
  clampMax: [one(spread(6), 0.25), of(apart)],
  lerp: [one(x(3), share(3), 0.3), of([x(3), x(3), x(3)])],
  addcmul: [of([x(3), x(3), x(3)], { value: 2 })],
  addcdiv: [of([x(3), x(3), positive(3)], { value: 2 })],
  where: [call([matrix, x(3)], (a, b) => [mask, a, b])],
};

/** Of all, along a dimension. */
const reduced = (input: Make): Call[] => [one(input), one(input, 1), one(input, -1, { keepdim: true })];

const REDUCTION: Record<string, Call[]> = {
  ...each('sum mean nansum nanmean amax amin max min median nanmedian', ...reduced(spread(2, 3))),
  ...each('std var varMean stdMean', ...reduced(matrix), one(matrix, 1, { correction: 0 })),
  prod: [one(positive(2, 3)), one(x(2, 3), 1)],
  ...each('softmax logSoftmax cumsum cumprod logcumsumexp', one(matrix, 1)),
  logsumexp: [one(matrix, 1), one(matrix, [0, 1], { keepdim: true })],
  ...each('cummax cummin mode', one(spread(2, 3), 1)),
  aminmax: [one(spread(2, 3)), one(spread(2, 3), { dim: 1 })],
  norm: [one(matrix), one(matrix, 3, 1), one(spread(2, 3), 1, 0)],
  dist: [of([x(3), x(3)]), of([x(3), x(3)], 3)],
  ...each('sort msort', one(spread(2, 3))),
  topk: [one(spread(2, 4), 2)],
  kthvalue: [one(spread(2, 3), 2)],
  quantile: [one(spread(6), 0.3), one(spread(2, 3), 0.6, 1)],
  diff: [one(matrix), one(matrix, 2)],
  ...each('cov corrcoef', one(x(2, 4))),
  ...each('trapezoid trapz cumulativeTrapezoid', one(matrix), of([matrix, matrix])),
  gradient: [one(x(4)), one(x(4), { spacing: 0.5, edgeOrder: 2 })],
  trace: [one(x(3, 3))],
};

const SHAPE: Record<string, Call[]> = {
  ...each(
    'contiguous ravel flatten t fliplr flipud adjoint squeeze diagonal diag diagEmbed tril triu diagflat',
    one(matrix),
  ),
  ...each('atleast1d atleast2d atleast3d unbind cpu', one(matrix)),
  ...each('unsqueeze roll', one(matrix, 1)),
  ...each('movedim moveaxis swapaxes swapdims transpose', one(matrix, 0, 1)),
  ...each('split chunk tensorSplit', one(x(4), 2)),
  splitWithSizes: [one(x(4), [1, 3])],
  ...each('hsplit vsplit', one(x(4, 4), 2)),
  dsplit: [one(x(2, 2, 4), 2)],
  unflatten: [one(x(2, 4), 1, [2, 2])],
  repeatInterleave: [one(matrix, 2)],
  ...each('repeat tile', one(matrix, [2, 1])),
  ...each('expand broadcastTo', one(x(3), [2, 3])),
  rot90: [one(matrix)],
  narrow: [one(matrix, 1, 0, 2)],
  select: [one(matrix, 1, 0)],
  asStrided: [one(matrix, [2, 2], [1, 2])],
  permute: [one(matrix, [1, 0])],
  flip: [one(matrix, [0])],
  ...each('reshape view', one(matrix, [3, 2])),
  ...each('expandAs typeAs', one(matrix, share(2, 3))),
  ...each('reshapeAs viewAs', one(matrix, share(3, 2))),
  unfold: [one(x(5), 0, 2, 2)],
  double: [one(matrix)],
  ...each('type to', one(matrix, torch.float64)),
  ...each('cat concat concatenate', list([matrix, matrix], 1)),
  ...each('stack hstack vstack dstack columnStack rowStack', list([matrix, matrix])),
  ...each('meshgrid cartesianProd', of([x(2), x(3)])),
  ...each('broadcastTensors blockDiag', of([matrix, x(3)])),
  combinations: [one(x(3)), one(x(3), 2, { withReplacement: true })],
};

const INDEX: Record<string, Call[]> = {
  gather: [one(matrix, 0, places)],
  scatter: [call([matrix, x(1, 3)], (a, b) => [a, 0, places, b]), one(matrix, 0, places, 5)],
  scatterAdd: [call([matrix, x(1, 3)], (a, b) => [a, 0, places, b])],
  scatterReduce: ['sum', 'mean', 'prod', 'amax', 'amin'].map((reduce) =>
    call([positive(2, 3), positive(1, 3)], (a, b) => [a, 0, places, b, reduce]),
  ),
  indexSelect: [one(matrix, 0, rows)],
  ...each(
    'indexAdd indexCopy',
    call([matrix, x(2, 3)], (a, b) => [a, 0, rows, b]),
  ),
  indexFill: [one(matrix, 0, rows, 2)],
  take: [one(matrix, places)],
  takeAlongDim: [one(matrix, places, 0)],
  maskedSelect: [one(matrix, mask)],
  maskedFill: [one(matrix, mask, 2)],
  maskedScatter: [call([matrix, x(4)], (a, b) => [a, mask, b])],
  at: [one(matrix, 0), one(matrix, [1, 0], 2), one(matrix, mask.expand([2, 3]))],
  indexPut: [call([matrix, x(2, 3)], (a, b) => [a, [rows], b, { accumulate: true }])],
};

const MATRIX: Record<string, Call[]> = {
  mm: [of([matrix, x(3, 2)])],
  bmm: [of([x(2, 2, 3), x(2, 3, 2)])],
  mv: [of([matrix, x(3)])],
  ...each('dot vdot', of([x(3), x(3)])),
  ...each('outer ger', of([x(2), x(3)])),
  inner: [of([matrix, x(2, 3)])],
  matmul: [of([matrix, x(3)]), of([x(2, 2, 3), x(3, 2)])],
  kron: [of([matrix, x(2, 2)])],
  addmm: [of([x(2, 2), matrix, x(3, 2)], { beta: 0.5, alpha: 2 })],
  addmv: [of([x(2), matrix, x(3)])],
  addr: [of([matrix, x(2), x(3)])],
  baddbmm: [of([x(2, 2, 2), x(2, 2, 3), x(2, 3, 2)])],
  addbmm: [of([x(2, 2), x(2, 2, 3), x(2, 3, 2)])],
  ...each('cross linalg.cross', of([matrix, matrix])),
  ...each('matrixPower linalg.matrixPower', one(square(3), 3), one(square(2), -1)),
  ...each(
    'det inverse linalg.det linalg.inv linalg.slogdet linalg.pinv pinverse linalg.svdvals',
    one(square(3)),
  ),
  logdet: [call([square(2)], (a) => [a.matmul(a.t())])],
  'linalg.solve': [of([square(2), x(2, 2)])],
  'linalg.cholesky': [call([square(2)], (a) => [a.matmul(a.t())])],
  ...each(
    'linalg.eigvalsh',
    call([square(3)], (a) => [a.add(a.t())]),
  ),
  ...each('linalg.norm linalg.vectorNorm', one(matrix), one(matrix, 3, { dim: 1 })),
  'linalg.matrixNorm': [one(matrix), one(spread(2, 3), 1)],
  'linalg.multiDot': [list([matrix, x(3, 2), x(2, 2)])],
  'linalg.cond': [one(square(2))],
  chainMatmul: [of([matrix, x(3, 2)])],
  tensordot: [of([matrix, x(3, 2)], 1)],
  einsum: [call([matrix, x(3, 2)], (a, b) => ['ij,jk->ik', a, b])],
  cdist: [of([matrix, x(2, 3)]), of([spread(2, 3), x(2, 3)], { p: 1 })],
};

/** Methods whose first argument is another than the function's. */
export const METHODS: Record<string, Call[]> = {
  where: [call([matrix, x(3)], (a, b) => [a, mask, b])],
};

/** By name; at least one for each that has gradients and none in F (see function-gradients.test.ts). */
export const FUNCTIONS: Record<string, Call[]> = {
  ...POINTWISE,
  ...REDUCTION,
  ...SHAPE,
  ...INDEX,
  ...MATRIX,
};

/** @file Losses that are 0 where a margin is kept, as one node each. */

import type { DataArray } from '../../dtype';
import { RuntimeError } from '../../errors';
import { numel, type Shape } from '../../shape';
import type { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { elementAt, operandTex } from '../common';
import { insist } from '../insist';
import type { Evidence, Local, OpRecord } from '../op';
import { zerosOf } from '../pointwise/common';
import { where } from '../pointwise/where';
import { inside } from '../reduction/lanes';
import { lossRecord, reduced, reductionOf } from './common';

const numberOf = (attrs: Attrs, key: string): number => attrs[key] as number;

/** The target has no gradient. The work is done in the input's place, which decides shape and dtype. */
export const softMarginLoss: OpRecord = lossRecord({
  name: 'softMarginLoss',
  gradFn: 'SoftMarginLossBackward0',
  symbol: 'soft margin',
  tex: (x, y) => `\\ln\\left(1 + e^{-${y} ${x}}\\right)`,
  losses: ([x, y]) => x!.neg().mul_(y!).exp_().log1p_(),
  slopes: [
    {
      of([x, y]) {
        const z = y!.neg().mul(x!).exp();
        return y!.mul(z).neg().div(z.add(1));
      },
      at(number) {
        const z = Math.exp(-number(1) * number(0));
        return (-number(1) * z) / (1 + z);
      },
      tex: (n) => `\\frac{-${operandTex(n, 1)}}{1 + e^{${operandTex(n, 1)} ${operandTex(n, 0)}}}`,
    },
  ],
});

// — of classes: x [N, C] or [C] —

/** How many rows and classes there are. */
function sizesOf(shape: Shape): [rows: number, classes: number] {
  return shape.length === 2 ? [shape[0]!, shape[1]!] : [1, numel(shape)];
}

const asRows = (x: Tensor): Tensor => x.reshape(sizesOf(x.shape));

/** The losses of the rows → the loss. PyTorch keeps the rows where the target has a dimension of them. */
function ofRows(losses: Tensor, keepsRows: boolean, attrs: Attrs): Tensor {
  // (of no rows PyTorch gives what lay in the memory: 0 as a rule)
  if (losses.numel() === 0 && reductionOf(attrs) === 'mean') return losses.sum();
  if (reductionOf(attrs) !== 'none') return reduced(losses, reductionOf(attrs));
  return keepsRows ? losses : losses.reshape([]);
}

/** The loss's gradient for each row, [N, 1]. */
function rowGradient(g: Tensor, rows: number, classes: number, attrs: Attrs): Tensor {
  const each = reductionOf(attrs) === 'none' ? g.reshape(-1, 1) : g.expand([rows, 1]);
  return each.div(reductionOf(attrs) === 'mean' ? rows * classes : classes);
}

/** Where one element of x enters the loss: with the slope of its row's sum. */
function rowLocal(i: number, slope: number, e: Evidence): Local[] {
  const [rows, classes] = sizesOf(e.inputs[0]!.shape);
  const reduction = reductionOf(e.attrs);
  const value = slope / (reduction === 'mean' ? rows * classes : classes);
  return [{ at: reduction === 'none' ? Math.floor(i / classes) : 0, value }];
}

/** Refuses classes that there are not; the lowest that counts is `from`. */
function checkClasses(target: Tensor, from: number, classes: number, message: string): void {
  const isClass = (x: number | bigint): boolean => x >= from && x < classes;
  insist(
    target,
    (x) => x.ge(from).logicalAnd(x.lt(classes)),
    (elements: DataArray) => (elements as BigInt64Array).every(isClass),
    () => new RuntimeError(message),
  );
}

/** By how much each class falls short of the margin to the target's, [N, C]; the target's own does not. */
function shortfalls(x: Tensor, target: Tensor, attrs: Attrs): { gaps: Tensor; own: Tensor } {
  const [rows, classes] = [asRows(x), target.reshape(-1, 1)];
  const own = inside(() => zerosOf(rows).scatter(1, classes, 1).gt(0));
  const gaps = rows.gather(1, classes).rsub(numberOf(attrs, 'margin')).add(rows);
  return { gaps: where(own.logicalNot().logicalAnd(gaps.gt(0)), gaps, 0), own };
}

/** The weight of each row's target, [N, 1]; 1 where there are none. */
function rowWeights(target: Tensor, weight: Tensor | undefined): Tensor | number {
  return weight ? weight.indexSelect(0, target.reshape(-1)).unsqueeze(1) : 1;
}

/** Inputs x, target, and perhaps a weight for each class; attrs.p 1 or 2, attrs.margin. */
export const multiMarginLoss: OpRecord = {
  name: 'multiMarginLoss',
  gradFn: () => 'MultiMarginLossBackward0',
  symbol: 'margin',
  formula: (n) =>
    `\\frac{1}{C} \\sum_{i \\ne y} \\max(0, ${numberOf(n.attrs, 'margin')} - ${operandTex(n, 0)}_y + ${operandTex(n, 0)}_i)${numberOf(n.attrs, 'p') === 2 ? '^2' : ''}`,
  forward([x, target, weight], attrs) {
    const classes = sizesOf(x!.shape)[1];
    checkClasses(target!, 0, classes, 'target out of range');
    return inside(() => {
      const { gaps } = shortfalls(x!, target!, attrs);
      const raised = numberOf(attrs, 'p') === 2 ? gaps.mul(gaps) : gaps;
      const losses = raised.mul(rowWeights(target!, weight)).sum(1).div(classes);
      return ofRows(losses, target!.ndim > 0, attrs);
    });
  },
  saves: { inputs: [0, 1, 2], output: false },
  backward({ inputs, attrs }, g) {
    const [x, target, weight] = [inputs[0]!, inputs[1]!, inputs[2]];
    const [rows, classes] = sizesOf(x.shape);
    const { gaps, own } = shortfalls(x, target, attrs);
    const each = numberOf(attrs, 'p') === 2 ? gaps.mul(2) : gaps.gt(0).to(x.dtype);
    const others = each.mul(rowWeights(target, weight));
    const slopes = where(own, others.sum(1, { keepdim: true }).neg(), others);
    return [slopes.mul(rowGradient(g, rows, classes, attrs)).reshape(x.shape), null, null];
  },
  explain: {
    tex: (k) =>
      k === 0
        ? '\\tfrac{1}{C} \\left([i \\text{ falls short}] - [i = y] \\cdot \\#\\text{short}\\right)'
        : '0',
    locals(k, i, e) {
      if (k !== 0) return [];
      const [x, target, weight] = e.inputs;
      const classes = sizesOf(x!.shape)[1];
      const row = Math.floor(i / classes);
      const y = elementAt(target!, row);
      const slope = (j: number): number => {
        const gap = numberOf(e.attrs, 'margin') - elementAt(x!, row * classes + y) + elementAt(x!, j);
        return gap > 0 ? (numberOf(e.attrs, 'p') === 2 ? 2 * gap : 1) : 0;
      };
      const others = Array.from({ length: classes }, (_, c) => c).filter((c) => c !== y);
      const own = i % classes === y;
      const sum = own ? -others.reduce((total, c) => total + slope(row * classes + c), 0) : slope(i);
      return rowLocal(i, sum * (weight ? elementAt(weight, y) : 1), e);
    },
  },
};

/** Which places of the targets' lists count (before the first −1), which classes they name, and which are not named. */
function namedClasses(x: Tensor, target: Tensor): { at: Tensor; pairs: Tensor } {
  const [rows, list] = [asRows(x), asRows(target)];
  const counts = list.lt(0).cumsum(1).eq(0);
  const at = list.clamp(0);
  const isNamed = zerosOf(rows).scatterAdd(1, at, counts.to(rows.dtype)).gt(0);
  return { at, pairs: counts.unsqueeze(2).logicalAnd(isNamed.logicalNot().unsqueeze(1)) };
}

/** By how much a class that is not named falls short of the margin to one that is, [N, named, other]. */
function pairGaps(x: Tensor, at: Tensor, pairs: Tensor): Tensor {
  const rows = asRows(x);
  const gaps = rows.gather(1, at).unsqueeze(2).rsub(1).add(rows.unsqueeze(1));
  return where(pairs.logicalAnd(gaps.gt(0)), gaps, 0);
}

export const multilabelMarginLoss: OpRecord = {
  name: 'multilabelMarginLoss',
  gradFn: () => 'MultilabelMarginLossBackward0',
  symbol: 'margin',
  formula: (n) =>
    `\\frac{1}{C} \\sum_{y \\in Y} \\sum_{i \\notin Y} \\max(0, 1 - ${operandTex(n, 0)}_y + ${operandTex(n, 0)}_i)`,
  forward([x, target], attrs) {
    const classes = sizesOf(x!.shape)[1];
    checkClasses(target!, -1, classes, "argument #2 'target' is out of range");
    return inside(() => {
      const { at, pairs } = namedClasses(x!, target!);
      const losses = pairGaps(x!, at, pairs).sum([1, 2]).div(classes);
      return ofRows(losses, target!.ndim > 1, attrs);
    });
  },
  saves: { inputs: [0, 1], output: false },
  backward({ inputs, attrs }, g) {
    const [x, target] = [inputs[0]!, inputs[1]!];
    const [rows, classes] = sizesOf(x.shape);
    const slopes = inside(() => {
      const { at, pairs } = namedClasses(x, target);
      const short = pairGaps(x, at, pairs).gt(0).to(x.dtype);
      return short.sum(1).scatterAdd(1, at, short.sum(2).neg());
    });
    return [slopes.mul(rowGradient(g, rows, classes, attrs)).reshape(x.shape), null];
  },
  explain: {
    tex: (k) =>
      k === 0 ? '\\tfrac{1}{C} \\left(\\#\\text{pairs short as other} - \\#\\text{as named}\\right)' : '0',
    locals(k, i, e) {
      if (k !== 0) return [];
      const [x, target] = [e.inputs[0]!, e.inputs[1]!];
      const classes = sizesOf(x.shape)[1];
      const row = Math.floor(i / classes) * classes;
      const list = Array.from({ length: classes }, (_, c) => elementAt(target, row + c));
      const named = list.includes(-1) ? list.slice(0, list.indexOf(-1)) : list;
      const isShort = (y: number, c: number): boolean =>
        1 - elementAt(x, row + y) + elementAt(x, row + c) > 0;
      const own = i - row;
      const others = list.map((_, c) => c).filter((c) => !named.includes(c));
      const slope = named.includes(own)
        ? -others.filter((c) => isShort(own, c)).length * named.filter((y) => y === own).length
        : named.filter((y) => isShort(y, own)).length;
      return rowLocal(i, slope, e);
    },
  },
};

export const MARGIN_OPS: readonly OpRecord[] = [softMarginLoss, multiMarginLoss, multilabelMarginLoss];

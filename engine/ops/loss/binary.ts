/** @file Binary cross-entropy: of probabilities, and of logits. */

import type { DataArray } from '../../dtype';
import { RuntimeError } from '../../errors';
import type { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { operandTex } from '../common';
import { insist } from '../insist';
import type { OpRecord } from '../op';
import { lossRecord, type Numbers } from './common';

/** PyTorch's bound on a logarithm, which keeps the loss finite. */
const LOWEST_LOG = -100;
/** … and on p (1 − p), which keeps the gradient finite. */
const EPSILON = 1e-12;

const logOf = (x: Tensor): Tensor => x.log().clampMin(LOWEST_LOG);
const logOfRest = (x: Tensor): Tensor => x.neg().log1p().clampMin(LOWEST_LOG);

function weighted(losses: Tensor, weight: Tensor | undefined): Tensor {
  return weight ? losses.mul(weight) : losses;
}

const isProbability = (value: number): boolean => value >= 0 && value <= 1;

/** Refuses what is no probability; PyTorch goes through both side by side. */
function checkProbabilities([x, y]: readonly Tensor[]): void {
  const [inputs, targets] = [x!, y!].map((t) => (t.device.insist ? null : t.device.read(t)));
  if (inputs && targets && !(inputs instanceof Promise) && !(targets instanceof Promise)) {
    const place = (elements: DataArray): number =>
      (elements as Float64Array).findIndex((value) => !isProbability(value));
    const [first, other] = [place(inputs), place(targets)];
    const isTarget = other >= 0 && (first < 0 || other < first);
    if (first >= 0 || other >= 0) {
      throw new RuntimeError(`all elements of ${isTarget ? 'target' : 'input'} should be between 0 and 1`);
    }
    return;
  }
  for (const [name, given] of Object.entries({ input: x!, target: y! })) {
    insist(
      given,
      (p) => p.ge(0).logicalAnd(p.le(1)),
      (elements) => (elements as Float64Array).every(isProbability),
      () => new RuntimeError(`all elements of ${name} should be between 0 and 1`),
    );
  }
}

export const binaryCrossEntropy: OpRecord = lossRecord({
  name: 'binaryCrossEntropy',
  gradFn: 'BinaryCrossEntropyBackward0',
  symbol: 'BCE',
  tex: (x, y) => `-\\left(${y} \\ln ${x} + (1 - ${y}) \\ln(1 - ${x})\\right)`,
  check: checkProbabilities,
  losses([x, y, weight]) {
    return weighted(
      y!
        .sub(1)
        .mul(logOfRest(x!))
        .sub(y!.mul(logOf(x!))),
      weight,
    );
  },
  slopes: [
    {
      of: ([x, y, weight]) => weighted(x!.sub(y!).div(x!.rsub(1).mul(x!).clampMin(EPSILON)), weight),
      at(number) {
        const [x, y] = [number(0), number(1)];
        return ((x - y) / Math.max((1 - x) * x, EPSILON)) * number(2);
      },
      tex: (n) =>
        `\\frac{${operandTex(n, 0)} - ${operandTex(n, 1)}}{${operandTex(n, 0)} (1 - ${operandTex(n, 0)})}`,
    },
    {
      of: ([x, , weight]) => weighted(logOfRest(x!).sub(logOf(x!)), weight),
      at(number) {
        const log = (x: number): number => Math.max(LOWEST_LOG, Math.log(x));
        return (log(1 - number(0)) - log(number(0))) * number(2);
      },
      tex: (n) => `\\ln(1 - ${operandTex(n, 0)}) - \\ln ${operandTex(n, 0)}`,
    },
  ],
});

/** Inputs: logits, target, then the weight and the positive weight, as the attributes say. */
function weightsOf(inputs: readonly Tensor[], attrs: Attrs): { weight?: Tensor; posWeight?: Tensor } {
  const rest = inputs.slice(2);
  const weight = attrs['weighted'] ? rest.shift() : undefined;
  const posWeight = attrs['posWeighted'] ? rest.shift() : undefined;
  return { ...(weight && { weight }), ...(posWeight && { posWeight }) };
}

function numbersOf(number: Numbers, attrs: Attrs): { weight: number; posWeight: number } {
  const weight = attrs['weighted'] ? number(2) : 1;
  const posWeight = attrs['posWeighted'] ? number(attrs['weighted'] ? 3 : 2) : 1;
  return { weight, posWeight };
}

const softplusOfNegative = (x: Tensor): Tensor => x.abs().neg().exp().log1p().add(x.neg().clampMin(0));

export const binaryCrossEntropyWithLogits: OpRecord = lossRecord({
  name: 'binaryCrossEntropyWithLogits',
  gradFn: 'BinaryCrossEntropyWithLogitsBackward0',
  symbol: 'BCE',
  tex: (x, y) => `-\\left(${y} \\ln \\sigma(${x}) + (1 - ${y}) \\ln(1 - \\sigma(${x}))\\right)`,
  losses(inputs, attrs) {
    const [x, y] = [inputs[0]!, inputs[1]!];
    const { weight, posWeight } = weightsOf(inputs, attrs);
    const tail = softplusOfNegative(x);
    const scaled = posWeight ? posWeight.sub(1).mul(y).add(1).mul(tail) : tail;
    // PyTorch does this in the target's place, which decides the dtype
    return weighted(y.rsub(1).mul(x).add(scaled), weight).to(y.dtype);
  },
  slopes: [
    {
      of(inputs, attrs) {
        const [x, y] = [inputs[0]!, inputs[1]!];
        const { weight, posWeight } = weightsOf(inputs, attrs);
        if (!posWeight) return weighted(x.sigmoid().sub(y), weight);
        const positive = posWeight.mul(y);
        return weighted(positive.add(1).sub(y).mul(x.sigmoid()).sub(positive), weight);
      },
      at(number, attrs) {
        const { weight, posWeight } = numbersOf(number, attrs);
        const [sigma, y] = [1 / (1 + Math.exp(-number(0))), number(1)];
        return ((posWeight * y + 1 - y) * sigma - posWeight * y) * weight;
      },
      tex: (n) => `\\sigma(${operandTex(n, 0)}) - ${operandTex(n, 1)}`,
    },
    {
      of(inputs, attrs) {
        const x = inputs[0]!;
        const { weight, posWeight } = weightsOf(inputs, attrs);
        if (!posWeight) return weighted(x.neg(), weight);
        return weighted(posWeight.sub(1).mul(softplusOfNegative(x)).sub(x), weight);
      },
      at(number, attrs) {
        const { weight, posWeight } = numbersOf(number, attrs);
        return ((posWeight - 1) * Math.log1p(Math.exp(-number(0))) - number(0)) * weight;
      },
      tex: (n) => `-${operandTex(n, 0)}`,
    },
  ],
});

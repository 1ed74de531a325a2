/** @file Losses of a distance: squared, and squared near zero but straight far out. */

import type { Attrs } from '../../trace/events';
import type { Tensor } from '../../tensor';
import type { Names, OpRecord } from '../op';
import { operandTex, resultType } from '../common';
import { notImplemented, RuntimeError } from '../../errors';
import { where } from '../pointwise/where';
import { lossRecord, type Numbers } from './common';

const distance = (inputs: readonly Tensor[]): Tensor => inputs[0]!.sub(inputs[1]!);
const apart = (number: Numbers): number => number(0) - number(1);
const difference = (n: Names): string => `(${operandTex(n, 0)} - ${operandTex(n, 1)})`;

/** PyTorch has these losses for floats alone. */
const checkFloat =
  (kernel: string) =>
  (inputs: readonly Tensor[]): void => {
    const dtype = resultType(inputs);
    if (dtype.isFloatingPoint) return;
    notImplemented(kernel, dtype);
  };

/** ∂/∂input as given, ∂/∂target its negative: the loss knows only the distance. */
function bothSlopes(
  of: (d: Tensor, attrs: Attrs) => Tensor,
  at: (d: number, attrs: Attrs) => number,
  tex: (n: Names) => string,
): Parameters<typeof lossRecord>[0]['slopes'] {
  return [
    {
      of: (inputs, attrs) => of(distance(inputs), attrs),
      at: (number, attrs) => at(apart(number), attrs),
      tex,
    },
    {
      of: (inputs, attrs) => of(distance(inputs), attrs).neg(),
      at: (number, attrs) => -at(apart(number), attrs),
      tex: (n) => `-${tex(n)}`,
    },
  ];
}

export const mseLoss: OpRecord = lossRecord({
  name: 'mseLoss',
  gradFn: 'MseLossBackward0',
  symbol: 'MSE',
  tex: (x, y) => `(${x} - ${y})^2`,
  check: checkFloat('mse_cpu'),
  losses(inputs) {
    const d = distance(inputs);
    return d.mul(d);
  },
  slopes: bothSlopes(
    (d) => d.mul(2),
    (d) => 2 * d,
    (n) => `2 ${difference(n)}`,
  ),
});

const betaOf = (attrs: Attrs): number => attrs['beta'] as number;

export const smoothL1Loss: OpRecord = lossRecord({
  name: 'smoothL1Loss',
  gradFn: 'SmoothL1LossBackward0',
  symbol: 'L1',
  tex: (x, y) => `\\operatorname{smoothL1}(${x} - ${y})`,
  check: checkFloat('smooth_l1_cpu'),
  losses(inputs, attrs) {
    const [d, beta] = [distance(inputs).abs(), betaOf(attrs)];
    return where(d.lt(beta), d.mul(0.5).mul(d).div(beta), d.sub(0.5 * beta));
  },
  slopes: bothSlopes(
    (d, attrs) => where(d.abs().ge(betaOf(attrs)), d.sign(), d.div(betaOf(attrs))),
    (d, attrs) => (Math.abs(d) < betaOf(attrs) ? d / betaOf(attrs) : Math.sign(d)),
    (n) => `\\operatorname{clamp}\\left(\\frac{${difference(n)}}{\\beta}, -1, 1\\right)`,
  ),
});

const deltaOf = (attrs: Attrs): number => attrs['delta'] as number;

export const huberLoss: OpRecord = lossRecord({
  name: 'huberLoss',
  gradFn: 'HuberLossBackward0',
  oneType: true,
  symbol: 'Huber',
  tex: (x, y) => `\\operatorname{huber}(${x} - ${y})`,
  check(inputs) {
    checkFloat('huber_cpu')(inputs);
    const [x, y] = [inputs[0]!.dtype, inputs[1]!.dtype];
    if (x.isFloatingPoint) return;
    throw new RuntimeError(
      `result type ${y.scalarName} can't be cast to the desired output type ${x.scalarName}`,
    );
  },
  losses(inputs, attrs) {
    const [d, delta] = [distance(inputs).abs(), deltaOf(attrs)];
    const losses = where(d.le(delta), d.mul(0.5).mul(d), d.sub(0.5 * delta).mul(delta));
    return losses.to(inputs[0]!.dtype);
  },
  slopes: bothSlopes(
    (d, attrs) => d.clamp(-deltaOf(attrs), deltaOf(attrs)),
    (d, attrs) => Math.max(-deltaOf(attrs), Math.min(deltaOf(attrs), d)),
    (n) => `\\operatorname{clamp}(${difference(n)}, -\\delta, \\delta)`,
  ),
});

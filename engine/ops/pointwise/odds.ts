/** @file The logarithm of odds. */

import { apply } from '../../autograd/apply';
import type { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { floatType } from '../common';
import type { OpRecord } from '../op';
import { plain, unaryRecord } from './common';
import { where } from './where';

const epsOf = (attrs: Attrs): number | null => (attrs['eps'] as number | null | undefined) ?? null;

/** ln(x / (1 − x)), of x between eps and 1 − eps where attrs.eps is given. */
export const logitRecord: OpRecord = unaryRecord({
  name: 'logit',
  gradFn: 'LogitBackward0',
  symbol: 'logit',
  formula: (x) => `\\ln \\frac{${x}}{1 - ${x}}`,
  forward(x, attrs) {
    const eps = epsOf(attrs);
    return plain(() => {
      const own = x.to(floatType(x.dtype));
      const inside = eps === null ? own : own.clamp(eps, 1 - eps);
      return inside.div(inside.rsub(1)).log();
    });
  },
  saves: 'input',
  backward(x, g, _, attrs) {
    const eps = epsOf(attrs);
    // at −0 as at 0
    const slope = g.div(x.abs().mul(x.rsub(1)));
    const isOutside = x.lt(eps ?? 0).logicalOr(x.gt(1 - (eps ?? 0)));
    return where(isOutside, eps === null ? NaN : 0, slope).to(x.dtype);
  },
  tex: (x) => `\\frac{1}{${x} (1 - ${x})}`,
  slope: (x) => 1 / (x * (1 - x)),
});

export function logit(x: Tensor, eps: number | null): Tensor {
  return apply(logitRecord, [x], { eps });
}

export const ODDS_OPS: readonly OpRecord[] = [logitRecord];

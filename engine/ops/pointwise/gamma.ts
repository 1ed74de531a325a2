/** @file The gamma function's logarithm and its derivatives, and the inverse of the error function: computed on the cpu. */

import { erf } from '../../devices/cpu/special';
import {
  digamma as digammaOf,
  erfinv as erfinvOf,
  lgamma as lgammaOf,
  polygamma as polygammaOf,
} from './gamma-numbers';
import { floatType } from '../common';
import { onCpu } from '../on-cpu';
import type { OpRecord } from '../op';
import type { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { unaryRecord } from './common';

const eachOnCpu =
  (f: (x: number, attrs: Attrs, isSingle: boolean) => number) =>
  (x: Tensor, attrs: Attrs): Tensor => {
    const dtype = floatType(x.dtype);
    const isSingle = dtype.itemsize === 4;
    return onCpu([x], ([elements]) =>
      Array.from(elements as ArrayLike<number | bigint>, (value) => f(Number(value), attrs, isSingle)),
    ).tensor(x.shape, dtype, (values) => values);
  };

const orderOf = (attrs: Attrs): number => attrs['n'] as number;

export const lgamma = unaryRecord({
  name: 'lgamma',
  gradFn: 'LgammaBackward0',
  symbol: 'ln Γ',
  formula: (x) => `\\ln \\lvert \\Gamma(${x}) \\rvert`,
  forward: eachOnCpu((x) => lgammaOf(x)),
  saves: 'input',
  backward: (x, g) => g.mul(x.digamma()),
  tex: (x) => `\\psi(${x})`,
  slope: digammaOf,
});

export const digamma = unaryRecord({
  name: 'digamma',
  gradFn: 'DigammaBackward0',
  symbol: 'ψ',
  formula: (x) => `\\psi(${x})`,
  forward: eachOnCpu((x) => digammaOf(x)),
  saves: 'input',
  backward: (x, g) => g.mul(x.polygamma(1)),
  tex: (x) => `\\psi'(${x})`,
  slope: (x) => polygammaOf(1, x),
});

export const polygamma = unaryRecord({
  name: 'polygamma',
  gradFn: 'PolygammaBackward0',
  symbol: 'ψ⁽ⁿ⁾',
  formula: (x, attrs) => `\\psi^{(${orderOf(attrs)})}(${x})`,
  forward: eachOnCpu((x, attrs, isSingle) => polygammaOf(orderOf(attrs), x, isSingle)),
  saves: 'input',
  backward: (x, g, _, attrs) => g.mul(x.polygamma(orderOf(attrs) + 1)),
  tex: (x, _, attrs) => `\\psi^{(${orderOf(attrs) + 1})}(${x})`,
  slope: (x, _, attrs) => polygammaOf(orderOf(attrs) + 1, x),
});

const HALF_ROOT_PI = Math.sqrt(Math.PI) / 2;

export const erfinv = unaryRecord({
  name: 'erfinv',
  gradFn: 'ErfinvBackward0',
  symbol: 'erf⁻¹',
  formula: (x) => `\\operatorname{erf}^{-1}(${x})`,
  forward: eachOnCpu((x) => erfinvOf(x, erf)),
  saves: 'output',
  backward: (_, g, y) => g.mul(y.mul(y).exp().mul(HALF_ROOT_PI)),
  tex: (_, y) => `\\frac{\\sqrt{\\pi}}{2} e^{${y}^2}`,
  slope: (_, y) => HALF_ROOT_PI * Math.exp(y * y),
});

export const GAMMA_OPS: readonly OpRecord[] = [lgamma, digamma, polygamma, erfinv];

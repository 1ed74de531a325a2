/** @file Activation functions with a smooth curve: elu and its kin, gelu, silu, mish, softplus, logsigmoid. */

import { apply } from '../../autograd/apply';
import { isGradEnabled } from '../../autograd/mode';
import { erf } from '../../devices/cpu/special';
import type { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import type { OpRecord } from '../op';
import { runUnary, unaryRecord, type UnaryParts } from './common';
import { where } from './where';

const numberOf = (attrs: Attrs, key: string): number => attrs[key] as number;
const sigma = (x: number): number => 1 / (1 + Math.exp(-x));

/** What elu, selu and celu share: scale·x above 0, scale·alpha·(e^(inputScale·x) − 1) below. */
interface Curve {
  readonly alpha: number;
  readonly scale: number;
  readonly inputScale: number;
}

function eluLike(
  name: string,
  gradFn: string,
  curve: (attrs: Attrs) => Curve,
  formula: UnaryParts['formula'],
): OpRecord {
  return unaryRecord({
    name,
    gradFn,
    symbol: name,
    formula,
    floatOnly: 'elu_cpu',
    kernel: 'elu',
    params(attrs) {
      const { alpha, scale, inputScale } = curve(attrs);
      return [alpha, scale, inputScale];
    },
    saves: 'input',
    backward(x, g, _, attrs) {
      const { alpha, scale, inputScale } = curve(attrs);
      // the exponential is only taken below 0, so that it cannot overflow
      const below = where(x.le(0), x, 0).mul(inputScale).exp();
      return where(x.le(0), g.mul(below.mul(inputScale * alpha * scale)), g.mul(scale));
    },
    tex(x, _, attrs) {
      const { alpha, scale, inputScale } = curve(attrs);
      const [above, below] = [scale, inputScale * alpha * scale];
      return `[${x} > 0] \\cdot ${above} + [${x} \\le 0] \\cdot ${below}\\, e^{${inputScale} ${x}}`;
    },
    slope(x, _, attrs) {
      const { alpha, scale, inputScale } = curve(attrs);
      return x <= 0 ? inputScale * alpha * scale * Math.exp(x * inputScale) : scale;
    },
  });
}

/** attrs.alpha */
export const elu = eluLike(
  'elu',
  'EluBackward0',
  (attrs) => ({ alpha: numberOf(attrs, 'alpha'), scale: 1, inputScale: 1 }),
  (x) => `\\operatorname{elu}(${x})`,
);

// Klambauer et al.: Self-Normalizing Neural Networks, 2017
const SELU: Curve = { alpha: 1.6732632423543772, scale: 1.0507009873554805, inputScale: 1 };

export const selu = eluLike(
  'selu',
  'EluBackward0',
  () => SELU,
  (x) => `\\operatorname{selu}(${x})`,
);

/** attrs.alpha */
export const celu = eluLike(
  'celu',
  'CeluBackward0',
  (attrs) => ({ alpha: numberOf(attrs, 'alpha'), scale: 1, inputScale: 1 / numberOf(attrs, 'alpha') }),
  (x) => `\\operatorname{celu}(${x})`,
);

const DENSITY = 1 / Math.sqrt(2 * Math.PI);

/** x·Φ(x), Φ being the normal distribution */
export const gelu = unaryRecord({
  name: 'gelu',
  gradFn: 'GeluBackward0',
  symbol: 'gelu',
  formula: (x) => `${x} \\cdot \\Phi(${x})`,
  floatOnly: 'GeluKernelImpl',
  kernel: 'gelu',
  saves: 'input',
  backward(x, g) {
    if (!isGradEnabled()) return g.mul(runUnary('geluSlope', x, x.dtype, []));
    const below = x.mul(Math.SQRT1_2).erf().add(1).mul(0.5);
    const density = x.mul(x).mul(-0.5).exp().mul(DENSITY);
    return g.mul(below.add(x.mul(density)));
  },
  tex: (x) => `\\Phi(${x}) + ${x}\\, \\varphi(${x})`,
  slope: (x) => 0.5 * (1 + erf(x * Math.SQRT1_2)) + x * DENSITY * Math.exp(-0.5 * x * x),
});

const BETA = Math.sqrt(2 / Math.PI);
const KAPPA = 0.044715;

/** gelu by its approximation with tanh */
export const geluTanh = unaryRecord({
  name: 'geluTanh',
  gradFn: 'GeluBackward0',
  symbol: 'gelu',
  formula: (x) => `\\tfrac{1}{2} ${x} (1 + \\tanh(\\sqrt{2/\\pi}\\,(${x} + ${KAPPA}\\, ${x}^3)))`,
  floatOnly: 'GeluKernelImpl',
  kernel: 'geluTanh',
  saves: 'input',
  backward(x, g) {
    const square = x.mul(x);
    const t = x.add(square.mul(x).mul(KAPPA)).mul(BETA).tanh();
    const inner = square
      .mul(3 * KAPPA)
      .add(1)
      .mul(BETA);
    const slope = t
      .add(1)
      .mul(0.5)
      .add(x.mul(0.5).mul(t.mul(t).rsub(1)).mul(inner));
    return g.mul(slope);
  },
  tex: (x) =>
    `\\tfrac{1}{2}(1 + t) + \\tfrac{1}{2} ${x} (1 - t^2) \\sqrt{2/\\pi}\\,(1 + ${3 * KAPPA}\\, ${x}^2),\\; t = \\tanh(\\ldots)`,
  slope(x) {
    const t = Math.tanh(BETA * (x + KAPPA * x ** 3));
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * BETA * (1 + 3 * KAPPA * x * x);
  },
});

/** x·σ(x), also called swish */
export const silu = unaryRecord({
  name: 'silu',
  gradFn: 'SiluBackward0',
  symbol: 'silu',
  formula: (x) => `${x} \\cdot \\sigma(${x})`,
  floatOnly: 'silu_cpu',
  saves: 'input',
  backward(x, g) {
    const s = x.sigmoid();
    return g.mul(s).mul(x.mul(s.rsub(1)).add(1));
  },
  tex: (x) => `\\sigma(${x}) (1 + ${x} (1 - \\sigma(${x})))`,
  slope: (x) => sigma(x) * (1 + x * (1 - sigma(x))),
});

/** x·tanh(softplus(x)) */
export const mish = unaryRecord({
  name: 'mish',
  gradFn: 'MishBackward0',
  symbol: 'mish',
  formula: (x) => `${x} \\cdot \\tanh(\\ln(1 + e^{${x}}))`,
  floatOnly: 'mish_cpu',
  saves: 'input',
  backward(x, g) {
    const t = logSigmoidOf(x.neg()).neg().tanh();
    return g.mul(t.add(x.mul(x.sigmoid()).mul(t.mul(t).rsub(1))));
  },
  tex: (x) => `t + ${x}\\, \\sigma(${x}) (1 - t^2),\\; t = \\tanh(\\ln(1 + e^{${x}}))`,
  slope(x) {
    const t = Math.tanh(Math.log1p(Math.exp(x)));
    return t + x * sigma(x) * (1 - t * t);
  },
});

const isLinear = (x: number, attrs: Attrs): boolean =>
  x * numberOf(attrs, 'beta') > numberOf(attrs, 'threshold');

/** attrs.beta, attrs.threshold: above it, the line itself */
export const softplus = unaryRecord({
  name: 'softplus',
  gradFn: 'SoftplusBackward0',
  symbol: 'softplus',
  formula: (x, attrs) =>
    `\\frac{1}{${numberOf(attrs, 'beta')}} \\ln(1 + e^{${numberOf(attrs, 'beta')} ${x}})`,
  floatOnly: 'softplus_cpu',
  params: (attrs) => [numberOf(attrs, 'beta'), numberOf(attrs, 'threshold')],
  saves: 'input',
  backward(x, g, _, attrs) {
    const scaled = x.mul(numberOf(attrs, 'beta'));
    return where(scaled.gt(numberOf(attrs, 'threshold')), g, g.mul(scaled.sigmoid()));
  },
  tex: (x, _, attrs) => `\\sigma(${numberOf(attrs, 'beta')} ${x})`,
  slope: (x, _, attrs) => (isLinear(x, attrs) ? 1 : sigma(x * numberOf(attrs, 'beta'))),
});

export const logsigmoid = unaryRecord({
  name: 'logsigmoid',
  gradFn: 'LogSigmoidBackward0',
  symbol: 'ln σ',
  formula: (x) => `\\ln \\sigma(${x})`,
  floatOnly: 'log_sigmoid_cpu',
  saves: 'input',
  backward: (x, g) => g.mul(x.neg().sigmoid()),
  tex: (x) => `\\sigma(-${x})`,
  slope: (x) => sigma(-x),
});

function logSigmoidOf(x: Tensor): Tensor {
  return apply(logsigmoid, [x]);
}

export const SMOOTH_ACTIVATIONS: readonly OpRecord[] = [
  ...[elu, selu, celu, gelu, geluTanh, silu, mish, softplus, logsigmoid],
];

/** @file Signs, absolute values, and rounding: steps with slope 0, and what is left over. */

import { notImplemented, RuntimeError } from '../../errors';
import type { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { cast } from '../common';
import type { OpRecord } from '../op';
import { runPrimitive, runUnary, unaryRecord, zerosOf, type UnaryParts } from './common';

/** A step function: the gradient is 0 everywhere. */
function step(
  name: string,
  gradFn: string,
  symbol: string,
  formula: UnaryParts['formula'],
  forward: (x: Tensor, attrs: Attrs) => Tensor,
): OpRecord {
  return unaryRecord({
    name,
    gradFn,
    symbol,
    formula,
    forward,
    saves: 'none',
    backward: (_, g) => zerosOf(g),
    tex: () => '0',
    slope: () => 0,
  });
}

/** Integers are whole already. */
function rounded(kernel: 'floor' | 'ceil' | 'round' | 'trunc', x: Tensor): Tensor {
  if (x.dtype.name === 'bool') notImplemented(`${kernel}_vml_cpu`, x.dtype);
  return x.dtype.isFloatingPoint ? runUnary(kernel, x, x.dtype, []) : cast(x, x.dtype, true);
}

export const sign = step(
  'sign',
  'SignBackward0',
  '±',
  (x) => `\\operatorname{sign}(${x})`,
  (x) => runUnary('sign', x, x.dtype, []),
);
export const floor = step(
  'floor',
  'FloorBackward0',
  '⌊ ⌋',
  (x) => `\\lfloor ${x} \\rfloor`,
  (x) => rounded('floor', x),
);
export const ceil = step(
  'ceil',
  'CeilBackward0',
  '⌈ ⌉',
  (x) => `\\lceil ${x} \\rceil`,
  (x) => rounded('ceil', x),
);
export const trunc = step(
  'trunc',
  'TruncBackward0',
  'trunc',
  (x) => `\\operatorname{trunc}(${x})`,
  (x) => rounded('trunc', x),
);
export const round = step(
  'round',
  'RoundBackward0',
  '≈',
  (x) => `\\operatorname{round}(${x})`,
  (x) => rounded('round', x),
);
/** attrs.decimals: how many digits behind the point stay; negative: in front of it */
export const roundTo = step(
  'roundTo',
  'RoundBackward1',
  '≈',
  (x, attrs) => `\\operatorname{round}_{${String(attrs['decimals'])}}(${x})`,
  (x, attrs) => {
    if (!x.dtype.isFloatingPoint) notImplemented('round_cpu', x.dtype);
    const decimals = attrs['decimals'] as number;
    const isSingle = x.dtype.name === 'float32' ? 1 : 0;
    return runUnary('roundTo', x, x.dtype, [10 ** Math.abs(decimals), decimals < 0 ? 1 : 0, isSingle]);
  },
);

export const frac = unaryRecord({
  name: 'frac',
  gradFn: 'FracBackward0',
  symbol: 'frac',
  formula: (x) => `${x} - \\operatorname{trunc}(${x})`,
  floatOnly: 'frac_cpu',
  saves: 'none',
  backward: (_, g) => g,
  tex: () => '1',
  slope: () => 1,
});

export const abs = unaryRecord({
  name: 'abs',
  gradFn: 'AbsBackward0',
  symbol: '| |',
  formula: (x) => `|${x}|`,
  forward(x) {
    if (x.dtype.name === 'bool') notImplemented('abs_cpu', x.dtype);
    return runPrimitive('abs', x, x.dtype);
  },
  saves: 'input',
  backward: (x, g) => g.mul(x.sign()),
  tex: (x) => `\\operatorname{sign}(${x})`,
  slope: (x) => Math.sign(x),
});

/** The largest finite number of a type, and the smallest. */
function limits(x: Tensor): number {
  return x.dtype.name === 'float64' ? Number.MAX_VALUE : (2 - 2 ** -23) * 2 ** 127;
}

/** attrs.nan, attrs.posinf, attrs.neginf: what to put; null: the largest and the smallest number there is */
export const nanToNum = unaryRecord({
  name: 'nanToNum',
  gradFn: 'NanToNumBackward0',
  symbol: 'nan→',
  formula: (x) => `\\operatorname{nanToNum}(${x})`,
  forward(x, attrs) {
    if (!x.dtype.isFloatingPoint) return cast(x, x.dtype, true);
    const [nan, top, bottom] = [attrs['nan'], attrs['posinf'], attrs['neginf']] as (number | null)[];
    return runUnary('nanToNum', x, x.dtype, [nan ?? 0, top ?? limits(x), bottom ?? -limits(x)]);
  },
  saves: 'input',
  backward: (x, g) => g.mul(x.isfinite()),
  tex: (x) => `[${x} \\text{ finite}]`,
  slope: (x) => (Number.isFinite(x) ? 1 : 0),
});

/** The tensor itself. */
export function positive(x: Tensor): Tensor {
  if (x.dtype.name === 'bool') throw new RuntimeError('The `+` operator, on a bool tensor is not supported.');
  return x;
}

export const ROUNDING_OPS: readonly OpRecord[] = [
  ...[sign, floor, ceil, trunc, round, roundTo, frac, abs, nanToNum],
];

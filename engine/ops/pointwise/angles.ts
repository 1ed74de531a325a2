/** @file Angles in degrees and radians, and the sine over its angle. */

import type { OpRecord } from '../op';
import { plain, unaryRecord } from './common';
import { where } from './where';

const RADIANS = Math.PI / 180;
const DEGREES = 180 / Math.PI;

const scaled = (name: string, gradFn: string, symbol: string, factor: number, tex: string): OpRecord =>
  unaryRecord({
    name,
    gradFn,
    symbol,
    formula: (x) => `${tex} ${x}`,
    forward: (x) => plain(() => x.mul(factor)),
    saves: 'none',
    backward: (_, g) => g.mul(factor),
    tex: () => tex,
    slope: () => factor,
  });

export const deg2rad = scaled('deg2rad', 'Deg2RadBackward0', '°→rad', RADIANS, '\\frac{\\pi}{180}');
export const rad2deg = scaled('rad2deg', 'Rad2DegBackward0', 'rad→°', DEGREES, '\\frac{180}{\\pi}');

/** sin(πx) / (πx), and 1 at 0. */
export const sinc = unaryRecord({
  name: 'sinc',
  gradFn: 'SincBackward0',
  symbol: 'sinc',
  formula: (x) => `\\frac{\\sin(\\pi ${x})}{\\pi ${x}}`,
  forward: (x) =>
    plain(() => {
      const angle = x.mul(Math.PI);
      return where(x.eq(0), 1, angle.sin().div(angle)).to(angle.dtype);
    }),
  saves: 'input',
  backward(x, g) {
    const angle = x.mul(Math.PI);
    const squared = x.mul(x).mul(Math.PI);
    return where(squared.eq(0), 0, g.mul(angle.mul(angle.cos()).sub(angle.sin()).div(squared)));
  },
  tex: (x) => `\\frac{\\pi ${x} \\cos(\\pi ${x}) - \\sin(\\pi ${x})}{\\pi ${x}^2}`,
  slope(x) {
    const angle = Math.PI * x;
    return x === 0 ? 0 : (angle * Math.cos(angle) - Math.sin(angle)) / (angle * x);
  },
});

export const ANGLE_OPS: readonly OpRecord[] = [deg2rad, rad2deg, sinc];

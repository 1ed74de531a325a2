/** @file Pointwise ops beyond the golden figures: second derivatives, erf, and what is refused. */

import { describe, expect, test } from 'vitest';
import * as special from '../../engine/devices/cpu/special';
import { F, torch, type Tensor } from '../../engine/index';
import { POINTWISE_OPS } from '../../engine/ops/pointwise/index';
import { OPS } from '../../engine/ops/registry';

const double = (data: number[]): Tensor => torch.tensor(data, { dtype: torch.float64 });
const list = async (x: Tensor): Promise<number[]> => (await x.tolist()) as number[];

/** f′ of each element, in the graph. */
function slope(f: (x: Tensor) => Tensor, x: Tensor): Tensor {
  return torch.autograd.grad(f(x).sum(), x, { createGraph: true })[0]!;
}

const NEAR_ZERO = [-0.7, -0.2, 0.3, 0.6];
const SMOOTH: Record<string, [(x: Tensor) => Tensor, number[]?]> = {
  rsqrt: [(x) => x.rsqrt(), [0.3, 1, 2]],
  expm1: [(x) => x.expm1()],
  log1p: [(x) => x.log1p()],
  log2: [(x) => x.log2(), [0.3, 1, 2]],
  log10: [(x) => x.log10(), [0.3, 1, 2]],
  exp2: [(x) => x.exp2()],
  erf: [(x) => x.erf()],
  erfc: [(x) => x.erfc()],
  reciprocal: [(x) => x.reciprocal()],
  sin: [(x) => x.sin()],
  cos: [(x) => x.cos()],
  tan: [(x) => x.tan()],
  asin: [(x) => x.asin()],
  acos: [(x) => x.acos()],
  atan: [(x) => x.atan()],
  sinh: [(x) => x.sinh()],
  cosh: [(x) => x.cosh()],
  asinh: [(x) => x.asinh()],
  acosh: [(x) => x.acosh(), [1.2, 2, 5]],
  atanh: [(x) => x.atanh()],
  square: [(x) => x.square()],
  atan2: [(x) => x.atan2(x.mul(x).add(1))],
  hypot: [(x) => x.hypot(x.mul(x).add(1))],
  lerp: [(x) => x.lerp(x.mul(x), x)],
  addcmul: [(x) => x.addcmul(x, x.mul(x), { value: 2 })],
  addcdiv: [(x) => x.addcdiv(x, x.add(3), { value: 2 })],
  elu: [(x) => F.elu(x, { alpha: 0.7 })],
  selu: [(x) => F.selu(x)],
  celu: [(x) => F.celu(x, { alpha: 2 })],
  gelu: [(x) => F.gelu(x)],
  'gelu (tanh)': [(x) => F.gelu(x, { approximate: 'tanh' })],
  silu: [(x) => F.silu(x)],
  mish: [(x) => F.mish(x)],
  softplus: [(x) => F.softplus(x, { beta: 2 })],
  softsign: [(x) => F.softsign(x)],
  logsigmoid: [(x) => F.logsigmoid(x)],
  tanhshrink: [(x) => F.tanhshrink(x)],
  glu: [(x) => F.glu(x), [-0.7, 0.2, 0.3, 1.6]],
  hardswish: [(x) => F.hardswish(x)],
};

describe('second derivatives against differences of the first', () => {
  test.each(Object.entries(SMOOTH))('%s', async (_, [f, at = NEAR_ZERO]) => {
    const x = double(at).requiresGrad_();
    const weights = double(at.map((_, i) => 1 + i / 3));
    const first = slope(f, x);
    const [second] = torch.autograd.grad(first.mul(weights).sum(), x);
    const got = await list(second!);
    for (const i of at.keys()) {
      const total = async (step: number): Promise<number> => {
        const moved = double(at.map((value, j) => (i === j ? value + step : value))).requiresGrad_();
        return slope(f, moved).mul(weights).sum().item();
      };
      const difference = ((await total(1e-5)) - (await total(-1e-5))) / 2e-5;
      expect(Math.abs(got[i]! - difference)).toBeLessThan(1e-6 * (1 + Math.abs(difference)));
    }
  });
});

test('what is saturated stays finite in the second derivative', async () => {
  for (const f of [F.elu, F.softplus, F.silu, F.gelu, F.logsigmoid, F.mish]) {
    const x = double([-800, 800]).requiresGrad_();
    const [second] = torch.autograd.grad(slope((t) => f(t), x).sum(), x);
    expect(await list(second!)).toEqual([expect.closeTo(0), expect.closeTo(0)]);
  }
});

describe('erf', () => {
  // https://dlmf.nist.gov/7.23: tables; these digits by a series with 40 digits
  test.each([
    [0.1, 0.1124629160182848984],
    [0.5, 0.5204998778130465377],
    [1, 0.8427007929497148693],
    [2, 0.9953222650189527342],
    [3.5, 0.9999992569016276586],
  ])('of %d', (x, expected) => {
    expect(Math.abs(special.erf(x) - expected)).toBeLessThanOrEqual(2e-16);
    expect(special.erf(-x)).toBe(-special.erf(x));
    expect(Math.abs(special.erfc(x) + special.erf(x) - 1)).toBeLessThanOrEqual(2e-16);
  });

  test('erfc keeps its digits where it is tiny', () => {
    expect(special.erfc(5) / 1.5374597944280348502e-12).toBeCloseTo(1, 14);
    expect(special.erfc(10) / 2.0884875837625447571e-45).toBeCloseTo(1, 14);
    expect(special.erfc(-10)).toBe(2);
  });
});

test('floorDivide says that it has no derivative', () => {
  const x = double([3, 5]).requiresGrad_();
  const y = x.floorDivide(2);
  expect(y.gradFn).toBe('NotImplemented');
  expect(() => y.sum().backward()).toThrow('derivative for aten::floor_divide is not implemented');
});

test('heaviside says that it has no derivative', () => {
  const x = double([3, 0]).requiresGrad_();
  const y = x.heaviside(double([0.5]));
  expect(y.gradFn).toBe('NotImplemented');
  expect(() => y.sum().backward()).toThrow('derivative for aten::heaviside is not implemented');
});

test('a failed division in place leaves the tensor as it was', async () => {
  const x = torch.tensor([4, 6]);
  expect(() => x.remainder_(torch.tensor([2, 0]))).toThrow('ZeroDivisionError');
  expect(await list(x)).toEqual([4, 6]);
  expect(x.version).toBe(0);
});

test('a change after an in-place op whose backward reads its output is found', () => {
  const y = double([1, 2]).requiresGrad_().mul(1).exp_();
  y.mul_(2);
  expect(() => y.sum().backward()).toThrow(/modified by an inplace operation/);
  // sin_ reads what was there before it, of which it keeps a copy
  const z = double([1, 2]).requiresGrad_().mul(1).sin_();
  z.mul_(2);
  expect(() => z.sum().backward()).not.toThrow();
});

test('clamp does not mix a number and a tensor', () => {
  expect(() => torch.tensor([1]).clamp(0, torch.tensor([1]))).toThrow(
    'clamp() takes two numbers or two tensors as its limits, not one of each',
  );
});

test('no two pointwise ops share a name', () => {
  const names = OPS.map((op) => op.name);
  const twice = POINTWISE_OPS.filter(({ name }) => names.filter((other) => other === name).length > 1);
  expect(twice.map(({ name }) => name)).toEqual([]);
});

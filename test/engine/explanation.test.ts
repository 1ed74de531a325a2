/** @file What is taught is what is computed: every op's explanation, put into numbers, equals its backward. */

import { describe, expect, test } from 'vitest';
import { apply } from '../../engine/autograd/apply';
import { torch, type Tensor } from '../../engine/index';
import { OPS, opRecord } from '../../engine/ops/registry';
import type { NumericTensor } from '../../engine/ops/op';
import { basics } from './examples/basics';
import type { Example } from './examples/example';

/** By op; each family has its own file. */
const EXAMPLES: Record<string, Example[]> = { ...basics };

async function numeric(x: Tensor): Promise<NumericTensor> {
  return { shape: x.shape, elements: Float64Array.from((await x.reshape(-1).tolist()) as number[]) };
}

const generator = new torch.Generator().manualSeed(7);

function draw(shape: number[], isPositive: boolean): Tensor {
  const make = isPositive ? torch.rand : torch.randn;
  const x = make(shape, { generator, dtype: torch.float64 });
  return isPositive ? x.mul(2).add(0.5) : x;
}

test('every op with a derivative has an example here', () => {
  const differentiable = OPS.filter((op) => op.backward && op.name !== 'where').map((op) => op.name);
  expect(Object.keys(EXAMPLES).sort()).toEqual(differentiable.sort());
});

describe.each(Object.entries(EXAMPLES))('%s', (name, examples) => {
  test.each(examples.map((e) => [JSON.stringify(e), e] as const))(
    '%s',
    async (_, { shapes, attrs = {}, positive: p = false }) => {
      const record = opRecord(name)!;
      const inputs = shapes.map((shape) => draw(shape, p).requiresGrad_());
      const output = apply(record, inputs, attrs);
      const upstream = torch.randn(output.shape, { generator, dtype: output.dtype });
      output.backward(upstream);
      const evidence = {
        inputs: await Promise.all(inputs.map(numeric)),
        output: await numeric(output),
        attrs,
      };
      const flow = (await numeric(upstream)).elements as Float64Array;
      for (const [k, input] of inputs.entries()) {
        const gradient = (await numeric(input.grad!)).elements as Float64Array;
        gradient.forEach((expected, i) => {
          const explained = record
            .explain!.locals(k, i, evidence)
            .reduce((sum, { at, value }) => sum + flow[at]! * value, 0);
          expect(explained).toBeCloseTo(expected, 6);
        });
        const names = { inputs: ['a', 'b'].slice(0, inputs.length), output: 'y', attrs };
        expect(record.explain!.tex(k, names)).not.toMatch(/undefined|NaN/);
        expect(record.formula(names)).not.toMatch(/undefined|NaN/);
      }
    },
  );
});

/** f at x ± ε, in float64: the derivative as its definition has it. */
describe('gradcheck: backward against finite differences', () => {
  test.each(Object.entries(EXAMPLES).filter(([name]) => name !== 'to'))('%s', async (name, examples) => {
    for (const { shapes, attrs = {}, positive: p = false } of examples) {
      const record = opRecord(name)!;
      const inputs = shapes.map((shape) => draw(shape, p).requiresGrad_());
      const weights = torch.randn(record.forward(inputs, attrs).shape, { generator, dtype: torch.float64 });
      const f = (): Tensor => apply(record, inputs, attrs).mul(weights).sum();
      f().backward();
      for (const input of inputs) {
        const gradient = (await input.grad!.reshape(-1).tolist()) as number[];
        const flat = torch.noGrad(() => input.detach().reshape(-1));
        for (let i = 0; i < flat.numel(); i++) {
          const nudge = torch.tensor(
            Array.from({ length: flat.numel() }, (_, j) => (j === i ? 1e-6 : 0)),
            { dtype: torch.float64 },
          );
          const at = async (sign: number): Promise<number> => {
            flat.add_(nudge.mul(sign));
            const value = await torch.noGrad(f).item();
            flat.sub_(nudge.mul(sign));
            return value;
          };
          expect((await at(1)) - (await at(-1))).toBeCloseTo(gradient[i]! * 2e-6, 12);
        }
      }
    }
  });
});

/** @file What is taught is what is computed: every op's explanation, put into numbers, equals its backward. */

import { describe, expect, test } from 'vitest';
import { apply } from '../../engine/autograd/apply';
import { torch, type Tensor } from '../../engine/index';
import { OPS, opRecord } from '../../engine/ops/registry';
import type { NumericTensor } from '../../engine/ops/op';
import type { Attrs } from '../../engine/trace/events';

interface Example {
  shapes: number[][];
  attrs?: Attrs;
  /** elements in (0.5, 2.5) instead of normals */
  positive?: boolean;
}

const TWO: Example[] = [
  { shapes: [[3], [3]] },
  { shapes: [[2, 3], [3]] },
  {
    shapes: [
      [2, 1],
      [1, 3],
    ],
  },
  { shapes: [[], [2, 2]] },
  { shapes: [[4]], attrs: { other: 1.5 } },
];
const ONE: Example[] = [{ shapes: [[]] }, { shapes: [[5]] }, { shapes: [[2, 3]] }];
const positive = (examples: Example[]): Example[] => examples.map((e) => ({ ...e, positive: true }));
const reduced: Example[] = [null, [0], [1], [-1], [0, 2]].flatMap((dim) =>
  [false, true].map((keepdim) => ({ shapes: [[2, 3, 4]], attrs: { dim, keepdim } })),
);
const product = (a: number[], b: number[]): Example => ({
  shapes: [a, b],
  attrs: { ranks: [a.length, b.length] },
});

/** At least one example for every op that has a derivative. */
const EXAMPLES: Record<string, Example[]> = {
  add: [...TWO, { shapes: [[3], [3]], attrs: { alpha: 2 } }],
  sub: [...TWO, { shapes: [[3], [3]], attrs: { alpha: -0.5 } }],
  rsub: TWO,
  mul: TWO,
  div: positive(TWO),
  pow: [...positive(TWO), { shapes: [[3]], attrs: { other: 2 } }, { shapes: [[3]], attrs: { other: 0 } }],
  neg: ONE,
  exp: ONE,
  log: positive(ONE),
  sqrt: positive(ONE),
  tanh: ONE,
  sigmoid: ONE,
  relu: ONE,
  sum: reduced,
  mean: reduced,
  matmul: [
    product([3], [3]),
    product([2, 3], [3, 4]),
    product([2, 3], [3]),
    product([3], [3, 2]),
    product([2, 2, 3], [2, 3, 2]),
    product([2, 3], [2, 3, 2]),
    product([2, 1, 2, 3], [3, 3, 2]),
    product([3], [2, 3, 2]),
  ],
  view: [{ shapes: [[2, 3]], attrs: { shape: [3, 2] } }],
  reshape: [{ shapes: [[2, 3]], attrs: { shape: [6] } }],
  expand: [{ shapes: [[2, 1]], attrs: { shape: [3, 2, 4] } }],
  transpose: [{ shapes: [[2, 3, 4]], attrs: { dim0: 0, dim1: -1 } }],
  t: [{ shapes: [[2, 3]] }, { shapes: [[3]] }],
  clone: ONE,
  to: [{ shapes: [[3]], attrs: { dtype: 'float32', device: 'cpu' } }],
};

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

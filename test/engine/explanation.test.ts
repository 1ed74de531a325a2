/** @file What is taught is what is computed: every op's explanation, put into numbers, equals its backward. */

import { describe, expect, test } from 'vitest';
import { apply } from '../../engine/autograd/apply';
import { torch, type Tensor } from '../../engine/index';
import { OPS, opRecord } from '../../engine/ops/registry';
import type { NumericTensor } from '../../engine/ops/op';
import { expectGradients, gradientsAlong } from './finite-differences';
import { basics } from './examples/basics';
import type { Example } from './examples/example';
import { loss } from './examples/loss';
import { matrix } from './examples/matrix';
import { network } from './examples/network';
import { pointwise } from './examples/pointwise';
import { reduction } from './examples/reduction';
import { shape } from './examples/shape';

/** By op; each family has its own file. */
const EXAMPLES: Record<string, Example[]> = {
  ...basics,
  ...pointwise,
  ...reduction,
  ...loss,
  ...matrix,
  ...network,
  ...shape,
};

async function numeric(x: Tensor): Promise<NumericTensor> {
  return { shape: x.shape, elements: Float64Array.from((await x.reshape(-1).tolist()) as number[]) };
}

const generator = new torch.Generator().manualSeed(7);

function draw(shape: number[], { positive, range, dominant }: Example): Tensor {
  const [from, to] = range ?? (positive ? [0.5, 2.5] : [0, 0]);
  const make = from < to ? torch.rand : torch.randn;
  const x = make(shape, { generator, dtype: torch.float64 });
  if (dominant && shape.length > 1) {
    const [rows, columns] = shape.slice(-2) as [number, number];
    const one = torch.eye(Math.max(rows, columns), { dtype: torch.float64 });
    return x.add(one.narrow(0, 0, rows).narrow(1, 0, columns).mul(4));
  }
  return from < to ? x.mul(to - from).add(from) : x;
}

/** Inputs that want gradients, and between them the indices that were given. */
function inputsOf(example: Example): Tensor[] {
  return example.shapes.map((shape, k) => {
    const indices = example.given?.[k];
    if (indices) {
      const dtype = typeof indices[0] === 'boolean' ? torch.bool : torch.int64;
      return torch.tensor(indices, { dtype }).reshape(shape);
    }
    return draw(shape, example).requiresGrad_();
  });
}

/** These have a node, but no derivative: two say so when asked (see pointwise.test.ts), a sign passes nothing on. */
const EXEMPT = ['floorDivide', 'heaviside', 'detSign'];

test('every op has a name of its own, and an explanation where it has a derivative', () => {
  expect(new Set(OPS.map(({ name }) => name)).size).toBe(OPS.length);
  for (const op of OPS) {
    const isTaught = op.explain !== null;
    expect(isTaught, op.name).toBe(op.backward !== null && !EXEMPT.includes(op.name));
  }
});

test('every op with a derivative has an example here', () => {
  const differentiable = OPS.filter((op) => op.backward && !EXEMPT.includes(op.name)).map((op) => op.name);
  expect(Object.keys(EXAMPLES).sort()).toEqual(differentiable.sort());
});

describe.each(Object.entries(EXAMPLES))('%s', (name, examples) => {
  test.each(examples.map((e) => [JSON.stringify(e), e] as const))('%s', async (_, example) => {
    const { attrs = {} } = example;
    const record = opRecord(name)!;
    const inputs = inputsOf(example);
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
      if (!input.requiresGrad) continue;
      const gradient = (await numeric(input.grad!)).elements as Float64Array;
      gradient.forEach((expected, i) => {
        const explained = record
          .explain!.locals(k, i, evidence)
          .reduce((sum, { at, value }) => sum + flow[at]! * value, 0);
        expect(explained).toBeCloseTo(expected, 6);
      });
      const names = { inputs: ['a', 'b', 'c', 'd', 'e'].slice(0, inputs.length), output: 'y', attrs };
      expect(record.explain!.tex(k, names)).not.toMatch(/undefined|NaN/);
      expect(record.formula(names)).not.toMatch(/undefined|NaN/);
    }
  });
});

/** An example's op, as one number with fixed weights, and the leaves it reads. */
function weighed(name: string, example: Example): { f: () => Tensor; leaves: Tensor[] } {
  const { attrs = {} } = example;
  const record = opRecord(name)!;
  const inputs = inputsOf(example);
  const weights = torch.randn(record.forward(inputs, attrs).shape, { generator, dtype: torch.float64 });
  return {
    f: () => apply(record, inputs, attrs).mul(weights).sum(),
    leaves: inputs.filter((input) => input.requiresGrad),
  };
}

/** PyTorch's backward of it is made for log-softmax's outputs alone, and right for these: see sequence.test.ts. */
const FOR_LOG_SOFTMAX = ['ctcLoss'];

const DIFFERENTIABLE = Object.entries(EXAMPLES).filter(
  ([name]) => name !== 'to' && !FOR_LOG_SOFTMAX.includes(name),
);

describe('gradcheck: backward against finite differences', () => {
  test.each(DIFFERENTIABLE)('%s', async (name, examples) => {
    for (const example of examples) {
      const { f, leaves } = weighed(name, example);
      await expectGradients(f, leaves, name);
    }
  });
});

/** They say that they have no second derivative when one is asked for. */
const FIRST_ORDER_ALONE = ['eigvalsh', 'svdvals'];

describe('gradgradcheck: the second derivatives against differences of the first', () => {
  test.each(DIFFERENTIABLE.filter(([name]) => !FIRST_ORDER_ALONE.includes(name)))(
    '%s',
    async (name, examples) => {
      for (const example of examples) {
        const { f, leaves } = weighed(name, example);
        await expectGradients(gradientsAlong(f, leaves, generator), leaves, name);
      }
    },
  );
});

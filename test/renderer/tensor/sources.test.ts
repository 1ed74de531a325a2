/** @file Where elements come from, held to what the engine does: to its explanations, and to runs on counted elements. */

import { afterEach, describe, expect, it } from 'vitest';
import { apply } from '../../../engine/autograd/apply';
import { torch, type Tensor } from '../../../engine/index';
import { OPS, opRecord } from '../../../engine/ops/registry';
import { EpisodePlan } from '../../../engine/trace/episodes';
import type { OpEvent, TraceEvent } from '../../../engine/trace/events';
import { observe } from '../../../engine/trace/observer';
import { Recorder } from '../../../engine/trace/recorder';
import { History } from '../../../renderer/run/history/history';
import { appliedOf, elementOf, lit, operationMap } from '../../../renderer/tensor/operation';
import { sourceMap, type Applied } from '../../../renderer/tensor/sources';
import { formulaOf } from '../../../renderer/tensor/sources/formula';
import { ELEMENTWISE, REDUCTIONS } from '../../../renderer/tensor/sources/names';
import { storageOf } from '../../../renderer/tensor/storage';
import { basics } from '../../engine/examples/basics';
import type { Example } from '../../engine/examples/example';
import { matrix } from '../../engine/examples/matrix';
import { network } from '../../engine/examples/network';
import { pointwise } from '../../engine/examples/pointwise';
import { reduction } from '../../engine/examples/reduction';
import { shape } from '../../engine/examples/shape';

afterEach(() => void observe(null));

const EXAMPLES: Record<string, Example[]> = {
  ...basics,
  ...pointwise,
  ...reduction,
  ...matrix,
  ...network,
  ...shape,
};
const numel = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);
const listed = async (t: Tensor): Promise<number[]> =>
  ((await t.reshape(-1).tolist()) as number[]).map(Number);

/** An example's operation, its drawn inputs counting from `first` in steps of `step`. */
async function applied(op: string, example: Example, first: number, step: number): Promise<Applied> {
  const inputs = example.shapes.map((sizes, k) => {
    const given = example.given?.[k];
    const elements = given ?? Array.from({ length: numel(sizes) }, (_, i) => first + step * (100 * k + i));
    const dtype = !given ? torch.float64 : typeof given[0] === 'boolean' ? torch.bool : torch.int64;
    return torch.tensor(elements as number[], { dtype }).reshape(sizes);
  });
  const output = apply(opRecord(op)!, inputs, example.attrs ?? {});
  const numeric = async (x: Tensor) => ({ shape: x.shape, elements: Float64Array.from(await listed(x)) });
  return {
    op,
    attrs: example.attrs ?? {},
    inputs: await Promise.all(inputs.map(numeric)),
    output: await numeric(output),
  };
}

const RULED = [
  ...ELEMENTWISE,
  ...REDUCTIONS,
  ...['matmul', 'mm', 'bmm', 'mv', 'dot', 'vdot', 'view', 'reshape', 'unsafeView', 'squeeze', 'unsqueeze'],
  ...['clone', 'alias', 'to', 'permute', 'transpose', 't', 'expand', 'repeat', 'select', 'unbind', 'slice'],
  ...['split', 'roll', 'flip', 'cat', 'stack', 'gather', 'indexSelect', 'take', 'embedding'],
];

it('every operation with a rule is one of the engine', () => {
  expect(RULED.filter((op) => opRecord(op) === undefined)).toEqual([]);
});

describe.each(Object.entries(EXAMPLES).filter(([op]) => RULED.includes(op)))('%s', (op, examples) => {
  it.each(examples.map((e) => [JSON.stringify(e), e] as const))('%s', async (_, example) => {
    const it = await applied(op, example, 0.51, 0.0001);
    const map = sourceMap(it)!;
    const { locals } = opRecord(op)!.explain!;
    // an index or a condition decides, though no derivative goes to it
    const deciding = (input: number) => Boolean(example.given?.[input]);
    it.inputs.forEach((input, k) => {
      if (deciding(k)) return;
      for (let i = 0; i < numel(input.shape); i++) {
        const explained = new Set(
          locals(k, i, it)
            .filter(({ value }) => value !== 0)
            .map(({ at }) => at),
        );
        const mapped = new Set(map.targets({ input: k, at: i }));
        for (const at of explained) expect(mapped, `${op}: element ${i} of input ${k}`).toContain(at);
      }
    });
    for (let at = 0; at < numel(it.output.shape); at++) {
      for (const source of map.sources(at)) {
        expect(source.at).toBeLessThan(numel(it.inputs[source.input]!.shape));
        expect(map.targets(source)).toContain(at);
      }
    }
  });
});

const MOVES = ['view', 'reshape', 'squeeze', 'unsqueeze', 'permute', 'transpose', 't', 'expand', 'repeat']
  .concat(['select', 'unbind', 'slice', 'split', 'roll', 'flip', 'cat', 'stack', 'gather', 'indexSelect'])
  .concat(['take', 'embedding', 'diagonal', 'rot90', 'index', 'unfoldDimension']);

describe.each(MOVES)('%s of counted elements', (op) => {
  it.each(EXAMPLES[op]!.map((e) => [JSON.stringify(e), e] as const))('%s', async (_, example) => {
    const it = await applied(op, example, 0, 1);
    const map = sourceMap(it)!;
    for (let at = 0; at < numel(it.output.shape); at++) {
      const [first] = formulaOf(it, map.sources(at));
      const source = first as { input: number; at: number };
      expect(it.inputs[source.input]!.elements[source.at]).toBe(it.output.elements[at]);
    }
  });
});

describe('operations without a rule, by what they explain', () => {
  it.each(['convolution', 'softmax', 'cumsum', 'maxPool2d'])('%s', async (op) => {
    const [example] = EXAMPLES[op]!;
    const it = await applied(op, example!, 0.5, 0.01);
    const map = sourceMap(it)!;
    const source = map.sources(0)[0]!;
    expect(map.targets(source)).toContain(0);
    expect(formulaOf(it, map.sources(0)).length).toBeGreaterThan(0);
  });

  it('a factory has no map, nor what nothing is known about', () => {
    const empty = {
      op: 'tensor',
      attrs: {},
      inputs: [],
      output: { shape: [2], elements: new Float64Array(2) },
    };
    expect(sourceMap(empty)).toBeNull();
    expect(sourceMap({ ...empty, op: 'unique', inputs: [empty.output] })).toBeNull();
  });
});

/** Runs on the engine and gives the last operation, with the history of the run. */
function run(work: () => unknown): { history: History; event: OpEvent } {
  const events: TraceEvent[] = [];
  const recorder = new Recorder((draft) => events.push(draft as TraceEvent), new EpisodePlan());
  observe(recorder);
  work();
  observe(null);
  recorder.finish();
  const history = new History();
  history.append(events);
  const event = events.findLast((each) => each.type === 'op')!;
  return { history, event };
}

/** The numbers of the sources of an output element. */
function numbers({ history, event }: ReturnType<typeof run>, at: number): number[] {
  const { inputs } = appliedOf(history, event);
  const map = operationMap(history, event)!;
  return map.sources(at).map(({ input, at: from }) => {
    const { value, shape: sizes } = inputs[input]!;
    return Number(elementOf(value, sizes, from));
  });
}

describe('in a run', () => {
  it('gather: rows 1…12 by an index, each element with the index that named it', async () => {
    const traced = run(() => {
      const x = torch.arange(1, 13).reshape(4, 3);
      x.gather(1, torch.tensor([[1], [0], [2], [1]]));
    });
    expect([0, 1, 2, 3].map((at) => numbers(traced, at))).toEqual([
      [2, 1],
      [4, 0],
      [9, 2],
      [11, 1],
    ]);
  });

  it('a matrix product: the pairs of a row and a column', () => {
    const traced = run(() => torch.arange(6).reshape(2, 3).matmul(torch.arange(12).reshape(3, 4)));
    // out[1, 2]: row [3, 4, 5], column [2, 6, 10]
    expect(numbers(traced, 6)).toEqual([3, 2, 4, 6, 5, 10]);
    const map = operationMap(traced.history, traced.event)!;
    // b[2, 3] enters column 3 of both rows
    expect([...lit(map, { input: 1, at: 11 }, 2).output]).toEqual([3, 7]);
  });

  it('broadcasting: 2 × 2 by 2 × 1, each number of the column serves its row', () => {
    const traced = run(() =>
      torch
        .tensor([
          [1, 2],
          [3, 4],
        ])
        .div(torch.tensor([[1], [2]])),
    );
    expect([0, 1, 2, 3].map((at) => numbers(traced, at))).toEqual([
      [1, 1],
      [2, 1],
      [3, 2],
      [4, 2],
    ]);
    const map = operationMap(traced.history, traced.event)!;
    expect([...lit(map, { input: 1, at: 1 }, 2).output]).toEqual([2, 3]);
  });

  it.each([
    ['sum', (x: Tensor) => x.sum(0)],
    ['mean', (x: Tensor) => x.mean([0, 2], { keepdim: true })],
    ['amax', (x: Tensor) => x.amax(1)],
    ['argmax', (x: Tensor) => x.argmax(2)],
    ['all', (x: Tensor) => x.all()],
    ['std', (x: Tensor) => x.std(1)],
  ])('%s takes all along the dimensions that go', async (op, reduce) => {
    const traced = run(() => reduce(torch.arange(24, { dtype: torch.float32 }).reshape(2, 3, 4)));
    expect(traced.event.op).toBe(op);
    const { elements } = traced.event.value;
    for (let at = 0; at < elements.length; at++) {
      const x = torch.tensor(numbers(traced, at), { dtype: torch.float32 });
      const again = op === 'amax' ? x.max() : op === 'argmax' ? x.argmax() : op === 'std' ? x.std() : null;
      const expected = again ?? (op === 'sum' ? x.sum() : op === 'mean' ? x.mean() : x.all());
      expect(Number(elements[at])).toBeCloseTo(Number(await expected.item()), 5);
    }
  });

  it('a view shares its storage, which is shown once; a copy does not', () => {
    const viewed = run(() => torch.arange(8).reshape(2, 4).t());
    const storage = storageOf(viewed.history, viewed.event)!;
    expect(Array.from(storage.value.elements, Number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    // [1, 0] of the transpose is [0, 1] of the matrix: the second in memory
    expect(storage.ofOutput(2)).toBe(1);
    expect(storage.ofInput(1)).toBe(1);
    expect(storage.outputAt(1)).toBe(2);
    const cut = run(() => torch.arange(8).reshape(2, 4).select(0, 1));
    const row = storageOf(cut.history, cut.event)!;
    expect([row.ofOutput(0), row.ofOutput(3), row.outputAt(0), row.outputAt(7)]).toEqual([4, 7, null, 3]);
    const copied = run(() => torch.arange(8).reshape(2, 4).mul(2));
    expect(storageOf(copied.history, copied.event)).toBeNull();
  });
});

it('the list of elementwise operations has none that the engine would call otherwise', () => {
  const known = new Set(OPS.map((op) => op.name));
  expect(ELEMENTWISE.filter((op) => !known.has(op))).toEqual([]);
});

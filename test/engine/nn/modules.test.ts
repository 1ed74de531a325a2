/** @file Modules against real PyTorch: print, first weights, output, gradients and what a call leaves behind. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { F, nn, optim, torch, Tensor } from '../../../engine/index';
import { RuntimeError, ValueError } from '../../../engine/errors';
import { currentCall, modulePath } from '../../../engine/nn/module-path';
import { format } from '../../../renderer/run/print';
import { camelOptions } from '../../golden/modules/names';
import { dtypeOf, numbers, type Numbers, type Packed } from '../../golden/packed';

type Spec = [string, unknown[], Record<string, unknown>];

interface Case {
  spec: Spec;
  print: string;
  train: boolean;
  tolerance?: number;
  state: [string, Packed][];
  inputs: Packed[];
  /** the call's keywords */
  call?: Record<string, Packed>;
  outputs?: Packed[];
  gradFns?: (string | null)[];
  grads?: (Numbers | null)[];
  paramGrads?: Record<string, Numbers>;
  after?: Record<string, Numbers>;
  /** of whole numbers: the result's dtype, or what they are refused with */
  whole?: string | { name: string; message: string };
}

const golden = JSON.parse(readFileSync(new URL('../../golden/modules/nn.json', import.meta.url), 'utf8')) as {
  cases: Case[];
  messages: Record<string, string>;
  names: Record<'parameters' | 'modules' | 'children' | 'buffers' | 'state', string[]>;
  training: { losses: number[]; output: number[] };
  inits: { name: string; options: Record<string, unknown>; value: Packed }[];
  gains: [string, number | null, number][];
};

type AnyCall = nn.AnyModule & ((...inputs: unknown[]) => unknown);
const { messages } = golden;

function build([name, args, options]: Spec): AnyCall {
  const value = (x: unknown): unknown =>
    typeof x !== 'object' || x === null
      ? x
      : '$module' in x
        ? build(x.$module as Spec)
        : '$tensor' in x
          ? torch.tensor(x.$tensor as number[])
          : x;
  const Made = (nn as unknown as Record<string, new (...given: unknown[]) => AnyCall>)[name]!;
  const given = args.map(value);
  const camel = Object.entries(camelOptions(options)).map(([key, option]) => [key, value(option)]);
  return new Made(...given, ...(camel.length > 0 ? [Object.fromEntries(camel)] : []));
}

const make = (packed: Packed): Tensor => {
  const dtype = dtypeOf(packed.dtype);
  return torch.tensor(numbers(packed.data), { dtype }).reshape(packed.shape).detach();
};

async function near(actual: Tensor, expected: Numbers, slack: number, what: string): Promise<void> {
  const got = (await actual.detach().reshape(-1).tolist()) as number[];
  const wanted = numbers(expected);
  expect(got.length, what).toBe(wanted.length);
  const largest = Math.max(1e-3, ...wanted.map(Math.abs));
  got.forEach((x, i) => {
    const off = Math.abs(x - wanted[i]!);
    expect(off <= slack * largest, `${what}[${i}]: got ${x}, PyTorch has ${wanted[i]}`).toBe(true);
  });
}

function flat(value: unknown): Tensor[] {
  if (value instanceof Tensor) return [value];
  return Array.isArray(value) ? value.flatMap(flat) : [];
}

/** Weights whose numbers pass through log and cos, which libraries round differently. */
const isNormal = (spec: Spec): boolean => spec[0] === 'Embedding';

test.each(golden.cases.map((c, i) => [`${i} ${JSON.stringify(c.spec)}`, c] as const))('%s', async (_, c) => {
  torch.manualSeed(42);
  const module = build(c.spec).train(c.train);
  expect(String(module)).toBe(c.print);
  const state = module.stateDict();
  expect(Object.keys(state)).toEqual(c.state.map(([name]) => name));
  for (const [name, expected] of c.state) {
    const tensor = state[name]!;
    expect(tensor.shape).toEqual(expected.shape);
    expect(tensor.dtype.name).toBe(expected.dtype);
    if (isNormal(c.spec)) await near(tensor, expected.data, 1e-6, name);
    else expect(await tensor.reshape(-1).tolist()).toEqual(numbers(expected.data));
  }
  if (!c.outputs) return;
  const isLoss = c.spec[0].endsWith('Loss');
  const inputs = c.inputs.map(make);
  inputs.forEach((x, i) => (x.requiresGrad = x.dtype.isFloatingPoint && (i === 0 || !isLoss)));
  torch.manualSeed(7);
  const keywords = Object.entries(camelOptions(c.call ?? {})).map(([key, x]) => [key, make(x as Packed)]);
  const outputs = flat(module(...inputs, ...(c.call ? [Object.fromEntries(keywords)] : [])));
  const slack = 1e-6 * (c.tolerance ?? 1);
  expect(outputs.map((y) => y.shape)).toEqual(c.outputs.map((y) => y.shape));
  for (const [i, y] of outputs.entries()) await near(y, c.outputs[i]!.data, slack, `output ${i}`);
  expect(outputs.map((y) => y.gradFn)).toEqual(c.gradFns);
  const tracked = outputs.filter((y) => y.requiresGrad);
  tracked.forEach((y, i) => {
    const n = y.numel();
    const upstream = torch.tensor(
      Array.from({ length: n }, (_x, k) => (n === 1 ? -1 : -1 + (3 * k) / (n - 1))),
      { dtype: y.dtype },
    );
    y.backward(upstream.reshape(y.shape), { retainGraph: i + 1 < tracked.length });
  });
  for (const [i, x] of inputs.entries()) {
    const grad = c.grads![i];
    if (grad) await near(x.grad!, grad, slack * 10, `gradient of input ${i}`);
    else expect(x.grad).toBeNull();
  }
  const gradients = module.namedParameters().filter(([, p]) => p.grad);
  expect(gradients.map(([name]) => name)).toEqual(Object.keys(c.paramGrads!));
  for (const [name, p] of gradients)
    await near(p.grad!, c.paramGrads![name]!, slack * 10, `gradient of ${name}`);
  for (const [name, buffer] of module.namedBuffers()) await near(buffer, c.after![name]!, slack, name);
  if (c.whole === undefined) return;
  const [first, ...rest] = c.inputs.map(make);
  const act = (): Tensor => flat(module(first!.long(), ...rest))[0]!;
  if (typeof c.whole === 'string') expect(act().dtype.name).toBe(c.whole);
  else expect(act).toThrow(expect.objectContaining(c.whole));
});

describe('the module itself', () => {
  class Net extends nn.Module {
    first = new nn.Linear(3, 2);
    blocks = new nn.ModuleList([new nn.Linear(2, 2), new nn.Linear(2, 2)]);
    scale = new nn.Parameter(torch.ones([1]));
    again = this.first;
    constructor() {
      super();
      this.registerBuffer('count', torch.zeros([1]));
      this.registerBuffer('hidden', torch.zeros([1]), { persistent: false });
    }
    forward(x: Tensor): Tensor {
      return this.blocks[1]!(this.blocks[0]!(this.first(x))).mul(this.scale);
    }
  }

  test('prints as PyTorch prints it', () => {
    expect(String(new Net())).toBe(messages['net']);
    const one = (): nn.Linear => new nn.Linear(1, 1);
    expect(String(new nn.ModuleList<nn.AnyModule>([one(), one(), new nn.ReLU()]))).toBe(messages['lists']);
    expect(String(new nn.ModuleDict({ b: one(), a: one() }))).toBe(messages['dict']);
    expect(new nn.Parameter(torch.tensor([1, 2.5])).format()).toBe(messages['parameter']);
    expect(String(new nn.ParameterList([torch.zeros([2, 3]), torch.zeros([4])]))).toBe(
      messages['parameters'],
    );
  });

  test('names everything as PyTorch does, and counts what is shared once', () => {
    const net = new Net();
    const names = (list: [string, unknown][]): string[] => list.map(([name]) => name);
    expect(names(net.namedParameters())).toEqual(golden.names.parameters);
    expect(names(net.namedModules())).toEqual(golden.names.modules);
    expect(names(net.namedChildren())).toEqual(golden.names.children);
    expect(names(net.namedBuffers())).toEqual(golden.names.buffers);
    expect(Object.keys(net.stateDict()).sort()).toEqual([...golden.names.state].sort());
  });

  test('is called like a function, and forward is what runs', async () => {
    const net = new Net();
    const x = torch.ones([4, 3]);
    expect(await net(x).tolist()).toEqual(await net.forward(x).tolist());
    expect(net).toBeInstanceOf(nn.Module);
    expect(typeof net).toBe('function');
  });

  test('hooks run around forward and in backward, until they are removed', async () => {
    const layer = new nn.Linear(2, 1, { bias: false });
    const seen: string[] = [];
    const handles = [
      layer.registerForwardPreHook((_, [x]) => void seen.push(`before ${x.shape}`)),
      layer.registerForwardHook((_, __, y) => {
        seen.push(`after ${y.shape}`);
        return y.mul(2);
      }),
      layer.registerFullBackwardHook((_, [gradIn], [gradOut]) => {
        seen.push(`backward ${gradIn!.shape} ${gradOut!.shape}`);
        return [gradIn!.mul(10)];
      }),
    ];
    const x = torch.ones([3, 2], { requiresGrad: true });
    layer(x).sum().backward();
    expect(seen).toEqual(['before 3,2', 'after 3,1', 'backward 3,2 3,1']);
    const weight = (await layer.weight.tolist()) as number[][];
    expect(((await x.grad!.tolist()) as number[][])[0]![0]).toBeCloseTo(weight[0]![0]! * 20, 5);
    handles.forEach((handle) => handle.remove());
    layer(x);
    expect(seen).toHaveLength(3);
  });

  test('a hook before the backward may change what enters it', async () => {
    const layer = new nn.Linear(2, 1);
    const seen: number[][][] = [];
    const handles = [
      layer.registerFullBackwardPreHook((_, [gradOut]) => [gradOut!.mul(3)]),
      layer.registerFullBackwardHook((_, __, [gradOut]) => {
        void (gradOut!.tolist() as Promise<number[][]>).then((list) => seen.push(list));
      }),
    ];
    const x = torch.ones([1, 2], { requiresGrad: true });
    layer(x).sum().backward();
    // as PyTorch 2.13 has it: the weights' gradients and the later hook see the changed one
    expect(await layer.weight.grad!.tolist()).toEqual([[3, 3]]);
    expect(seen).toEqual([[[3]]]);
    handles.forEach((handle) => handle.remove());
    layer.zeroGrad();
    layer(x).sum().backward();
    expect(await layer.weight.grad!.tolist()).toEqual([[1, 1]]);
  });

  test('train, eval, requiresGrad_, zeroGrad, apply reach everything inside', () => {
    const net = new Net();
    net.eval();
    expect(net.modules().every((module) => !module.training)).toBe(true);
    net(torch.ones([3]))
      .sum()
      .backward();
    expect(net.parameters().every((p) => p.grad)).toBe(true);
    net.zeroGrad();
    expect(net.parameters().some((p) => p.grad)).toBe(false);
    expect(
      net
        .requiresGrad_(false)
        .parameters()
        .some((p) => p.requiresGrad),
    ).toBe(false);
    const order: string[] = [];
    net.apply((module) => void order.push(module.typeName()));
    expect(order).toEqual(['Linear', 'Linear', 'Linear', 'ModuleList', 'Net']);
  });

  test('double() keeps the parameters themselves, so that an optimiser goes on moving them', async () => {
    const net = new nn.Linear(2, 1);
    const [weight] = net.parameters();
    const opt = new optim.SGD(net.parameters(), { lr: 1 });
    expect(net.double().weight).toBe(weight);
    expect(weight!.dtype).toBe(torch.float64);
    const before = (await weight!.tolist()) as number[][];
    net(torch.ones([2], { dtype: torch.float64 }))
      .sum()
      .backward();
    opt.step();
    expect(((await net.weight.tolist()) as number[][])[0]![0]).toBeCloseTo(before[0]![0]! - 1, 12);
    expect(() => net.to(torch.int64)).toThrow('nn.Module.to only accepts floating point');
  });

  test('loadStateDict copies, and complains in PyTorch’s words', async () => {
    const make2 = (): nn.Sequential => new nn.Sequential(new nn.Linear(3, 2), new nn.Linear(2, 5));
    const [a, b] = [make2(), make2()];
    expect(String(b.loadStateDict(a.stateDict()))).toBe(messages['fine']);
    expect(await b(torch.ones([3])).tolist()).toEqual(await a(torch.ones([3])).tolist());
    const zeros = (...shape: number[]): Tensor => torch.zeros(shape);
    const states = {
      missing: { '0.weight': zeros(2, 3), '0.bias': zeros(2) },
      unexpected: { ...a.stateDict(), '2.weight': zeros(1), x: zeros(1) },
      size: { ...a.stateDict(), '1.weight': zeros(4, 2), '0.bias': zeros() },
      all: { '0.weight': zeros(1), y: zeros(1) },
    };
    for (const [name, state] of Object.entries(states)) {
      expect(() => b.loadStateDict(state), name).toThrow(
        expect.objectContaining({ name: 'RuntimeError', message: messages[name] }),
      );
    }
    expect(b.loadStateDict(states.missing, { strict: false }).missingKeys).toEqual(['1.weight', '1.bias']);
  });

  test('names that cannot be are refused', () => {
    const net = new nn.Identity();
    expect(() => net.registerBuffer('a.b', torch.zeros([1]))).toThrow('buffer name can\'t contain "."');
    expect(() => net.registerParameter('', null)).toThrow('parameter name can\'t be empty string ""');
    expect(() => net.registerModule('forward', new nn.Identity())).toThrow(
      "attribute 'forward' already exists",
    );
  });
});

test.each(golden.inits)('init.$name $options $value.shape', async ({ name, options, value }) => {
  const init = nn.init as unknown as Record<string, (x: Tensor, options: object) => Tensor>;
  torch.manualSeed(5);
  const camel = name.replace(/_(\w)/g, (_, x: string) => x.toUpperCase());
  const x = init[camel]!(torch.ones(value.shape), camelOptions(options));
  if (/normal|orthogonal/.test(name)) await near(x, value.data, 1e-6, name);
  else expect(await x.reshape(-1).tolist()).toEqual(numbers(value.data));
});

test('what PyTorch lets through until it is used, or as a number: Dropout(NaN), attention of width 0', async () => {
  const x = torch.ones([2]);
  const dropout = new nn.Dropout(NaN);
  expect(() => dropout.forward(x)).toThrow('dropout probability has to be between 0 and 1, but got nan');
  const got = (p: string): string => `dropout probability has to be between 0 and 1, but got ${p}`;
  expect(() => F.alphaDropout(x, NaN)).toThrow(new RuntimeError(got('nan')));
  expect(() => F.dropout(x, Infinity)).toThrow(new ValueError(got('inf')));
  expect(() => new nn.AlphaDropout(2)).toThrow(new ValueError(got('2')));
  const nothing = torch.zeros([1, 2, 0]);
  const value = torch.tensor(
    [
      [
        [1, 2, 3],
        [3, 4, 6],
      ],
    ],
    { dtype: torch.float32 },
  );
  const mean = [2, 3, 4.5];
  expect(await F.scaledDotProductAttention(nothing, nothing, value).tolist()).toEqual([[mean, mean]]);
});

test('calculateGain', () => {
  for (const [name, param, gain] of golden.gains)
    expect(nn.init.calculateGain(name, param)).toBeCloseTo(gain, 15);
  expect(() => nn.init.calculateGain('swish')).toThrow('Unsupported nonlinearity swish');
});

test('N2: 3 → 2 → 5 learns 1, 2, 3, 4, 5, step by step as in PyTorch', async () => {
  torch.manualSeed(0);
  const net = new nn.Sequential(new nn.Linear(3, 2), new nn.Linear(2, 5));
  const opt = new optim.SGD(net.parameters(), { lr: 1e-3 });
  const x = torch.tensor([1, 2, 3], { dtype: torch.float32 });
  const y = torch.tensor([1, 2, 3, 4, 5], { dtype: torch.float32 });
  const losses: number[] = [];
  for (let step = 0; step < 2000; step++) {
    opt.zeroGrad();
    const loss = net(x).sub(y).pow(2).sum();
    loss.backward();
    opt.step();
    if (step < 50 || step % 50 === 0) losses.push(await loss.item());
  }
  golden.training.losses.forEach((loss, i) =>
    expect(Math.abs(losses[i]! - loss)).toBeLessThanOrEqual(1e-4 * loss + 1e-9),
  );
  const output = (await net(x).tolist()) as number[];
  golden.training.output.forEach((value, i) => expect(output[i]!).toBeCloseTo(value, 5));
}, 60_000);

describe('utils', () => {
  test('clipGradNorm_ shrinks all gradients together, clipGradValue_ each element', async () => {
    const [a, b] = [torch.zeros([2], { requiresGrad: true }), torch.zeros([1], { requiresGrad: true })];
    const grads = (): void => {
      a.grad = torch.tensor([3, 0], { dtype: torch.float32 });
      b.grad = torch.tensor([-4], { dtype: torch.float32 });
    };
    grads();
    expect(await nn.utils.clipGradNorm_([a, b], 1).item()).toBe(5);
    expect(((await a.grad!.tolist()) as number[])[0]).toBeCloseTo(0.6, 5);
    expect(((await b.grad!.tolist()) as number[])[0]).toBeCloseTo(-0.8, 5);
    grads();
    expect(await nn.utils.clipGradNorm_([a, b], 10, { normType: Infinity }).item()).toBe(4);
    expect(await a.grad!.tolist()).toEqual([3, 0]);
    nn.utils.clipGradValue_([a, b], 2);
    expect([await a.grad!.tolist(), await b.grad!.tolist()]).toEqual([[2, 0], [-2]]);
  });

  test('parametersToVector and back', async () => {
    const [one, two] = [new nn.Linear(2, 2), new nn.Linear(2, 2)];
    nn.utils.vectorToParameters(nn.utils.parametersToVector(one.parameters()), two.parameters());
    expect(await two.weight.tolist()).toEqual(await one.weight.tolist());
  });
});

test('a module is printed in the console, and its path is known while it is called', () => {
  const paths: string[] = [];
  class Probe extends nn.Module {
    forward(x: Tensor): Tensor {
      paths.push(
        modulePath(currentCall())
          .map(({ name, type }) => `${name}:${type}`)
          .join(' '),
      );
      return x;
    }
  }
  const net = new nn.Sequential(new nn.Identity(), new nn.Sequential({ probe: new Probe() }));
  net(torch.ones([1]));
  expect(paths).toEqual([':Sequential 1:Sequential probe:Probe']);
  expect(modulePath(currentCall())).toEqual([]);
  expect(format([new nn.Linear(3, 2)])).toBe('Linear(in_features=3, out_features=2, bias=True)');
});

test('padSequence fills sequences up to the longest, side by side or one above the other', async () => {
  const { padSequence } = nn.utils.rnn;
  const sequences = [torch.tensor([0, 1, 2]), torch.tensor([7])];
  expect(await padSequence(sequences).tolist()).toEqual([
    [0, 7],
    [1, 0],
    [2, 0],
  ]);
  const rows = padSequence(sequences, { batchFirst: true, paddingValue: -1 });
  expect(await rows.tolist()).toEqual([
    [0, 1, 2],
    [7, -1, -1],
  ]);
  const x = torch.ones(1, 2, { requiresGrad: true });
  padSequence([torch.zeros(3, 2), x])
    .sum()
    .backward();
  expect(await x.grad!.tolist()).toEqual([[1, 1]]);
  expect(() => padSequence([])).toThrow('received an empty list of sequences');
});

/**
 * @file Every name of the engine is called with wrong values in every place and every option: it answers or refuses in
 * its own words, never by accident, and what is refused has changed nothing.
 */

import { beforeEach, describe, expect, test } from 'vitest';
import { checked } from '../../../engine/arguments/face';
import { parseSignature, type Kinds } from '../../../engine/arguments/signature';
import signatures from '../../../engine/arguments/signatures.json';
import { cpu } from '../../../engine/devices/cpu/cpu';
import { setDefaultDevice } from '../../../engine/devices/registry';
import * as engine from '../../../engine/index';

const { torch, nn, optim, Tensor, TorchError } = engine;
const face = checked(engine) as unknown as Record<string, unknown>;

beforeEach(() => setDefaultDevice(cpu));

type Callable = (...args: unknown[]) => unknown;

/** More than any machine has room for; nothing loops so often before it asks for room. */
const HUGE = 2 ** 52;
const WRONG: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['NaN', NaN],
  ['-∞', -Infinity],
  ['1.5', 1.5],
  ['-7', -7],
  ['huge', HUGE],
  ['text', 'x'],
  ['true', true],
  ['an object', { odd: 1 }],
  ['a function', () => 1],
  ['an array', [1, 'x']],
  ['empty', []],
  ['a tensor', null],
];

/** Not for learners: what the engine itself calls, and what needs more than plain values. */
const INNER =
  /(^|\.)(AnyModule|Optimizer|Module|LRScheduler|Function|IncompatibleKeys)$|^DType|^Tensor$|\.Function\.|^torch\.Tensor(\.|$)|Tensor#(look|attach\w+|former|become|bumpVersion|leaveGraph|watched|asOf|receiveGrad)$/;

const SMALL_LAYER = { dimFeedforward: 4 };

/** Something that fits. */
function fitting({ words, keys }: Kinds): unknown {
  const samples: Readonly<Record<string, () => unknown>> = {
    Tensor: () => torch.arange(6).float().reshape(2, 3).add(1).div(8),
    int: () => 1,
    Number: () => 0.5,
    bool: () => true,
    str: () => 'mean',
    'torch.dtype': () => torch.float32,
    Generator: () => new engine.Generator(),
    function: () => (x: unknown) => x,
    'tuple of ints': () => [1, 1],
    'tuple of numbers': () => [1, 1],
    'tuple of Tensors': () => [torch.ones(2, 3), torch.ones(2, 3)],
    list: () => [1, 2],
    'iterable of Tensors': () => [torch.ones(2).requiresGrad_()],
    iterable: () => [torch.ones(2).requiresGrad_()],
    Optimizer: () => new optim.SGD([torch.ones(2).requiresGrad_()], { lr: 0.1 }),
    Module: () => new nn.Linear(3, 2),
    AnyModule: () => new nn.Linear(3, 2),
    TransformerEncoderLayer: () => new nn.TransformerEncoderLayer(4, 2, SMALL_LAYER),
    TransformerDecoderLayer: () => new nn.TransformerDecoderLayer(4, 2, SMALL_LAYER),
    Dataset: () => new engine.data.TensorDataset(torch.ones(4, 2)),
    Sized: () => ({ length: 4 }),
  };
  const word = words.find((one) => one in samples);
  if (word) return samples[word]!();
  return keys ? {} : { plain: 1 };
}

/** A Transformer by itself has 44 million weights. */
const SMALL = { dModel: 4, nhead: 2, numEncoderLayers: 1, numDecoderLayers: 1, dimFeedforward: 4 };

/** All calls to try: each place once with each wrong value, each option likewise. */
function* calls(text: string): Generator<readonly [string, unknown[]]> {
  const { parameters, rest } = parseSignature(text);
  const places = rest ? [...parameters, rest] : parameters;
  if (!text.includes('dModel: int?')) yield ['nothing', []];
  yield ['too much', [...places.map(({ kinds }) => fitting(kinds)), 1, 2, 3]];
  for (let i = 0; i < places.length; i++) {
    const before = (): unknown[] => places.slice(0, i).map(({ kinds }) => fitting(kinds));
    for (const [word, value] of WRONG) {
      const wrong = word === 'a tensor' ? torch.ones(2) : value;
      if (word === 'huge' && /^num_.*layers$/.test(places[i]!.name)) continue;
      yield [`${word} as ${places[i]!.name}`, [...before(), wrong]];
      for (const key of places[i]!.kinds.keys?.keys() ?? []) {
        // PyTorch would make them all, too
        if (word === 'huge' && /^num.*Layers$/.test(key)) continue;
        const base = places[i]!.kinds.keys!.has('dModel') ? SMALL : {};
        yield [`${word} as ${key}`, [...before(), { ...base, [key]: wrong }]];
      }
    }
  }
}

/** A shape that no tensor can have. */
const isNonsense = (result: unknown): boolean =>
  result instanceof Tensor && !result.shape.every((size) => Number.isInteger(size) && size >= 0);

async function holes(text: string, call: (args: unknown[]) => unknown): Promise<string[]> {
  const found: string[] = [];
  for (const [what, args] of calls(text)) {
    const tensors = args.filter((arg) => arg instanceof Tensor);
    const before = await Promise.all(tensors.map((x) => x.tolist()));
    try {
      const result = await call(args);
      if (isNonsense(result))
        found.push(`${what}: gives a tensor of shape ${String((result as engine.Tensor).shape)}`);
    } catch (error) {
      if (!(error instanceof TorchError)) found.push(`${what}: ${String(error)}`);
      const after = await Promise.all(tensors.map((x) => x.tolist()));
      if (JSON.stringify(after) !== JSON.stringify(before))
        found.push(`${what}: was refused and changed a tensor`);
    }
  }
  return found;
}

const all = Object.entries(signatures).filter(([name]) => !INNER.test(name));
const member = (owner: unknown, key: string): unknown => (owner as Record<string, unknown>)[key];
const find = (path: string): unknown => path.split('.').reduce(member, face as unknown);

describe('functions', () => {
  const names = all.filter(
    ([name]) => !name.includes('#') && !/(^|\.)[A-Z]\w*(\.\w+)?$/.test(name.replace(/^F\./, '')),
  );
  test.each(names)('%s', async (name, text) => {
    const f = find(name) as Callable;
    expect(typeof f).toBe('function');
    expect(await holes(text, (args) => f(...args))).toEqual([]);
  });
});

describe('constructors', () => {
  const names = all.filter(
    ([name]) => !name.includes('#') && /(^|\.)[A-Z]\w*$/.test(name) && !/^F\.\w+$/.test(name),
  );
  test.each(names)('new %s', async (name, text) => {
    const type = find(name) as new (...args: unknown[]) => unknown;
    expect(await holes(text, (args) => new type(...args))).toEqual([]);
  });
});

describe('methods of the tensor', () => {
  const names = all.filter(([name]) => name.startsWith('torch.Tensor#'));
  test.each(names)('%s', async (name, text) => {
    const method = (Tensor.prototype as unknown as Record<string, Callable>)[name.split('#')[1]!]!;
    const own = (): engine.Tensor => torch.arange(6).float().reshape(2, 3).add(1).div(8);
    expect(await holes(text, (args) => method.apply(own(), args))).toEqual([]);
  });
});

test('a refused call draws nothing, from no generator', async () => {
  const { randn } = (face['torch'] ?? torch) as unknown as { randn: (...args: unknown[]) => engine.Tensor };
  const own = (): engine.Generator => new engine.Generator().manualSeed(2);
  const [asked, untouched] = [own(), own()];
  torch.manualSeed(1);
  expect(() => randn(2, { odd: 1 })).toThrow(engine.ArgumentTypeError);
  expect(() => randn(2, { generator: asked, odd: 1 })).toThrow(engine.ArgumentTypeError);
  const drawn = await torch.randn(2).tolist();
  torch.manualSeed(1);
  expect(drawn).toEqual(await torch.randn(2).tolist());
  expect(await torch.randn(2, { generator: asked }).tolist()).toEqual(
    await torch.randn(2, { generator: untouched }).tolist(),
  );
});

/**
 * @file Every function of torch and every method of the tensor, composed or not: its gradients, of all inputs, against
 * finite differences, and the second ones against the first. What F has too is in functional-gradients.test.ts.
 */

import { beforeAll, describe, expect, test } from 'vitest';
import { cpu } from '../../engine/devices/cpu/cpu';
import { setDefaultDevice } from '../../engine/devices/registry';
import { F, Tensor, torch } from '../../engine/index';
import { FUNCTIONS, METHODS, type Call } from './examples/functions';
import { float64 } from './examples/inputs';
import { expectGradients, gradientsAlong } from './finite-differences';

beforeAll(() => setDefaultDevice(cpu));

type Callable = (...args: unknown[]) => unknown;

const callables = (owner: object): string[] =>
  Object.entries(owner).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []));

const functions = [...callables(torch), ...callables(torch.linalg).map((name) => `linalg.${name}`)];
const methods = Object.entries(Object.getOwnPropertyDescriptors(Tensor.prototype)).flatMap(
  ([name, { value }]) => (typeof value === 'function' ? [name] : []),
);

/** They make tensors, ask, count, compare, set, or are the graph's own. */
const WITHOUT_GRADIENT = new Set(
  `tensor asTensor getPrintoptions setPrintoptions noGrad enableGrad isGradEnabled Generator Tensor zeros ones empty full
  zerosLike onesLike emptyLike fullLike arange linspace logspace eye fromArray rand randn randLike randnLike randint
  randintLike randperm manualSeed seed initialSeed getRngState setRngState oneHot searchsorted bucketize broadcastShapes
  FloatTensor DoubleTensor LongTensor IntTensor ByteTensor BoolTensor device scalarTensor finfo iinfo isTensor
  setDefaultDtype getDefaultDtype promoteTypes resultType canCast setGradEnabled inferenceMode isin trilIndices triuIndices
  unravelIndex hannWindow hammingWindow blackmanWindow bartlettWindow argwhere nonzero multinomial argmax argmin all any
  countNonzero argsort bincount histc equal detach numel isFloatingPoint greater greaterEqual less lessEqual notEqual isnan
  isinf isfinite isclose allclose eq ne lt le gt ge logicalAnd logicalOr logicalXor logicalNot bitwiseAnd bitwiseOr
  bitwiseXor bitwiseNot bitwiseLeftShift bitwiseRightShift signbit isposinf isneginf unique uniqueConsecutive
  linalg.matrixRank compile setFloat32MatmulPrecision getFloat32MatmulPrecision useDeterministicAlgorithms
  areDeterministicAlgorithmsEnabled
  constructor look bumpVersion attachBase leaveBase former asOf become followBase attachGraph leaveGraph receiveGrad watched
  long int bool byte cuda retainGrad registerHook backward size isContiguous dim stride storageOffset elementSize item tolist
  format isSigned isSameSize newZeros newOnes newEmpty newFull nelement ndimension requiresGrad_ detach_`.split(
    /\s+/,
  ),
);

/** What they draw has gradients of 0 or none in PyTorch, whatever the slope is: see golden/families/nodes.py. */
const DRAWN = /^(normal|bernoulli|poisson|binomial)$/;
/** Forward alone. */
const WITHOUT_DERIVATIVE = /^(linalg\.(qr|svd|eigh|lstsq)|floorDivide|heaviside)$/;
/** float32; drawn for whole channels, as in F; a backward that PyTorch refuses. */
const ELSEWHERE = /^(float|featureDropout|vander)$/;
/** These say that they cannot be differentiated again. */
const FIRST_ORDER_ALONE = new Set(['linalg.svdvals', 'linalg.eigvalsh', 'linalg.cond']);

const isInF = (name: string): boolean => name in F;
const base = (name: string): string => name.replace(/_$/, '');
const isHeld = (name: string): boolean =>
  [name, base(name)].every((each) => !WITHOUT_GRADIENT.has(each)) &&
  ![DRAWN, WITHOUT_DERIVATIVE, ELSEWHERE].some((others) => others.test(base(name)));

/** In place, and no form of anything. */
const IN_PLACE: Record<string, Call[]> = {
  copy_: [
    { inputs: [() => torch.randn(2, 3, float64), () => torch.randn(3, float64)], args: (a, b) => [a, b] },
  ],
  fill_: [{ inputs: [() => torch.randn(3, float64)], args: (a) => [a, 2] }],
  zero_: [{ inputs: [() => torch.randn(3, float64)], args: (a) => [a] }],
  fillDiagonal_: [{ inputs: [() => torch.randn(3, 3, float64)], args: (a) => [a, 2] }],
  ...Object.fromEntries(
    ['uniform_', 'normal_', 'exponential_', 'logNormal_', 'cauchy_', 'random_'].map((name) => [
      name,
      [{ inputs: [() => torch.randn(3, float64)], args: (a: Tensor) => [a] }],
    ]),
  ),
  geometric_: [{ inputs: [() => torch.randn(3, float64)], args: (a) => [a, 0.5] }],
  put: [
    { inputs: [() => torch.randn(2, 3, float64), () => torch.randn(3, float64)], args: (a, b) => [a, 0, b] },
  ],
};

const callsOf = (name: string): Call[] => IN_PLACE[name] ?? FUNCTIONS[name] ?? FUNCTIONS[base(name)] ?? [];

test('every function and method with gradients has an example', () => {
  const without = [...functions, ...methods].filter(
    (name) => isHeld(name) && !isInF(base(name)) && callsOf(name).length === 0,
  );
  expect([...new Set(without)]).toEqual([]);
});

/** The numbers of a result that have a graph. */
function tracked(result: unknown): Tensor[] {
  if (result instanceof Tensor) return result.requiresGrad ? [result] : [];
  return typeof result === 'object' && result !== null ? Object.values(result).flatMap(tracked) : [];
}

async function hold(name: string, call: Call, run: (args: unknown[]) => unknown): Promise<void> {
  torch.manualSeed(3);
  const leaves = call.inputs.map((make) => make().detach().requiresGrad_());
  const generator = new torch.Generator().manualSeed(4);
  // what it draws is drawn anew each time, and the same
  const outputs = (): Tensor[] => {
    torch.manualSeed(5);
    return tracked(run(call.args(...leaves)));
  };
  const weights = outputs().map((y) => torch.randn(y.shape, { ...float64, generator }));
  expect(weights.length, name).toBeGreaterThan(0);
  const f = (): Tensor =>
    outputs()
      .map((y, i) => y.mul(weights[i]!).sum())
      .reduce((a, b) => a.add(b));
  await expectGradients(f, leaves, name);
  if (FIRST_ORDER_ALONE.has(name)) return;
  await expectGradients(gradientsAlong(f, leaves, generator), leaves, `${name}, second order:`);
}

describe('functions', () => {
  test.each(functions.filter((name) => isHeld(name) && callsOf(name).length > 0))('%s', async (name) => {
    const owner: object = name.startsWith('linalg.') ? torch.linalg : torch;
    const f = (owner as Record<string, Callable>)[name.replace('linalg.', '')]!;
    for (const call of callsOf(name)) await hold(name, call, (args) => f(...args));
  });
});

describe('methods', () => {
  test.each(methods.filter((name) => isHeld(name) && callsOf(name).length > 0))('%s', async (name) => {
    for (const call of METHODS[name] ?? callsOf(name)) {
      await hold(name, call, (args) => {
        const changes = name.endsWith('_') || name === 'put';
        // in place of a copy, which is no leaf
        const self = changes ? (args[0] as Tensor).mul(1) : (args[0] as Tensor);
        const result = (self as unknown as Record<string, Callable>)[name]!(...args.slice(1));
        return changes ? self : result;
      });
    }
  });
});

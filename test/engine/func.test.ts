/** @file torch.func against real PyTorch: the same calls print the same, or are refused in the same words. */

import { readFileSync } from 'node:fs';
import { expect, test, describe, beforeAll } from 'vitest';
import { nn, torch, type Tensor } from '../../engine/index';
import { testDevices } from './devices';

const { printed } = JSON.parse(
  readFileSync(new URL('../golden/modules/func.json', import.meta.url), 'utf8'),
) as { printed: Record<string, string | string[]> };

const { functionalCall, grad, gradAndValue, hessian, jacfwd, jacrev, jvp, stackModuleState, vjp, vmap } =
  torch.func;

type Dict = Record<string, Tensor>;

let [x, m, w]: Tensor[] = [];
let net: nn.Sequential;
let state: Dict;

const X = (): Tensor => x!;
const M = (): Tensor => m!;
const odd = (value: unknown): Tensor => value as Tensor;
const doubled = (): Dict => Object.fromEntries(Object.entries(state).map(([name, p]) => [name, p.mul(2)]));
const call = (s: Dict, y: Tensor): Tensor => functionalCall(net, s, [y]).sum();

/** By the names that test/golden/modules/func.py has for the same. */
const CALLS: Record<string, () => unknown> = {
  grad: () => grad((a: Tensor) => a.pow(3).sum())(X()),
  'grad of grad': () =>
    grad((a: Tensor) => grad((b: Tensor) => b.pow(3))(a) as Tensor)(torch.tensor(2).float()),
  'grad argnums': () => grad((a: Tensor, b: Tensor) => a.mul(b).sum(), { argnums: [0, 1] })(X(), X().mul(2)),
  'grad last': () => grad((a: Tensor, b: Tensor) => a.mul(b).mul(b).sum(), { argnums: -1 })(X(), X().mul(2)),
  'grad dict': () => (grad((p: Dict) => p['a']!.pow(2).sum())({ a: X() }) as Dict)['a'],
  'grad aux': () => grad((a: Tensor) => [a.sin().sum(), a.mul(2)], { hasAux: true })(X()),
  'grad constant': () => grad((_: Tensor) => torch.ones([]))(X()),
  'grad and value': () => gradAndValue((a: Tensor) => a.pow(2).sum())(X()),
  closure: () => grad((a: Tensor) => w!.mul(a).sum())(X()),
  vector: () => grad((a: Tensor) => a.mul(2))(X()),
  'number out': () => grad((_: Tensor) => 3)(X()),
  argnum: () => grad((a: Tensor, b: Tensor) => a.mul(b).sum(), { argnums: 5 })(X(), X()),
  integers: () => grad((a: Tensor) => a.sum())(torch.arange(3)),
  'no aux': () => grad((a: Tensor) => a.sum(), { hasAux: true })(X()),
  vjp: () => vjp((a: Tensor) => a.exp().mul(2), X())[1](torch.ones(3)),
  'vjp output': () => vjp((a: Tensor) => a.exp().mul(2), X())[0] as Tensor,
  'vjp shape': () => vjp((a: Tensor) => a.mul(2), X())[1](torch.ones(2)),
  jvp: () => jvp((a: Tensor) => a.sin(), [X()], [torch.tensor([1, 0, 2]).float()]),
  'jvp list': () => jvp((a: Tensor) => a.mul(2), X() as unknown as Tensor[], [X()]),
  'jvp shape': () => jvp((a: Tensor) => a.mul(2), [X()], [torch.ones(2)]),
  jacrev: () => jacrev((a: Tensor) => a.pow(2))(X()),
  'jacrev two': () => jacrev((a: Tensor, b: Tensor) => a.mul(b), { argnums: [0, 1] })(X(), X().mul(3)),
  'jacrev several': () => jacrev((a: Tensor) => [a, a.sum()])(X()),
  jacfwd: () => jacfwd((a: Tensor) => a.sum(1).exp())(M()),
  hessian: () =>
    hessian((a: Tensor) =>
      a
        .pow(3)
        .sum()
        .add(a.at(0).mul(a.at(1))),
    )(X()),
  vmap: () => vmap((a: Tensor) => a.mul(2))(M()),
  'vmap dot': () => vmap(torch.dot)(M(), M()),
  'vmap null': () => vmap((a: Tensor, b: Tensor) => a.add(b), { inDims: [0, null] })(M(), X()),
  'vmap dims': () => vmap((a: Tensor) => [a, a.sum()], { inDims: 1, outDims: [1, 0] })(M()),
  'vmap grad': () =>
    vmap(
      grad((a: Tensor, b: Tensor) => a.mul(b).sum().sin()),
      { inDims: [null, 0] },
    )(X(), M()) as Tensor,
  'vmap same': () =>
    vmap((a: Tensor) => a.mul(0).add(torch.rand([])), { randomness: 'same' })(X())
      .std()
      .eq(0),
  'vmap random': () => vmap((a: Tensor) => a.add(torch.rand([])))(X()),
  'vmap sizes': () => vmap((a: Tensor, b: Tensor) => a.mul(b))(M(), X()),
  'vmap number': () => vmap((a: Tensor) => a)(odd(3)),
  'vmap dim': () => vmap((a: Tensor) => a, { inDims: 1 })(X()),
  'vmap nothing': () => vmap(() => X())(),
  'vmap number out': () => vmap((_: Tensor) => 3)(X()),
  'vmap randomness': () => vmap((a: Tensor) => a, { randomness: 'foo' as 'same' }),
  call: () => functionalCall(net, doubled(), [X()]),
  'call one': () => functionalCall(net, state, X()),
  'call two': () =>
    functionalCall(net, [{ '0.weight': M() }, { '0.bias': X().narrow(0, 0, 2) }], X()).detach(),
  'call after': () => (net(X()) as Tensor).detach(),
  'call gradients': () => (grad((s: Dict) => call(s, X()))(state) as Dict)['0.weight'],
  'per sample': () => (vmap(grad(call), { inDims: [null, 0] })(state, M()) as Dict)['2.weight'],
  'call strict': () => functionalCall(new nn.Linear(3, 1), { weight: M() }, X(), { strict: true }),
  'call strict names': () =>
    functionalCall(new nn.Linear(3, 1), { weight: M(), bias: X(), foo: X() }, X(), { strict: true }),
  'call twice': () => functionalCall(net, [{ '0.bias': X() }, { '0.bias': X() }], X()),
  'call kind': () => functionalCall(net, 5 as unknown as Dict, X()),
  'call no tensor': () => functionalCall(net, { '0.bias': odd(1) }, X()),
  stack: () => stackModuleState([new nn.BatchNorm1d(2), new nn.BatchNorm1d(2)])[0]['weight'],
  'stack buffers': () =>
    stackModuleState([new nn.BatchNorm1d(2), new nn.BatchNorm1d(2)])[1]['num_batches_tracked'],
  'stack nothing': () => stackModuleState([]),
  'stack classes': () => stackModuleState([new nn.Linear(1, 1), new nn.ReLU()]),
  'stack modes': () => stackModuleState([new nn.Linear(1, 1), new nn.Linear(1, 1).eval()]),
};

test('every recorded call is made', () => {
  expect(Object.keys(CALLS)).toEqual(Object.keys(printed));
});

/** Where a graph around is kept, its node is that of another way to the same numbers; a function's name is its own. */
const plain = (text: string): string =>
  text
    .replace(/grad_fn=<\w+>/, 'grad_fn')
    .replace(/vmap\([\w<>]+/, 'vmap(f')
    .replace(/`[\w<>]+`/, '`f`')
    .replace(/, device='webgpu'/g, '');

describe.each(await testDevices())('$name', ({ use }) => {
  beforeAll(() => {
    use();
    x = torch.tensor([1, 2, 3]).float();
    m = torch.tensor([
      [1, -2, 0.5],
      [3, 0.25, 1],
    ]);
    w = torch.tensor(2).float().detach().requiresGrad_();
    net = new nn.Sequential(new nn.Linear(3, 2), new nn.Tanh(), new nn.Linear(2, 1));
    torch.noGrad(() => net.parameters().forEach((p, i) => p.fill_(0.1 * (i + 1))));
    state = Object.fromEntries(net.namedParameters().map(([name, p]) => [name, p.detach()]));
  });

  test.each(Object.entries(CALLS))('%s', async (name, run) => {
    let told: string | string[];
    try {
      const result = run();
      const parts = Array.isArray(result) ? (result as Tensor[]) : [result as Tensor];
      told = await Promise.all(parts.map(async (part) => plain(await part.format())));
    } catch (error) {
      told = plain(`${(error as Error).name}: ${(error as Error).message}`);
    }
    const wanted = printed[name]!;
    expect(told).toEqual(Array.isArray(wanted) ? wanted.map(plain) : plain(wanted));
  });
});

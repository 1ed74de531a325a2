/** @file What every module has: names, modes, hooks, state, print, and its path while it is called. */

import { describe, expect, test } from 'vitest';
import { nn, optim, torch, type Tensor } from '../../../engine/index';
import { currentCall, modulePath } from '../../../engine/nn/module-path';
import { format } from '../../../renderer/run/print';
import { golden } from './recorded';

const { messages } = golden;

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

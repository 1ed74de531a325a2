/** @file Whatever is called with too little, or with what is no tensor, is refused as PyTorch refuses: never by accident. */

import { beforeEach, describe, expect, test } from 'vitest';
import { cpu } from '../../engine/devices/cpu/cpu';
import { setDefaultDevice } from '../../engine/devices/registry';
import { F, nn, Tensor, torch, TorchError } from '../../engine/index';
import { float64 } from '../../engine/dtype';

beforeEach(() => setDefaultDevice(cpu));

type Callable = (...args: unknown[]) => unknown;

const x = (): Tensor => torch.arange(6).float().reshape(2, 3);

/** Of a namespace: the functions, without classes and those that set something. */
const functionsOf = (namespace: object, prefix: string): [string, Callable][] =>
  Object.entries(namespace).flatMap(([name, value]): [string, Callable][] =>
    typeof value === 'function' && !/^[A-Z]|[sS]eed|RngState|Grad|inferenceMode/.test(name)
      ? [[prefix + name, value as Callable]]
      : [],
  );

/** The engine's own methods, which nobody else calls. */
const INNER =
  /^(constructor|look|attachBase|attachGraph|former|become|bumpVersion|leaveGraph|watched|asOf|registerHook)$/;

const METHODS = Object.getOwnPropertyNames(Tensor.prototype).filter(
  (name) =>
    !INNER.test(name) && typeof Object.getOwnPropertyDescriptor(Tensor.prototype, name)!.value === 'function',
);

const FUNCTIONS = [
  ...functionsOf(torch, 'torch.'),
  ...functionsOf(F, 'F.'),
  ...functionsOf(torch.linalg, 'torch.linalg.'),
];

/** Runs it to its end; what it throws must be one of the engine's own errors. */
async function expectRefusedOrDone(run: () => unknown, what: string): Promise<void> {
  try {
    await run();
  } catch (error) {
    expect(error, what).toBeInstanceOf(TorchError);
    expect((error as Error).message, what).not.toBe('');
  }
}

test('there is all of it', () => {
  expect(METHODS.length).toBeGreaterThan(300);
  expect(FUNCTIONS.length).toBeGreaterThan(350);
});

describe('with nothing, or with what is no tensor', () => {
  test.each(FUNCTIONS)('%s', async (name, f) => {
    await expectRefusedOrDone(() => f(), `${name}()`);
    for (const [word, wrong] of [
      ['text', 'x'],
      ['null', null],
      ['NaN', NaN],
    ] as const) {
      await expectRefusedOrDone(() => f(wrong), `${name}(${word})`);
    }
  });

  test.each(METHODS)('x.%s', async (name) => {
    const method = (Tensor.prototype as unknown as Record<string, Callable>)[name]!;
    const untouched = await x().tolist();
    const given = x();
    await expectRefusedOrDone(() => method.call(given), `x.${name}()`);
    for (const wrong of ['x', NaN]) {
      const target = x();
      let isRefused = false;
      await expectRefusedOrDone(
        async () => {
          try {
            await method.call(target, wrong);
          } catch (error) {
            isRefused = true;
            throw error;
          }
        },
        `x.${name}(${String(wrong)})`,
      );
      // what was refused has changed nothing
      if (isRefused) expect(await target.tolist()).toEqual(untouched);
    }
  });
});

describe('modules', () => {
  class Net extends nn.Module<[Tensor, Tensor]> {
    forward(first: Tensor, second: Tensor): Tensor {
      return first.add(second);
    }
  }

  test('say what their forward wants', () => {
    const call = (module: unknown, ...inputs: unknown[]) => (module as Callable)(...inputs);
    const missing = (text: string) => expect.objectContaining({ name: 'TypeError', message: text });
    expect(() => call(new nn.Linear(3, 2))).toThrow(
      missing("Linear.forward() missing 1 required positional argument: 'input'"),
    );
    expect(() => call(new nn.CrossEntropyLoss(), x())).toThrow(
      missing("CrossEntropyLoss.forward() missing 1 required positional argument: 'target'"),
    );
    expect(() => call(new Net())).toThrow(
      missing("Net.forward() missing 2 required positional arguments: 'first' and 'second'"),
    );
    expect(() => call(new nn.Linear(3, 2), 'x')).toThrow(
      missing("linear(): argument 'input' (position 1) must be Tensor, not str"),
    );
  });
});

describe('what a subclass has to write', () => {
  const unwritten = (message: string) => expect.objectContaining({ name: 'NotImplementedError', message });

  test('a module’s forward', () => {
    class Net extends (nn.Module as unknown as new () => Callable) {}
    expect(() => new Net()(x())).toThrow(
      unwritten('Module [Net] is missing the required "forward" function'),
    );
    expect(() => (new nn.ModuleList() as unknown as Callable)(x())).toThrow(
      unwritten('Module [ModuleList] is missing the required "forward" function'),
    );
  });

  test('a function’s forward and backward', () => {
    class Nothing extends torch.autograd.Function {}
    class OneWay extends torch.autograd.Function {
      static override forward(_context: unknown, ...[given]: Tensor[]): Tensor {
        return given!.mul(2);
      }
    }
    expect(() => Nothing.apply(x())).toThrow(
      unwritten('You must implement the forward function for custom autograd.Function.'),
    );
    const y = OneWay.apply(x().requiresGrad_()).sum();
    expect(() => y.backward()).toThrow(
      unwritten(
        'You must implement either the backward or vjp method for your custom autograd.Function to use it with backward mode AD.',
      ),
    );
  });
});

test('an array that the machine has no room for is refused in the words of PyTorch’s allocator', () => {
  expect(() => float64.array(2 ** 40)).toThrow(
    "DefaultCPUAllocator: can't allocate memory: you tried to allocate 8796093022208 bytes.",
  );
  expect(() => torch.zeros(50000, 50000)).toThrow(
    "DefaultCPUAllocator: can't allocate memory: you tried to allocate 10000000000 bytes.",
  );
  // to the byte, and before a layer is made
  expect(() => new nn.RNN(2, 2, { numLayers: 2 ** 52 })).toThrow(
    'tried to allocate 72057594037927936 bytes.',
  );
});

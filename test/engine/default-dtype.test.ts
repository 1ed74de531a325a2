/** @file The dtype of floats that say no other; figures and texts are PyTorch's. */

import { afterEach, expect, test } from 'vitest';
import { checked } from '../../engine/arguments/face';
import { cpu } from '../../engine/devices/cpu/cpu';
import { setDefaultDevice } from '../../engine/devices/registry';
import { formatTensor } from '../../engine/format/tensor';
import * as engine from '../../engine/index';

const { torch, nn } = checked(engine);

setDefaultDevice(cpu);
afterEach(() => torch.setDefaultDtype(torch.float32));

test('float64 everywhere once it is set', async () => {
  torch.setDefaultDtype(torch.float64);
  expect(torch.getDefaultDtype()).toBe(torch.float64);
  const made = [
    torch.tensor([1.5]),
    torch.zeros(2),
    torch.rand(2),
    torch.arange(0.5, 2),
    torch.eye(2),
    torch.linspace(0, 1, 3),
  ];
  expect(made.map((x) => x.dtype.name)).toEqual(made.map(() => 'float64'));
  expect(new nn.Linear(2, 3).weight.dtype.name).toBe('float64');
  // integers that leave the integers, and with numbers
  expect(torch.tensor([1, 2]).div(2).dtype.name).toBe('float64');
  expect(torch.tensor([1, 2]).add(0.5).dtype.name).toBe('float64');
  expect(torch.tensor([1, 2]).sqrt().dtype.name).toBe('float64');
  expect(torch.tensor([1, 2]).dtype.name).toBe('int64');
  // the print tells what is not the default
  expect(await formatTensor(torch.tensor([1.5]))).toBe('tensor([1.5000])');
  expect(await formatTensor(torch.tensor([1.5], { dtype: torch.float32 }))).toBe(
    'tensor([1.5000], dtype=torch.float32)',
  );
});

test('what is no floating-point dtype is refused, and nothing is set', () => {
  expect(() => torch.setDefaultDtype(torch.int64)).toThrow(
    'only floating-point types are supported as the default type',
  );
  expect(() => torch.setDefaultDtype(null as never)).toThrow(engine.ArgumentTypeError);
  expect(torch.getDefaultDtype()).toBe(torch.float32);
});

test('ParameterDict', async () => {
  const dict = new nn.ParameterDict({
    a: torch.ones(2, 3),
    b: new nn.Parameter(torch.zeros(2, { dtype: torch.float64 })),
  });
  expect(Object.keys(dict.stateDict())).toEqual(['a', 'b']);
  expect(dict.parameters()).toHaveLength(2);
  expect(String(dict)).toBe(`ParameterDict(
    (a): Parameter containing: [torch.FloatTensor of size 2x3]
    (b): Parameter containing: [torch.DoubleTensor of size 2]
)`);
  expect(() => dict.set('c', 3 as never)).toThrow(engine.ArgumentTypeError);
  expect(() => dict.get('c')).toThrow(engine.KeyError);
});

/** @file What the guards hold calls to is what the types say, and their words are PyTorch's. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FILE, fileText } from '../../../build/signatures.mjs';
import { checked } from '../../../engine/arguments/face';
import forms from '../../../engine/arguments/forms.json';
import signatures from '../../../engine/arguments/signatures.json';
import { cpu } from '../../../engine/devices/cpu/cpu';
import { setDefaultDevice } from '../../../engine/devices/registry';
import * as engine from '../../../engine/index';

setDefaultDevice(cpu);

test('signatures.json is what the types say; `node build/signatures.mjs` writes it anew', () => {
  expect(readFileSync(FILE, 'utf8')).toBe(fileText());
}, 120_000);

test('forms.json knows every path; `test/golden/forms.py` writes it anew, with PyTorch', () => {
  expect(Object.keys(signatures).filter((path) => !Object.hasOwn(forms, path))).toEqual([]);
});

const { torch, nn, F, optim } = checked(engine);
const x = torch.ones(2, 3);
// learner code is not held to its types when it runs
const any = (value: unknown): never => value as never;

// PyTorch's own, but for those of options: it has none
test.each<[() => unknown, string]>([
  [() => x.argmax(0, { keepdim: any('a') }), "argmax(): argument 'keepdim' must be bool, not str"],
  [() => x.topk(1, 0, { largest: any(3) }), "topk(): argument 'largest' must be bool, not int"],
  [() => x.cumsum(0, { dtype: any(3) }), "cumsum(): argument 'dtype' must be torch.dtype, not int"],
  [() => torch.zeros([2], any(null)), 'zeros() takes 1 positional argument but 2 were given'],
  [
    () => torch.zeros(2, any(null)),
    'zeros(): argument \'size\' failed to unpack the object at pos 2 with error "type must be tuple of ints,but got NoneType"',
  ],
  [() => torch.ones(any('x')), "ones(): argument 'size' (position 1) must be tuple of ints, not str"],
  [() => torch.empty(any(null)), "empty(): argument 'size' (position 1) must be tuple of ints, not NoneType"],
  [
    () => torch.rand([2], any(3)),
    [
      'rand() received an invalid combination of arguments - got (list, int), but expected one of:',
      ' * (tuple of ints size, *, torch.Generator generator, Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)',
      ' * (tuple of ints size, *, Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device device = None, bool pin_memory = False, bool requires_grad = False)',
      '',
    ].join('\n'),
  ],
  [() => torch.zeros([2], { dtype: any(3) }), "zeros(): argument 'dtype' must be torch.dtype, not int"],
  [() => x.add(x, { alpha: any('a') }), "add(): argument 'alpha' must be Number, not str"],
  [() => torch.cat([x], any('a')), "cat(): argument 'dim' (position 2) must be int, not str"],
  [() => torch.stack([x], any(null)), "stack(): argument 'dim' (position 2) must be int, not NoneType"],
  [() => torch.sum(x, 0, { keepdim: any(3) }), "sum(): argument 'keepdim' must be bool, not int"],
  [() => x.transpose(0, any('a')), "transpose(): argument 'dim1' (position 2) must be int, not str"],
  [() => x.flatten(any('a')), "flatten(): argument 'start_dim' (position 1) must be int, not str"],
  [() => (x.exp as (n: number) => unknown)(3), 'TensorBase.exp() takes no arguments (1 given)'],
  [
    () => (torch.exp as (...a: unknown[]) => unknown)(x, 1),
    'exp() takes 1 positional argument but 2 were given',
  ],
  [
    () => (x.unsqueeze as (...a: unknown[]) => unknown)(0, 1),
    'unsqueeze() takes 1 positional argument but 2 were given',
  ],
  [() => new nn.Linear(2, 3, any({ foo: 1 })), "Linear.__init__() got an unexpected keyword argument 'foo'"],
  [() => F.softmax(x, 0, any({ foo: 1 })), "softmax() got an unexpected keyword argument 'foo'"],
  [() => x.sum(0, any(null)), "sum(): argument 'keepdim' (position 2) must be bool, not NoneType"],
  [
    () => new nn.Linear(2, 3, any(null)),
    "Linear.__init__(): argument 'options' (position 3) must be { bias, dtype, device }, not NoneType",
  ],
  [
    () => new optim.SGD([x], any(null)),
    "SGD.__init__(): argument 'options' (position 2) must be { lr, momentum, dampening, weightDecay, nesterov, maximize }, not NoneType",
  ],
])('%s', (call, message) => {
  expect(call).toThrow(expect.objectContaining({ name: 'TypeError', message }));
});

test('a learner’s class is looked at as what it extends', () => {
  class Wide extends nn.Linear {
    constructor() {
      super(2, any('x'));
    }
  }
  expect(() => new Wide()).toThrow(
    "empty(): argument 'size' (position 1) must be tuple of ints, but found element of type str at pos 0",
  );
  expect(new nn.Linear(2, 3)).toBeInstanceOf(engine.nn.Linear);
});

test('an in-place method that is refused changes nothing', async () => {
  const y = torch.ones(2);
  expect(() => y.add_(1, { alpha: any('a') })).toThrow("add_(): argument 'alpha' must be Number, not str");
  expect(await y.tolist()).toEqual([1, 1]);
});

/** @file Where tensors and modules go: a device as a tensor tells its own, `to` in all of its forms, what they print. */

import { beforeAll, describe, expect, test } from 'vitest';
import { nn, torch } from '../../engine/index';
import { testDevices, type TestDevice } from './devices';

let devices: readonly TestDevice[] = [];

beforeAll(async () => {
  devices = await testDevices();
});

describe.each(['cpu', 'webgpu'] as const)('%s', (device) => {
  test('a tensor’s device is one to be given', async () => {
    devices.find(({ name }) => name === 'cpu')!.use();
    const x = torch.ones(2, { device });
    for (const made of [
      torch.zeros(3, { device: x.device }),
      torch.tensor([1, 2], { device: x.device }),
      torch.arange(4, { device: x.device }),
      torch.randn([2], { device: x.device }),
      torch.zeros(2).to(x.device),
      new nn.Linear(2, 1).to(x.device).weight,
      new nn.Linear(2, 1, { device: x.device }).weight,
    ])
      expect(made.device).toBe(x.device);
    expect(String(x.device)).toBe(device);
    expect(`${x.device}`).toBe(device);
    expect(await torch.zeros(2).to(x.device, torch.int32).tolist()).toEqual([0, 0]);
  });
});

test('to another tensor is to its dtype and device', () => {
  const x = torch.ones(2, { dtype: torch.float64 });
  expect(torch.zeros(2).to(x).dtype).toBe(torch.float64);
  expect(torch.zeros(2).to('cpu', torch.int32).dtype).toBe(torch.int32);
  expect(torch.zeros(2).to({ dtype: torch.int64 }).dtype).toBe(torch.int64);
  expect(torch.zeros(2).to({ device: 'cpu', dtype: torch.int32 }).dtype).toBe(torch.int32);
  expect(new nn.Linear(2, 1).to(x).weight.dtype).toBe(torch.float64);
  expect(() => new nn.Linear(2, 1).to('cpu', torch.int32)).toThrow(
    'nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=torch.int32',
  );
});

test('what is no device is none', () => {
  for (const odd of [[1], {}, 3, true]) {
    expect(() => torch.zeros(2, { device: odd as never })).toThrow(
      /^argument 'device' must be torch.device, not (list|dict|int|bool)$/,
    );
  }
});

test('full of a bool is a bool, as fullLike is what it is like', async () => {
  expect(torch.full([2], true).dtype).toBe(torch.bool);
  expect(await torch.full([2], false).tolist()).toEqual([false, false]);
  expect(await torch.fullLike(torch.ones(2), true).tolist()).toEqual([1, 1]);
});

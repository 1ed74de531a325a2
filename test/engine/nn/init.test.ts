/** @file nn.init against real PyTorch. */

import { expect, test } from 'vitest';
import { nn, torch, type Tensor } from '../../../engine/index';
import { camelOptions } from '../../golden/modules/names';
import { numbers } from '../../golden/packed';
import { golden, near } from './recorded';

test.each(golden.inits)('init.$name $options $value.shape', async ({ name, options, value }) => {
  const init = nn.init as unknown as Record<string, (x: Tensor, options: object) => Tensor>;
  torch.manualSeed(5);
  const camel = name.replace(/_(\w)/g, (_, x: string) => x.toUpperCase());
  const x = init[camel]!(torch.ones(value.shape), camelOptions(options));
  if (/normal|orthogonal/.test(name)) await near(x, value.data, 1e-6, name);
  else expect(await x.reshape(-1).tolist()).toEqual(numbers(value.data));
});

test('calculateGain', () => {
  for (const [name, param, gain] of golden.gains)
    expect(nn.init.calculateGain(name, param)).toBeCloseTo(gain, 15);
  expect(() => nn.init.calculateGain('swish')).toThrow('Unsupported nonlinearity swish');
});

/** @file put in the graph, views that share, look-up facts, indices by list, and where values are still on their way. */

import { beforeEach, describe, expect, test } from 'vitest';
import { CpuDevice, cpu } from '../../engine/devices/cpu/cpu';
import { setDefaultDevice } from '../../engine/devices/registry';
import { int64, type DataArray } from '../../engine/dtype';
import { Tensor, torch } from '../../engine/index';

beforeEach(() => setDefaultDevice(cpu));

const leaf = (): Tensor => torch.ones(2, 3, { requiresGrad: true });

describe('put in the graph', () => {
  test('a number cuts the gradient of the place', async () => {
    const x = leaf();
    const y = x.mul(1).put(0, 5);
    expect(y.gradFn).toBe('CopySlices');
    y.sum().backward();
    expect(await x.grad!.tolist()).toEqual([
      [0, 0, 0],
      [1, 1, 1],
    ]);
  });

  test('a tensor by a list of indices takes the gradient of the place', async () => {
    const x = leaf();
    const y = x.mul(1).put([0], x.at(1).mul(2));
    expect(y.gradFn).toBe('IndexPutBackward0');
    y.sum().backward();
    expect(await x.grad!.tolist()).toEqual([
      [0, 0, 0],
      [3, 3, 3],
    ]);
  });

  test('a column by an index tensor', async () => {
    const x = leaf();
    const y = x.mul(1);
    y.put(':', torch.tensor([0]), x.at(':', '1:2').mul(2));
    y.sum().backward();
    expect(await x.grad!.tolist()).toEqual([
      [0, 3, 1],
      [0, 3, 1],
    ]);
  });

  test('a value that wants a gradient makes the tensor want one', async () => {
    const x = leaf();
    const y = torch.zeros(3).put(0, x.at(0, 0));
    expect(y.requiresGrad).toBe(true);
    y.sum().backward();
    expect(await x.grad!.tolist()).toEqual([
      [1, 0, 0],
      [0, 0, 0],
    ]);
  });

  test('a leaf is refused, with a number and with an index tensor', () => {
    const text = 'a view of a leaf Variable that requires grad is being used in an in-place operation.';
    expect(() => leaf().put(0, 5)).toThrow(text);
    expect(() => leaf().put([0], 5)).toThrow('a leaf Variable that requires grad is being used');
  });

  test('a tensor that backward still needs is missed', () => {
    const x = leaf();
    const y = x.exp();
    y.put(0, 1);
    expect(() => y.sum().backward()).toThrow('which is output 0 of Exp, is at version 1; expected version 0');
    const z = x.mul(1);
    const squared = z.mul(z).sum();
    z.put([0], 1);
    expect(() => squared.backward()).toThrow(
      'which is output 0 of IndexPut, is at version 1; expected version 0',
    );
  });
});

test('the value comes last, and must be there', () => {
  const x = torch.zeros(3);
  expect(() => x.put(0)).toThrow('put(): expected indices and then a value, a number or a tensor');
});

test('views share, copies do not; the facts of a view are told', async () => {
  const x = torch.arange(12).reshape(3, 4);
  const view = x.at(1, '1::2');
  expect(view.storage).toBe(x.storage);
  expect(view.stride()).toEqual([2]);
  expect(view.stride(-1)).toBe(2);
  expect(view.storageOffset()).toBe(5);
  expect(view.type()).toBe('torch.LongTensor');
  expect([view.elementSize(), view.nbytes, view.dim()]).toEqual([8, 16, 1]);
  const copy = x.at([1]);
  x.put(1, 0);
  expect(await view.tolist()).toEqual([0, 0]);
  expect(await copy.tolist()).toEqual([[4, 5, 6, 7]]);
  expect(() => view.stride(1)).toThrow(
    'Dimension out of range (expected to be in range of [-1, 0], but got 1)',
  );
});

test('data shares elements and forgets history', async () => {
  const x = leaf();
  x.data.put(0, 9);
  expect(await x.at(0).tolist()).toEqual([9, 9, 9]);
  expect(x.data.requiresGrad).toBe(false);
  expect(x.T.gradFn).toBe('PermuteBackward0');
});

test('fromArray copies a typed array and keeps its kind', async () => {
  const given = Float64Array.from([1, 2, 3]);
  const x = torch.fromArray(given);
  expect(x.dtype).toBe(torch.float64);
  given[0] = 7;
  expect(await x.tolist()).toEqual([1, 2, 3]);
  expect(torch.fromArray(BigInt64Array.from([1n])).dtype).toBe(torch.int64);
  expect(torch.fromArray(Uint8Array.from([1, 0]), { dtype: torch.bool }).dtype).toBe(torch.bool);
});

test('work on elements still on their way waits; what must know them now says so', async () => {
  const device = new CpuDevice();
  let arrive!: (elements: DataArray) => void;
  const elements = new Promise<DataArray>((resolve) => (arrive = resolve));
  const storage = device.arrive(int64, 3, elements);
  const x = new Tensor({ storage, shape: [3], strides: [1], offset: 0 });
  const picked = x.indexSelect(0, x);
  const places = x.nonzero();
  expect(() => places.shape).toThrow('the shape of this result depends on values');
  arrive(BigInt64Array.from([2n, 0n, 1n]));
  expect(await picked.tolist()).toEqual([1, 2, 0]);
  expect(await (await places).tolist()).toEqual([[0], [2]]);
});

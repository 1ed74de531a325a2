/** @file `.safetensors`: the format's own bytes, round trips, and files that lie. */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadSafetensors, nn, saveSafetensors, torch, ValueError } from '../../../engine/index';
import { numbers, type Packed } from '../../golden/packed';

/** A file by hand, from the format's definition. */
function file(header: unknown, data: Uint8Array | number[] = [], length?: bigint): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const out = new Uint8Array(8 + text.length + data.length);
  new DataView(out.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  out.set(text, 8);
  out.set(data, 8 + text.length);
  return out;
}

const floats = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);

test('reads a file that was written by hand, metadata and all', async () => {
  const bytes = file(
    {
      __metadata__: { format: 'pt' },
      b: { dtype: 'I64', shape: [1], data_offsets: [8, 16] },
      a: { dtype: 'F32', shape: [2, 1], data_offsets: [0, 8] },
    },
    [...floats(1.5, -2), ...new Uint8Array(BigInt64Array.of(-7n).buffer)],
  );
  // also where the bytes do not begin at a multiple of 8
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  const state = loadSafetensors(shifted.subarray(3));
  expect(await state['a']!.tolist()).toEqual([[1.5], [-2]]);
  expect(await state['b']!.tolist()).toEqual([-7]);
  expect(state['b']!.dtype).toBe(torch.int64);
});

test('writes the format: length, header, elements at a multiple of 8', async () => {
  const bytes = await saveSafetensors(
    { w: torch.tensor([1, 2]), t: torch.arange(4).reshape(2, 2).t().float() },
    { metadata: { by: 'Backstep' } },
  );
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  expect(length % 8).toBe(0);
  expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))).toEqual({
    __metadata__: { by: 'Backstep' },
    w: { dtype: 'I64', shape: [2], data_offsets: [0, 16] },
    t: { dtype: 'F32', shape: [2, 2], data_offsets: [16, 32] },
  });
  expect(bytes.slice(8 + length + 16)).toEqual(floats(0, 2, 1, 3));
});

test('every dtype, empty tensors, scalars and odd names come back', async () => {
  const tensors = {
    f: torch.tensor([1.5, NaN, -Infinity]),
    d: torch.tensor(0.1, { dtype: torch.float64 }),
    l: torch.tensor([[2 ** 53 - 1], [-1]]),
    i: torch.tensor([7], { dtype: torch.int32 }),
    u: torch.tensor([255], { dtype: torch.uint8 }),
    b: torch.tensor([true, false]),
    none: torch.zeros([0, 3]),
    'a "b" {c}: d': torch.ones([1]),
  };
  const back = loadSafetensors(await saveSafetensors(tensors));
  expect(Object.keys(back).sort()).toEqual(Object.keys(tensors).sort());
  for (const [name, tensor] of Object.entries(tensors)) {
    expect(back[name]!.dtype).toBe(tensor.dtype);
    expect(back[name]!.shape).toEqual(tensor.shape);
    expect(await back[name]!.tolist()).toEqual(await tensor.tolist());
  }
});

test('reads what the safetensors library wrote, and PyTorch’s state dict fits a module like its own', async () => {
  const folder = new URL('../../golden/modules/', import.meta.url);
  const { tensors } = JSON.parse(readFileSync(new URL('state.json', folder), 'utf8')) as {
    tensors: Record<string, Packed>;
  };
  const state = loadSafetensors(readFileSync(new URL('state.safetensors', folder)));
  expect(Object.keys(state).sort()).toEqual(Object.keys(tensors).sort());
  for (const [name, expected] of Object.entries(tensors)) {
    expect(state[name]!.dtype.name).toBe(expected.dtype);
    expect(state[name]!.shape).toEqual(expected.shape);
    const wanted = numbers(expected.data);
    const isBool = expected.dtype === 'bool';
    expect(await state[name]!.reshape(-1).tolist()).toEqual(isBool ? wanted.map(Boolean) : wanted);
  }
  const layers: nn.AnyModule[] = [new nn.Linear(3, 2), new nn.BatchNorm1d(2), new nn.LSTM(2, 2)];
  const net = new nn.ModuleList(layers);
  const own = Object.fromEntries(Object.entries(state).filter(([name]) => name.includes('.')));
  net.loadStateDict(own);
  expect(await net.stateDict()['0.weight']!.reshape(-1).tolist()).toEqual(numbers(tensors['0.weight']!.data));
});

test('a model goes out and in', async () => {
  const [a, b] = [new nn.LSTM(2, 3), new nn.LSTM(2, 3)];
  b.loadStateDict(loadSafetensors(await saveSafetensors(a.stateDict())));
  const x = torch.ones([4, 1, 2]);
  expect(await b(x)[0].tolist()).toEqual(await a(x)[0].tolist());
});

const f32 = (offsets: unknown, shape: unknown = [1]): unknown => ({
  dtype: 'F32',
  shape,
  data_offsets: offsets,
});

describe('refuses, with the reason', () => {
  test.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(0), /0 bytes/],
    ['seven bytes', new Uint8Array(7), /7 bytes/],
    ['a header longer than the file', file({}, [], 1000n), /said to have 1000 bytes, but only 2 follow/],
    ['a header of terabytes', file({}, [], 2n ** 62n), /more than 100 MB/],
    ['a zip archive', Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0, 0, 0]), /header is said to have/],
    ['a header that is no object', file('[1,2]'), /does not begin with '\{'/],
    ['broken JSON', file('{"a":'), /is no JSON/],
    ['broken UTF-8', file('{"a":1}').map((byte, i) => (i === 10 ? 0xff : byte)), /is no JSON/],
    [
      'a name given twice',
      file(`{"a":${JSON.stringify(f32([0, 4]))},"a":${JSON.stringify(f32([0, 4]))}}`, floats(1)),
      /names 'a' twice/,
    ],
    [
      'an unknown dtype',
      file({ a: { dtype: 'F8_E4M3', shape: [1], data_offsets: [0, 1] } }, [0]),
      /dtype "F8_E4M3"/,
    ],
    ['a description that is a number', file({ a: 3 }), /no description/],
    ['a negative size', file({ a: f32([0, 4], [-1]) }, floats(1)), /no valid shape/],
    ['a size beyond counting', file({ a: f32([0, 4], [1e300]) }, floats(1)), /no valid shape/],
    ['offsets that are no pair', file({ a: f32([0]) }, floats(1)), /no valid data_offsets/],
    ['offsets the wrong way round', file({ a: f32([4, 0]) }, floats(1)), /ends before it begins/],
    [
      'a shape that takes more',
      file({ a: f32([0, 4], [2]) }, floats(1)),
      /has 4 bytes; F32 of shape \[2\] takes 8/,
    ],
    ['an overlap', file({ a: f32([0, 8], [2]), b: f32([4, 8]) }, floats(1, 2)), /'b' overlaps/],
    ['a gap', file({ a: f32([0, 4]), b: f32([8, 12]) }, floats(1, 2, 3)), /gap of 4 bytes before 'b'/],
    ['a file cut short', file({ a: f32([0, 8], [2]) }, floats(1)), /cut short: 'a' ends at byte 8 of 4/],
    ['bytes left over', file({ a: f32([0, 4]) }, floats(1, 2)), /4 bytes at its end belong to no tensor/],
    [
      'a bool that is neither',
      file({ a: { dtype: 'BOOL', shape: [1], data_offsets: [0, 1] } }, [2]),
      /other than 0 and 1/,
    ],
  ])('%s', (_, bytes, reason) => {
    expect(() => loadSafetensors(bytes)).toThrow(reason);
    expect(() => loadSafetensors(bytes)).toThrow(/not a valid safetensors file/);
  });
});

describe('whatever is done to a file, it is read or refused with a reason', () => {
  const whole = async (): Promise<Uint8Array> =>
    saveSafetensors({
      weight: torch.arange(6).reshape(2, 3).float(),
      count: torch.tensor([2 ** 40, -1]),
      mask: torch.tensor([true, false, true]),
      empty: torch.zeros([0, 4]),
    });
  /** Reads what it can be, or says why not. */
  const attempt = (bytes: Uint8Array): void => {
    try {
      for (const tensor of Object.values(loadSafetensors(bytes)))
        expect(tensor.shape.every((size) => size >= 0)).toBe(true);
    } catch (error) {
      expect(error).toBeInstanceOf(ValueError);
      expect((error as Error).message).toMatch(/^not a valid safetensors file: ./);
    }
  };

  test('cut short anywhere it is refused', async () => {
    const bytes = await whole();
    for (let length = 0; length < bytes.length; length++) {
      expect(() => loadSafetensors(bytes.subarray(0, length)), `at ${length}`).toThrow(
        /not a valid safetensors file/,
      );
    }
  });

  test('bytes changed, put in and taken out', async () => {
    const bytes = await whole();
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255), fc.constantFrom('set', 'insert', 'drop')), {
          minLength: 1,
          maxLength: 4,
        }),
        (changes) => {
          const changed = Array.from(bytes);
          for (const [at, byte, how] of changes) {
            if (how === 'set') changed[at] = byte;
            else changed.splice(at, how === 'drop' ? 1 : 0, ...(how === 'drop' ? [] : [byte]));
          }
          attempt(Uint8Array.from(changed));
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('headers that lie', () => {
    const size = fc.oneof(fc.nat(12), fc.constantFrom(-1, 1.5, 2 ** 31, 2 ** 53, 1e308, null, '4'));
    const entry = fc.record({
      dtype: fc.constantFrom('F32', 'I64', 'BOOL', 'U8', 'F16', 3, null),
      shape: fc.oneof(fc.array(size, { maxLength: 3 }), fc.constantFrom(null, 3, 'x')),
      data_offsets: fc.oneof(fc.tuple(size, size), fc.array(size, { maxLength: 3 })),
    });
    const header = fc.dictionary(fc.string(), fc.oneof(entry, fc.jsonValue()), { maxKeys: 3 });
    fc.assert(
      fc.property(header, fc.uint8Array({ maxLength: 48 }), (claims, data) =>
        attempt(file(claims, [...data])),
      ),
      { numRuns: 2000 },
    );
  });
});

/** @file Copies, casts and fills on webgpu, with properties over random shapes, strides and broadcasts. */

import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { UnsupportedError, type WebGPUDevice } from '../../../engine/devices/webgpu';
import { contiguousStrides } from '../../../engine/devices/webgpu/layout';
import type { DType } from '../../../engine/dtype';
import { bool, float32, float64, int32, int64, uint8 } from '../../../engine/dtype';
import { openTestDevice } from '../dawn';
import * as ref from './reference';

const TYPES = [float32, int64, int32, uint8, bool];

let device: WebGPUDevice;
beforeAll(async () => {
  device = await openTestDevice();
});
afterEach(() => device.settled());

/** A view as random strides can make it: some dimensions broadcast, the rest permuted and padded. */
const anyView = fc
  .record({
    dims: fc.array(
      fc.record({
        size: fc.integer({ min: 0, max: 4 }),
        place: fc.nat(),
        pad: fc.nat(2),
        broadcast: fc.boolean(),
      }),
      { maxLength: 6 },
    ),
    offset: fc.nat(5),
    seed: fc.nat(),
  })
  .map(({ dims, offset, seed }) => {
    const shape = dims.map(({ size }) => size);
    const strides = dims.map(() => 0);
    let step = 1;
    const inPlace = dims.map((_, d) => d).sort((a, b) => (dims[a]?.place ?? 0) - (dims[b]?.place ?? 0));
    for (const d of inPlace) {
      const dim = dims[d];
      if (!dim || dim.broadcast) continue;
      strides[d] = step;
      step *= Math.max(1, dim.size) + dim.pad;
    }
    return { shape, strides, offset, seed, length: offset + step };
  });

function hostOf(
  dtype: DType,
  spec: { shape: number[]; strides: number[]; offset: number; seed: number; length: number },
): ref.HostView {
  const { shape, strides, offset, seed, length } = spec;
  return { dtype, data: ref.randomArray(dtype, length, seed), shape, strides, offset };
}

describe('properties', () => {
  test('reading any view gives its elements in order', async () => {
    await fc.assert(
      fc.asyncProperty(anyView, fc.constantFrom(...TYPES), async (spec, dtype) => {
        const host = hostOf(dtype, spec);
        expect(await ref.read(device, ref.upload(device, host))).toEqual(ref.elements(host));
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  test('copying any view to any view that does not repeat elements', async () => {
    await fc.assert(
      fc.asyncProperty(anyView, fc.nat(), async (spec, seed) => {
        const source = hostOf(float32, spec);
        // the target: the same shape, dimensions in reverse order in memory, padded
        const padded = [...spec.shape].reverse().map((size) => size + 1);
        const strides = contiguousStrides(padded).reverse();
        const length = padded.reduce((product, size) => product * size, 1) + 2;
        const target: ref.HostView = {
          dtype: float32,
          data: ref.randomArray(float32, length, seed),
          shape: spec.shape,
          strides,
          offset: 2,
        };
        const out = ref.upload(device, target);
        device.copy(ref.upload(device, source), out);
        const expected = [...target.data];
        const from = ref.elements(source);
        ref.positions(target).forEach((at, i) => (expected[at] = from[i] ?? NaN));
        const whole = { storage: out.storage, shape: [length], strides: [1], offset: 0 };
        expect(await ref.read(device, whole)).toEqual(expected);
      }),
      { numRuns: 100, seed: 2 },
    );
  });

  test('broadcast addition equals the sum of what the views show', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyView,
        fc.nat(),
        fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
        async (spec, seed, repeated) => {
          const a = hostOf(float32, spec);
          const dense = contiguousStrides(spec.shape.map((size, d) => (repeated[d] ? 1 : size)));
          const strides = dense.map((step, d) => (repeated[d] ? 0 : step));
          const length =
            ref.positions({ shape: spec.shape, strides, offset: 0 }).reduce((x, y) => Math.max(x, y), 0) + 1;
          const b: ref.HostView = {
            dtype: float32,
            data: ref.randomArray(float32, length, seed),
            shape: spec.shape,
            strides,
            offset: 0,
          };
          const out = ref.output(device, float32, spec.shape);
          device.binary('add', ref.upload(device, a), ref.upload(device, b), out);
          const [x, y] = [ref.numbers(a), ref.numbers(b)];
          expect(await ref.read(device, out)).toEqual(
            x.map((value, i) => Math.fround(value + (y[i] ?? NaN))),
          );
        },
      ),
      { numRuns: 100, seed: 3 },
    );
  });
});

describe('casts', () => {
  const SOURCES: Record<string, number[]> = {
    float32: [0, -0, 1.9, -1.9, 0.5, -0.5, 255, 256, 300.7, -1, 1e6, 16777216, 2 ** -140],
    int64: [0, 1, -1, 255, 256, -129, 2147483647, -2147483648, 16777217],
    int32: [0, 1, -1, 255, 256, -129, 2147483647, -2147483648, 16777217],
    uint8: [0, 1, 2, 127, 128, 255],
    bool: [0, 1],
  };

  function cast(to: DType, value: number): ref.Element {
    if (to.name === 'bool') return value === 0 ? 0 : 1;
    if (to.isFloatingPoint) return Math.fround(value);
    return ref.fillArray(to, 1, () => Math.trunc(value) + 0)[0] ?? 0;
  }

  for (const from of TYPES)
    for (const to of TYPES)
      test(`${from.name} to ${to.name}`, async () => {
        const values = SOURCES[from.name] ?? [];
        const source = ref.hostView(
          from,
          ref.fillArray(from, values.length, (i) => values[i] ?? 0),
        );
        const out = ref.output(device, to, [values.length]);
        device.copy(ref.upload(device, source), out);
        expect(await ref.read(device, out)).toEqual(values.map((value) => cast(to, value)));
      });

  test('floats that no int32 holds become the least one', async () => {
    const x = ref.upload(
      device,
      ref.hostView(float32, Float32Array.of(NaN, Infinity, -Infinity, 3e9, -3e9, -(2 ** 31))),
    );
    const out = ref.output(device, int32, [6]);
    device.copy(x, out);
    expect(await ref.read(device, out)).toEqual(new Array(6).fill(-(2 ** 31)));
    const truths = ref.output(device, bool, [6]);
    device.copy(x, truths);
    expect(await ref.read(device, truths)).toEqual(new Array(6).fill(1));
  });

  test('every bit of a float is kept: NaN payloads, denormals', async () => {
    const bits = Uint32Array.of(
      0x7fc00001,
      0xffc12345,
      0x7f800001,
      0x00000001,
      0x80000001,
      0x807fffff,
      0x80000000,
    );
    const x = ref.upload(device, ref.hostView(float32, new Float32Array(bits.buffer)));
    const out = ref.output(device, float32, [7]);
    device.copy(x, out);
    const got = await device.read(out);
    expect([...new Uint32Array(got.buffer)]).toEqual([...bits]);
  });
});

describe('fill', () => {
  test('each type, wrapped as PyTorch does', async () => {
    const cases: readonly (readonly [DType, number | bigint, ref.Element])[] = [
      [float32, 0.1, Math.fround(0.1)],
      [float32, -Infinity, -Infinity],
      [float32, NaN, NaN],
      [int64, 7n, 7n],
      [int64, -7, -7n],
      [int32, -5, -5],
      [uint8, 300, 44],
      [uint8, -1, 255],
      [bool, 2, 1],
    ];
    for (const [dtype, value, expected] of cases) {
      const out = ref.output(device, dtype, [3]);
      device.fill(out, value);
      expect(await ref.read(device, out)).toEqual([expected, expected, expected]);
    }
  });
});

describe('what does not work', () => {
  test('float64', () => {
    expect(device.supports(float64)).toBe(false);
    expect(TYPES.every((dtype) => device.supports(dtype))).toBe(true);
    expect(() => device.empty(float64, 1)).toThrow(UnsupportedError);
    expect(() => device.upload(float64, new Float64Array(1))).toThrow(UnsupportedError);
  });

  test('an array of another kind', () => {
    expect(() => device.upload(float32, new Float64Array(1))).toThrow(
      /cannot be uploaded from a Float64Array/,
    );
  });

  test('more than 8 dimensions that cannot be joined; 8 can be walked', async () => {
    const view = (rank: number): ref.HostView =>
      ref.randomView(float32, new Array<number>(rank).fill(2), 'transposed', 5);
    const eight = view(8);
    expect(await ref.read(device, ref.upload(device, eight))).toEqual(ref.elements(eight));
    await expect(device.read(ref.upload(device, view(9)))).rejects.toThrow(UnsupportedError);
    // nine that lie end to end are one
    const flat = ref.randomView(float32, new Array<number>(9).fill(2), 'contiguous', 6);
    expect(await ref.read(device, ref.upload(device, flat))).toEqual(ref.elements(flat));
  });

  test("another device's storage", async () => {
    const other = await openTestDevice();
    const x = ref.output(other, float32, [2]);
    expect(() => device.fill(x, 1)).toThrow(UnsupportedError);
    other.destroy();
  });
});

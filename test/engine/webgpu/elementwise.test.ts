/** @file Elementwise kernels on webgpu: every kernel, dtype and layout against plain TypeScript. */

import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { BinaryKernel, CompareKernel, Operand, UnaryKernel } from '../../../engine/devices/device';
import { UnsupportedError, type WebGPUDevice } from '../../../engine/devices/webgpu';
import type { DType } from '../../../engine/dtype';
import { bool, float32, int32, int64, uint8 } from '../../../engine/dtype';
import { openTestDevice } from '../dawn';
import * as ref from './reference';

const SHAPES: readonly (readonly number[])[] = [[], [7], [3, 5], [2, 3, 4], [2, 0, 3]];
const MATRIX = [6, 7];

let device: WebGPUDevice;
beforeAll(async () => {
  device = await openTestDevice();
});
afterEach(() => device.settled());

/** Rounds or wraps a number as the dtype stores it. */
function store(dtype: DType, value: number): ref.Element {
  return ref.fillArray(dtype, 1, () => value)[0] ?? 0;
}

const UNARY: Record<UnaryKernel, (x: number) => number> = {
  neg: (x) => 0 - x,
  exp: Math.exp,
  log: Math.log,
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  relu: (x) => Math.max(x, 0),
  sqrt: Math.sqrt,
  abs: Math.abs,
  reciprocal: (x) => 1 / x,
};
const UNARY_KERNELS = Object.keys(UNARY) as UnaryKernel[];

describe('unary', () => {
  for (const kernel of UNARY_KERNELS)
    for (const layout of ref.LAYOUTS)
      test(`${kernel} float32 ${layout}`, async () => {
        const x = ref.randomView(float32, MATRIX, layout, 1);
        const out = ref.output(device, float32, MATRIX);
        device.unary(kernel, ref.upload(device, x), out);
        const got = await ref.read(device, out);
        expect(ref.worst(got, ref.numbers(x).map(UNARY[kernel])).error).toBeLessThan(3);
        expect(got.map(Number).map(Number.isNaN)).toEqual(
          ref.numbers(x).map((value) => Number.isNaN(UNARY[kernel](value))),
        );
      });

  for (const dtype of [int64, int32, uint8])
    for (const kernel of ['neg', 'abs', 'relu'] as const)
      test(`${kernel} ${dtype.name}`, async () => {
        const x = ref.randomView(dtype, MATRIX, 'transposed', 2);
        const out = ref.output(device, dtype, MATRIX);
        device.unary(kernel, ref.upload(device, x), out);
        expect(await ref.read(device, out)).toEqual(
          ref.numbers(x).map((value) => store(dtype, UNARY[kernel](value))),
        );
      });

  test('every shape, zero-size and scalar too', async () => {
    for (const shape of SHAPES) {
      const x = ref.randomView(float32, shape, 'contiguous', 3);
      const out = ref.output(device, float32, shape);
      device.unary('neg', ref.upload(device, x), out);
      expect(await ref.read(device, out)).toEqual(ref.numbers(x).map((value) => -value));
    }
  });

  test('what PyTorch promotes first, or does not have, is refused', () => {
    const ints = ref.output(device, int64, [2]);
    expect(() => device.unary('exp', ints, ints)).toThrow(UnsupportedError);
    const truths = ref.output(device, bool, [2]);
    expect(() => device.unary('neg', truths, truths)).toThrow(UnsupportedError);
  });
});

const BINARY: Record<BinaryKernel, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  pow: (a, b) => a ** b,
  maximum: Math.max,
  minimum: Math.min,
};
const BINARY_KERNELS = Object.keys(BINARY) as BinaryKernel[];

describe('binary', () => {
  for (const kernel of BINARY_KERNELS)
    test(`${kernel} float32 in every pair of layouts`, async () => {
      for (const layoutA of ref.LAYOUTS)
        for (const layoutB of ref.LAYOUTS) {
          const a = ref.randomView(float32, MATRIX, layoutA, 4);
          const b = ref.randomView(float32, MATRIX, layoutB, 5);
          const out = ref.output(device, float32, MATRIX);
          device.binary(kernel, ref.upload(device, a), ref.upload(device, b), out);
          const [x, y] = [ref.numbers(a), ref.numbers(b)];
          const exact = x.map((value, i) => BINARY[kernel](value, y[i] ?? NaN));
          // all but pow are rounded correctly
          expect(ref.worst(await ref.read(device, out), exact).error).toBeLessThan(
            kernel === 'pow' ? 1 : 1e-9,
          );
        }
    });

  for (const kernel of BINARY_KERNELS)
    test(`${kernel} float32 with a number on either side`, async () => {
      const x = ref.randomView(float32, [5, 3], 'transposed', 6);
      const view = ref.upload(device, x);
      for (const number of [0, 1, 2, 3, -1.5, 1e10, Infinity, -Infinity, NaN]) {
        const [left, right] = [ref.output(device, float32, [5, 3]), ref.output(device, float32, [5, 3])];
        device.binary(kernel, number, view, left);
        device.binary(kernel, view, number, right);
        // JavaScript alone has 1 ** NaN and (-1) ** Infinity as NaN; here no base is 1 but the number
        const apply = (a: number, b: number): number =>
          kernel === 'pow' && a === 1 ? 1 : BINARY[kernel](a, b);
        const fround = Math.fround(number);
        for (const [out, exact] of [
          [left, ref.numbers(x).map((value) => apply(fround, value))],
          [right, ref.numbers(x).map((value) => apply(value, fround))],
        ] as const)
          expect(ref.worst(await ref.read(device, out), exact).error).toBeLessThan(
            kernel === 'pow' ? 1 : 1e-9,
          );
      }
    });

  for (const dtype of [int64, int32, uint8])
    for (const kernel of ['add', 'sub', 'mul', 'maximum', 'minimum'] as const)
      test(`${kernel} ${dtype.name}, alpha and numbers too`, async () => {
        const a = ref.randomView(dtype, MATRIX, 'contiguous', 7);
        const b = ref.randomView(dtype, MATRIX, 'transposed', 8);
        const [x, y] = [ref.numbers(a), ref.numbers(b)];
        const views = [ref.upload(device, a), ref.upload(device, b)] as const;
        const out = ref.output(device, dtype, MATRIX);
        device.binary(kernel, ...views, out);
        expect(await ref.read(device, out)).toEqual(
          x.map((value, i) => store(dtype, BINARY[kernel](value, y[i] ?? NaN))),
        );
        device.binary(kernel, views[0], 7, out);
        expect(await ref.read(device, out)).toEqual(x.map((value) => store(dtype, BINARY[kernel](value, 7))));
        if (kernel !== 'add' && kernel !== 'sub') return;
        device.binary(kernel, ...views, out, 3);
        expect(await ref.read(device, out)).toEqual(
          x.map((value, i) => store(dtype, BINARY[kernel](value, 3 * (y[i] ?? NaN)))),
        );
      });

  test('alpha is fused: one rounding', async () => {
    const a = ref.randomView(float32, [1000], 'contiguous', 9);
    const b = ref.randomView(float32, [1000], 'contiguous', 10);
    const [x, y] = [ref.numbers(a), ref.numbers(b)];
    const alpha = Math.fround(-0.05);
    const out = ref.output(device, float32, [1000]);
    device.binary('add', ref.upload(device, a), ref.upload(device, b), out, -0.05);
    expect(await ref.read(device, out)).toEqual(
      x.map((value, i) => Math.fround(value + alpha * (y[i] ?? NaN))),
    );
    device.binary('sub', ref.upload(device, a), ref.upload(device, b), out, -0.05);
    expect(await ref.read(device, out)).toEqual(
      x.map((value, i) => Math.fround(value - alpha * (y[i] ?? NaN))),
    );
  });

  test('bool: or, and, the larger, the smaller', async () => {
    const a = ref.hostView(bool, Uint8Array.of(0, 0, 1, 1));
    const b = ref.hostView(bool, Uint8Array.of(0, 1, 0, 1));
    const run = async (kernel: BinaryKernel, alpha = 1): Promise<ref.Element[]> => {
      const out = ref.output(device, bool, [4]);
      device.binary(kernel, ref.upload(device, a), ref.upload(device, b), out, alpha);
      return ref.read(device, out);
    };
    expect(await run('add')).toEqual([0, 1, 1, 1]);
    expect(await run('add', 0)).toEqual([0, 0, 1, 1]);
    expect(await run('mul')).toEqual([0, 0, 0, 1]);
    expect(await run('maximum')).toEqual([0, 1, 1, 1]);
    expect(await run('minimum')).toEqual([0, 0, 0, 1]);
    await expect(run('sub')).rejects.toThrow(UnsupportedError);
  });

  test('powers of integers', async () => {
    for (const dtype of [int64, int32]) {
      const base = ref.hostView(
        dtype,
        ref.fillArray(dtype, 8, (i) => [2, -3, 0, 5, 1, -1, 2, -1][i] ?? 0),
      );
      const exponent = ref.hostView(
        dtype,
        ref.fillArray(dtype, 8, (i) => [10, 3, 0, 1, -4, -3, -1, -2][i] ?? 0),
      );
      const out = ref.output(device, dtype, [8]);
      device.binary('pow', ref.upload(device, base), ref.upload(device, exponent), out);
      expect((await ref.read(device, out)).map(Number)).toEqual([1024, -27, 1, 5, 1, -1, 0, 1]);
    }
    const bytes = ref.upload(device, ref.hostView(uint8, Uint8Array.of(2, 3, 255)));
    const out = ref.output(device, uint8, [3]);
    device.binary('pow', bytes, 9, out);
    expect(await ref.read(device, out)).toEqual([0, 3 ** 9 % 256, 255]);
  });

  test('int32 wraps as in PyTorch', async () => {
    const x = ref.upload(device, ref.hostView(int32, Int32Array.of(2 ** 31 - 1, -(2 ** 31))));
    const out = ref.output(device, int32, [2]);
    device.binary('add', x, 1, out);
    expect(await ref.read(device, out)).toEqual([-(2 ** 31), -(2 ** 31) + 1]);
    device.binary('mul', x, x, out);
    expect(await ref.read(device, out)).toEqual([1, 0]);
    device.unary('neg', x, out);
    expect(await ref.read(device, out)).toEqual([-(2 ** 31) + 1, -(2 ** 31)]);
  });
});

const COMPARE: Record<CompareKernel, (a: ref.Element, b: ref.Element) => boolean> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
};
const COMPARE_KERNELS = Object.keys(COMPARE) as CompareKernel[];

describe('compare', () => {
  for (const dtype of [float32, int64, int32, uint8, bool])
    test(`all six, ${dtype.name}`, async () => {
      const a = ref.randomView(dtype, MATRIX, 'broadcast', 11);
      const b = ref.randomView(dtype, MATRIX, 'transposed', 12);
      // some equal ones
      const [x, y] = [ref.elements(a), ref.elements(b)];
      const position = ref.positions(b);
      for (let i = 0; i < y.length; i += 3) {
        const same = x[i];
        if (same === undefined) continue;
        y[i] = same;
        b.data[position[i] ?? 0] = same;
      }
      const views = [ref.upload(device, a), ref.upload(device, b)] as const;
      for (const kernel of COMPARE_KERNELS) {
        const out = ref.output(device, bool, MATRIX);
        device.compare(kernel, ...views, out);
        expect(await ref.read(device, out)).toEqual(
          x.map((value, i) => (COMPARE[kernel](value, y[i] ?? 0) ? 1 : 0)),
        );
        device.compare(kernel, views[0], 1, out);
        expect(await ref.read(device, out)).toEqual(
          x.map((value) => (COMPARE[kernel](Number(value), 1) ? 1 : 0)),
        );
      }
    });

  test('integers with numbers that no element can be', async () => {
    const x = ref.upload(device, ref.hostView(int64, BigInt64Array.of(2147483647n, -2147483648n)));
    for (const kernel of COMPARE_KERNELS)
      for (const number of [3e9, -3e9, Infinity, -Infinity, NaN]) {
        const [left, right] = [ref.output(device, bool, [2]), ref.output(device, bool, [2])];
        device.compare(kernel, number, x, left);
        device.compare(kernel, x, number, right);
        const word = (holds: boolean): number => (holds ? 1 : 0);
        expect(await ref.read(device, left)).toEqual(
          [2147483647, -2147483648].map((value) => word(COMPARE[kernel](number, value))),
        );
        expect(await ref.read(device, right)).toEqual(
          [2147483647, -2147483648].map((value) => word(COMPARE[kernel](value, number))),
        );
      }
  });
});

describe('where', () => {
  for (const dtype of [float32, int64, uint8, bool])
    test(`${dtype.name} with views and numbers`, async () => {
      const condition = ref.randomView(bool, MATRIX, 'transposed', 13);
      const a = ref.randomView(dtype, MATRIX, 'offset', 14);
      const b = ref.randomView(dtype, MATRIX, 'broadcast', 15);
      const [c, x, y] = [ref.elements(condition), ref.elements(a), ref.elements(b)];
      const one = store(dtype, 1);
      const views = [ref.upload(device, condition), ref.upload(device, a), ref.upload(device, b)] as const;
      const run = async (left: Operand, right: Operand): Promise<ref.Element[]> => {
        const out = ref.output(device, dtype, MATRIX);
        device.where(views[0], left, right, out);
        return ref.read(device, out);
      };
      expect(await run(views[1], views[2])).toEqual(c.map((yes, i) => (yes ? x[i] : y[i])));
      expect(await run(1, views[2])).toEqual(c.map((yes, i) => (yes ? one : y[i])));
      expect(await run(views[1], 1)).toEqual(c.map((yes, i) => (yes ? x[i] : one)));
      expect(await run(0, 1)).toEqual(c.map((yes) => (yes ? store(dtype, 0) : one)));
    });
});

describe('the output is an input', () => {
  test('the same view, contiguous and not', async () => {
    for (const layout of ['contiguous', 'transposed', 'offset'] as const) {
      const host = ref.randomView(float32, MATRIX, layout, 16);
      const x = ref.upload(device, host);
      device.unary('neg', x, x);
      device.binary('add', x, x, x);
      device.binary('mul', x, 3, x);
      expect(await ref.read(device, x)).toEqual(
        ref.numbers(host).map((value) => Math.fround(-2 * value * 3)),
      );
    }
  });

  test('one operand twice, and a neighbour in the same storage', async () => {
    const host = ref.randomView(float32, [10], 'contiguous', 17);
    const whole = ref.upload(device, host);
    const out = ref.output(device, float32, [10]);
    device.binary('mul', whole, whole, out);
    expect(await ref.read(device, out)).toEqual(ref.numbers(host).map((value) => Math.fround(value * value)));
    const half = (offset: number): typeof whole => ({ ...whole, shape: [5], offset });
    device.unary('neg', half(0), half(5));
    const first = ref.numbers(host).slice(0, 5);
    expect(await ref.read(device, whole)).toEqual([...first, ...first.map((value) => -value)]);
  });

  test('elements of a padded view are left alone', async () => {
    const x = ref.randomView(float32, [3, 2], 'offset', 18);
    const view = ref.upload(device, x);
    device.fill(view, 9);
    const all = { storage: view.storage, shape: [x.data.length], strides: [1], offset: 0 };
    const touched = new Set(ref.positions(x));
    expect(await ref.read(device, all)).toEqual([...x.data].map((value, i) => (touched.has(i) ? 9 : value)));
  });
});

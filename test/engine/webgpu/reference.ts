/** @file What the kernel tests compare with: strided views of plain arrays, and the views on the device made of them. */

import type { StridedView } from '../../../engine/devices/device';
import type { WebGPUDevice } from '../../../engine/devices/webgpu';
import type { DataArray, DType } from '../../../engine/dtype';
import { contiguousStrides, numel } from '../../../engine/devices/webgpu/layout';

export type Element = number | bigint;

/** A strided look into a plain array. */
export interface HostView {
  readonly dtype: DType;
  readonly data: DataArray;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

/** Ways in which a tensor of one shape can lie in memory. */
export const LAYOUTS = ['contiguous', 'transposed', 'broadcast', 'offset'] as const;
export type LayoutName = (typeof LAYOUTS)[number];

/** A small generator with a seed (mulberry32), in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Elements of a dtype made by `make`. */
export function fillArray(dtype: DType, length: number, make: (i: number) => Element): DataArray {
  const data = dtype.array(length);
  for (let i = 0; i < length; i++) {
    const value = make(i);
    data[i] = dtype.name === 'int64' ? BigInt(value) : Number(value);
  }
  return data;
}

/** Small random elements: floats of both signs, integers that fit every type, both truths. */
export function randomArray(dtype: DType, length: number, seed: number): DataArray {
  const random = seeded(seed);
  return fillArray(dtype, length, () => {
    const x = random();
    if (dtype.isFloatingPoint) return Math.fround(x * 8 - 4);
    if (dtype.name === 'bool') return x < 0.5 ? 0 : 1;
    return dtype.name === 'uint8' ? Math.floor(x * 256) : Math.floor(x * 200 - 100);
  });
}

/** A view of `shape` laid out in the way named, over random elements. */
export function randomView(
  dtype: DType,
  shape: readonly number[],
  layout: LayoutName,
  seed: number,
): HostView {
  const rank = shape.length;
  let strides: number[];
  let offset = 0;
  switch (layout) {
    case 'contiguous':
      strides = contiguousStrides(shape);
      break;
    case 'transposed':
      strides = contiguousStrides([...shape].reverse()).reverse();
      break;
    case 'broadcast':
      strides = contiguousStrides(shape.map((size, d) => (d === 0 ? 1 : size))).map((step, d) =>
        d === 0 ? 0 : step,
      );
      break;
    case 'offset':
      // every row two elements longer than is looked at
      strides = contiguousStrides(shape.map((size, d) => (d === rank - 1 ? size + 2 : size)));
      offset = 3;
  }
  const last = shape.reduce((sum, size, d) => sum + Math.max(0, size - 1) * (strides[d] ?? 0), offset);
  const length = numel(shape) === 0 ? 0 : last + 1;
  return { dtype, data: randomArray(dtype, length, seed), shape, strides, offset };
}

/** A contiguous view of a plain array. */
export function hostView(dtype: DType, data: DataArray, shape: readonly number[] = [data.length]): HostView {
  return { dtype, data, shape, strides: contiguousStrides(shape), offset: 0 };
}

/** Where each element of a view lies, in row-major order. */
export function positions(view: Pick<HostView, 'shape' | 'strides' | 'offset'>): number[] {
  let found = [view.offset];
  view.shape.forEach((size, d) => {
    const step = view.strides[d] ?? 0;
    found = found.flatMap((at) => Array.from({ length: size }, (_, i) => at + i * step));
  });
  return found;
}

/** The elements of a view in row-major order. */
export function elements(view: HostView): Element[] {
  return positions(view).map((at) => {
    const value = view.data[at];
    if (value === undefined) throw new RangeError(`no element at ${at}`);
    return value;
  });
}

/** The elements as numbers. */
export function numbers(view: HostView): number[] {
  return elements(view).map(Number);
}

/** The same view on the device. */
export function upload(device: WebGPUDevice, view: HostView): StridedView {
  const { dtype, data, shape, strides, offset } = view;
  return { storage: device.upload(dtype, data), shape, strides, offset };
}

/** A contiguous output on the device. */
export function output(device: WebGPUDevice, dtype: DType, shape: readonly number[]): StridedView {
  return {
    storage: device.empty(dtype, numel(shape)),
    shape,
    strides: contiguousStrides(shape),
    offset: 0,
  };
}

/** What a view on the device holds, as plain values. */
export async function read(device: WebGPUDevice, view: StridedView): Promise<Element[]> {
  return [...(await device.read(view))];
}

/** Distance in units of the last place of float32, 0 for the very same; both zeros are the same. */
export function ulps(actual: number, exact: number): number {
  const rounded = Math.fround(exact);
  if (Object.is(actual, rounded) || actual === rounded) return 0;
  if (!Number.isFinite(rounded) || !Number.isFinite(actual)) return Infinity;
  const exponent = Math.max(-126, Math.floor(Math.log2(Math.abs(rounded) || 2 ** -126)));
  return Math.abs(actual - exact) / 2 ** (exponent - 23);
}

/** Index and values of the worst element. */
export function worst(
  actual: readonly Element[],
  exact: readonly number[],
): { readonly error: number; readonly at: number; readonly actual: number; readonly exact: number } {
  let found = { error: -1, at: -1, actual: NaN, exact: NaN };
  exact.forEach((value, at) => {
    const got = Number(actual[at]);
    const error = ulps(got, value);
    if (error > found.error) found = { error, at, actual: got, exact: value };
  });
  return found;
}

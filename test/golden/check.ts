/** @file What becomes of a call here against what became of it in PyTorch: results, gradients, dtypes, grad_fn names and errors. */

import { expect } from 'vitest';
import { checked } from '../../engine/arguments/face';
import * as engine from '../../engine/index';
import { Tensor, torch } from '../../engine/index';
import { writtenAsFloats } from '../../engine/literals';
import type { TestDevice } from '../engine/devices';
import { dtypeOf, numbers, type Numbers, type Packed } from './packed';
import { toleranceOf } from './tolerance';

/** See oracle.py. */
export interface Case {
  name: string;
  inputs: Packed[];
  args: unknown[];
  prepare?: keyof typeof PREPARE;
  grad?: false;
  /** inputs that want no gradient */
  constant?: number[];
  /** of the generator before the call */
  seed?: number;
  /** the first line: the forms behind it are held in refusals/ */
  error?: { name: string; message: string };
  outputs?: (Packed | number | string)[];
  gradFns?: (string | null)[];
  upstream?: Numbers[];
  grads?: (Numbers | null)[];
  /** what a backward of the first result is refused with */
  backwardError?: { name: string; message: string };
}

/** The same elements laid out in another way, or copies of them. */
const PREPARE = {
  clone: (x: Tensor) => x.clone(),
  t: (x: Tensor) => x.t(),
  /** columns first */
  turned: (x: Tensor) => turned(turned(x).contiguous()),
  /** two apart */
  step: (x: Tensor) => torch.stack([x, x], -1).select(-1, 0),
};

const turned = (x: Tensor): Tensor => x.permute(x.shape.map((_, d) => x.ndim - 1 - d));

/** As learner code has it. */
const backstep = checked(engine);

function make(packed: Packed, data: Numbers = packed.data): Tensor {
  return torch
    .tensor(numbers(data), { dtype: dtypeOf(packed.dtype) })
    .reshape(packed.shape)
    .detach();
}

/** What a GPU may lose: WebGPU lets numbers below the normal ones be taken for 0. */
const FLUSHED = { cpu: 0, webgpu: 2 ** -126 } as const;

async function expectClose(actual: Tensor, expected: Packed, tolerance: number): Promise<void> {
  expect(actual.shape).toEqual(expected.shape);
  expect(actual.dtype.name).toBe(expected.dtype);
  const got = ((await actual.reshape(-1).tolist()) as number[]).map(Number);
  const slack = actual.dtype.isFloatingPoint ? tolerance : 0;
  const wanted = numbers(expected.data, expected.dtype);
  const largest = Math.max(0, ...wanted.filter(Number.isFinite).map(Math.abs));
  got.forEach((x, i) => {
    const y = wanted[i]!;
    // NaN for NaN, ∞ for ∞; a zero's sign may differ where rounding made it
    const same =
      Object.is(x, y) ||
      x === y ||
      (Number.isFinite(y) &&
        Math.abs(x - y) <= slack * (Math.abs(y) + Math.min(1, largest)) + FLUSHED[actual.device.type]);
    expect(same, `element ${i}: got ${x}, PyTorch has ${y}`).toBe(true);
  });
}

/** Puts tensors and dtypes where the case names them. */
function argument(value: unknown, inputs: readonly Tensor[]): unknown {
  if (Array.isArray(value)) return value.map((item) => argument(item, inputs));
  if (typeof value !== 'object' || value === null) return value;
  if ('$input' in value) return inputs[value.$input as number];
  if ('$float' in value) return value.$float;
  if ('$dtype' in value) return dtypeOf(value.$dtype as string);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, argument(item, inputs)]));
}

type Callable = (...args: unknown[]) => unknown;

/** The numbers that the case has with their points. */
function floatsIn(value: unknown): number[] {
  if (typeof value !== 'object' || value === null) return [];
  return '$float' in value ? [value.$float as number] : Object.values(value).flatMap(floatsIn);
}

/** `sum` is a method of the first input, `torch.cat` a function of the engine. */
function call(name: string, inputs: readonly Tensor[], args: readonly unknown[]): unknown {
  const given = args.map((arg) => argument(arg, inputs));
  const path = name.split('.');
  const owner: unknown = path.length === 1 ? inputs[0] : path.slice(0, -1).reduce(member, backstep);
  const found = member(owner, path.at(-1)!);
  if (typeof found !== 'function') throw new Error(`${name} does not exist`);
  writtenAsFloats(floatsIn(args));
  try {
    return (found as Callable).apply(owner, given);
  } finally {
    writtenAsFloats();
  }
}

function member(owner: unknown, key: string): unknown {
  return (owner as Record<string, unknown>)[key];
}

/** One tensor, a list of them, or named ones ({ values, indices }), in order. */
function outputsOf(result: unknown): unknown[] {
  if (result instanceof Tensor || typeof result !== 'object' || result === null) return [result];
  return Array.isArray(result) ? result : Object.values(result);
}

/** Whether an input has an int64 that 32 bits do not hold: webgpu refuses it, rather than compute with another number. */
function exceeds32Bits(c: Case): boolean {
  return c.inputs.some((x) => x.dtype === 'int64' && numbers(x.data).some((value) => value !== (value | 0)));
}

/** A scalar tensor as an index selects where its value is known; a GPU's looks up, which gives the same elements. */
function onGpu(c: Case, gradFn: string | null): string | null {
  const scalarIndex = c.name === 'at' && c.inputs.some((x) => x.shape.length === 0 && x.dtype === 'int64');
  return scalarIndex && gradFn === 'SelectBackward0' ? 'IndexBackward0' : gradFn;
}

/** Whether tensors on a GPU as masks decide a shape there and then: that is refused in words that say what to write. */
function needsMaskNow(c: Case): boolean {
  const isMask = (arg: unknown): boolean =>
    typeof arg === 'object' &&
    arg !== null &&
    '$input' in arg &&
    ['bool', 'uint8'].includes(c.inputs[arg.$input as number]!.dtype);
  const indices = c.name === 'put' ? c.args.slice(0, -1) : c.args;
  const value = c.args.at(-1);
  const fills = c.args.length === 2 && isMask(c.args[0]) && typeof value === 'number';
  return (c.name === 'at' || c.name === 'put') && indices.some(isMask) && !(c.name === 'put' && fills);
}

const withoutForms = (message: string): string => message.replace(/(but expected one of:)\n[^]*$/, '$1');

/** `family` says how near the figures have to come. */
export async function check(
  family: string,
  c: Case,
  { name: device, hostValues }: TestDevice,
): Promise<void> {
  if (device === 'webgpu' && exceeds32Bits(c)) {
    expect(() => c.inputs.map((input) => make(input))).toThrow('int64 is held in 32 bits on webgpu');
    return;
  }
  const leaves = c.inputs.map((input) => make(input));
  leaves.forEach((leaf, i) => {
    leaf.requiresGrad = c.grad !== false && leaf.dtype.isFloatingPoint && !c.constant?.includes(i);
  });
  const inputs = c.prepare ? leaves.map(PREPARE[c.prepare]) : leaves;
  if (c.seed !== undefined) torch.manualSeed(c.seed);
  const act = async (): Promise<unknown> => call(c.name, inputs, c.args);
  // whether shapes fit what a mask names is not known there either
  if (device === 'webgpu' && needsMaskNow(c) && (!c.error || /^shape mismatch/.test(c.error.message))) {
    await expect(act()).rejects.toThrow('write `await x.maskedSelect(mask)`');
    return;
  }
  if (c.error) {
    const { name, message } = c.error;
    // what only the GPU can find is told by the next read
    const read = async (): Promise<unknown> =>
      Promise.all(outputsOf(await act()).map((output) => output instanceof Tensor && output.tolist()));
    const told = await read().then(
      () => 'nothing',
      (error: Error) => `${error.name}: ${withoutForms(error.message)}`,
    );
    const wanted = `${name}: ${message}`;
    expect(told === wanted, `got ${told}, PyTorch has ${wanted}`).toBe(true);
    // what was refused has changed nothing
    if (device === 'cpu') {
      for (const [i, leaf] of leaves.entries()) await expectClose(leaf, c.inputs[i]!, 0);
    }
    return;
  }
  const outputs = outputsOf(await act());
  // what is made of nothing is as exact as its own dtype
  const given = c.inputs.length > 0 ? c.inputs : c.outputs!.filter((x) => typeof x === 'object');
  const precise = given.every((x) => x.dtype === 'float64') ? 'float64' : 'float32';
  const tolerance = (kind: 'result' | 'gradient'): number =>
    Math.max(
      toleranceOf(family, c.name, device, precise, kind),
      // some of the work is the cpu's
      hostValues ? toleranceOf(family, c.name, 'cpu', precise, kind) : 0,
    );
  expect(outputs).toHaveLength(c.outputs!.length);
  const tracked: [Tensor, Packed][] = [];
  for (const [i, expected] of c.outputs!.entries()) {
    const actual = outputs[i];
    if (!(actual instanceof Tensor)) {
      expect(Number(actual)).toBe(Number(expected));
      continue;
    }
    await expectClose(actual, expected as Packed, tolerance('result'));
    expect(actual.gradFn).toBe(device === 'webgpu' ? onGpu(c, c.gradFns![i]!) : c.gradFns![i]!);
    if (c.gradFns![i]) tracked.push([actual, expected as Packed]);
  }
  if (c.backwardError) {
    const { name, message } = c.backwardError;
    expect(() => tracked[0]![0].sum().backward()).toThrow(expect.objectContaining({ name, message }));
  }
  if (!c.upstream) return;
  tracked.forEach(([output, expected], i) =>
    output.backward(make(expected, c.upstream![i]), { retainGraph: i + 1 < tracked.length }),
  );
  for (const [i, leaf] of leaves.entries()) {
    const grad = c.grads![i];
    if (grad) await expectClose(leaf.grad!, { ...c.inputs[i]!, data: grad }, tolerance('gradient'));
    else expect(leaf.grad).toBeNull();
  }
}

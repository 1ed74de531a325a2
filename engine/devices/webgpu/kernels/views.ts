/** @file Kernels over views of any strides that are no elementwise ones: each view with its own shape, walked flat or by lanes. */

import { UnsupportedError } from '../errors';
import { coalesce, contiguousStrides, numel } from '../layout';
import type { PooledBuffer } from '../pool';
import { PARAM_WORDS } from '../queue';
import type { KernelContext } from './context';
import type { Extent, Source } from './record';
import { address, bind, coordinates, param, shader } from './wgsl';

/**
 * How a kernel finds the elements of view k (0 is the output, then the inputs).
 * flat: `at<k>(i)` is where the i-th element lies.
 * lanes: `lane<k>(r)` is where lane r (along the last dimension) begins, `step<k>()` how far its elements are apart.
 */
export interface Part extends Source {
  readonly walk: 'flat' | 'lanes';
  /** whether it is read as `four<k>(a)`, four words from address a on, a multiple of four; `out` is written so */
  readonly fours?: boolean;
}

export const flat = (source: Source): Part => ({ ...source, walk: 'flat' });
export const lanes = (source: Source): Part => ({ ...source, walk: 'lanes' });

export interface ViewKernel {
  /** names the code: everything that it depends on but the views */
  readonly name: string;
  readonly out: Part;
  readonly inputs: readonly Part[];
  /** `number<j>()` in the code, as u32 */
  readonly numbers?: readonly number[];
  /** whether the code uses the `flags` */
  readonly flag?: boolean;
  /** whether the code uses subgroups */
  readonly subgroups?: boolean;
  readonly declarations?: string;
  /** how many invocations, or workgroups, there are to be */
  readonly count: number;
  /** what \`i\` numbers in the body; of a workgroup every invocation runs it, with its \`lane\` */
  readonly each?: 'invocation' | 'workgroup';
  /** `word<k>(a)` is the word at address a of view k; the output is written as `out[a]` */
  readonly body: string;
}

/** Invocations of a workgroup. */
export const GROUP = 64;

interface Laid {
  readonly words: readonly number[];
  readonly code: string;
  readonly key: string;
}

/** The uniform words of a view from word `from` on, and the functions that find its elements. */
function lay(part: Part, k: number, from: number, name: string): Laid {
  const { shape, strides, offset } = part.view;
  const word = part.fours
    ? `fn four${k}(a: u32) -> vec4<u32> { return ${name}[a >> 2u]; }`
    : `fn word${k}(a: u32) -> u32 { return ${name}[a]; }`;
  const rank = part.walk === 'lanes' ? shape.length - 1 : shape.length;
  const simple = coalesce(shape.slice(0, rank), [strides.slice(0, rank)]);
  const steps = simple.strides[0] ?? [];
  const dims = simple.shape.length;
  const walker = part.walk === 'lanes' ? 'lane' : 'at';
  const head = part.walk === 'lanes' ? [offset, strides[rank] ?? 0] : [offset];
  const sizes = from + head.length;
  const find = `fn ${walker}${k}(i: u32) -> u32 {
  ${coordinates('c', 'i', dims, sizes)}
  return ${address(param(from), 'c', dims, sizes + dims)};
}`;
  const step = part.walk === 'lanes' ? `fn step${k}() -> u32 { return ${param(from + 1)}; }` : '';
  return {
    words: [...head, ...simple.shape, ...steps],
    code: [word, find, step].join('\n'),
    key: `${walker}${dims}${name}${part.fours ? '4' : ''}`,
  };
}

/** Records the kernel. */
export function recordViews(context: KernelContext, kernel: ViewKernel): void {
  if (kernel.count === 0) return;
  const parts = [kernel.out, ...kernel.inputs];
  const bound = bind<PooledBuffer>(
    kernel.out.entry,
    kernel.inputs.map(({ entry }) => entry),
  );
  const names = ['out', ...bound.names];
  const numbers = kernel.numbers ?? [];
  const params = [kernel.count, ...numbers];
  const laid = parts.map((part, k) => {
    const one = lay(part, k, params.length, names[k] ?? '');
    params.push(...one.words);
    return one;
  });
  if (params.length > PARAM_WORDS)
    throw new UnsupportedError(`${kernel.name} on webgpu does not take tensors of so many dimensions.`);
  const each = kernel.each ?? 'invocation';
  const flag = kernel.flag ?? false;
  context.queue.dispatch({
    key: `${kernel.name}/${each}/${laid.map(({ key }) => key).join()}`,
    code: () =>
      shader({
        inputs: bound.inputs.length,
        flag,
        size: GROUP,
        subgroups: kernel.subgroups ?? false,
        fourfold: names.filter((_, k) => parts[k]!.fours),
        declarations: [
          ...laid.map(({ code }) => code),
          ...numbers.map((_, j) => `fn number${j}() -> u32 { return ${param(1 + j)}; }`),
          kernel.declarations ?? '',
        ].join('\n'),
        body: `
  let i = ${each === 'invocation' ? `group * ${GROUP}u + lane` : 'group'};
  if (i >= ${param(0)}) { return; }
  ${kernel.body}`,
      }),
    out: kernel.out.entry,
    inputs: bound.inputs,
    flag,
    params,
    workgroups: each === 'invocation' ? Math.ceil(kernel.count / GROUP) : kernel.count,
  });
}

/** Words for a while, zero or not: `done` gives them back. */
export interface Scratch extends Source {
  readonly done: () => void;
}

/** Scratch memory for a contiguous view. */
export function scratch(context: KernelContext, shape: readonly number[]): Scratch {
  const entry = context.pool.take(Math.max(1, numel(shape)) * 4);
  return { entry, view: dense(shape), done: () => context.pool.release(entry) };
}

/** A contiguous view at the start of its memory. */
export function dense(shape: readonly number[]): Extent {
  return { shape, strides: contiguousStrides(shape), offset: 0 };
}

/** The lanes of a view: how many, and how long. */
export function laneSizes({ shape }: Extent): { readonly rows: number; readonly length: number } {
  return { rows: numel(shape.slice(0, -1)), length: shape.at(-1) ?? 1 };
}

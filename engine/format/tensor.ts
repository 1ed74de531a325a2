/** @file Printing a tensor as PyTorch prints it. */

import { int64, bool, defaultDtype, type DType } from '../dtype';
import { RuntimeError } from '../errors';
import { contiguousStrides, numel, tupleText, type Shape } from '../shape';
import { readSoon } from '../devices/device';
import { defaultDevice } from '../devices/registry';
import type { Tensor } from '../tensor';
import { numberFormat, type NumberFormat } from './numbers';
import { printOptions } from './options';

const PREFIX = 'tensor(';

type Elements = ArrayLike<number | bigint>;

/** What is printed, as plain data. */
export interface Printable {
  readonly elements: Elements;
  readonly shape: Shape;
  readonly dtype: DType;
  /** shown only where given: the device is not the default one */
  readonly device: string | null;
  readonly gradFn: string | null;
  readonly requiresGrad: boolean;
}

/**
 * A tensor as PyTorch prints it: `tensor([1., 2.], requires_grad=True)`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.set_printoptions.html
 * @returns the text, or where the elements are on a GPU a promise of it
 */
export function formatTensor(tensor: Tensor): string | Promise<string> {
  const facts = {
    shape: tensor.shape,
    dtype: tensor.dtype,
    device: tensor.device === defaultDevice() ? null : tensor.device.type,
    gradFn: gradFnOf(tensor),
    requiresGrad: tensor.requiresGrad,
  };
  const elements = readSoon(tensor);
  return elements instanceof Promise
    ? elements.then((read) => printTensor({ ...facts, elements: read }))
    : printTensor({ ...facts, elements });
}

/** A view that the graph lost sight of is printed nevertheless. */
function gradFnOf(tensor: Tensor): string | null {
  try {
    return tensor.gradFn;
  } catch (error) {
    if (error instanceof RuntimeError) return 'Invalid';
    throw error;
  }
}

/** The text of a tensor whose elements are here. */
export function printTensor(tensor: Printable): string {
  const { shape, elements, dtype } = tensor;
  const suffixes: string[] = [];
  if (tensor.device) suffixes.push(`device='${tensor.device}'`);
  let body: string;
  if (numel(shape) === 0) {
    body = '[]';
    if (shape.length !== 1) suffixes.push(`size=(${shape.join(', ')})`);
    if (dtype !== defaultDtype()) suffixes.push(`dtype=${String(dtype)}`);
  } else {
    const summarize = numel(shape) > printOptions().threshold;
    const shown = [...shownIndices(shape, summarize)].map((i) => elements[i]!);
    body = nested(elements, shape, numberFormat(shown, dtype), summarize);
    if (printOptions().edgeitems === 0) suffixes.push(`size=${tupleText(shape)}`);
    if (dtype !== defaultDtype() && dtype !== int64 && dtype !== bool)
      suffixes.push(`dtype=${String(dtype)}`);
  }
  if (tensor.gradFn) suffixes.push(`grad_fn=<${tensor.gradFn}>`);
  else if (tensor.requiresGrad) suffixes.push('requires_grad=True');
  return withSuffixes(PREFIX + body, suffixes);
}

function withSuffixes(text: string, suffixes: readonly string[]): string {
  let out = text;
  // PyTorch counts two more than there are, as long as no suffix has a line of its own
  let column = text.length - text.lastIndexOf('\n') + 1;
  for (const suffix of suffixes) {
    // the comma and the bracket that closes count too
    if (column + suffix.length + 2 > printOptions().linewidth) {
      out += `,\n${' '.repeat(PREFIX.length)}${suffix}`;
      column = PREFIX.length + suffix.length;
    } else {
      out += `, ${suffix}`;
      column += suffix.length + 2;
    }
  }
  return `${out})`;
}

/** Which indices of a dimension are shown; −1 stands for the dots. */
function shownAlong(size: number, summarize: boolean): number[] {
  const { edgeitems } = printOptions();
  if (!summarize || size <= 2 * edgeitems) return Array.from({ length: size }, (_, i) => i);
  const edge = Array.from({ length: edgeitems }, (_, i) => i);
  return [...edge, -1, ...edge.map((i) => size - edgeitems + i)];
}

function* shownIndices(shape: Shape, summarize: boolean, base = 0): Generator<number> {
  if (shape.length === 0) {
    yield base;
    return;
  }
  const [size, ...rest] = shape as [number, ...number[]];
  const stride = contiguousStrides(shape)[0]!;
  for (const i of shownAlong(size, summarize)) {
    if (i >= 0) yield* shownIndices(rest, summarize, base + i * stride);
  }
}

function nested(elements: Elements, shape: Shape, format: NumberFormat, summarize: boolean): string {
  const strides = contiguousStrides(shape);
  const write = (i: number): string => format.text(elements[i]!).padStart(format.width);
  const level = (d: number, base: number, indent: number): string => {
    const along = shownAlong(shape[d]!, summarize);
    if (d === shape.length - 1) {
      // alone they stand without the space
      const dots = along.length > 1 ? ' ...' : '...';
      const items = along.map((i) => (i < 0 ? dots : write(base + i)));
      const perLine = Math.max(1, Math.floor((printOptions().linewidth - indent) / (format.width + 2)));
      const lines: string[] = [];
      for (let i = 0; i < items.length; i += perLine) lines.push(items.slice(i, i + perLine).join(', '));
      return `[${lines.join(`,\n${' '.repeat(indent + 1)}`)}]`;
    }
    const parts = along.map((i) => (i < 0 ? '...' : level(d + 1, base + i * strides[d]!, indent + 1)));
    return `[${parts.join(`,${'\n'.repeat(shape.length - 1 - d)}${' '.repeat(indent + 1)}`)}]`;
  };
  if (shape.length === 0) return format.text(elements[0]!);
  return level(0, 0, PREFIX.length);
}

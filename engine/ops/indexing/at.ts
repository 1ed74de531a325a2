/** @file `x.at(…)`: Python's square brackets, as arguments. */

import { apply } from '../../autograd/apply';
import { bool, int64, type DataArray } from '../../dtype';
import { IndexError, RuntimeError, ValueError } from '../../errors';
import { contiguousStrides } from '../../shape';
import { Tensor, type Nested } from '../../tensor';
import { observer } from '../../trace/observer';
import { alias, select, slice } from '../reshaping/views';
import { index as indexOp } from './lookup';
import { rowsOf } from './masked';

type Bound = number | '';

/** A slice as Python writes it: ':', '1:3', '::2', '-2:'. */
export type SliceText = `${Bound}:${Bound}` | `${Bound}:${Bound}:${Bound}`;

/**
 * One index: a number (negative: from the end), a slice, '...' for all dimensions left out, null for a new
 * dimension, a list of numbers or of booleans, or a tensor of indices or a mask.
 */
export type Index =
  number | SliceText | '...' | null | Tensor | readonly Nested<number>[] | readonly Nested<boolean>[];

/** What square brackets come down to: a view, and index tensors for some of its dimensions. */
export interface Resolved {
  readonly view: Tensor;
  readonly tensors: readonly Tensor[];
  readonly dims: readonly number[];
}

const SLICE = /^\s*(-?\d*)\s*:\s*(-?\d*)\s*(?::\s*(-?\d*)\s*)?$/;

function sliced(x: Tensor, text: string, dim: number, alone: boolean): Tensor {
  const parts = SLICE.exec(text);
  if (!parts) {
    throw new IndexError(
      `only integers, slices (\`:\`), ellipsis (\`...\`), None and long or byte Variables are valid indices (got '${text}')`,
    );
  }
  const [start, end, step] = parts.slice(1).map((part) => (part ? Number(part) : null)) as (number | null)[];
  if (step === 0) throw new ValueError('slice step cannot be zero');
  if (step && step < 0) throw new ValueError('step must be greater than zero');
  const size = x.shape[dim]!;
  const whole = (start ?? 0) === 0 && (end ?? size) === size && (step ?? 1) === 1;
  if (whole && !alone) return x;
  return apply(slice, [x], { dim, start: start ?? 0, end: end ?? size, step: step ?? 1 });
}

/** A list as the tensor that it means: booleans a mask, numbers indices. */
function listed(list: readonly unknown[], x: Tensor): Tensor {
  const shape: number[] = [];
  for (let at: unknown = list; Array.isArray(at); at = at[0]) shape.push(at.length);
  const elements = (list as readonly unknown[]).flat(Infinity) as (number | boolean)[];
  if (elements.length !== shape.reduce((n, size) => n * size, 1)) {
    throw new ValueError(`expected sequence of length ${shape.at(-1)} at dim ${shape.length}`);
  }
  const isMask = elements.length > 0 && elements.every((element) => typeof element === 'boolean');
  const wrong = elements.find((element) => !isMask && !Number.isInteger(element));
  if (wrong !== undefined)
    throw new IndexError('tensors used as indices must be long, int, byte or bool tensors');
  const dtype = isMask ? bool : int64;
  const values = isMask
    ? Uint8Array.from(elements, Number)
    : BigInt64Array.from(elements as number[], BigInt);
  const out = new Tensor({
    storage: x.device.upload(dtype, values),
    shape,
    strides: contiguousStrides(shape),
    offset: 0,
  });
  observer()?.op('tensor', [], { dtype: dtype.name }, out);
  if (isMask) written.set(out, values);
  return out;
}

/** Whether a tensor picks where it is true, rather than by number. */
export const isMask = (x: Tensor): boolean => x.dtype.name === 'bool' || x.dtype.name === 'uint8';

/** @throws IndexError where a mask does not have the dimensions that it stands for */
export function checkMask(mask: Tensor, view: Tensor, dim: number): void {
  mask.shape.forEach((size, j) => {
    if (size === view.shape[dim + j]) return;
    throw new IndexError(
      `The shape of the mask [${mask.shape.join(', ')}] at index ${j} does not match the shape of the indexed tensor [${view.shape.join(', ')}] at index ${dim + j}`,
    );
  });
}

/** Values of masks that were written down as lists: they need not be read. */
const written = new WeakMap<Tensor, DataArray>();

/**
 * The indices where a mask is true.
 * @throws RuntimeError for a mask on a GPU: how many there are decides the shape, and cannot be known at once
 */
function placesOf(mask: Tensor): Tensor {
  const known = written.get(mask) ?? mask.device.read(mask);
  if (!(known instanceof Promise)) return rowsOf(known, mask.shape, mask.device);
  known.catch(() => undefined);
  throw new RuntimeError(
    "the shape of what a mask selects depends on its values, and these are on 'webgpu': write `await x.maskedSelect(mask)`, " +
      'or index with `...await mask.nonzero({ asTuple: true })`; to change the elements, `x.maskedFill_(mask, value)`',
  );
}

/** A scalar tensor's value where it is known at once: it then selects, as a number does. */
function knownInteger(x: Tensor): number | null {
  if (x.ndim > 0 || x.device.insist) return null;
  const elements = x.device.read(x);
  return elements instanceof Promise ? null : Number(elements[0]);
}

function checkCount(x: Tensor, items: readonly Exclude<Index, readonly unknown[]>[]): void {
  const taken = items.map((item) => {
    if (item === null || item === '...') return 0;
    return item instanceof Tensor && isMask(item) ? item.ndim : 1;
  });
  if (taken.reduce<number>((a, b) => a + b, 0) <= x.ndim) return;
  if (x.ndim === 0 && items.length === 1 && typeof items[0] === 'number') {
    throw new IndexError(
      'invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a number',
    );
  }
  throw new IndexError(`too many indices for tensor of dimension ${x.ndim}`);
}

/**
 * What indices come down to.
 * @param writing whether the view must be one of x's elements, to be written to
 * @param scalarsSelect whether a tensor without dimensions takes its dimension away as a view, as a number does
 */
export function resolve(
  x: Tensor,
  indices: readonly Index[],
  writing: boolean,
  scalarsSelect = true,
): Resolved {
  const items = indices.map((item) => (Array.isArray(item) ? listed(item, x) : item)) as Exclude<
    Index,
    readonly unknown[]
  >[];
  checkCount(x, items);
  const consumed = items.reduce<number>((sum, item) => {
    if (item === null || item === '...') return sum;
    return sum + (item instanceof Tensor && isMask(item) ? item.ndim : 1);
  }, 0);
  const tensors: Tensor[] = [];
  const dims: number[] = [];
  let view = x;
  let d = 0;
  let original = 0;
  for (const item of items) {
    if (item === null) {
      view = view.unsqueeze(d++);
    } else if (item === '...') {
      const skipped = x.ndim - consumed;
      [d, original] = [d + skipped, original + skipped];
    } else if (typeof item === 'string') {
      view = sliced(view, item, d++, items.length === 1);
      original++;
    } else if (item instanceof Tensor && isMask(item)) {
      checkMask(item, view, d);
      tensors.push(...placesOf(item).unbind(1));
      for (let k = 0; k < item.ndim; k++) dims.push(d++);
      original += item.ndim;
    } else {
      const at = item instanceof Tensor ? integerOf(item, scalarsSelect) : wholeNumber(item);
      if (typeof at === 'number') {
        view = apply(select, [view], { dim: d, index: at, original });
      } else if (at.ndim === 0 && !writing) {
        // a number whose value is not known: it takes its dimension away by itself, as a number does
        view = apply(indexOp, [view, at], { dims: [d] });
      } else {
        tensors.push(at);
        dims.push(d++);
      }
      original++;
    }
  }
  return { view, tensors, dims };
}

function wholeNumber(item: unknown): number {
  if (Number.isInteger(item)) return item as number;
  throw new IndexError(
    `only integers, slices (\`:\`), ellipsis (\`...\`), None and long or byte Variables are valid indices (got ${typeof item === 'number' ? 'float' : typeof item})`,
  );
}

function integerOf(item: Tensor, scalarsSelect: boolean): number | Tensor {
  if (item.dtype.isFloatingPoint) {
    throw new IndexError('tensors used as indices must be long, int, byte or bool tensors');
  }
  return (scalarsSelect ? knownInteger(item) : null) ?? item;
}

/** See Tensor.at. */
export function at(x: Tensor, indices: readonly Index[]): Tensor {
  const { view, tensors, dims } = resolve(x, indices, false);
  if (tensors.length > 0) return apply(indexOp, [view, ...tensors], { dims });
  return view === x ? apply(alias, [x]) : view;
}

/**
 * @file Large dense float32 tensors through the kernels: in place where they live in the kernels' memory, by way of it
 * where they do not, a piece at a time, so that it stays in the cache.
 */

import type { BinaryKernel, UnaryKernel } from '../../device';
import type { AdamFactors } from '../../optimizers';
import { addressOf } from './arena';
import { kernels, type Kernels } from './kernels';
import { share } from './threads';

/** Fewer elements are done sooner in plain loops. */
export const LEAST = 4096;
/** elements of a piece: three of them fit the second cache many times over */
const PIECE = 8192;
/** elements that a part of its own is worth */
const PART = 2 ** 16;
const FLOAT = Float32Array.BYTES_PER_ELEMENT;
/** of a vector */
const FLOATS = 4;

const BINARY: Partial<Record<BinaryKernel, number>> = { add: 0, sub: 1, mul: 2, div: 3 };
const UNARY: Partial<Record<UnaryKernel, number>> = { neg: 0, abs: 1, sqrt: 2, relu: 3, exp: 4 };

/** Elements in order from `at`. */
export interface Elements {
  readonly data: Float32Array;
  readonly at: number;
}

/** What a kernel reads: elements, or one number for all. */
export type Source = Elements | number;

/** What a kernel does to an operand. */
interface Role {
  readonly source: Source;
  readonly isRead: boolean;
  readonly isWritten: boolean;
}

const read = (source: Source): Role => ({ source, isRead: true, isWritten: false });
const written = (source: Elements): Role => ({ source, isRead: false, isWritten: true });
const changed = (source: Elements): Role => ({ source, isRead: true, isWritten: true });

/** Where an operand is while a kernel works: in the kernels' memory anyway, or in a place there for a piece of it. */
class Operand {
  readonly #floats: Float32Array;
  readonly #role: Role;
  readonly #place: number;
  /** in floats; null: it is copied to the place */
  readonly #home: number | null;

  constructor(wasm: Kernels, role: Role, count: number, place: number, room: number) {
    this.#floats = wasm.floats;
    this.#role = role;
    this.#place = place;
    this.#home = null;
    const { source } = role;
    if (typeof source === 'number') {
      wasm.floats.fill(source, place, place + room);
      return;
    }
    const { data, at } = source;
    // kernels work on whole vectors, and must not write over what is behind the elements
    if (role.isWritten && count % FLOATS !== 0 && at + count !== data.length) return;
    const address = addressOf(data, wasm);
    if (address !== null) this.#home = address + at;
  }

  /** Whether no copying is needed. */
  get isAtHome(): boolean {
    return this.#home !== null;
  }

  /** The byte where a piece's elements are. */
  address(from: number): number {
    return (this.#home === null ? this.#place : this.#home + from) * FLOAT;
  }

  load(from: number, size: number): void {
    const { source, isRead } = this.#role;
    if (this.#home !== null || !isRead || typeof source === 'number') return;
    this.#floats.set(source.data.subarray(source.at + from, source.at + from + size), this.#place);
  }

  store(from: number, size: number): void {
    const { source, isWritten } = this.#role;
    if (this.#home !== null || !isWritten || typeof source === 'number') return;
    source.data.set(this.#floats.subarray(this.#place, this.#place + size), source.at + from);
  }
}

/** Lets `work` do piece after piece: it gets the addresses of the operands and a piece's size. */
function inPieces(
  wasm: Kernels,
  count: number,
  roles: readonly Role[],
  work: (addresses: readonly number[], size: number) => void,
  piece = PIECE,
): void {
  const room = piece + FLOATS;
  const operands = roles.map((role, i) => new Operand(wasm, role, count, i * room, room));
  if (operands.every(({ isAtHome }) => isAtHome)) {
    work(
      operands.map((operand) => operand.address(0)),
      count,
    );
    return;
  }
  for (let from = 0; from < count; from += piece) {
    const size = Math.min(piece, count - from);
    for (const operand of operands) operand.load(from, size);
    work(
      operands.map((operand) => operand.address(from)),
      size,
    );
    for (const operand of operands) operand.store(from, size);
  }
}

/** Does the work and returns true where there is such a kernel; false otherwise. */
export function wasmBinary(
  kernel: BinaryKernel,
  a: Source,
  b: Source,
  out: Elements,
  count: number,
): boolean {
  const code = BINARY[kernel];
  const wasm = code === undefined ? null : kernels();
  if (!wasm) return false;
  const roles = [read(a), read(b), written(out)];
  inPieces(wasm, count, roles, (at, size) => share(wasm, 'binary', [code!, ...at, size], size / PART));
  return true;
}

/** The same for one operand. */
export function wasmUnary(kernel: UnaryKernel, x: Elements, out: Elements, count: number): boolean {
  const code = UNARY[kernel];
  const wasm = code === undefined ? null : kernels();
  if (!wasm) return false;
  inPieces(wasm, count, [read(x), written(out)], (at, size) =>
    share(wasm, 'unary', [code!, ...at, size], size / PART),
  );
  return true;
}

/** Softmax of rows that lie in order. */
export function wasmSoftmax(x: Elements, out: Elements, rows: number, length: number, log: boolean): boolean {
  const piece = Math.max(1, Math.floor(PIECE / length)) * length;
  const wasm = kernels(2 * (piece + FLOATS) * FLOAT);
  if (!wasm) return false;
  const work = (at: readonly number[], size: number): void =>
    share(wasm, 'softmax', [...at, size / length, length, Number(log)], size / PART);
  inPieces(wasm, rows * length, [read(x), written(out)], work, piece);
  return true;
}

/** One step of Adam: the parameter and both averages are changed, the gradient is read. */
export function wasmAdam(
  [p, g, average, square]: readonly [Float32Array, Float32Array, Float32Array, Float32Array],
  f: AdamFactors,
): boolean {
  const wasm = kernels();
  if (!wasm) return false;
  const [values, slopes, averages, squares] = [p, g, average, square].map((data) => ({ data, at: 0 }));
  const roles = [changed(values!), read(slopes!), changed(averages!), changed(squares!)];
  const factors = [f.sign, f.weightDecay, f.keep, f.blend, f.decay, f.rest, f.root, f.eps, f.rate] as const;
  inPieces(wasm, p.length, roles, (at, size) => share(wasm, 'adam', [...at, size, ...factors], size / PART));
  return true;
}

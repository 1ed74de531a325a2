/** @file The kernels in WebAssembly SIMD, and the memory they work in: a place to copy to, not where tensors live. */

import { plain, relaxed } from './module.generated';

/** What assembly/index.ts exports. Addresses are in bytes. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  matmul(
    a: number,
    b: number,
    c: number,
    m: number,
    n: number,
    k: number,
    aRow: number,
    aColumn: number,
    bRow: number,
    bColumn: number,
    work: number,
  ): void;
  spread(
    from: number,
    to: number,
    planes: number,
    h: number,
    w: number,
    rows: number,
    phases: number,
    run: number,
    top: number,
    left: number,
    down: number,
    right: number,
  ): void;
  crop(from: number, to: number, rows: number, width: number, step: number): void;
  correlate(
    image: number,
    weights: number,
    taps: number,
    count: number,
    starts: number,
    rows: number,
    width: number,
    channels: number,
    out: number,
  ): void;
  correlateWeights(
    image: number,
    taps: number,
    count: number,
    starts: number,
    rows: number,
    width: number,
    step: number,
    g: number,
    channels: number,
    sums: number,
  ): void;
  binary(kernel: number, a: number, b: number, out: number, count: number): void;
  unary(kernel: number, x: number, count: number): void;
  softmax(x: number, rows: number, length: number, log: boolean): void;
  adam(
    p: number,
    g: number,
    average: number,
    square: number,
    count: number,
    sign: number,
    weightDecay: number,
    keep: number,
    blend: number,
    decay: number,
    rest: number,
    root: number,
    eps: number,
    rate: number,
  ): void;
}

/** The kernels with as much memory as was asked for, seen as floats. */
export interface Kernels extends Exports {
  readonly floats: Float32Array;
}

const PAGE = 65_536;
/** more than this is not kept for the next call, which may need little */
const KEPT_BYTES = 64 * 1024 * 1024;

/** undefined: not compiled yet; null: this engine does not compile it */
let compiled: WebAssembly.Module | null | undefined;
let current: Kernels | null = null;

/**
 * The kernels with room for so many bytes; what was there before is gone.
 * @returns null where WebAssembly is not permitted, or there is not so much memory: the plain loops do it then
 */
export function kernels(bytes: number): Kernels | null {
  compiled ??= compile();
  if (!compiled) return null;
  const size = current?.memory.buffer.byteLength ?? 0;
  if (current && bytes <= size && (size <= KEPT_BYTES || bytes > KEPT_BYTES)) return current;
  if (!current || size > KEPT_BYTES) current = withFloats(instantiate(compiled));
  try {
    const missing = bytes - current.memory.buffer.byteLength;
    if (missing > 0) current.memory.grow(Math.ceil(missing / PAGE));
  } catch {
    // so much is not to be had
    return null;
  }
  return (current = withFloats(current));
}

function instantiate(module: WebAssembly.Module): Exports {
  return new WebAssembly.Instance(module).exports as unknown as Exports;
}

/** Growing gives the memory another buffer. */
function withFloats(exports: Exports): Kernels {
  return { ...exports, floats: new Float32Array(exports.memory.buffer) };
}

function compile(): WebAssembly.Module | null {
  try {
    const fused = bytesOf(relaxed);
    return new WebAssembly.Module(WebAssembly.validate(fused) ? fused : bytesOf(plain));
  } catch {
    // a page whose policy forbids it
    return null;
  }
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** Hands out places in the kernels' memory, in floats, each where a vector may begin. */
export class Places {
  #end = 0;

  take(count: number): number {
    const at = this.#end;
    this.#end = (at + count + 3) & ~3;
    return at;
  }

  get bytes(): number {
    return this.#end * Float32Array.BYTES_PER_ELEMENT;
  }
}

/** @file The kernels in WebAssembly SIMD, and the memory they work in: a place to copy to, and one where large tensors live. */

import { plain, relaxed } from './module.generated';

/** What assembly/index.ts exports. Addresses are in bytes. */
export interface Exports {
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
    cRow: number,
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
  unary(kernel: number, x: number, out: number, count: number): void;
  softmax(x: number, out: number, rows: number, length: number, log: number): void;
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

/** The kernels with their memory, also seen as floats. */
export interface Kernels extends Exports {
  readonly floats: Float32Array<SharedArrayBuffer>;
  readonly memory: WebAssembly.Memory;
  /** for threads that share the memory; null: it is there for one call */
  readonly module: WebAssembly.Module | null;
}

const PAGE = 65_536;
/** bytes to copy to, at the beginning of the memory */
export const SCRATCH = 64 * 2 ** 20;
/**
 * Bytes in all, and where that is not to be had: behind the scratch is what `arena.ts` gives out. Pages that nobody
 * touches cost nothing.
 */
const BYTES = 768 * 2 ** 20;
const FEWER_BYTES = 256 * 2 ** 20;

/** undefined: not compiled yet; null: this engine does not compile it */
let compiled: WebAssembly.Module | null | undefined;
let current: Kernels | null = null;

/**
 * The kernels with so many bytes of scratch; what was there before is gone. Their memory never grows, so that views
 * of it stay; whoever needs more scratch than it has gets an instance for the one time.
 * @returns null where WebAssembly is not permitted, or there is not so much memory: the plain loops do it then
 */
export function kernels(bytes = 0): Kernels | null {
  compiled ??= compile();
  if (!compiled) return null;
  try {
    if (bytes > SCRATCH) return { ...instantiate(compiled, bytes), module: null };
    return (current ??= { ...largest(compiled), module: compiled });
  } catch {
    // so much is not to be had
    return null;
  }
}

/** The kernels, at work in a memory that others may share. */
export function exportsOf(module: WebAssembly.Module, memory: WebAssembly.Memory): Exports {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports;
}

function instantiate(module: WebAssembly.Module, bytes: number): Omit<Kernels, 'module'> {
  const pages = Math.ceil(bytes / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const buffer = memory.buffer as unknown as SharedArrayBuffer;
  return { ...exportsOf(module, memory), memory, floats: new Float32Array(buffer) };
}

function largest(module: WebAssembly.Module): Omit<Kernels, 'module'> {
  try {
    return instantiate(module, BYTES);
  } catch {
    // a machine that sets aside what is asked for
    return instantiate(module, FEWER_BYTES);
  }
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

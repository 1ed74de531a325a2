/** @file What is measured: a work, done by Backstep and by its peers, and what Backstep must reach in it. */

import type { Tensor } from '../../engine/index';
import type { Jax } from './peers/jax';
import type { Tfjs } from './peers/tfjs';

export type BenchDevice = 'cpu' | 'webgpu';

/** The contender that is Backstep. */
export const OURS = 'ours';

/** Who does the same work beside it in the browser. */
export const PEERS = {
  cpu: ['tfjs wasm', 'tfjs cpu', 'jax-js wasm'],
  webgpu: ['tfjs webgpu', 'jax-js webgpu'],
} as const satisfies Readonly<Record<BenchDevice, readonly string[]>>;

export type ContenderName = typeof OURS | (typeof PEERS)[BenchDevice][number];

/** Does the work once; what it returns resolves when the result is there. */
export type Once = () => void | Promise<void>;

/** Backstep, with its default device set. */
export interface Ours {
  readonly device: BenchDevice;
  /** Opens a device as the first run after a start finds it, and makes it the default one. */
  fresh(): Promise<Fresh>;
  /** Bytes on the device that tensors take, when those that nobody holds are gone. */
  inUse(): Promise<number>;
  /** Waits until what was asked for is computed. */
  done(result: Tensor): void | Promise<void>;
}

/** A device that has compiled nothing yet. */
export interface Fresh {
  done(result: Tensor): void | Promise<void>;
  close(): void;
}

/** The same with what was known of the run beforehand made ready. */
export const WARMED = 'warmed';

/** Peers that a target may be set against: those in the browser, or PyTorch beside it. */
export type Field = 'browser' | 'PyTorch';

/** The contender that is Backstep itself, with nothing of the run drawn. */
export const NOT_DRAWN = 'not drawn';

/**
 * `ratio`: how many times as fast as the fastest of the field; `ms`: at most so long; `cost`: at most this share longer
 * than where nothing is drawn; `bytes`: growing at most so much.
 */
export type Target =
  | { readonly kind: 'ratio'; readonly atLeast: number; readonly field: Field }
  | { readonly kind: 'ms'; readonly atMost: number }
  | { readonly kind: 'cost'; readonly atMost: number }
  | { readonly kind: 'bytes'; readonly atMost: number };

interface Named {
  /** also what `--only` looks for, and PyTorch's side is asked for (peers/pytorch.py) */
  readonly name: string;
  /** what must be reached, on the devices that it is measured on */
  readonly targets: Partial<Readonly<Record<BenchDevice, Target>>>;
}

/** Work whose memory is measured. */
export interface Growth extends Named {
  /** Does the work; by how many bytes the device's tensors have grown from an early point of it to its end. */
  growth(ours: Ours): Promise<number>;
}

/** Work that is timed. */
export interface Timed extends Named {
  /** Everything up to the work itself; it returns the work. The same for the peers. */
  ours(ours: Ours): Once | Promise<Once>;
  tfjs?(tfjs: Tfjs): Once | Promise<Once>;
  jax?(jax: Jax): Once | Promise<Once>;
}

export type Work = Timed | Growth;

/** No slower than the fastest peer in the browser, or so many times as fast. */
export function timesAsFast(atLeast: number, field: Field = 'browser'): Target {
  return { kind: 'ratio', atLeast, field };
}

/** Numbers that are no special case of anything, the same for all. */
export function numbers(count: number, scale = 1): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: count }, (_, i) => Math.sin(i * 12.9898) * scale);
}

/**
 * @file A contender's worker: Backstep or one of its peers, with a thread to itself as learner code has one. What the
 * others leave in memory is nothing to its garbage collector.
 */

import { expose } from 'comlink';
import { milliseconds, warm } from './measure';
import { openOurs } from './ours';
import type { JaxDevice } from './peers/jax';
import type { TfjsBackend } from './peers/tfjs';
import {
  OURS,
  type BenchDevice,
  type ContenderName,
  type Once,
  type Target,
  type Timed,
  type Work,
} from './work';
import { WORKS } from './works/index';

/** the work that rounds are of */
let once: Once | null = null;

const contender = {
  /** @returns why there is no such device here; null: there is one */
  async problem(type: BenchDevice): Promise<string | null> {
    try {
      await openOurs(type);
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  },

  /** What is measured on a device, with what must be reached. */
  works(type: BenchDevice): { name: string; target: Target }[] {
    return WORKS.flatMap(({ name, targets }) => {
      const target = targets[type];
      return target ? [{ name, target }] : [];
    });
  },

  /** Makes a work ready and does it for a while. @returns the milliseconds of one; null: it cannot be done here */
  async prepare(name: string, type: BenchDevice): Promise<number | null> {
    const work = workOf(name);
    once = 'ours' in work ? await begun(work, type) : null;
    return once && warm(once);
  },

  /** Does it so often. @returns the milliseconds of one */
  round(repetitions: number): Promise<number> {
    return milliseconds(once!, repetitions);
  },

  /** By how many bytes Backstep's tensors grow in a work whose memory counts; null: its time does. */
  async growth(name: string, type: BenchDevice): Promise<number | null> {
    const work = workOf(name);
    return 'growth' in work ? work.growth(await openOurs(type)) : null;
  },
};

export type Contender = typeof contender;

expose(contender);

function workOf(name: string): Work {
  const work = WORKS.find((other) => other.name === name);
  if (!work) throw new Error(`There is no work '${name}'.`);
  return work;
}

async function begun(work: Timed, type: BenchDevice): Promise<Once | null> {
  switch (self.name as ContenderName) {
    case OURS:
      return work.ours(await openOurs(type));
    case 'tfjs wasm':
      return ofTfjs(work, 'wasm');
    case 'tfjs cpu':
      return ofTfjs(work, 'cpu');
    case 'tfjs webgpu':
      return ofTfjs(work, 'webgpu');
    case 'jax-js wasm':
      return ofJax(work, 'wasm');
    case 'jax-js webgpu':
      return ofJax(work, 'webgpu');
  }
}

async function ofTfjs(work: Timed, backend: TfjsBackend): Promise<Once | null> {
  const { openTfjs } = await import('./peers/tfjs');
  const tfjs = work.tfjs ? await openTfjs(backend) : null;
  return tfjs && ifItCan(await work.tfjs!(tfjs));
}

async function ofJax(work: Timed, device: JaxDevice): Promise<Once | null> {
  const { openJax } = await import('./peers/jax');
  const jax = work.jax ? await openJax(device) : null;
  return jax && ifItCan(await work.jax!(jax));
}

/** A peer may lack an operation: tfjs's wasm backend has no gradient of a convolution's filter, for one. */
async function ifItCan(work: Once): Promise<Once | null> {
  try {
    await work();
    return work;
  } catch {
    return null;
  }
}

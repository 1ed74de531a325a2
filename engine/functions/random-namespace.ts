/** @file The namespace `torch.random`: the generator that everything draws from that is given none. */

import { defaultGenerator } from '../random/generator';
import { unobserved } from '../trace/observer';

export { getRngState, initialSeed, manualSeed, seed, setRngState } from './random';

/**
 * Runs `work`, after which the default generator is where it was.
 * Source: https://docs.pytorch.org/docs/stable/random.html#torch.random.fork_rng
 */
export function forkRng<T>(work: () => T): T {
  const state = unobserved(() => defaultGenerator.getState());
  const restore = (): void => void unobserved(() => defaultGenerator.setState(state));
  let result: T;
  try {
    result = work();
  } catch (error) {
    restore();
    throw error;
  }
  if (result instanceof Promise) return result.finally(restore) as T;
  restore();
  return result;
}

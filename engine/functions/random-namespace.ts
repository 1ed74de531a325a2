/** @file The namespace `torch.random`: the generator that everything draws from that is given none. */

import { restoring } from '../autograd/restoring';
import { defaultGenerator } from '../random/generator';
import { unobserved } from '../trace/observer';

export { getRngState, initialSeed, manualSeed, seed, setRngState } from './seeds';

/**
 * Runs `work`, after which the default generator is where it was.
 * Source: https://docs.pytorch.org/docs/stable/random.html#torch.random.fork_rng
 */
export function forkRng<T>(work: () => T): T {
  const state = unobserved(() => defaultGenerator.getState());
  return restoring(work, () => void unobserved(() => defaultGenerator.setState(state)));
}

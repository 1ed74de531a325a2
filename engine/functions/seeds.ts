/** @file Functions of `torch` that set the default generator, and say where it is. */

import { ValueError } from '../errors';
import { defaultGenerator, type Generator } from '../random/generator';
import { checkTensors, missingInPython } from '../refusals';
import type { Tensor } from '../tensor';

/**
 * Seeds the generator that everything draws from that is given none.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.manual_seed.html
 */
export function manualSeed(seed: number | bigint): Generator {
  if ((seed as unknown) === undefined) missingInPython('manualSeed', ['seed']);
  if (typeof seed === 'number' && !Number.isFinite(seed)) {
    const text = Number.isNaN(seed) ? 'float NaN' : 'float infinity';
    throw new ValueError(`cannot convert ${text} to integer`);
  }
  // as Python's int() makes it
  return defaultGenerator.manualSeed(typeof seed === 'number' ? Math.trunc(seed) : seed);
}

/**
 * Seeds it with something that nobody can foresee, and returns that.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.seed.html
 */
export function seed(): number {
  return defaultGenerator.seed();
}

/**
 * The seed that the default generator began with.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.initial_seed.html
 */
export function initialSeed(): number {
  return defaultGenerator.initialSeed();
}

/**
 * The state of the generator that everything draws from that is given none.
 * Shape: [5056], uint8.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.get_rng_state.html
 */
export function getRngState(): Tensor {
  return defaultGenerator.getState();
}

/**
 * Puts the default generator where `getRngState` was called.
 * Shape: [5056], uint8.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.set_rng_state.html
 */
export function setRngState(state: Tensor): void {
  checkTensors('setRngState', { new_state: state }, 'python');
  defaultGenerator.setState(state);
}

/** @file Updates handed to the device's kernels, many parameters at once. */

import type { OptimizerKernels } from '../devices/optimizers';
import { float32 } from '../dtype';
import { contiguousStrides } from '../shape';
import { Tensor } from '../tensor';
import { changing } from '../trace/observer';
import type { Move } from './optimizer';

/** The device's updates in one pass, where it has them and all these lie dense, in one dtype. */
export function kernelsFor(tensors: readonly Tensor[]): OptimizerKernels | null {
  const [first] = tensors;
  const kernels = first?.device.optimizers;
  if (!kernels) return null;
  for (const tensor of tensors) {
    const fits = tensor.device === first.device && tensor.dtype === first.dtype && tensor.isContiguous();
    if (!fits) return null;
  }
  return kernels;
}

/** Gives states that lack them buffers of zeros: those of float32 in one storage, where the device wants them so. */
export function joinStates(moves: readonly Move<object>[], names: readonly string[]): void {
  const fresh = new ByKernels<Move<object>>();
  for (const move of moves) {
    const { p, state } = move;
    const kernels = p.device.optimizers;
    const isFresh = names.every((name) => state[name] === undefined);
    if (kernels?.joined && isFresh && p.dtype === float32) fresh.add(kernels, move);
  }
  fresh.each((kernels, all) => {
    const slots = all.flatMap(({ p, state }) =>
      names.map((name) => ({ shape: p.shape, count: p.numel(), state, name })),
    );
    const { storage, offsets } = kernels.joined!(slots.map(({ count }) => count));
    const whole = new Tensor({ storage, shape: [storage.length], strides: [1], offset: 0 });
    slots.forEach(({ shape, state, name }, i) => {
      state[name] = whole.look(shape, contiguousStrides(shape), offsets[i]!);
    });
  });
}

/** Tells of states that a kernel changes. */
export function changed(states: readonly Tensor[]): void {
  for (const state of states) {
    changing(state);
    state.bumpVersion();
  }
}

/** Updates by the kernels that they are for. */
export class ByKernels<Update> {
  readonly #updates = new Map<OptimizerKernels, Update[]>();

  add(kernels: OptimizerKernels, update: Update): void {
    const others = this.#updates.get(kernels);
    if (others) others.push(update);
    else this.#updates.set(kernels, [update]);
  }

  each(perform: (kernels: OptimizerKernels, updates: readonly Update[]) => void): void {
    this.#updates.forEach((updates, kernels) => perform(kernels, updates));
  }
}

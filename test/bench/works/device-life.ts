/** @file What the life of a GPU device brings: the first step, with nothing compiled yet; memory in long loops and many runs. */

import type { Growth, Timed, Work } from '../work';
import { chain, digits, inContext, letters, type Step } from './trainings';

/** From the opening of the device to the first loss. */
function firstStep(name: string, begin: () => Step): Timed {
  return {
    name: `first step of ${name}`,
    targets: { webgpu: { kind: 'ms', atMost: 1000 } },
    ours:
      ({ fresh }) =>
      async () => {
        const { done, close } = await fresh();
        await done(begin()());
        close();
      },
  };
}

/** Measured when the first tenth is done, and at the end. */
function growing(name: string, turns: number, turn: () => void | Promise<void>, restAfter: number): Growth {
  return {
    name,
    targets: { webgpu: { kind: 'bytes', atMost: 64 * 1024 } },
    async growth({ inUse }) {
      let before = 0;
      for (let i = 0; i < turns; i++) {
        await turn();
        // as a run does between the turns of a loop
        if (i % restAfter === 0) await new Promise((resolve) => setTimeout(resolve));
        if (i === Math.floor(turns / 10)) before = await inUse();
      }
      return (await inUse()) - before;
    },
  };
}

/** A network like N2's, too wide for its values to be kept from the GPU. */
const WIDE = 300;
let step: Step | null = null;

export const DEVICE_LIFE: readonly Work[] = [
  firstStep('N2', () => chain()),
  firstStep('N4', digits),
  firstStep('N6', letters),
  firstStep('N7', inContext),
  growing('memory: 100,000 steps', 100_000, () => void (step ??= chain(WIDE))(), 100),
  growing('memory: 1,000 reruns', 1000, () => void letters()(), 1),
];

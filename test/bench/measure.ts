/** @file Measuring side by side: rounds in turn, so that what slows the machine down slows everybody down, and medians. */

import type { Once } from './work';

/** Who does the work, in a thread of its own. */
export interface Rival {
  readonly name: string;
  /** Makes ready and warms up. @returns the milliseconds of one repetition; null: it cannot do this work */
  readonly prepare: () => Promise<number | null>;
  /** @returns the milliseconds of one of so many repetitions */
  readonly round: (repetitions: number) => Promise<number>;
}

const ROUNDS = 15;
const LEAST_ROUNDS = 3;
/** how long one round lasts, if one repetition does not last longer */
const ROUND_MS = 30;
/** how long all rounds of a contender may take; a slow one has fewer */
const BUDGET_MS = 2500;
/** Long enough for code to be compiled as it is in a training, and for memory to have been used before. */
const WARM_MS = 1000;

interface Plan {
  readonly rival: Rival;
  readonly repetitions: number;
  readonly rounds: number;
  readonly times: number[];
}

/** The median milliseconds of one repetition, by the name of who can do it. */
export async function measure(rivals: readonly Rival[]): Promise<Record<string, number>> {
  const plans: Plan[] = [];
  for (const rival of rivals) {
    const once = await rival.prepare();
    if (once !== null) plans.push(planFor(rival, once));
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const { rival, repetitions, rounds, times } of plans) {
      if (round < rounds) times.push(await rival.round(repetitions));
    }
  }
  return Object.fromEntries(plans.map(({ rival, times }) => [rival.name, median(times)]));
}

/** @param once milliseconds of one repetition */
function planFor(rival: Rival, once: number): Plan {
  const repetitions = Math.ceil(ROUND_MS / once);
  // who takes seconds is measured once: it wins nothing, and everybody waits for it
  const few = once > BUDGET_MS ? 1 : LEAST_ROUNDS;
  const rounds = Math.floor(BUDGET_MS / (once * repetitions));
  return { rival, repetitions, rounds: Math.min(ROUNDS, Math.max(few, rounds)), times: [] };
}

/** Does a work until it goes as fast as it will. @returns the milliseconds of one repetition */
export async function warm(once: Once): Promise<number> {
  await forAWhile(once, WARM_MS);
  return forAWhile(once, ROUND_MS);
}

async function forAWhile(once: Once, ms: number): Promise<number> {
  const start = performance.now();
  let count = 0;
  let now: number;
  do {
    await once();
    count++;
    now = performance.now();
  } while (now < start + ms);
  return (now - start) / count;
}

/** @returns the milliseconds of one of so many repetitions */
export async function milliseconds(once: Once, repetitions: number): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < repetitions; i++) {
    const waiting = once();
    // who is done at the call does not pay for a turn of the event loop
    if (waiting) await waiting;
  }
  return (performance.now() - start) / repetitions;
}

export function median(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** @file Measuring side by side: rounds in turn, so that what slows the machine down slows everybody down, and medians. */

import type { Once } from './work';

export interface Contender {
  readonly name: string;
  readonly once: Once;
  /** before each of its rounds */
  readonly enter: () => void | Promise<void>;
}

const ROUNDS = 15;
const LEAST_ROUNDS = 3;
/** how long one round lasts, if one repetition does not last longer */
const ROUND_MS = 30;
/** how long all rounds of a contender may take; a slow one has fewer */
const BUDGET_MS = 2500;
/** Long enough for code to be compiled as it is in a training. */
const WARM_MS = 300;

interface Plan {
  readonly contender: Contender;
  readonly repetitions: number;
  readonly rounds: number;
  readonly times: number[];
}

/** The median milliseconds of one repetition, by contender. */
export async function measure(contenders: readonly Contender[]): Promise<Record<string, number>> {
  const plans: Plan[] = [];
  for (const contender of contenders) plans.push(await planFor(contender));
  for (let round = 0; round < ROUNDS; round++) {
    for (const { contender, repetitions, rounds, times } of plans) {
      if (round >= rounds) continue;
      await contender.enter();
      await turn();
      times.push(await milliseconds(contender.once, repetitions));
    }
  }
  return Object.fromEntries(plans.map(({ contender, times }) => [contender.name, median(times)]));
}

/** Warms it up, and sees how long it takes. */
async function planFor(contender: Contender): Promise<Plan> {
  await contender.enter();
  const until = performance.now() + WARM_MS;
  do await contender.once();
  while (performance.now() < until);
  const first = await milliseconds(contender.once, 1);
  const least = Math.max(first > ROUND_MS ? first : await milliseconds(contender.once, 3), 1e-4);
  const repetitions = Math.ceil(ROUND_MS / least);
  // who takes seconds is measured once: it wins nothing, and everybody waits for it
  const few = least > BUDGET_MS ? 1 : LEAST_ROUNDS;
  const rounds = Math.floor(BUDGET_MS / (least * repetitions));
  return { contender, repetitions, rounds: Math.min(ROUNDS, Math.max(few, rounds)), times: [] };
}

/** A turn of the event loop, as a run takes one every few milliseconds: what is collected is handed back in it. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

async function milliseconds(once: Once, repetitions: number): Promise<number> {
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

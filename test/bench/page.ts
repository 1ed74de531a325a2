/** @file The bench's page: it has the contenders do a work in turn, and tells the main process their times. */

import { wrap, type Remote } from 'comlink';
import type { Contender } from './contender';
import { measure, type Rival } from './measure';
import { OURS, PEERS, type BenchDevice, type ContenderName, type Target } from './work';

const contenders = new Map<ContenderName, Remote<Contender>>();

/** Each has a worker of its own, from its first work to the bench's end. */
function contender(name: ContenderName): Remote<Contender> {
  const known = contenders.get(name);
  if (known) return known;
  const made = wrap<Contender>(
    new Worker(new URL('./contender.ts', import.meta.url), { type: 'module', name }),
  );
  contenders.set(name, made);
  return made;
}

const bench = {
  /** @returns why there is no such device here; null: there is one */
  problem: (type: BenchDevice) => contender(OURS).problem(type),

  /** What is measured on a device, with what must be reached. */
  works: (type: BenchDevice): Promise<{ name: string; target: Target }[]> => contender(OURS).works(type),

  /** Median milliseconds by contender; or the bytes of ours, for work whose memory counts. */
  async measure(work: string, type: BenchDevice): Promise<Record<string, number>> {
    const growth = await contender(OURS).growth(work, type);
    if (growth !== null) return { [OURS]: growth };
    const rivals = ([OURS, ...PEERS[type]] as const).map((name): Rival => {
      const { prepare, round } = contender(name);
      return { name, prepare: () => prepare(work, type), round };
    });
    return measure(rivals);
  },
};

Object.assign(globalThis, { bench });

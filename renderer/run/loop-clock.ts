/** @file When a loop is due: a look at the clock now and then, so that a turn costs next to nothing. */

/** Milliseconds after which a run takes a breath, and a loop tells how far it has come. */
export const BREATH = 50;
/** Milliseconds between two looks at the clock, as near as turns allow. */
const LOOK = 4;
/** Most turns of one loop between two looks. */
const MOST_TURNS = 256;

/** What is known about one loop of the text. */
interface Site {
  /** turns between two looks */
  stride: number;
  /** turns up to the last look */
  turns: number;
  looked: number;
  told: number;
}

/** Counts the turns of every loop. A loop with slow turns is looked at in each, one with fast turns seldom. */
export class LoopClock {
  readonly #now: () => number;
  readonly #hurried: () => boolean;
  readonly #left: number[] = [];
  readonly #sites: Site[] = [];
  #breathed: number;

  /** @param hurried whether every turn is to be looked at: somebody waits for the run to stop */
  constructor(now: () => number, hurried: () => boolean) {
    this.#now = now;
    this.#hurried = hurried;
    this.#breathed = now();
  }

  /** A loop begins a turn. True: it is due, `isBreathDue` and `tells` say for what. */
  turn(site: number): boolean {
    const left = --this.#left[site]!;
    return left > 0 ? false : this.#look(site);
  }

  get isBreathDue(): boolean {
    return this.#now() - this.#breathed >= BREATH;
  }

  breathed(): void {
    this.#breathed = this.#now();
  }

  /** The turns of a loop, if it is time to tell of them; null: not yet. */
  tells(site: number): number | null {
    const known = this.#sites[site];
    const time = this.#now();
    if (known === undefined || (time - known.told < BREATH && !this.#hurried())) return null;
    known.told = time;
    return known.turns;
  }

  #look(site: number): boolean {
    const time = this.#now();
    const known = (this.#sites[site] ??= { stride: 0, turns: 0, looked: time, told: this.#breathed });
    known.turns += known.stride;
    const took = time - known.looked;
    known.looked = time;
    if (took > LOOK) known.stride = Math.max(1, Math.floor((known.stride * LOOK) / took));
    else if (took < LOOK / 2) known.stride = Math.min(MOST_TURNS, Math.max(1, 2 * known.stride));
    const hurried = this.#hurried();
    if (hurried) known.stride = 1;
    this.#left[site] = known.stride;
    return hurried || time - this.#breathed >= BREATH || time - known.told >= BREATH;
  }
}

/** @file Which episodes, and how much of each, a recording keeps. */

/** Operations recorded in full, over the whole run, before only steps 10, 20, 50, 100 … are kept. */
const FULL_BUDGET = 4_000;
/** Operations recorded over the whole run; what comes after is counted only. */
const TOTAL_BUDGET = 20_000;
/** Operations recorded of one episode. */
const EPISODE_BUDGET = 2_000;

export interface EpisodeBudget {
  readonly full: number;
  readonly total: number;
  readonly episode: number;
}

/** Decides what is kept, by what was kept so far. */
export class EpisodePlan {
  readonly #budget: EpisodeBudget;
  readonly #wanted: ReadonlySet<number>;
  #recorded = 0;
  #inEpisode = 0;
  #kept = true;

  /** @param wanted episodes that somebody asks for: kept in any case */
  constructor(budget: Partial<EpisodeBudget> = {}, wanted: Iterable<number> = []) {
    this.#wanted = new Set(wanted);
    this.#budget = { full: FULL_BUDGET, total: TOTAL_BUDGET, episode: EPISODE_BUDGET, ...budget };
  }

  /** Whether the episode that begins is kept for certain (the last one is, too, when it is known to be that). */
  keeps(episode: number): boolean {
    this.#inEpisode = 0;
    const { full, total } = this.#budget;
    const room = this.#recorded < full || (this.#recorded < total && isRound(episode));
    this.#kept = room || this.#wanted.has(episode);
    return this.#kept;
  }

  /** Whether one more operation of this episode is recorded; counts it. */
  takesOperation(): boolean {
    if (this.#inEpisode >= this.#budget.episode) return false;
    this.#inEpisode++;
    if (this.#kept) this.#recorded++;
    return true;
  }
}

/** 1, 2 or 5 times a power of ten. */
function isRound(episode: number): boolean {
  return /^[125]0*$/.test(String(episode));
}

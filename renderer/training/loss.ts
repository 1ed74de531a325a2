/** @file The loss curve as data: one point an episode, and what cannot be drawn said in words. */

import type { LossEvent } from '../../engine/trace/events';

export interface LossSeries {
  readonly episodes: number[];
  /** null where the loss was NaN or infinite: a gap in the curve */
  readonly values: (number | null)[];
  /** the episode of the first loss that is no finite number; null: none */
  readonly brokenAt: number | null;
}

/** Where several losses fall into an episode, the last one stands for it. */
export function lossSeries(losses: readonly LossEvent[]): LossSeries {
  const episodes: number[] = [];
  const values: (number | null)[] = [];
  let brokenAt: number | null = null;
  for (const { episode, value } of losses) {
    const finite = Number.isFinite(value);
    if (!finite) brokenAt ??= episode;
    if (episodes.at(-1) === episode) values[values.length - 1] = finite ? value : null;
    else {
      episodes.push(episode);
      values.push(finite ? value : null);
    }
  }
  return { episodes, values, brokenAt };
}

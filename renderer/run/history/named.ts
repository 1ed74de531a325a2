/** @file Finding a tensor by the learner's name for it, at a moment of the run. */

import type { History } from './history';
import type { TensorTrack } from './track';

/**
 * The tensor that a name stands for at a moment. In each round of a loop a name stands for another one: that of the
 * episode on view, made before the moment if one was; else the last one made before; else the first to come.
 * @param episode index into `History.episodes`
 * @returns null: no tensor of the run has this name
 */
export function namedTensor(
  history: History,
  name: string,
  episode: number,
  position: number,
): TensorTrack | null {
  const tracks = history.named(name);
  const here = tracks.filter((track) => track.episode === episode);
  const madeBefore = (list: readonly TensorTrack[]): TensorTrack | undefined =>
    list.findLast((track) => track.position <= position);
  return madeBefore(here) ?? here[0] ?? madeBefore(tracks) ?? tracks[0] ?? null;
}

/** @file When something happened in a run, and its tensors as they were then. */

import { currentCall, type Frame } from '../nn/module-path';
import type { Tensor } from '../tensor';

export interface Moment {
  /** the learner's line; 0: none */
  readonly line: number;
  readonly episode: number;
  /** how many backwards have begun */
  readonly backward: number;
  /** the module that was being called */
  readonly frame: Frame | null;
  /** The tensor with the elements that it had. */
  look(tensor: Tensor): Tensor;
  /** How often its storage had been changed. */
  version(tensor: Tensor): number;
  /** Its `.grad`. */
  gradient(tensor: Tensor): Tensor | null;
}

/** What goes into an event. */
export const placeOf = ({ line, episode }: Moment): { line: number; episode: number } => ({ line, episode });

/** The moment that is now: it moves on with the run. */
export class Now implements Moment {
  line = 0;
  episode = 0;
  backward = 0;

  get frame(): Frame | null {
    return currentCall();
  }

  look(tensor: Tensor): Tensor {
    return tensor;
  }

  version(tensor: Tensor): number {
    return tensor.version;
  }

  gradient(tensor: Tensor): Tensor | null {
    return tensor.ownGrad;
  }
}

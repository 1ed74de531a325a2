/** @file Playing: one step after the other, at a speed that can be changed meanwhile. */

/** Steps a second when playing. */
export const SPEEDS = [0.5, 1, 2, 5, 10] as const;
export type Speed = (typeof SPEEDS)[number];

/** What is played. */
export interface Playable {
  /** goes to where playing starts; false: there is nothing to play */
  begin(): boolean;
  /** takes one step; false: there is nothing more to come */
  advance(): boolean;
}

export class Player {
  speed = $state<Speed>(2);
  #playing = $state(false);
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #steps: Playable;

  constructor(steps: Playable) {
    this.#steps = steps;
  }

  get playing(): boolean {
    return this.#playing;
  }

  play(): void {
    if (this.#playing || !this.#steps.begin()) return;
    this.#playing = true;
    this.#wait();
  }

  pause(): void {
    this.#playing = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  toggle(): void {
    if (this.#playing) this.pause();
    else this.play();
  }

  #wait(): void {
    this.#timer = setTimeout(() => {
      if (!this.#playing) return;
      if (this.#steps.advance()) this.#wait();
      else this.pause();
    }, 1000 / this.speed);
  }
}

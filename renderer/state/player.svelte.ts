/** @file Playing: one step after the other, at a speed that can be changed meanwhile. */

/** Steps a second when playing. */
export const SPEEDS = [0.5, 1, 2, 5, 10] as const;
export type Speed = (typeof SPEEDS)[number];

export class Player {
  speed = $state<Speed>(2);
  #playing = $state(false);
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #advance: () => boolean;

  /** @param advance takes one step; false: there is nothing more to come */
  constructor(advance: () => boolean) {
    this.#advance = advance;
  }

  get playing(): boolean {
    return this.#playing;
  }

  play(): void {
    if (this.#playing) return;
    this.#playing = true;
    this.#wait();
  }

  pause(): void {
    this.#playing = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #wait(): void {
    this.#timer = setTimeout(() => {
      if (!this.#playing) return;
      if (this.#advance()) this.#wait();
      else this.pause();
    }, 1000 / this.speed);
  }
}

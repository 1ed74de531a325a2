/** @file The sliders of the open text: which numbers there are, over which range, and what moving one does. */

import { findTunables, writeNumber, type Tunable } from './numbers';
import { nextNumber, numberAt, placeOf, scaleAround, scaleOf, type Scale } from './slide';

/** How long a slider must rest before the text is run again, in milliseconds. */
const REST = 250;

export interface Slider {
  readonly tunable: Tunable;
  readonly scale: Scale;
  readonly place: number;
}

/** What sliders need of the application. */
export interface Hands {
  lesson(): string;
  text(): string;
  slide(change: { from: number; to: number; insert: string }, goesOn: boolean): void;
  rerun(): void;
}

export class Sliders {
  /** whether the text runs again as soon as a slider rests */
  rerun = $state(false);
  readonly #hands: Hands;
  /** a learning rate's range stays while it is slid */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- worked out along with what is drawn
  readonly #scales = new Map<string, Scale>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(hands: Hands) {
    this.#hands = hands;
  }

  readonly list = $derived.by((): readonly Slider[] =>
    findTunables(this.#hands.text()).map((tunable) => {
      const scale = this.#scaleOf(tunable);
      return { tunable, scale, place: placeOf(tunable.value, scale) };
    }),
  );

  /** Moves the slider of this name to a place. `goesOn`: the same move as before, one undo takes back. */
  move(name: string, place: number, goesOn: boolean): void {
    const slider = this.#find(name);
    if (slider) this.#write(slider, numberAt(place, slider.scale), goesOn);
  }

  /** To the next number up or down. */
  step(name: string, by: 1 | -1): void {
    const slider = this.#find(name);
    if (slider) this.#write(slider, nextNumber(slider.tunable.value, by, slider.scale), false);
  }

  #find(name: string): Slider | undefined {
    return this.list.find(({ tunable }) => tunable.name === name);
  }

  #write({ tunable, scale }: Slider, value: number, goesOn: boolean): void {
    if (value === tunable.value) return;
    const { from, to, text } = tunable;
    const insert = writeNumber(scale.whole ? Math.round(value) : value, text);
    if (insert === text) return;
    this.#hands.slide({ from, to, insert }, goesOn);
    clearTimeout(this.#timer);
    if (this.rerun) this.#timer = setTimeout(() => this.#hands.rerun(), REST);
  }

  #scaleOf({ name, value, range, text }: Tunable): Scale {
    if (range !== null) return scaleOf(range, text);
    const key = `${this.#hands.lesson()} ${name}`;
    const known = this.#scales.get(key);
    if (known && value >= known.low && value <= known.high) return known;
    const scale = scaleAround(value);
    this.#scales.set(key, scale);
    return scale;
  }
}

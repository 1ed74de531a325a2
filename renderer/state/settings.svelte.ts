/** @file What the learner has set: theme, device, open lesson, pane sizes, solved lessons. Saved at every change. */

import type { Settings } from '../../electron/api';
import { SaveQueue } from './save-queue.svelte';

export class SettingsState {
  readonly saves: SaveQueue<Settings>;
  #now: Settings;

  constructor(saved: Settings, write: (settings: Settings) => Promise<void>) {
    this.#now = $state.raw(saved);
    this.saves = new SaveQueue((_, settings) => write(settings));
  }

  get theme(): Settings['theme'] {
    return this.#now.theme;
  }
  set theme(theme: Settings['theme']) {
    this.#change({ theme });
  }

  get device(): Settings['device'] {
    return this.#now.device;
  }
  set device(device: Settings['device']) {
    this.#change({ device });
  }

  get lesson(): string | null {
    return this.#now.lesson;
  }

  /** Sizes of a group's panes in per cent, as last left. */
  panes(group: string): readonly number[] | null {
    return this.#now.panes[group] ?? null;
  }

  setPanes(group: string, sizes: readonly number[]): void {
    const rounded = sizes.map((size) => Math.round(size * 100) / 100);
    if (rounded.join() === this.#now.panes[group]?.join()) return;
    this.#change({ panes: { ...this.#now.panes, [group]: rounded } });
  }

  isSolved(lesson: string): boolean {
    return this.#now.solved.includes(lesson);
  }

  markSolved(lesson: string): void {
    if (!this.isSolved(lesson)) this.#change({ solved: [...this.#now.solved, lesson] });
  }

  isOpened(lesson: string): boolean {
    return this.#now.opened.includes(lesson);
  }

  /** Takes a lesson as the one in the window, also at the next start. */
  open(lesson: string): void {
    const opened = this.isOpened(lesson) ? this.#now.opened : [...this.#now.opened, lesson];
    this.#change({ lesson, opened });
  }

  #change(part: Partial<Settings>): void {
    this.#now = { ...this.#now, ...part };
    this.saves.save('settings', this.#now);
  }
}

/** @file The learner's texts: one a lesson, saved as they are typed, back to the original on wish. */

import { SvelteMap } from 'svelte/reactivity';
import type { LessonDocument } from '../../electron/api';
import type { Lesson } from '../lesson/lessons';
import { SaveQueue } from './save-queue.svelte';

/** What the learner's file is called in messages. */
export const FILE = 'model.ts';

export class Workspace {
  readonly lessons: readonly Lesson[];
  readonly saves: SaveQueue<string | null>;
  /** edited texts by lesson; a lesson that is not here stands as it came */
  readonly #texts = new SvelteMap<string, string>();
  #lesson: Lesson;

  /**
   * @param open the lesson to open; one that does not exist (any more) gives way to `fallback`, then to the first
   * @throws Error where there is no lesson at all
   */
  constructor(
    lessons: readonly Lesson[],
    open: string | null,
    fallback: string,
    texts: Readonly<Record<string, string>>,
    write: (document: LessonDocument) => Promise<void>,
  ) {
    const byId = (id: string | null) => lessons.find((lesson) => lesson.id === id);
    const first = byId(open) ?? byId(fallback) ?? lessons[0];
    if (!first) throw new Error('There are no lessons in this build.');
    this.lessons = lessons;
    this.#lesson = $state.raw(first);
    for (const [id, text] of Object.entries(texts)) this.#texts.set(id, text);
    this.saves = new SaveQueue((lesson, text) => write({ lesson, text }));
  }

  get lesson(): Lesson {
    return this.#lesson;
  }

  /** The open lesson's text as it stands in the editor. */
  get text(): string {
    return this.#texts.get(this.#lesson.id) ?? this.#lesson.model;
  }

  /** Whether the open lesson's text differs from the original. */
  get edited(): boolean {
    return this.text !== this.#lesson.model;
  }

  open(lesson: Lesson): void {
    this.#lesson = lesson;
  }

  find(id: string): Lesson | undefined {
    return this.lessons.find((lesson) => lesson.id === id);
  }

  /** Takes in a lesson's new text and saves it. The original text is not kept as an edit. */
  edit(id: string, text: string): void {
    const lesson = this.find(id);
    if (!lesson || text === (this.#texts.get(id) ?? lesson.model)) return;
    if (text === lesson.model) {
      this.#texts.delete(id);
      this.saves.save(id, null);
    } else {
      this.#texts.set(id, text);
      this.saves.save(id, text);
    }
  }

  /** Brings the open lesson's original text back. In the editor that is one change, which undo takes back. */
  reset(): void {
    this.edit(this.#lesson.id, this.#lesson.model);
  }
}

/** @file All lessons in their order, with what judges their exercises. Texts and models are read from the folders. */

import type { Check } from './types';

export interface Lesson {
  /** the folder's name */
  readonly id: string;
  /** the `order` of its lesson.md */
  readonly order: number;
  readonly loadCheck: () => Promise<{ readonly check: Check }>;
}

/** Sorted by order. Numbers leave room: the hundreds are groups, the rest the row of the curriculum. */
export const lessons: readonly Lesson[] = [
  { id: 'a1-gradients', order: 201, loadCheck: () => import('./a1-gradients/check') },
  { id: 'a2-tanh-neuron', order: 202, loadCheck: () => import('./a2-tanh-neuron/check') },
  { id: 'a4-two-numbers', order: 204, loadCheck: () => import('./a4-two-numbers/check') },
];

/** The lesson that opens on the first start. */
export const FIRST_LESSON = 'a2-tanh-neuron';

/** The lesson in this folder; undefined: there is none. */
export function lessonById(id: string): Lesson | undefined {
  return lessons.find((lesson) => lesson.id === id);
}

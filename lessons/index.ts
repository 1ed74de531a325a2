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
  { id: 't1-making-tensors', order: 101, loadCheck: () => import('./t1-making-tensors/check') },
  { id: 't2-tensor-facts', order: 102, loadCheck: () => import('./t2-tensor-facts/check') },
  { id: 't3-elementwise', order: 103, loadCheck: () => import('./t3-elementwise/check') },
  { id: 't4-matrix-product', order: 104, loadCheck: () => import('./t4-matrix-product/check') },
  { id: 't5-sum-and-keepdim', order: 105, loadCheck: () => import('./t5-sum-and-keepdim/check') },
  { id: 't6-broadcasting', order: 106, loadCheck: () => import('./t6-broadcasting/check') },
  { id: 't7-indexing', order: 107, loadCheck: () => import('./t7-indexing/check') },
  { id: 't8-gather', order: 108, loadCheck: () => import('./t8-gather/check') },
  { id: 't9-roll', order: 109, loadCheck: () => import('./t9-roll/check') },
  { id: 't10-views', order: 110, loadCheck: () => import('./t10-views/check') },
  { id: 't11-generators', order: 111, loadCheck: () => import('./t11-generators/check') },
  { id: 't12-multinomial', order: 112, loadCheck: () => import('./t12-multinomial/check') },
  { id: 't13-one-hot', order: 113, loadCheck: () => import('./t13-one-hot/check') },
  { id: 't14-cross-entropy', order: 114, loadCheck: () => import('./t14-cross-entropy/check') },
  { id: 'a1-gradients', order: 201, loadCheck: () => import('./a1-gradients/check') },
  { id: 'a2-tanh-neuron', order: 202, loadCheck: () => import('./a2-tanh-neuron/check') },
  { id: 'a3-leaves', order: 203, loadCheck: () => import('./a3-leaves/check') },
  { id: 'a4-two-numbers', order: 204, loadCheck: () => import('./a4-two-numbers/check') },
  { id: 'a5-printing', order: 205, loadCheck: () => import('./a5-printing/check') },
  { id: 'n1-modules', order: 301, loadCheck: () => import('./n1-modules/check') },
  { id: 'n2-training', order: 302, loadCheck: () => import('./n2-training/check') },
  { id: 'n3-challenge', order: 303, loadCheck: () => import('./n3-challenge/check') },
  { id: 'n4-convolution', order: 304, loadCheck: () => import('./n4-convolution/check') },
  { id: 'n5-bigrams', order: 305, loadCheck: () => import('./n5-bigrams/check') },
  { id: 'n6-activations', order: 306, loadCheck: () => import('./n6-activations/check') },
  { id: 'n7-in-context', order: 307, loadCheck: () => import('./n7-in-context/check') },
  { id: 'd1-devices', order: 401, loadCheck: () => import('./d1-devices/check') },
];

/** The lesson that opens on the first start. */
export const FIRST_LESSON = 'a2-tanh-neuron';

/** The lesson in this folder; undefined: there is none. */
export function lessonById(id: string): Lesson | undefined {
  return lessons.find((lesson) => lesson.id === id);
}

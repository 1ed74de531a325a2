/** @file How far the learner has come: every lesson in its group, what is done, and what comes next. */

import type { Lesson } from './lessons';

/** solved: its check has passed; opened: it has been looked at; new: neither */
export type LessonState = 'solved' | 'opened' | 'new';

/** A lesson in its place on the way. */
export interface Stop {
  readonly lesson: Lesson;
  /** its place among all, from 1 */
  readonly number: number;
  readonly state: LessonState;
  /** it is in the window now */
  readonly here: boolean;
  /** it is what to do next */
  readonly next: boolean;
}

export interface Stage {
  readonly group: string;
  readonly stops: readonly Stop[];
  readonly solved: number;
}

/** What the learner has done, by lesson id. */
export interface Done {
  readonly isSolved: (id: string) => boolean;
  readonly isOpened: (id: string) => boolean;
}

/** The first unsolved lesson after this one, else the first of all; null: every lesson is solved. */
export function nextLesson(
  lessons: readonly Lesson[],
  open: Lesson,
  isSolved: Done['isSolved'],
): Lesson | null {
  const unsolved = lessons.filter(({ id }) => !isSolved(id));
  const from = lessons.indexOf(open);
  const after = unsolved.find((lesson) => lessons.indexOf(lesson) > from);
  // where all that follows is solved, the open one itself may be the first that is not
  return after ?? unsolved[0] ?? null;
}

/** The whole way, group by group, in the order of the course. */
export function stagesOf(lessons: readonly Lesson[], open: Lesson, done: Done): readonly Stage[] {
  const next = nextLesson(lessons, open, done.isSolved);
  const groups = [...new Set(lessons.map(({ group }) => group))];
  const stateOf = (id: string): LessonState =>
    done.isSolved(id) ? 'solved' : done.isOpened(id) ? 'opened' : 'new';
  return groups.map((group) => {
    const stops = lessons
      .map((lesson, i): Stop => ({
        lesson,
        number: i + 1,
        state: stateOf(lesson.id),
        here: lesson === open,
        next: lesson === next,
      }))
      .filter(({ lesson }) => lesson.group === group);
    return { group, stops, solved: stops.filter(({ state }) => state === 'solved').length };
  });
}

/** A stop in words: "3. All elements at once, solved, open now". */
export function describeStop({ lesson, number, state, here, next }: Stop): string {
  const words = [`${number}. ${lesson.title}`];
  if (state === 'solved') words.push('solved');
  if (state === 'opened' && !here) words.push('opened');
  if (here) words.push('open now');
  if (next) words.push('next');
  return words.join(', ');
}

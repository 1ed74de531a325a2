/** @file The lessons that are built into the application, in the order of the course. */

import { FIRST_LESSON, lessonById } from '../../lessons';
import { parseLesson } from '../../lessons/front-matter';
import { renderLesson, type RenderedLesson } from './markdown';

/** One lesson: its folder's name is its id. */
export interface Lesson {
  readonly id: string;
  readonly title: string;
  /** the heading it is listed under */
  readonly group: string;
  readonly order: number;
  /** the original `model.ts` */
  readonly model: string;
  /** null: nothing to solve */
  readonly solution: string | null;
  /** whether a check can judge a run */
  readonly hasCheck: boolean;
  /** the text as HTML; made at the first call */
  render(): RenderedLesson;
}

/** What opens on the first start. */
export const DEFAULT_LESSON = FIRST_LESSON;

type RawFiles = Readonly<Record<string, string>>;

const texts = import.meta.glob<string>('../../lessons/*/lesson.md', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const models = import.meta.glob<string>('../../lessons/*/model.ts', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const solutions = import.meta.glob<string>('../../lessons/*/solution.ts', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/**
 * Puts lessons together from files by path; sorted by `order`.
 *
 * @throws Error naming the lesson whose head or model is missing or malformed
 */
export function assembleLessons(
  texts: RawFiles,
  models: RawFiles,
  solutions: RawFiles,
  hasCheck: (id: string) => boolean,
): readonly Lesson[] {
  const lessons = Object.entries(texts).map(([path, text]): Lesson => {
    const folder = path.slice(0, path.lastIndexOf('/'));
    const id = folder.slice(folder.lastIndexOf('/') + 1);
    const { title, group, order, body } = parseLesson(text);
    const model = models[`${folder}/model.ts`];
    if (model === undefined) throw new Error(`lessons/${id} has no model.ts.`);
    let rendered: RenderedLesson | null = null;
    return {
      id,
      title,
      group,
      order,
      model,
      solution: solutions[`${folder}/solution.ts`] ?? null,
      hasCheck: hasCheck(id),
      render: () => (rendered ??= renderLesson(body)),
    };
  });
  return lessons.sort((a, b) => a.order - b.order);
}

export const LESSONS: readonly Lesson[] = assembleLessons(
  texts,
  models,
  solutions,
  (id) => lessonById(id) !== undefined,
);

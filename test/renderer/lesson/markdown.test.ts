/** @file Lesson texts: maths, code, links, and the exercise apart. */

import { describe, expect, it } from 'vitest';
import { assembleLessons, LESSONS } from '../../../renderer/lesson/lessons';
import { lessons } from '../../../lessons/index';
import { renderLesson } from '../../../renderer/lesson/markdown';

describe('renderLesson', () => {
  it('takes the exercise out of the text, up to the next heading of its level', () => {
    const { text, exercise } = renderLesson(
      '# T\n\nBefore.\n\n## Exercise\n\nDo it.\n\n### Hint\n\nThink.\n\n## After\n\nEnd.',
    );
    expect(text).toContain('Before.');
    expect(text).toContain('After');
    expect(text).not.toContain('Do it.');
    expect(exercise).toContain('Do it.');
    expect(exercise).toContain('Think.');
    expect(exercise).not.toContain('Exercise');
    expect(exercise).not.toContain('End.');
  });

  it('has no exercise where there is none', () => {
    expect(renderLesson('# T\n\nAn exercise in patience.').exercise).toBeNull();
  });

  it('lowers headings by one, for the window has the first', () => {
    expect(renderLesson('# T\n\n## U').text).toBe('<h2>T</h2>\n<h3>U</h3>\n');
  });

  it('sets inline and displayed maths', () => {
    const { text } = renderLesson('So $1 - o^2$ and\n\n$$n = x \\cdot w$$');
    expect(text.match(/class="katex"/g)).toHaveLength(2);
    expect(text.match(/class="katex-display"/g)).toHaveLength(1);
    expect(text).toContain('<math');
  });

  it('leaves money and code alone', () => {
    expect(renderLesson('It costs $5 and $6.').text).toBe('<p>It costs $5 and $6.</p>\n');
    expect(renderLesson('US$20 and CA$30').text).toBe('<p>US$20 and CA$30</p>\n');
    expect(renderLesson('`a $x$ b`').text).toBe('<p><code>a $x$ b</code></p>\n');
    expect(renderLesson('A \\$x$ b').text).toBe('<p>A $x$ b</p>\n');
  });

  it('makes no links that could be followed, and lets no HTML through', () => {
    const { text } = renderLesson('[PyTorch](https://pytorch.org/docs) <b onclick="x()">no</b>');
    expect(text).not.toContain('<a');
    expect(text).not.toContain('<b');
    expect(text).toContain('<code class="address">https://pytorch.org/docs</code>');
  });

  it('gives each of two links its own address', () => {
    const { text } = renderLesson('[a](https://a.example) and [b](https://b.example)');
    expect([...text.matchAll(/class="address">([^<]*)</g)].map((match) => match[1])).toEqual([
      'https://a.example',
      'https://b.example',
    ]);
  });
});

describe('the lessons', () => {
  it('are all there, in order, each with an exercise, a check and a solution', () => {
    expect(LESSONS.map(({ id }) => id)).toEqual(lessons.map(({ id }) => id));
    for (const lesson of LESSONS) {
      expect(lesson.render().exercise, lesson.id).not.toBeNull();
      expect(lesson.render().text, lesson.id).not.toContain('katex-error');
      expect(lesson.hasCheck, lesson.id).toBe(true);
      expect(lesson.solution, lesson.id).not.toBeNull();
    }
  });

  it('must have a model', () => {
    const text = '---\ntitle: T\ncovers: [A1]\norder: 1\ngroup: G\n---\nText';
    expect(() => assembleLessons({ '../lessons/x/lesson.md': text }, {}, {}, () => false)).toThrow(
      'lessons/x has no model.ts',
    );
  });
});

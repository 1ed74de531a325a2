/** @file The block above a lesson's text: read, or refused with the field's name. */

import { describe, expect, test } from 'vitest';
import { parseLesson } from '../../lessons/front-matter';

const lesson = (block: string) => `---\n${block}\n---\n\n# Text\n`;
const GOOD = 'title: The tanh neuron\ncovers: [A2, A3]\norder: 202\ngroup: Autograd';

describe('parseLesson', () => {
  test('reads the fields and leaves the text', () => {
    expect(parseLesson(lesson(GOOD))).toEqual({
      title: 'The tanh neuron',
      covers: ['A2', 'A3'],
      order: 202,
      group: 'Autograd',
      body: '# Text\n',
    });
  });
  test('Windows line ends are as good', () => {
    expect(parseLesson(lesson(GOOD).replaceAll('\n', '\r\n'))).toMatchObject({
      order: 202,
      body: '# Text\r\n',
    });
  });
  test('a colon in the title stays', () => {
    expect(parseLesson(lesson(GOOD.replace('The', 'One: the'))).title).toBe('One: the tanh neuron');
  });
  test.each([
    ['# Text only', 'begins with a block'],
    [lesson(GOOD.replace('order: 202\n', '')), "'order' is missing"],
    [lesson(GOOD.replace('202', 'second')), "'order' is an integer"],
    [lesson(GOOD.replace('[A2, A3]', 'A2')), "'covers' is a list"],
    [lesson(GOOD.replace('[A2, A3]', '[]')), "'covers' is a list"],
    [lesson(`${GOOD}\nlevel: 3`), "'level' is not one of"],
    [lesson(`${GOOD}\ntitle: Again`), "'title' stands there twice"],
    [lesson(`${GOOD}\njust words`), "cannot read 'just words'"],
  ])('%j is refused', (text, message) => {
    expect(() => parseLesson(text)).toThrow(message);
  });
});

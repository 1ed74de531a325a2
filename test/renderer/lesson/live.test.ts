/** @file Live views in lesson texts: what an image's address means, and that no lesson makes a mistake there. */

import { describe, expect, it } from 'vitest';
import { parseLive } from '../../../renderer/lesson/live';
import { LESSONS } from '../../../renderer/lesson/lessons';
import { renderLesson } from '../../../renderer/lesson/markdown';

describe('parseLive', () => {
  it('reads a tensor with all its settings', () => {
    expect(
      parseLive('tensor:layers.0.weight?as=threshold&of=gradient&slice=2&threshold=0.5&scale=sequence'),
    ).toEqual({
      kind: 'tensor',
      name: 'layers.0.weight',
      form: 'threshold',
      of: 'gradient',
      slice: 2,
      threshold: 0.5,
      scale: 'sequence',
    });
  });

  it('shows the numbers of the value unless told otherwise', () => {
    expect(parseLive('tensor:h')).toMatchObject({ form: 'numbers', of: 'value', slice: null, scale: null });
  });

  it('reads operations and the loss', () => {
    expect(parseLive('op:out')).toEqual({ kind: 'op', name: 'out' });
    expect(parseLive('loss:')).toEqual({ kind: 'loss' });
  });

  it.each([
    'tensor:',
    'tensor:h?as=picture',
    'tensor:h?of=grad',
    'tensor:h?slice=-1',
    'tensor:h?colour=red',
    'tensor:h?scale=rainbow',
    'cat.png',
  ])('says what is wrong with %s', (address) => {
    expect(parseLive(address)).toMatchObject({ kind: 'mistake', text: expect.stringContaining(address) });
  });
});

describe('in Markdown', () => {
  it('an image alone is an empty place with its address and caption, not a picture in a paragraph', () => {
    const { text } = renderLesson('Before.\n\n![A & "b"](tensor:h?as=heatmap&of=gradient)\n\nAfter.');
    expect(text).toContain(
      '<span class="live" data-live="tensor:h?as=heatmap&amp;of=gradient" data-caption="A &amp; &quot;b&quot;"></span>',
    );
    expect(text).not.toContain('<img');
    expect(text.match(/<p>/g)).toHaveLength(2);
  });

  it('no lesson makes a mistake', () => {
    for (const lesson of LESSONS) {
      const { text, exercise } = lesson.render();
      for (const [, address] of (text + (exercise ?? '')).matchAll(/data-live="([^"]*)"/g)) {
        const spec = parseLive(address!.replaceAll('&amp;', '&'));
        expect(spec, lesson.id).not.toMatchObject({ kind: 'mistake' });
      }
    }
  });
});

/** @file Every live view in a lesson's text names something that the lesson's model really makes. */

import { describe, expect, test } from 'vitest';
import { cpu } from '../../engine/devices/cpu/cpu';
import { setDefaultDevice } from '../../engine/devices/registry';
import { parseLive, type LiveSpec } from '../../renderer/lesson/live';
import { lessons } from '../../lessons/index';
import { shortened } from './lesson-suite';
import { lessonFile, ofType, runModel, type ModelRun } from './run-model';

interface LiveView {
  readonly caption: string;
  readonly spec: LiveSpec;
}

/** The images of a text: `![caption](kind:name?as=form&of=gradient)`. */
function liveViews(text: string): LiveView[] {
  const prose = text.replace(/```[\s\S]*?```|`[^`\n]*`/g, '');
  const images = [...prose.matchAll(/!\[([^\]]*)\]\(([^)]*)\)/g)];
  return images.map(([, caption = '', address = '']) => ({ caption, spec: parseLive(address) }));
}

/** What is wrong with a view of this run; null: nothing. */
function problem({ caption, spec }: LiveView, run: ModelRun): string | null {
  if (spec.kind === 'mistake') return spec.text;
  if (caption.trim() === '') return 'it has no caption';
  if (spec.kind === 'loss') {
    return ofType(run, 'loss').length > 1 ? null : 'the model has no loss that changes';
  }
  const ids = ofType(run, 'name')
    .filter(({ name }) => name === spec.name)
    .map(({ tensor }) => tensor);
  if (ids.length === 0) return `the model makes no tensor '${spec.name}'`;
  if (spec.kind === 'op') {
    const made = ofType(run, 'op').some(({ output, inputs }) => ids.includes(output.id) && inputs.length > 0);
    return made ? null : `no operation made '${spec.name}'`;
  }
  if (spec.of === 'value') return null;
  const flows = ofType(run, 'gradient').flatMap((event) => event.flows);
  return flows.some(({ tensor }) => ids.includes(tensor)) ? null : `'${spec.name}' gets no gradient`;
}

const texts = lessons.map(({ id }) => ({ id, views: liveViews(lessonFile(id, 'lesson.md')) }));
describe.each(texts.filter(({ views }) => views.length > 0))('$id', ({ id, views }) => {
  // a network's model trains, and this may be a busy machine
  test('its views can be drawn from its model’s run', { timeout: 120_000 }, async () => {
    setDefaultDevice(cpu);
    const run = await runModel(shortened(id, 'model.ts'));
    const problems = views.map((view) => ({ caption: view.caption, problem: problem(view, run) }));
    expect(problems.filter((found) => found.problem !== null)).toEqual([]);
  });
});

describe('what is wrong is found', () => {
  const model = `import { torch } from 'backstep';
const x = torch.tensor([1.0], { requiresGrad: true });
const y = x.mul(2);
y.sum().backward();`;
  test.each([
    ['![x](tensor:x?as=numbers)', null],
    ['![its gradient](tensor:x?as=heatmap&of=gradient)', null],
    ['![y](op:y)', null],
    ['`![not a view](tensor:z)`', undefined],
    ['![](tensor:x?as=numbers)', /no caption/],
    ['![x](tensor:x?as=pie)', /'as' is one of/],
    ['![y](tensor:y?as=numbers&of=gradient)', null],
    ['![x](op:x)', /no operation made 'x'/],
    ['![z](tensor:z?as=numbers)', /no tensor 'z'/],
    ['![loss](loss:)', /no loss that changes/],
    ['![a picture](picture.png)', /a figure is/],
  ])('%s', async (text, message) => {
    setDefaultDevice(cpu);
    const [view] = liveViews(text);
    if (message === undefined) return expect(view).toBe(undefined);
    const found = problem(view!, await runModel(model));
    if (message === null) expect(found).toBe(null);
    else expect(found).toMatch(message);
  });
});

/** @file Every live view in a lesson's text names something that the lesson's model really makes. */

import { describe, expect, test } from 'vitest';
import { cpu } from '../../engine/devices/cpu/cpu';
import { setDefaultDevice } from '../../engine/devices/registry';
import { lessons } from '../../lessons/index';
import { shortened } from './lesson-suite';
import { lessonFile, ofType, runModel, type ModelRun } from './run-model';

interface LiveView {
  readonly caption: string;
  readonly kind: string;
  /** a tensor's name; of a loss curve nothing */
  readonly name: string;
  readonly options: URLSearchParams;
}

const FORMS = ['numbers', 'heatmap', 'histogram', 'image', 'threshold'];

/** The images of a text: `![caption](kind:name?as=form&of=gradient)`. */
function liveViews(text: string): LiveView[] {
  const prose = text.replace(/```[\s\S]*?```|`[^`\n]*`/g, '');
  return [...prose.matchAll(/!\[([^\]]*)\]\(([^)]*)\)/g)].map(([, caption = '', address = '']) => {
    const [, kind = address, name = '', query = ''] = /^(\w+):([^?]*)\??(.*)$/.exec(address) ?? [];
    return { caption, kind, name, options: new URLSearchParams(query) };
  });
}

/** What is wrong with a view of this run; null: nothing. */
function problem(view: LiveView, run: ModelRun): string | null {
  if (view.caption.trim() === '') return 'it has no caption';
  const allowed = view.kind === 'tensor' ? ['as', 'of'] : [];
  const unknown = [...view.options.keys()].find((key) => !allowed.includes(key));
  if (unknown !== undefined) return `'${unknown}' is no option of it`;
  if (view.kind === 'loss') {
    if (view.name !== '') return 'a loss curve has no name';
    return ofType(run, 'loss').length > 1 ? null : 'the model has no loss that changes';
  }
  const ids = ofType(run, 'name')
    .filter(({ name }) => name === view.name)
    .map(({ tensor }) => tensor);
  if (ids.length === 0) return `the model makes no tensor '${view.name}'`;
  if (view.kind === 'op') {
    const made = ofType(run, 'op').some(({ output, inputs }) => ids.includes(output.id) && inputs.length > 0);
    return made ? null : `no operation made '${view.name}'`;
  }
  if (view.kind !== 'tensor') return `'${view.kind}' is no kind of view`;
  const form = view.options.get('as');
  if (form === null || !FORMS.includes(form)) return `'as' is one of ${FORMS.join(', ')}, not ${form}`;
  const of = view.options.get('of');
  if (of === null) return null;
  if (of !== 'gradient') return `'of' is gradient or left out, not ${of}`;
  const flows = ofType(run, 'gradient').flatMap((event) => event.flows);
  return flows.some(({ tensor }) => ids.includes(tensor)) ? null : `'${view.name}' gets no gradient`;
}

const texts = lessons.map(({ id }) => ({ id, views: liveViews(lessonFile(id, 'lesson.md')) }));
describe.each(texts.filter(({ views }) => views.length > 0))('$id', ({ id, views }) => {
  test('its views can be drawn from its model’s run', async () => {
    setDefaultDevice(cpu);
    const run = await runModel(shortened(id, 'model.ts'));
    const problems = views.map((view) => [`${view.kind}:${view.name}`, problem(view, run)]);
    expect(problems.filter(([, what]) => what !== null)).toEqual([]);
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
    ['![x](tensor:x)', /'as' is one of/],
    ['![x](tensor:x?as=numbers&of=value)', /'of' is gradient/],
    ['![x](op:x)', /no operation made 'x'/],
    ['![z](tensor:z?as=numbers)', /no tensor 'z'/],
    ['![y](op:y?as=numbers)', /'as' is no option/],
    ['![loss](loss:)', /no loss that changes/],
    ['![a picture](picture.png)', /no tensor/],
  ])('%s', async (text, message) => {
    setDefaultDevice(cpu);
    const [view] = liveViews(text);
    if (message === undefined) return expect(view).toBe(undefined);
    const found = problem(view!, await runModel(model));
    if (message === null) expect(found).toBe(null);
    else expect(found).toMatch(message);
  });
});

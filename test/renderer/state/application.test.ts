/** @file The application: texts and settings are kept, runs go stale, checks are remembered, commands know when. */

import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { DataFile, LessonDocument, Settings } from '../../../electron/api';
import { Application } from '../../../renderer/state/application.svelte';
import { createCommands, menuEntries, perform } from '../../../renderer/state/commands.svelte';
import { done, failure, FakeSession, lesson, op, settings } from './parts';

let session: FakeSession;
let documents: LessonDocument[];
let saved: Settings[];
let kept: DataFile[];
const lessons = [lesson('a1-gradients', 1), lesson('a2-tanh-neuron', 2), lesson('a4-two-numbers', 4)];

function create(texts: Record<string, string> = {}, part: Partial<Settings> = {}): Application {
  return new Application({
    api: {
      platform: 'linux',
      saveDocument: async (document) => void documents.push(document),
      saveSettings: async (next) => void saved.push(next),
      saveData: async (file) => void kept.push(file),
    },
    saved: { settings: settings(part), texts, data: [], problems: [] },
    lessons,
    session,
  });
}

function finish(app: Application, line = 1): void {
  app.run();
  session.last.events([op(1, line), done]);
  session.last.ended();
}

beforeEach(() => {
  session = new FakeSession();
  documents = [];
  saved = [];
  kept = [];
});

describe('the next run', () => {
  it('is made ready when the device is chosen or a lesson opened, with the text as it is then', () => {
    const app = create({ 'a4-two-numbers': 'my own' });
    expect(session.prepared).toEqual([]);
    app.chooseDevice('webgpu');
    expect(app.settings.device).toBe('webgpu');
    const { text: source } = app.workspace;
    expect(session.prepared).toEqual([{ file: 'model.ts', source, device: 'webgpu', data: [] }]);
    app.open(lessons[2]!);
    expect(session.prepared.at(-1)).toMatchObject({ source: 'my own', device: 'webgpu' });
  });
});

describe('own data', () => {
  const file = (name: string, text: string) => new File([text], name);

  it('is kept, given to every run, and taken away', async () => {
    const app = create();
    await app.data.open([file('mine.txt', 'ada\r\nbob\n'), file('t.csv', 'a,b\n1,2\n')]);
    expect(app.data.refusals).toEqual([]);
    expect(kept).toEqual([
      { name: 'mine.txt', text: 'ada\nbob\n' },
      { name: 't.csv', text: 'a,b\n1,2\n' },
    ]);
    app.run();
    expect(session.lastRequest.data.map(({ name }) => name)).toEqual(['mine.txt', 't.csv']);
    app.data.remove('mine.txt');
    expect(kept.at(-1)).toEqual({ name: 'mine.txt', text: null });
    expect(app.data.files.map(({ name }) => name)).toEqual(['t.csv']);
  });

  it('is refused with what is wrong, and what was there before stays', async () => {
    const app = create();
    await app.data.open([file('t.csv', 'a,b\n1,2\n')]);
    await app.data.open([file('t.csv', 'a,b\n1,x\n')]);
    expect(app.data.refusals).toEqual([
      { name: 't.csv', problems: [{ line: 2, message: "'x' in column 'b' is not a number" }] },
    ]);
    expect(app.data.files).toEqual([{ name: 't.csv', text: 'a,b\n1,2\n' }]);
  });
});

describe('opening', () => {
  it('begins with the tanh neuron and runs it once', async () => {
    const app = create();
    await app.begin();
    expect(app.workspace.lesson.id).toBe('a2-tanh-neuron');
    expect(session.started).toHaveLength(1);
    expect(session.lastRequest.source).toBe('model of a2-tanh-neuron');
    expect(app.runs.active?.automatic).toBe(true);
  });

  it('brings back the open lesson and its text', async () => {
    const app = create({ 'a4-two-numbers': 'mine' }, { lesson: 'a4-two-numbers' });
    await app.begin();
    expect(app.workspace.text).toBe('mine');
    expect(session.lastRequest.source).toBe('mine');
  });

  it('takes the default for a lesson that is gone', () => {
    expect(create({}, { lesson: 'gone' }).workspace.lesson.id).toBe('a2-tanh-neuron');
  });

  it('runs without knowing the devices, and says so', async () => {
    session.report = new Error('No worker.');
    const app = create();
    await app.begin();
    expect(app.problems.join()).toContain('No worker.');
    expect(session.started).toHaveLength(1);
  });

  it('of another lesson runs that once, and not again on coming back', async () => {
    const app = create();
    finish(app);
    const [first] = lessons;
    if (first) app.open(first);
    expect(session.lastRequest.source).toBe('model of a1-gradients');
    session.last.events([op(1), done]);
    session.last.ended();
    app.openNext(1);
    expect(session.started).toHaveLength(2);
    await vi.waitFor(() => expect(saved.at(-1)?.lesson).toBe('a2-tanh-neuron'));
  });
});

describe('texts', () => {
  it('are saved as they are typed, and null is the original', async () => {
    const app = create();
    app.workspace.edit('a2-tanh-neuron', 'mine');
    expect(documents).toEqual([{ lesson: 'a2-tanh-neuron', text: 'mine' }]);
    await Promise.resolve();
    app.reset();
    await vi.waitFor(() => expect(documents.at(-1)).toEqual({ lesson: 'a2-tanh-neuron', text: null }));
    expect(app.workspace.edited).toBe(false);
  });

  it('are not saved when nothing changed', () => {
    const app = create();
    app.workspace.edit('a2-tanh-neuron', 'model of a2-tanh-neuron');
    expect(documents).toEqual([]);
  });

  it('can be the solution', () => {
    const app = create();
    app.overlay = 'solution';
    app.useSolution();
    expect(app.workspace.text).toBe('solution of a2-tanh-neuron');
    expect(app.overlay).toBeNull();
  });
});

describe('staleness', () => {
  it('is marked as soon as the text differs from the shown run, and gone when it is the same again', () => {
    const app = create();
    finish(app);
    expect(app.stale).toBe(false);
    app.workspace.edit('a2-tanh-neuron', 'other');
    expect(app.stale).toBe(true);
    app.workspace.reset();
    expect(app.stale).toBe(false);
  });

  it('is marked after a syntax error, with the message at its line', () => {
    const app = create();
    finish(app);
    app.workspace.edit('a2-tanh-neuron', 'one\nconst =');
    app.run();
    session.last.events([failure('SyntaxError', 'Unexpected token', 2)]);
    session.last.ended();
    expect(app.runs.shown?.source).toBe('model of a2-tanh-neuron');
    expect(app.stale).toBe(true);
    expect(app.runProblem).toEqual({ line: 2, message: 'SyntaxError: Unexpected token' });
    app.workspace.edit('a2-tanh-neuron', 'one\nconst x = 1');
    expect(app.runProblem).toBeNull();
  });
});

describe('checks', () => {
  it('are remembered when they pass', () => {
    const app = create();
    app.run({ check: true });
    session.last.events([op(1), done]);
    session.last.verdict({ passed: true, message: 'Well.' });
    session.last.ended();
    expect(app.verdict).toEqual({ passed: true, message: 'Well.', stale: false });
    expect(saved.at(-1)?.solved).toEqual(['a2-tanh-neuron']);
    app.workspace.edit('a2-tanh-neuron', 'other');
    expect(app.verdict?.stale).toBe(true);
  });

  it('that do not pass are not', () => {
    const app = create();
    app.run({ check: true });
    session.last.events([op(1), done]);
    session.last.verdict({ passed: false, message: 'Not so.' });
    session.last.ended();
    expect(app.verdict?.passed).toBe(false);
    expect(saved).toEqual([]);
  });
});

describe('a check whose run fails', () => {
  it('says why there is no verdict', () => {
    const app = create();
    app.run({ check: true });
    session.last.events([failure('RuntimeError', 'no', 3)]);
    session.last.ended();
    expect(app.verdict?.passed).toBe(false);
    expect(app.verdict?.message).toContain('RuntimeError at line 3');
  });
});

describe('settings', () => {
  it('are saved at every change, whole', async () => {
    const app = create({}, { solved: ['a1-gradients'] });
    app.settings.theme = 'dark';
    app.settings.setPanes('left', [40, 40, 20]);
    await vi.waitFor(() => expect(saved.at(-1)?.panes).toEqual({ left: [40, 40, 20] }));
    expect(saved.at(-1)).toEqual(
      settings({ theme: 'dark', solved: ['a1-gradients'], panes: { left: [40, 40, 20] } }),
    );
  });

  it('are not saved when a pane stays as it is', () => {
    const app = create({}, { panes: { left: [40, 40, 20] } });
    app.settings.setPanes('left', [40.001, 40, 19.999]);
    expect(saved).toEqual([]);
  });
});

describe('commands', () => {
  it('have ids and keys of their own', () => {
    const commands = createCommands(create());
    const ids = commands.map(({ id }) => id);
    const keys = commands.flatMap((command) => command.keys.map((key) => key.toLowerCase()));
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('can be used only when they make sense', () => {
    const app = create();
    const commands = createCommands(app);
    const enabled = (id: string) => commands.find((command) => command.id === id)?.enabled();
    expect([enabled('run.stop'), enabled('step.forward'), enabled('text.reset')]).toEqual([
      false,
      false,
      false,
    ]);
    finish(app);
    expect(enabled('step.forward')).toBe(true);
    app.run();
    expect(enabled('run.stop')).toBe(true);
    app.workspace.edit('a2-tanh-neuron', 'other');
    expect(enabled('text.reset')).toBe(true);
  });

  it('come to the menu with accelerators for ⌘ and Ctrl alone', () => {
    const entries = menuEntries(createCommands(create()));
    expect(entries.find(({ id }) => id === 'run.start')?.accelerator).toBe('CommandOrControl+Enter');
    expect(entries.find(({ id }) => id === 'step.play')?.accelerator).toBeNull();
  });

  it('are performed by id, if they can be', () => {
    const app = create();
    const commands = createCommands(app);
    perform(commands, 'run.start');
    expect(session.started).toHaveLength(1);
    perform(commands, 'text.reset');
    perform(commands, 'no.such.thing');
    expect(documents).toEqual([]);
  });
});

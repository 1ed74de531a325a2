/** @file The application's window under measurement: mounted as main.ts does it, and the bench's questions beside it. */

import { mount } from 'svelte';
import { startLanguage } from '../../../renderer/editor/language/client';
import { DEFAULT_LESSON, LESSONS } from '../../../renderer/lesson/lessons';
import App from '../../../renderer/shell/App.svelte';
import { Application } from '../../../renderer/state/application.svelte';
import { applyTheme } from '../../../renderer/theme';
import { HeardSession } from './first-result';
import { KINDS } from './kinds';
import { WINDOW_WORKS, type WindowWork } from './works';

/** Nothing is kept: every start of the bench is a first one. */
const api = {
  platform: 'linux',
  saveDocument: async () => undefined,
  saveSettings: async () => undefined,
  saveData: async () => undefined,
  setMenu: async () => undefined,
  onCommand: () => () => undefined,
} as const;

interface Begun {
  readonly app: Application;
  readonly session: HeardSession;
}

/** Starts the application for the first of these works; the lesson that it will open is not open yet. */
async function begin(target: HTMLElement, { device, kind, text }: WindowWork): Promise<Begun> {
  const language = startLanguage();
  const session = new HeardSession((source) => language.compile(source));
  const first = LESSONS.find(({ id }) => id === DEFAULT_LESSON)!;
  const second = LESSONS.find((lesson) => lesson !== first)!;
  const settings = {
    theme: 'light',
    device,
    lesson: kind === 'first' && text === first.model ? second.id : first.id,
    panes: {},
    solved: [],
    opened: [],
  } as const;
  applyTheme(settings.theme);
  const app = new Application({
    api,
    saved: { settings: { ...settings, solved: [], opened: [] }, texts: {}, data: [], problems: [] },
    lessons: LESSONS,
    session,
  });
  mount(App, { target, props: { app, api, language } });
  await app.begin();
  return { app, session };
}

let begun: Promise<Begun> | null = null;

Object.assign(globalThis, {
  bench: {
    /** Median milliseconds by contender, and what the text printed. */
    async measure(name: string) {
      const work = WINDOW_WORKS.find((other) => other.name === name);
      if (!work) throw new Error(`There is no work '${name}'.`);
      const { app, session } = await (begun ??= begin(document.getElementById('app')!, work));
      return KINDS[work.kind](app, work.text, session);
    },
  },
});

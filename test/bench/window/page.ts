/** @file The application's window under measurement: mounted as main.ts does it, and the bench's questions beside it. */

import { mount } from 'svelte';
import { startLanguage } from '../../../renderer/editor/language/client';
import { LESSONS } from '../../../renderer/lesson/lessons';
import { RunSession } from '../../../renderer/run/session';
import App from '../../../renderer/shell/App.svelte';
import { Application } from '../../../renderer/state/application.svelte';
import { applyTheme } from '../../../renderer/theme';
import { KINDS } from './kinds';
import { WINDOW_WORKS } from './works';

/** Nothing is kept: every start of the bench is a first one. */
const api = {
  platform: 'linux',
  saveDocument: async () => undefined,
  saveSettings: async () => undefined,
  saveData: async () => undefined,
  setMenu: async () => undefined,
  onCommand: () => () => undefined,
} as const;

async function begin(target: HTMLElement): Promise<Application> {
  const language = startLanguage();
  const session = new RunSession((source) => language.compile(source));
  const settings = {
    theme: 'light',
    device: 'cpu',
    lesson: null,
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
  return app;
}

const started = begin(document.getElementById('app')!);

Object.assign(globalThis, {
  bench: {
    /** Median milliseconds by contender, and what the text printed. */
    async measure(name: string) {
      const work = WINDOW_WORKS.find((other) => other.name === name);
      if (!work) throw new Error(`There is no work '${name}'.`);
      return KINDS[work.kind](await started, work.text);
    },
  },
});

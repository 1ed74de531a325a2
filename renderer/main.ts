/** @file Where the page begins: what was kept is loaded, the workers are started, the window is drawn. */

import { mount } from 'svelte';
import type { BackstepApi } from '../electron/api';
import { startLanguage } from './editor/language/client';
import { LESSONS } from './lesson/lessons';
import { RunSession } from './run/session';
import App from './shell/App.svelte';
import { Application } from './state/application.svelte';
import { applyTheme } from './theme';

declare global {
  interface Window {
    /** put there by the preload script */
    readonly backstep: BackstepApi;
  }
}

async function begin(target: HTMLElement): Promise<void> {
  const api = window.backstep;
  const language = startLanguage();
  const session = new RunSession((source) => language.compile(source));
  const saved = await api.load();
  applyTheme(saved.settings.theme);
  const app = new Application({ api, saved, lessons: LESSONS, session });
  mount(App, { target, props: { app, api, language } });
  await app.begin();
}

/** Shown in the place of the window's parts, so that a failed start is not an empty window. */
function fail(target: HTMLElement, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const text = document.createElement('p');
  text.setAttribute('role', 'alert');
  text.style.cssText = 'max-width: 60ch; margin: 96px auto; padding: 0 24px;';
  text.textContent = `Backstep could not start its window: ${message} Your texts are safe on the disk. Reload the window, or start Backstep again.`;
  target.replaceChildren(text);
}

const target = document.getElementById('app');
if (!target) throw new Error('The page has no #app.');
begin(target).catch((error: unknown) => fail(target, error));

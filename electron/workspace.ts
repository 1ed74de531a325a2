/** @file An ordinary start: the window, the menu, and the learner's texts behind it. */

import { app } from 'electron';
import type { BrowserWindow } from 'electron';
import * as v from 'valibot';
import { CHANNELS, DataFileSchema, DocumentSchema, MenuEntrySchema, SettingsSchema } from './api';
import { Documents } from './documents';
import { answer } from './ipc';
import { ApplicationMenu } from './menu';
import { openWindow } from './window';

/** Call once the application is ready and this is its only instance. */
export async function startWorkspace(): Promise<void> {
  const folder = app.getPath('userData');
  const documents = new Documents(folder);
  let window: BrowserWindow | null = null;
  const menu = new ApplicationMenu((command) => window?.webContents.send(CHANNELS.command, command));

  answer(CHANNELS.load, v.undefined(), () => documents.load());
  answer(CHANNELS.saveDocument, DocumentSchema, (document) => documents.saveDocument(document));
  answer(CHANNELS.saveSettings, SettingsSchema, (settings) => documents.saveSettings(settings));
  answer(CHANNELS.saveData, DataFileSchema, (file) => documents.saveData(file));
  answer(CHANNELS.setMenu, v.array(MenuEntrySchema), (entries) => menu.show(entries));

  app.on('second-instance', () => {
    if (window === null) return;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  });
  app.on('window-all-closed', () => app.quit());
  flushBeforeQuitting(documents);

  window = await openWindow(folder);
  window.on('closed', () => (window = null));
}

/** What was typed last may still be on its way to the disk. */
function flushBeforeQuitting(documents: Documents): void {
  app.on('will-quit', (event) => {
    if (documents.isIdle) return;
    event.preventDefault();
    // The windows are closed by now, so there is nothing left to ask: exit, as quit() is deaf while it is under way.
    void documents.idle().then(() => app.exit(0));
  });
}

/** @file The application's window: how it is made, shown, remembered, and what happens when its page stops working. */

import { join } from 'node:path';
import { app, BrowserWindow, dialog, nativeTheme, screen } from 'electron';
import type { BrowserWindowConstructorOptions, WebContents, WebPreferences } from 'electron';
import { ORIGIN } from './protocol';
import { fit, MINIMUM, readPlace, writePlace } from './window-place';

/** The colours behind the page until it has drawn, so that nothing flashes. */
const BACKGROUND = { light: '#f7f7f5', dark: '#17181a' };

/** The same for every window: the page gets no Node and stays in its sandbox. */
export function webPreferences(): WebPreferences {
  return {
    preload: join(import.meta.dirname, 'preload.cjs'),
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webviewTag: false,
    spellcheck: false,
    additionalArguments: [`--backstep-version=${app.getVersion()}`],
  };
}

/**
 * Opens the application's window and shows it when its page has drawn.
 * @param folder where its place is remembered
 */
export async function openWindow(folder: string): Promise<BrowserWindow> {
  const last = await readPlace(folder);
  const display = last === null ? screen.getPrimaryDisplay() : screen.getDisplayMatching(last);
  const { maximized, ...bounds } = fit(last, display.workArea);
  const options: BrowserWindowConstructorOptions = {
    ...bounds,
    minWidth: MINIMUM.width,
    minHeight: MINIMUM.height,
    title: 'Backstep',
    // macOS takes it from the package.
    icon: join(import.meta.dirname, 'icon.png'),
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: webPreferences(),
  };
  const window = new BrowserWindow(options);
  window.once('ready-to-show', () => {
    if (maximized) window.maximize();
    window.show();
  });
  rememberPlace(window, folder);
  rescue(window);
  void load(window);
  return window;
}

/** A page that cannot be loaded must not leave an invisible window behind. */
async function load(window: BrowserWindow): Promise<void> {
  let closing = false;
  const close = () => (closing = true);
  window.once('close', close);
  app.once('before-quit', close);
  try {
    await window.loadURL(`${ORIGIN}/index.html`);
  } catch (error) {
    // Told to end while it was still loading: what was broken off is no failure.
    if (window.isDestroyed() || closing) return;
    // Not showErrorBox: it stops everything until it is answered, the ending too.
    await dialog.showMessageBox({
      type: 'error',
      title: 'Backstep',
      message: 'Backstep could not open its window',
      detail: error instanceof Error ? error.message : String(error),
    });
    app.exit(1);
  }
}

function rememberPlace(window: BrowserWindow, folder: string): void {
  let timer: NodeJS.Timeout | undefined;
  const remember = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (window.isDestroyed()) return;
      const place = { ...window.getNormalBounds(), maximized: window.isMaximized() };
      // Only comfort hangs on it, so a full disk is no reason to disturb anybody.
      writePlace(folder, place).catch((error: unknown) => process.emitWarning(String(error)));
    }, 300);
  };
  for (const event of ['resize', 'move', 'maximize', 'unmaximize'] as const) {
    // Each event has an overload of its own in the types.
    (window as NodeJS.EventEmitter).on(event, remember);
  }
}

/** Offers a fresh start when the page has crashed or no longer answers; texts are on the disk by then. */
function rescue(window: BrowserWindow): void {
  const contents = window.webContents;
  let asking = false;
  const ask = async (message: string, otherwise: 'Quit' | 'Wait') => {
    if (asking || window.isDestroyed()) return;
    asking = true;
    const { response } = await dialog.showMessageBox(window, {
      type: 'error',
      title: 'Backstep',
      message,
      detail: 'What you typed is saved. Reload starts the window afresh.',
      buttons: ['Reload', otherwise],
      defaultId: 0,
      cancelId: 1,
    });
    if (!window.isDestroyed()) {
      if (response === 0) await reload(contents);
      else if (otherwise === 'Quit') app.quit();
    }
    asking = false;
  };
  contents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') void ask(`The window stopped working (${reason}).`, 'Quit');
  });
  window.on('unresponsive', () => void ask('The window does not answer.', 'Wait'));
}

/** A page that does not answer cannot be asked to go: its process is ended first. */
async function reload(contents: WebContents): Promise<void> {
  if (!contents.isCrashed()) {
    const gone = new Promise((done) => contents.once('render-process-gone', done));
    contents.forcefullyCrashRenderer();
    await gone;
  }
  contents.reload();
}

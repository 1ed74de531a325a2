/** @file The application menu: the commands that the window declares, and what every application has. */

import { app, Menu } from 'electron';
import type { MenuItemConstructorOptions } from 'electron';
import type { MenuEntry } from './api';

type Place = MenuEntry['menu'];

const TITLES: Readonly<Record<Place | 'edit', string>> = {
  file: '&File',
  edit: '&Edit',
  run: '&Run',
  step: '&Step',
  view: '&View',
  help: '&Help',
};

/** The parts that are the platform's own and need no word from the window. */
const STANDARD: Readonly<Record<Place | 'edit', readonly MenuItemConstructorOptions[]>> = {
  file: [process.platform === 'darwin' ? { role: 'close' } : { role: 'quit' }],
  edit: [
    { role: 'undo' },
    { role: 'redo' },
    { type: 'separator' },
    { role: 'cut' },
    { role: 'copy' },
    { role: 'paste' },
    { role: 'selectAll' },
  ],
  run: [],
  step: [],
  view: [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ],
  help: [],
};

/**
 * The menu as a template. Keys are shown but not taken: the window hears them itself and knows when they are meant for
 * the text that is being typed.
 * @param entries in the order in which they are shown
 * @param perform called with the id of the command that was chosen
 */
export function menuTemplate(
  entries: readonly MenuEntry[],
  perform: (command: string) => void,
  platform: string = process.platform,
): MenuItemConstructorOptions[] {
  const places: readonly (Place | 'edit')[] = ['file', 'edit', 'run', 'step', 'view', 'help'];
  const template = places.flatMap((place): MenuItemConstructorOptions[] => {
    const own = entries
      .filter((entry) => entry.menu === place)
      .map((entry): MenuItemConstructorOptions => ({
        id: entry.id,
        label: entry.label,
        enabled: entry.enabled,
        click: () => perform(entry.id),
        ...(entry.accelerator === null ? {} : { accelerator: entry.accelerator, registerAccelerator: false }),
      }));
    const standard = STANDARD[place];
    const between: MenuItemConstructorOptions[] =
      own.length > 0 && standard.length > 0 ? [{ type: 'separator' }] : [];
    const submenu = [...own, ...between, ...standard];
    return submenu.length === 0 ? [] : [{ label: TITLES[place], submenu }];
  });
  return platform === 'darwin' ? [{ role: 'appMenu', label: app.name }, ...template] : template;
}

/** Keeps the menu in step with what the window says. */
export class ApplicationMenu {
  #shape = '';
  readonly #perform: (command: string) => void;

  /** @param perform called with the id of the command that was chosen */
  constructor(perform: (command: string) => void) {
    this.#perform = perform;
    this.show([]);
  }

  /** A change in what can be used is made in place: building the menu anew would close one that is open. */
  show(entries: readonly MenuEntry[]): void {
    const shape = JSON.stringify(entries.map((entry) => ({ ...entry, enabled: null })));
    const menu = Menu.getApplicationMenu();
    if (shape === this.#shape && menu !== null) {
      for (const { id, enabled } of entries) {
        const item = menu.getMenuItemById(id);
        if (item !== null) item.enabled = enabled;
      }
      return;
    }
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(entries, this.#perform)));
    this.#shape = shape;
  }
}

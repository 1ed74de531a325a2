/** @file The application menu from the commands that the window declares. */

import { expect, test, vi } from 'vitest';
import type { MenuEntry } from '../../electron/api';

vi.mock('electron', () => ({ app: { name: 'Backstep' }, Menu: {} }));

const { menuTemplate } = await import('../../electron/menu');

const RUN: MenuEntry = {
  id: 'run',
  label: 'Run',
  accelerator: 'CmdOrCtrl+Enter',
  menu: 'run',
  enabled: true,
};
const KEYS: MenuEntry = { id: 'keys', label: 'Keys', accelerator: null, menu: 'help', enabled: false };

const titles = (template: ReturnType<typeof menuTemplate>) => template.map((item) => item.role ?? item.label);

test('commands stand in their menus, in their order; empty menus are left out', () => {
  const template = menuTemplate([RUN, KEYS, { ...RUN, id: 'stop' }], () => {}, 'linux');
  expect(titles(template)).toEqual(['&File', '&Edit', '&Run', '&View', '&Help']);
  const run = template[2]?.submenu;
  expect(Array.isArray(run) && run.map((item) => item.id)).toEqual(['run', 'stop']);
});

test('a key is shown, not taken; a disabled command is shown as such', () => {
  const template = menuTemplate([RUN, KEYS], () => {}, 'linux');
  const [run, help] = [template[2]?.submenu, template[4]?.submenu];
  expect(Array.isArray(run) && run[0]).toMatchObject({
    accelerator: 'CmdOrCtrl+Enter',
    registerAccelerator: false,
  });
  expect(Array.isArray(help) && help[0]).toMatchObject({ enabled: false });
});

test('choosing one performs it', () => {
  const chosen: string[] = [];
  const submenu = menuTemplate([RUN], (command) => chosen.push(command), 'linux')[2]?.submenu;
  const click = Array.isArray(submenu) ? submenu[0]?.click : undefined;
  (click as (() => void) | undefined)?.();
  expect(chosen).toEqual(['run']);
});

test('on a Mac the application has a menu of its own', () => {
  expect(titles(menuTemplate([], () => {}, 'darwin'))).toEqual(['appMenu', '&File', '&Edit', '&View']);
});

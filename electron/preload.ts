/** @file Puts `window.backstep` into the page: the contract's functions and nothing else. */

import { contextBridge, ipcRenderer } from 'electron';
import { CHANNELS } from './api';
import type { BackstepApi } from './api';

/** Given by the main process through additionalArguments. */
const VERSION_ARGUMENT = '--backstep-version=';

const platform = process.platform;
const api: BackstepApi = {
  versions: {
    app:
      process.argv
        .find((argument) => argument.startsWith(VERSION_ARGUMENT))
        ?.slice(VERSION_ARGUMENT.length) ?? '',
    electron: process.versions.electron,
    chromium: process.versions['chrome'] ?? '',
  },
  platform: platform === 'darwin' || platform === 'win32' ? platform : 'linux',
  load: () => ipcRenderer.invoke(CHANNELS.load),
  saveDocument: (document) => ipcRenderer.invoke(CHANNELS.saveDocument, document),
  saveSettings: (settings) => ipcRenderer.invoke(CHANNELS.saveSettings, settings),
  saveData: (file) => ipcRenderer.invoke(CHANNELS.saveData, file),
  onCommand: (listener) => {
    const hear = (_event: unknown, command: unknown) => {
      if (typeof command === 'string') listener(command);
    };
    ipcRenderer.on(CHANNELS.command, hear);
    return () => void ipcRenderer.off(CHANNELS.command, hear);
  },
  setMenu: (entries) => ipcRenderer.invoke(CHANNELS.setMenu, entries),
  nextJob: () => ipcRenderer.invoke(CHANNELS.nextJob),
  write: (output) => ipcRenderer.invoke(CHANNELS.write, output),
  finishJob: (result) => ipcRenderer.invoke(CHANNELS.finishJob, result),
};

contextBridge.exposeInMainWorld('backstep', api);

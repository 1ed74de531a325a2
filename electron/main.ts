/** @file Where the main process begins: an ordinary start with a window, or a headless run. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';
import { complain, headlessArguments, runHeadless, useTemporaryFolder } from './cli';
import { joinValues, webgpuChoice, webgpuSwitches } from './flags';
import { registerScheme, serve } from './protocol';
import { lockDown } from './security';
import { startWorkspace } from './workspace';

const headless = headlessArguments(process.argv);

setSwitches();
registerScheme();
if (headless !== null) {
  useTemporaryFolder();
  start(() => runHeadless(headless));
} else if (app.requestSingleInstanceLock()) {
  start(startWorkspace);
} else {
  // The first one has been told and comes to the front.
  app.quit();
}

/** Not awaited at the top: Electron is ready only after this module has been evaluated. */
function start(perform: () => Promise<void>): void {
  app
    .whenReady()
    .then(() => {
      lockDown();
      serve(join(import.meta.dirname, '..', 'renderer'));
      return perform();
    })
    .catch((error: unknown) => {
      process.stderr.write(
        `Backstep could not start: ${error instanceof Error ? error.stack : String(error)}\n`,
      );
      app.exit(3);
    });
}

/** Must come before Chromium reads them, that is before the application is ready. */
function setSwitches(): void {
  const { commandLine } = app;
  let choice: ReturnType<typeof webgpuChoice>;
  try {
    choice = webgpuChoice(commandLine.getSwitchValue('webgpu'), process.env['BACKSTEP_WEBGPU']);
  } catch (error) {
    complain(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  }
  for (const { name, value } of webgpuSwitches(choice, process.platform, renderNodes())) {
    if (value === undefined) commandLine.appendSwitch(name);
    else if (name.endsWith('-features')) {
      commandLine.appendSwitch(name, joinValues(commandLine.getSwitchValue(name), value));
    } else commandLine.appendSwitch(name, value);
  }
}

function renderNodes(): readonly string[] {
  try {
    return readdirSync('/dev/dri');
  } catch {
    // No such folder: no GPU, or not Linux.
    return [];
  }
}

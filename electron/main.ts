/** @file Where the main process begins: an ordinary start with a window, or a headless run. */

import { join } from 'node:path';
import { app } from 'electron';
import { headlessArguments, runHeadless, useTemporaryFolder } from './cli';
import { registerScheme, serve } from './protocol';
import { lockDown } from './security';
import { setSwitches } from './switches';
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

/** @file Before all tests of the application: a display for them, where there is none. */

import { openDisplay } from '../../build/display.mjs';
import { thisMachine } from '../../build/machine.mjs';

/** @returns what takes it away again */
export default async function display(): Promise<() => void> {
  const { env, close } = await openDisplay(thisMachine(), { quiet: true });
  Object.assign(process.env, env);
  return close;
}

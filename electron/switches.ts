/** @file Gives Chromium the switches that WebGPU needs here. */

import { readdirSync } from 'node:fs';
import { app } from 'electron';
import { complain } from './cli';
import { javascriptFlags, joinValues, webgpuChoice, webgpuSwitches } from './flags';

/** Must come before Chromium reads them, that is before the application is ready. */
export function setSwitches(): void {
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
  const flags = javascriptFlags(process.versions.v8);
  const given = commandLine.getSwitchValue('js-flags');
  if (flags !== '') commandLine.appendSwitch('js-flags', `${given} ${flags}`.trim());
}

function renderNodes(): readonly string[] {
  try {
    return readdirSync('/dev/dri');
  } catch {
    // No such folder: no GPU, or not Linux.
    return [];
  }
}

/** @file Chromium's sandbox: root must go without it; some Linux systems refuse it to everybody else until told otherwise. */

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Stop } from './machine.mjs';

/**
 * The switches that this user needs: root has to do without the sandbox, nobody else ever does.
 * @param {import('./machine.mjs').Machine} machine
 * @returns {readonly string[]}
 */
export function sandboxArguments(machine) {
  return machine.platform === 'linux' && machine.isRoot ? ['--no-sandbox'] : [];
}

/**
 * @param {import('./machine.mjs').Machine} machine
 * @param {string} dist Electron's folder
 * @param {(file: string) => string | null} [setting] reads a kernel setting
 * @throws {Stop} when an ordinary user may not make a sandbox here, with the line that changes it
 */
export function ensureSandbox(machine, dist, setting = kernelSetting) {
  if (machine.platform !== 'linux' || machine.isRoot) return;
  const refused =
    setting('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1' ||
    setting('/proc/sys/kernel/unprivileged_userns_clone') === '0';
  if (!refused) return;
  const helper = join(dist, 'chrome-sandbox');
  const { uid, mode } = statSync(helper);
  if (uid === 0 && (mode & 0o4000) !== 0) return;
  throw new Stop(
    `This system lets no ordinary program make a sandbox, and Electron does not run without one. Type this, then try again:\n  sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`,
  );
}

/** @param {string} file */
function kernelSetting(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    // A kernel without the setting does not restrict anything by it.
    return null;
  }
}

/** @file The npm scripts: which set-up each needs, and what it does then. */

import { USAGE, parseRun } from '../electron/arguments.mjs';
import { bundleBench, parseBench } from './bench.mjs';
import { ensureBundle } from './bundle.mjs';
import { check, format } from './check.mjs';
import { ensureElectron, webgpuEnvironment } from './electron.mjs';
import { headless, openApplication } from './headless.mjs';
import { ensureKernels } from './kernels.mjs';
import { alone } from './lock.mjs';
import { Stop } from './machine.mjs';
import { ensureNodeModules } from './node-modules.mjs';
import { ensurePackage } from './package.mjs';
import { playwright, runTests, summary, vitest } from './runners.mjs';
import { ensureSandbox } from './sandbox.mjs';
import { ensureSystemPackages, reportMissingLibraries } from './system-packages.mjs';

/** @typedef {import('./machine.mjs').Machine} Machine */

/**
 * Everything up to an Electron that can be started, each part only where it is missing.
 * @param {Machine} machine
 */
async function prepareElectron(machine) {
  await ensureNodeModules(machine);
  await ensureSystemPackages(machine);
  const electron = await ensureElectron(machine);
  ensureSandbox(machine, electron.dist);
  return electron;
}

/** @param {Machine} machine */
async function prepareApplication(machine) {
  const electron = await prepareElectron(machine);
  await reportMissingLibraries(machine, electron.executable);
  // Before: they are a part of what is bundled.
  await ensureKernels(machine.root);
  await ensureBundle(machine);
  return electron;
}

/**
 * @param {Machine} machine
 * @param {readonly string[]} args nothing: everything; `unit` or `app`: that part, with the rest for its runner
 */
async function test(machine, args) {
  const [part, ...rest] = args;
  if (part !== undefined && part !== 'unit' && part !== 'app') {
    throw new Stop('usage: npm test [-- unit [vitest arguments] | app [playwright arguments]]', 2);
  }
  const tallies = [];
  const electron = await alone(machine, async () => {
    if (part === 'unit') return prepareElectron(machine);
    const prepared = await prepareApplication(machine);
    await ensurePackage(machine, prepared);
    return prepared;
  });
  const env = { ...machine.env, ...webgpuEnvironment(electron) };
  if (part !== 'app')
    tallies.push(await runTests(machine.root, vitest(machine.root, env, rest), machine.say));
  if (part !== 'unit')
    tallies.push(await runTests(machine.root, playwright(machine.root, machine.env, rest), machine.say));
  const { text, ok } = summary(tallies);
  process.stdout.write(`${text}\n`);
  return ok ? 0 : 1;
}

/** @type {Record<string, (machine: Machine, args: readonly string[]) => Promise<number>>} */
const COMMANDS = {
  start: async (machine, args) => {
    const electron = await alone(machine, () => prepareApplication(machine));
    return openApplication(machine, electron, args);
  },
  test,
  check: async (machine) => {
    await alone(machine, () => ensureNodeModules(machine));
    return check(machine);
  },
  format: async (machine) => {
    await alone(machine, () => ensureNodeModules(machine));
    return format(machine);
  },
  backstep: async (machine, args) => {
    const parsed = parseRun(args);
    if ('problem' in parsed) throw new Stop(`${parsed.problem}\n${USAGE}`, 2);
    const electron = await alone(machine, () => prepareApplication(machine));
    return headless(machine, electron, args);
  },
  bench: async (machine, args) => {
    const parsed = parseBench(args);
    const { electron, program } = await alone(machine, async () => ({
      electron: await prepareElectron(machine),
      program: await bundleBench(machine),
    }));
    return headless(machine, electron, [JSON.stringify(parsed)], program);
  },
  package: async (machine) => {
    const program = await alone(machine, async () =>
      ensurePackage(machine, await prepareApplication(machine)),
    );
    machine.say(`The application is ${program}`);
    return 0;
  },
};

/**
 * @param {Machine} machine
 * @param {readonly string[]} argv the command and its arguments
 * @returns {Promise<number>} the exit status
 */
export async function perform(machine, argv) {
  const [name = '', ...args] = argv;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  try {
    if (command === undefined)
      throw new Stop(`usage: node build/cli.mjs ${Object.keys(COMMANDS).join('|')}`, 2);
    return await command(machine, args);
  } catch (error) {
    if (error instanceof Stop) {
      machine.say(error.message);
      return error.status;
    }
    // A full disk, a folder that may not be written: the system's own words say it, and a stack says nothing more.
    if (error instanceof Error && 'syscall' in error) {
      machine.say(`The system refused: ${error.message}`);
      return 1;
    }
    throw error;
  }
}

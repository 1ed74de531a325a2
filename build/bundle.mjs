/** @file Bundles the renderer, the main process and the preload script into dist/ with Vite, when a source has changed. */

import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, readStamp } from './fingerprint.mjs';
import { Stop } from './machine.mjs';

/** What the bundle is made from. */
const SOURCES = [
  'electron',
  'renderer',
  'engine',
  'lessons',
  'assets',
  'vite.config.ts',
  'svelte.config.js',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
  'build/bundle.mjs',
  'build/data-sets.mjs',
];
const STAMP = 'stamp';
/** How long plugins take is nobody's concern here. */
const checks = { pluginTimings: false };

/** @param {string} root */
export function bundleStamp(root) {
  return readStamp(join(root, 'dist', STAMP));
}

/**
 * @param {import('./machine.mjs').Machine} machine
 * @param {(root: string, out: string, machine: import('./machine.mjs').Machine) => Promise<void>} [build] for tests
 * @throws {Stop} when it does not build
 */
export async function ensureBundle(machine, build = buildAll) {
  const { root } = machine;
  const stamp = fingerprint(root, SOURCES);
  if (bundleStamp(root) === stamp) return;
  machine.say('Bundling …');
  const started = performance.now();
  const cache = join(root, '.cache');
  const out = join(cache, `dist-${process.pid}`);
  mkdirSync(cache, { recursive: true });
  // What a killed process has left: commands that bundle wait for one another, so it is nobody's.
  for (const name of readdirSync(cache)) {
    if (/^dist-(old-)?\d+$/.test(name)) rmSync(join(cache, name), { recursive: true, force: true });
  }
  mkdirSync(out);
  try {
    await build(root, out, machine);
    writeFileSync(join(out, STAMP), stamp);
    replace(join(root, 'dist'), out, join(cache, `dist-old-${process.pid}`));
  } catch (error) {
    if (error instanceof Stop) throw error;
    throw new Stop(
      `The application does not build:\n${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
  machine.say(`  bundled in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/**
 * Puts a finished folder in the place of another by renaming, so that no half-made one is ever seen.
 * @param {string} target
 * @param {string} finished
 * @param {string} aside where the old one waits for its removal
 */
function replace(target, finished, aside) {
  const move = (/** @type {string} */ from, /** @type {string} */ to) => {
    try {
      renameSync(from, to);
      return true;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : null;
      if (code === 'ENOENT' || code === 'ENOTEMPTY' || code === 'EEXIST') return false;
      throw error;
    }
  };
  // Another process may be replacing it at the same moment: then try again.
  for (let tries = 0; tries < 5; tries += 1) {
    rmSync(aside, { recursive: true, force: true });
    move(target, aside);
    const done = move(finished, target);
    rmSync(aside, { recursive: true, force: true });
    if (done) return;
  }
  throw new Stop('dist/ could not be replaced: another process keeps writing there. Try again.');
}

/**
 * Vite would write to stdout, which belongs to what was asked for.
 * @param {import('./machine.mjs').Machine} machine
 */
export async function loggerFor(machine) {
  const { createLogger } = await import('vite');
  const logger = createLogger('warn');
  logger.warn = (text) => machine.say(text);
  logger.warnOnce = logger.warn;
  logger.error = logger.warn;
  return logger;
}

/**
 * @param {string} root
 * @param {string} out
 * @param {import('./machine.mjs').Machine} machine
 */
async function buildAll(root, out, machine) {
  const { build } = await import('vite');
  const customLogger = await loggerFor(machine);
  await build({
    root: join(root, 'renderer'),
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'warn',
    customLogger,
    build: { outDir: join(out, 'renderer'), emptyOutDir: true, rolldownOptions: { checks } },
  });
  const node = {
    root,
    configFile: /** @type {const} */ (false),
    logLevel: /** @type {const} */ ('warn'),
    customLogger,
    ssr: { noExternal: /** @type {const} */ (true) },
  };
  const target = 'node20';
  const common = {
    outDir: join(out, 'electron'),
    emptyOutDir: false,
    target,
    minify: false,
    copyPublicDir: false,
  };
  await build({
    ...node,
    build: {
      ...common,
      ssr: join(root, 'electron', 'main.ts'),
      rolldownOptions: {
        checks,
        external: ['electron'],
        output: { format: 'es', entryFileNames: 'main.js' },
      },
    },
  });
  // A sandboxed preload script must be one CommonJS file.
  await build({
    ...node,
    build: {
      ...common,
      ssr: join(root, 'electron', 'preload.ts'),
      rolldownOptions: {
        checks,
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: 'preload.cjs', codeSplitting: false },
      },
    },
  });
  copyFileSync(join(root, 'assets', 'icon.png'), join(out, 'electron', 'icon.png'));
}

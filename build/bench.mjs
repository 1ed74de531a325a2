/** @file The bench: its arguments, and its bundle, a small Electron application of its own. */

import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loggerFor } from './bundle.mjs';
import { dataSets } from './data-sets.mjs';
import { ensureKernels } from './kernels.mjs';
import { Stop } from './machine.mjs';

const USAGE = 'usage: npm run --silent bench -- [--only NAME] [--device cpu|webgpu] [--json OUT]';

/**
 * @typedef {object} BenchArguments
 * @property {string | null} only works with this in their name
 * @property {'cpu' | 'webgpu'} device
 * @property {string | null} json where the rows go, absolute; null: nowhere
 */

/**
 * @param {readonly string[]} args
 * @returns {BenchArguments}
 * @throws {Stop} when they are not understood
 */
export function parseBench(args) {
  const options = /** @type {const} */ ({
    only: { type: 'string' },
    device: { type: 'string' },
    json: { type: 'string' },
  });
  try {
    const { only = null, device = 'cpu', json } = parseArgs({ args: [...args], options }).values;
    if (device !== 'cpu' && device !== 'webgpu') throw new Error(`There is no device '${device}'.`);
    // Named from where the person is, not from where npm has gone.
    return { only, device, json: json === undefined ? null : resolve(process.env['INIT_CWD'] ?? '.', json) };
  } catch (error) {
    throw new Stop(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`, 2);
  }
}

/**
 * Bundles the bench anew: it is quick, and always what the sources say.
 * @param {import('./machine.mjs').Machine} machine
 * @returns {Promise<string>} the program for Electron
 */
export async function bundleBench(machine) {
  const { build } = await import('vite');
  const { svelte } = await import('@sveltejs/vite-plugin-svelte');
  const { root } = machine;
  const out = join(root, '.cache', 'bench');
  const source = join(root, 'test', 'bench');
  const common = {
    configFile: /** @type {const} */ (false),
    logLevel: /** @type {const} */ ('warn'),
    customLogger: await loggerFor(machine),
  };
  const rolldownOptions = { checks: { pluginTimings: false } };
  machine.say('Bundling the bench …');
  await ensureKernels(root);
  await build({
    ...common,
    root: source,
    plugins: [svelte({ configFile: join(root, 'svelte.config.js') }), dataSets(root)],
    worker: { format: 'es', plugins: () => [dataSets(root)], rolldownOptions },
    build: {
      // As the application is bundled.
      target: 'chrome130',
      outDir: join(out, 'renderer'),
      emptyOutDir: true,
      assetsInlineLimit: 0,
      // tfjs starts its threads with the texts of its functions, which must stand by themselves.
      minify: false,
      chunkSizeWarningLimit: 8000,
      rolldownOptions: {
        ...rolldownOptions,
        input: ['page.html', 'window.html'].map((page) => join(source, page)),
      },
    },
  });
  await build({
    ...common,
    root,
    ssr: { noExternal: true },
    build: {
      ssr: join(source, 'main.ts'),
      outDir: join(out, 'main'),
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      copyPublicDir: false,
      rolldownOptions: {
        ...rolldownOptions,
        external: ['electron'],
        output: { format: 'es', entryFileNames: 'main.mjs' },
      },
    },
  });
  return join(out, 'main', 'main.mjs');
}

/** @file How the renderer is bundled: the window, the headless page and their workers, for the Chromium inside Electron. */

import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { dataSets } from './build/data-sets.mjs';

const here = import.meta.dirname;

export default defineConfig({
  root: resolve(here, 'renderer'),
  plugins: [svelte({ configFile: resolve(here, 'svelte.config.js') }), dataSets(here)],
  worker: {
    format: 'es',
    plugins: () => [dataSets(here)],
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  build: {
    // The oldest Chromium we run on: that of Electron 33.
    target: 'chrome130',
    outDir: resolve(here, 'dist', 'renderer'),
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    // The page's policy allows fonts and styles from app:// alone, so nothing is inlined as a data: URL.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 8000,
    rolldownOptions: {
      input: [resolve(here, 'renderer', 'index.html'), resolve(here, 'renderer', 'headless.html')],
    },
  },
});

/** @file Unit tests in Node, on the CPU and, through Dawn, on the software WebGPU that Electron ships. */

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { ensureKernels } from './build/kernels.mjs';
import { dataSets } from './build/data-sets.mjs';
import { provisionedElectron, webgpuEnvironment } from './build/electron.mjs';

await ensureKernels(import.meta.dirname);

const electron = provisionedElectron({ root: import.meta.dirname, platform: process.platform });
// Before the test processes start: Vulkan reads these when it is loaded.
if (electron !== null) Object.assign(process.env, webgpuEnvironment(electron));

export default defineConfig({
  plugins: [svelte(), dataSets(import.meta.dirname)],
  // Runes are tested as they run in the window, not as a server would render them.
  resolve: { conditions: ['browser'] },
  test: {
    include: ['test/{engine,build,renderer,electron,lessons,assets,golden}/**/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    testTimeout: 20_000,
    restoreMocks: true,
  },
});

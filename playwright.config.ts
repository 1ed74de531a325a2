/** @file Tests of the real application in the real Electron. */

import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'test/app',
  outputDir: 'test-results/app',
  globalSetup: './test/app/display.ts',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // Two cores, and each test has an Electron with a software GPU of its own.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
});

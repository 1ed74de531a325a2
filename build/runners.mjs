/** @file Runs the tests and adds up what the runners report; a runner that crashes or finds nothing counts as a failure. */

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { foreground, statusOf } from './child.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */

/**
 * @typedef {object} Runner
 * @property {string} name
 * @property {readonly string[]} command node's arguments
 * @property {NodeJS.ProcessEnv} env
 * @property {string} report the JSON file it writes
 * @property {(report: unknown) => Tally} read
 */

/** @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests?: number, numTodoTests?: number, testResults: readonly { status: string, assertionResults: readonly { status: string }[] }[] }} VitestReport */

/**
 * @param {unknown} report Vitest's JSON
 * @returns {Tally}
 */
export function readVitest(report) {
  const {
    numPassedTests,
    numFailedTests,
    numPendingTests = 0,
    numTodoTests = 0,
    testResults,
  } = /** @type {VitestReport} */ (report);
  // A file that could not even be loaded has no tests in it to count.
  const broken = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  return { passed: numPassedTests, failed: numFailedTests + broken, skipped: numPendingTests + numTodoTests };
}

/** @typedef {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number }, errors: readonly unknown[] }} PlaywrightReport */

/**
 * @param {unknown} report Playwright's JSON
 * @returns {Tally}
 */
export function readPlaywright(report) {
  const { stats, errors } = /** @type {PlaywrightReport} */ (report);
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  };
}

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} extra further arguments for Vitest
 * @returns {Runner}
 */
export function vitest(root, env, extra) {
  // A name of its own: two runs at once do not read each other's.
  const report = join(root, 'test-results', `vitest-${process.pid}.json`);
  const script = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return { name: 'Vitest', command: [script, 'run', ...reporters, ...extra], env, report, read: readVitest };
}

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} extra further arguments for Playwright
 * @returns {Runner}
 */
export function playwright(root, env, extra) {
  const report = join(root, 'test-results', 'playwright.json');
  const script = join(root, 'node_modules', '@playwright', 'test', 'cli.js');
  return { name: 'Playwright', command: [script, 'test', ...extra], env, report, read: readPlaywright };
}

/**
 * @param {string} root
 * @param {Runner} runner
 * @param {(text: string) => void} say
 * @returns {Promise<Tally>}
 */
export async function runTests(root, runner, say) {
  mkdirSync(dirname(runner.report), { recursive: true });
  rmSync(runner.report, { force: true });
  const options = { cwd: root, env: runner.env, stdio: /** @type {const} */ ('inherit') };
  const status = statusOf(await foreground(process.execPath, runner.command, options));
  /** @type {Tally} */
  let tally = { passed: 0, failed: 0, skipped: 0 };
  try {
    tally = runner.read(JSON.parse(readFileSync(runner.report, 'utf8')));
  } catch (error) {
    say(
      `${runner.name} left no report that can be read: ${error instanceof Error ? error.message : String(error)}`,
    );
    return { ...tally, failed: 1 };
  } finally {
    rmSync(runner.report, { force: true });
  }
  if (tally.passed + tally.failed === 0) {
    say(`${runner.name} ran no test at all; that counts as a failure.`);
    return { ...tally, failed: 1 };
  }
  if (status !== 0 && tally.failed === 0) {
    say(`${runner.name} ended with status ${status} though no test failed; that counts as a failure.`);
    return { ...tally, failed: 1 };
  }
  return tally;
}

/**
 * The last line of a test run.
 * @param {readonly Tally[]} tallies
 */
export function summary(tallies) {
  const sum = (/** @type {keyof Tally} */ key) => tallies.reduce((total, tally) => total + tally[key], 0);
  const skipped = sum('skipped');
  return {
    text: `${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
    ok: sum('failed') === 0,
  };
}

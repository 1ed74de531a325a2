/** @file That the last line counts what happened, and that a crash or an empty run is a failure. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPlaywright, readVitest, runTests, summary } from '../../build/runners.mjs';
import { fakeMachine } from './fake-machine';

const test_ = (status: string) => ({ status });

test("Vitest's report", () => {
  const report = {
    numPassedTests: 5,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 1,
    testResults: [
      { status: 'failed', assertionResults: [test_('failed'), test_('passed')] },
      // A file that does not even load.
      { status: 'failed', assertionResults: [] },
      { status: 'passed', assertionResults: [test_('passed')] },
    ],
  };
  expect(readVitest(report)).toEqual({ passed: 5, failed: 2, skipped: 3 });
});

test("Playwright's report", () => {
  const report = {
    stats: { expected: 7, unexpected: 2, flaky: 1, skipped: 4 },
    errors: [{ message: 'no setup' }],
  };
  expect(readPlaywright(report)).toEqual({ passed: 7, failed: 4, skipped: 4 });
});

test('the last line', () => {
  const good = { passed: 3, failed: 0, skipped: 0 };
  expect(summary([good, good])).toEqual({ text: '6 passed, 0 failed', ok: true });
  expect(summary([good, { passed: 1, failed: 1, skipped: 2 }])).toEqual({
    text: '4 passed, 1 failed, 2 skipped',
    ok: false,
  });
});

/** Runs a runner that is a line of JavaScript. */
async function outcome(script: (report: string) => string) {
  const { root, said, say } = fakeMachine({});
  const file = join(root, 'runner.mjs');
  const report = join(root, 'report.json');
  writeFileSync(file, `import { writeFileSync } from 'node:fs';\n${script(JSON.stringify(report))}`);
  const read = (value: unknown) => value as { passed: number; failed: number; skipped: number };
  const tally = await runTests(
    root,
    { name: 'Runner', command: [file], env: process.env, report, read },
    say,
  );
  return { tally, said: said.join('\n') };
}

const writes = (passed: number, failed: number) => (report: string) =>
  `writeFileSync(${report}, '{"passed":${passed},"failed":${failed},"skipped":0}');`;

test('a runner that does its work', async () => {
  expect((await outcome(writes(2, 0))).tally).toEqual({ passed: 2, failed: 0, skipped: 0 });
});

test('a runner that crashes before its report', async () => {
  const { tally, said } = await outcome(() => 'process.exit(7);');
  expect(tally.failed).toBe(1);
  expect(said).toContain('left no report');
});

test('a runner that crashes after its report', async () => {
  const { tally, said } = await outcome(
    (report) => `${writes(2, 0)(report)} process.kill(process.pid, 'SIGKILL');`,
  );
  expect(tally).toEqual({ passed: 2, failed: 1, skipped: 0 });
  expect(said).toContain('status 137');
});

test('a runner that runs nothing', async () => {
  const { tally, said } = await outcome(writes(0, 0));
  expect(tally.failed).toBe(1);
  expect(said).toContain('ran no test');
});

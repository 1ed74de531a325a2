/** @file Headless runs: `run FILE…` in a hidden window, one file after the other, then the exit status. */

import { isUtf8 } from 'node:buffer';
import { mkdtempSync, rmSync, writeSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { app, BrowserWindow } from 'electron';
import * as v from 'valibot';
import { CHANNELS, JobResultSchema, MAX_TEXT, OutputSchema } from './api';
import type { Job, JobResult, Output } from './api';
import { parseRun, USAGE } from './arguments.mjs';
import type { RunArguments } from './arguments.mjs';
import { writeAtomically } from './files';
import { answer } from './ipc';
import { ORIGIN } from './protocol';
import { webPreferences } from './window';

/** Exit statuses: as of PyTorch's python, 1 for an error in the code; 2 for how it was called; 3 for our own failure; 141 as of a pipe that was closed. */
const STATUS = { ok: 0, learnerError: 1, usage: 2, broken: 3, closed: 141 };

/** How long the page may take until it asks for its first job; slow machines with a software GPU need some of it. */
const START_MS = 60_000;

/**
 * The arguments of a headless run.
 * @param argv the whole command line
 * @returns null when this is an ordinary start
 */
export function headlessArguments(argv: readonly string[]): readonly string[] | null {
  const at = argv.indexOf('run');
  return at < 1 ? null : argv.slice(at);
}

/**
 * Gives the run a folder of its own for Chromium's files, unless it was started with one. It is emptied at the end, as
 * far as Chromium lets it: what that writes while it ends stays in the system's temporary folder.
 * Call before the application is ready.
 */
export function useTemporaryFolder(): void {
  if (app.commandLine.hasSwitch('user-data-dir')) return;
  const folder = mkdtempSync(join(tmpdir(), 'backstep-'));
  app.setPath('userData', folder);
  app.once('quit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
}

/**
 * Performs the runs and ends the application. Call when it is ready.
 * @param args `run` first
 */
export async function runHeadless(args: readonly string[]): Promise<void> {
  // Without these Electron would show a dialog that nobody sees.
  process.on('uncaughtException', (error) => leave(STATUS.broken, reasonOf(error)));
  process.stdout.on('error', (error) => {
    // Whoever read our output has gone: there is nobody left to run for.
    if ('code' in error && error.code === 'EPIPE') leave(STATUS.closed);
    else leave(STATUS.usage, `The output could not be written: ${reasonOf(error)}`);
  });
  const parsed = parseRun(args);
  if ('problem' in parsed) return leave(STATUS.usage, `${parsed.problem}\n${USAGE}`);
  const read = await readJobs(parsed);
  if ('problems' in read) return leave(STATUS.usage, read.problems.join('\n'));
  const results = await perform(read.jobs);
  if (typeof results === 'string') return leave(STATUS.broken, results);
  if (parsed.json !== null) {
    try {
      await writeAtomically(resolve(parsed.json), traceText(read.jobs, results));
    } catch (error) {
      return leave(STATUS.usage, `The trace could not be written to ${parsed.json}: ${reasonOf(error)}`);
    }
  }
  leave(results.every((result) => result.ok) ? STATUS.ok : STATUS.learnerError);
}

/** Reads every file before anything runs: a wrong name should not cost the runs before it. */
async function readJobs({
  files,
  device,
  json,
}: RunArguments): Promise<{ jobs: Job[] } | { problems: string[] }> {
  const jobs: Job[] = [];
  const problems: string[] = [];
  for (const file of files) {
    try {
      const source = decode(await readFile(resolve(file)));
      if (source === null) {
        problems.push(`${file} cannot be read: it is not text in UTF-8.`);
        continue;
      }
      if (source.length > MAX_TEXT)
        problems.push(`${file} is too long: ${source.length} characters of at most ${MAX_TEXT}.`);
      jobs.push({ file, source, device, trace: json !== null });
    } catch (error) {
      problems.push(`${file} cannot be read: ${reasonOf(error)}`);
    }
  }
  if (json !== null) {
    const folder = await stat(dirname(resolve(json))).catch(() => null);
    if (folder?.isDirectory() !== true)
      problems.push(`The trace cannot be written to ${json}: there is no such folder.`);
  }
  return problems.length > 0 ? { problems } : { jobs };
}

/** @returns null: bytes that are no text, and must not be run as a text with replacement characters in it */
function decode(bytes: Buffer): string | null {
  return isUtf8(bytes) ? bytes.toString('utf8') : null;
}

/** The trace of one file as it came; of several, an array that says which is whose. */
function traceText(jobs: readonly Job[], results: readonly JobResult[]): string {
  const traces = results.map((result) => result.trace ?? 'null');
  if (traces.length === 1) return `${traces[0]}\n`;
  const items = traces.map(
    (trace, index) => `{"file":${JSON.stringify(jobs[index]?.file)},"trace":${trace}}`,
  );
  return `[${items.join(',\n')}]\n`;
}

/**
 * Opens the hidden window and lets it take the jobs.
 * @returns the results in the order of the jobs, or what broke, in a sentence
 */
function perform(jobs: readonly Job[]): Promise<readonly JobResult[] | string> {
  return new Promise((done) => {
    const results: JobResult[] = [];
    let given = 0;
    const timer = setTimeout(
      () => done(`The hidden window did not start within ${START_MS / 1000} seconds.`),
      START_MS,
    );
    answer(CHANNELS.nextJob, v.undefined(), () => {
      clearTimeout(timer);
      const job = jobs[given] ?? null;
      given += 1;
      if (job === null)
        done(results.length === jobs.length ? results : 'The hidden window left a run without a result.');
      return job;
    });
    answer(CHANNELS.write, OutputSchema, write);
    answer(CHANNELS.finishJob, JobResultSchema, (result) => void results.push(result));
    const window = new BrowserWindow({
      show: false,
      // Chromium slows down the timers of what nobody sees.
      webPreferences: { ...webPreferences(), backgroundThrottling: false },
    });
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      done(`The hidden window stopped working (${reason}).`);
    });
    window.loadURL(`${ORIGIN}/headless.html`).catch((error: unknown) => {
      done(`The hidden window could not be loaded: ${reasonOf(error)}`);
    });
  });
}

/** Resolves when the text is on its way, so that nothing is lost at the end. */
function write({ stream, text }: Output): Promise<void> {
  if (stream === 'stderr') {
    complain(text);
    return Promise.resolve();
  }
  return new Promise((done, fail) => process.stdout.write(text, (error) => (error ? fail(error) : done())));
}

/** Writes to the person's stderr: a descriptor that the set-up script keeps clear of Chromium's own lines. */
export function complain(text: string): void {
  const descriptor = process.env['BACKSTEP_STDERR'];
  if (descriptor === undefined) process.stderr.write(text);
  else writeSync(Number(descriptor), text);
}

function leave(status: number, sentence?: string): void {
  if (sentence !== undefined) complain(`${sentence}\n`);
  app.exit(status);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'there is no such file.';
  if (code === 'EISDIR') return 'it is a folder.';
  if (code === 'EACCES') return 'that is not permitted.';
  if (code === 'ENOSPC') return 'there is no space left.';
  return error.message;
}

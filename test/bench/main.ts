/** @file The bench's main process: a hidden window whose worker measures; it asks work by work and prints the table. */

import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { app, BrowserWindow } from 'electron';
import type { BenchArguments } from '../../build/bench.mjs';
import { complain, useTemporaryFolder } from '../../electron/cli';
import { headersOf, ORIGIN, registerScheme, serve } from '../../electron/protocol';
import { lockDown } from '../../electron/security';
import { setSwitches } from '../../electron/switches';
import { openPyTorch } from './peers/pytorch';
import { PYTORCH, rowOf, tableHead, tableLine, type Row } from './row';
import type { Measured } from './window/kinds';
import { WINDOW_WORKS, type WindowWork } from './window/works';
import { NOT_DRAWN, PEERS, WARMED, type BenchDevice, type Target } from './work';

/** .cache/bench/main is where this is bundled to. */
const BUNDLE = join(import.meta.dirname, '..');
const PYTHON_SIDE = join(BUNDLE, '..', '..', 'test', 'bench', 'peers', 'pytorch.py');

/** The peers fetch their own parts, compile, and start workers from blobs. */
const POLICY = "default-src 'self' blob: data: 'unsafe-eval' 'unsafe-inline'";

/** Of a process that another one started to measure one work from its beginning. */
interface Apart {
  readonly apart: string;
}

const told = JSON.parse(process.argv.at(-1)!) as BenchArguments | Apart;
setSwitches();
// nothing that an earlier start left on the disk
useTemporaryFolder();
// memory is measured when what nobody holds is gone
app.commandLine.appendSwitch('js-flags', `${app.commandLine.getSwitchValue('js-flags')} --expose-gc`.trim());
registerScheme();
app
  .whenReady()
  .then(async () => {
    lockDown();
    serve(join(BUNDLE, 'renderer'), (file) => ({ ...headersOf(file), 'Content-Security-Policy': POLICY }));
    app.exit('apart' in told ? await measureHere(told) : await perform(told));
  })
  .catch((error: unknown) => {
    complain(`The bench broke: ${error instanceof Error ? error.stack : String(error)}\n`);
    app.exit(1);
  });

/** @returns the exit status: 2 for a work or device that there is not */
async function perform({ only, device, json }: BenchArguments): Promise<number> {
  const ask = await open('page.html');
  const problem = await ask<string | null>(`problem(${JSON.stringify(device)})`);
  if (problem !== null) return refuse(problem);
  const all = await ask<{ name: string; target: Target }[]>(`works(${JSON.stringify(device)})`);
  const wanted = ({ name }: { name: string }): boolean => only === null || name.includes(only);
  const works = all.filter(wanted);
  const inWindow = WINDOW_WORKS.filter((work) => work.device === device);
  const views = inWindow.filter((work) => wanted(work) && (only !== null || !work.asked));
  if (works.length + views.length === 0) {
    const names = [...all, ...inWindow].map(({ name }) => name);
    return refuse(`No work on ${device} has '${only}' in its name. There are: ${names.join(', ')}.`);
  }

  // a process on the cpu says nothing about a GPU
  const pytorch = device === 'cpu' ? await openPyTorch(PYTHON_SIDE) : null;
  const peers = [...PEERS[device], ...(pytorch ? [PYTORCH] : [])];
  const rows: Row[] = [];
  if (works.length > 0) print(tableHead(peers));
  for (const { name, target } of works) {
    const times = await ask<Record<string, number>>(
      `measure(${JSON.stringify(name)}, ${JSON.stringify(device)})`,
    );
    const native = await pytorch?.measure(name);
    const row = rowOf(name, device, target, native ? { ...times, [PYTORCH]: native } : times);
    rows.push(row);
    print(tableLine(row, peers));
  }
  if (views.length > 0) rows.push(...(await measureViews(views, device)));
  if (json !== null) await writeFile(json, `${JSON.stringify(rows, null, 1)}\n`);
  return 0;
}

/** What is measured in the application's own window. */
async function measureViews(views: readonly WindowWork[], device: BenchDevice): Promise<Row[]> {
  const here = views.some(({ kind }) => kind !== 'first') ? await openApplication() : null;
  const rows: Row[] = [];
  const beside = [device === 'cpu' ? NOT_DRAWN : WARMED];
  print(tableHead(beside));
  for (const { name, target, kind } of views) {
    const { times, printed = [] } = kind === 'first' || !here ? await measureApart(name) : await here(name);
    const row = rowOf(name, device, target, times);
    rows.push(row);
    print(tableLine(row, beside));
    for (const text of printed) for (const line of text.split('\n')) print(`  ${line}`);
  }
  return rows;
}

type Measure = (work: string) => Promise<Measured>;

/** The window must be seen: nobody draws what is hidden. */
async function openApplication(): Promise<Measure> {
  const ask = await open('window.html', { show: true });
  return (work) => ask<Measured>(`measure(${JSON.stringify(work)})`);
}

/** Measures in a process of its own: what is first is first for its GPU, too. */
function measureApart(work: string): Promise<Measured> {
  const apart: Apart = { apart: work };
  const child = spawn(process.execPath, [...process.argv.slice(1, -1), JSON.stringify(apart)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  child.stdout.on('data', (part: Buffer) => (text += String(part)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(JSON.parse(text.slice(text.lastIndexOf('{"times"'))) as Measured);
      else reject(new Error(`The process that measured '${work}' ended with ${code}.`));
    });
  });
}

/** The part of such a process. */
async function measureHere({ apart }: Apart): Promise<number> {
  const measure = await openApplication();
  print(JSON.stringify(await measure(apart)));
  return 0;
}

/** Opens a page of the bench. @returns what calls its functions */
async function open(page: string, { show = false } = {}): Promise<<T>(call: string) => Promise<T>> {
  const window = new BrowserWindow({
    show,
    width: 1280,
    height: 800,
    webPreferences: { sandbox: true, contextIsolation: true, backgroundThrottling: false },
  });
  await window.loadURL(`${ORIGIN}/${page}`);
  return <T>(call: string) => window.webContents.executeJavaScript(`bench.${call}`) as Promise<T>;
}

function refuse(sentence: string): number {
  complain(`${sentence}\n`);
  return 2;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

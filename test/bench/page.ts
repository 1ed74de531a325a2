/** @file Puts the worker's bench where the main process can ask for it. */

import { wrap } from 'comlink';
import type { Bench } from './bench-worker';

const worker = new Worker(new URL('./bench-worker.ts', import.meta.url), { type: 'module' });

Object.assign(globalThis, { bench: wrap<Bench>(worker) });

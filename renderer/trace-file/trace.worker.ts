/** @file The worker that reads saved traces: a large one takes seconds. */

import { expose } from 'comlink';
import { MOST_BYTES, readTrace, type ReadTrace } from './read';

const api = {
  async read(file: File): Promise<ReadTrace> {
    if (file.size > MOST_BYTES) {
      const mega = Math.round(file.size / 1e6);
      return { ok: false, problem: `The file has ${mega} MB; at most ${MOST_BYTES / 1e6} are read.` };
    }
    return readTrace(await file.text());
  },
};

export type TraceReader = typeof api;

expose(api);

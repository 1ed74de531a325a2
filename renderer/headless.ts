/** @file Headless runs: takes one file after the other from the main process, runs it, prints what the console would show. */

import type { TraceEvent } from '../engine/trace/events';
import type { Job } from '../electron/api';
import { startLanguage } from './editor/language/client';
import { unpack } from './run/packing';
import { RunSession } from './run/session';
import { stringifyTrace } from './run/trace-json';

const api = window.backstep;

/** The text of one event in the terminal, and where it goes; null: it is not shown. */
function shown(event: TraceEvent, file: string): { stream: 'stdout' | 'stderr'; text: string } | null {
  if (event.type === 'print') return { stream: 'stdout', text: `${event.text}\n` };
  if (event.type === 'notice') return { stream: 'stderr', text: `${event.text}\n` };
  if (event.type !== 'error') return null;
  const place = event.line > 0 ? `${file}:${event.line}: ` : `${file}: `;
  return { stream: 'stderr', text: `${place}${event.name}: ${event.message}\n` };
}

/** Runs one file to its end. Output is written in order before this resolves. */
async function perform(
  session: RunSession,
  job: Job,
  run: number,
): Promise<{ ok: boolean; trace: string | null }> {
  const events: TraceEvent[] = [];
  let ok = true;
  let written = Promise.resolve();
  await new Promise<void>((resolve) => {
    session.start(
      { run, file: job.file, source: job.source, device: job.device, check: null, data: [] },
      {
        events(batch) {
          for (const event of unpack(batch)) {
            if (job.trace) events.push(event);
            if (event.type === 'error') ok = false;
            const output = shown(event, job.file);
            if (output) written = written.then(() => api.write(output));
          }
        },
        verdict: () => undefined,
        ended: resolve,
      },
    );
  });
  await written;
  return { ok, trace: job.trace ? stringifyTrace(events) : null };
}

async function main(): Promise<void> {
  const language = startLanguage();
  const session = new RunSession((source) => language.compile(source));
  let run = 0;
  for (let job = await api.nextJob(); job; job = await api.nextJob()) {
    await api.finishJob(await perform(session, job, ++run));
  }
}

main().catch(async (error: unknown) => {
  const text = error instanceof Error ? error.message : String(error);
  await api.write({ stream: 'stderr', text: `Backstep: ${text}\n` });
  await api.finishJob({ ok: false, trace: null });
});

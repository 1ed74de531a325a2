/**
 * @file The first result of a lesson as a learner has it: the application was started, its own first run is over, nobody
 * does anything, and its worker that waits compiles the usual kernels (renderer/run/usual.ts); then the lesson is opened,
 * which runs it. Of this lesson neither its text nor a kernel that is not among those was compiled before. And the same
 * again, made ready: the next run of it.
 */

import { RunSession, type RunListener } from '../../../renderer/run/session';
import type { Packed } from '../../../renderer/run/packing';
import type { RunRequest } from '../../../renderer/run/protocol';
import { LESSONS } from '../../../renderer/lesson/lessons';
import type { Application } from '../../../renderer/state/application.svelte';

/** A learner has to find the lesson in the list, and to press a key. */
const LOOKING_MS = 1500;

/** The window's session: what its runs tell can be heard. */
export class HeardSession extends RunSession {
  hear: (events: readonly Packed[]) => void = () => undefined;

  override start(request: RunRequest, on: RunListener): void {
    const events = (batch: readonly Packed[]): void => {
      on.events(batch);
      this.hear(batch);
    };
    super.start(request, { ...on, events });
  }
}

/** Milliseconds from the opening of the lesson with this text to its first result, and from the start of its next run. */
export async function firstResults(
  app: Application,
  session: HeardSession,
  text: string,
): Promise<readonly [opened: number, again: number]> {
  const lesson = LESSONS.find(({ model }) => model === text)!;
  await idle(app, session);
  const opened = await firstResult(session, text, () => app.open(lesson));
  app.stop();
  await idle(app, session);
  return [opened, await firstResult(session, text, () => app.run())];
}

/** Until nothing is under way, and the next run is made ready. */
async function idle(app: Application, session: HeardSession): Promise<void> {
  while (app.runs.active !== null) await later(50);
  await session.ready();
  await later(LOOKING_MS);
}

/** Until the first loss is in the window; where nothing is trained, the first print, or else the end. */
function firstResult(session: HeardSession, text: string, start: () => void): Promise<number> {
  const trains = text.includes('.backward(') && /\bopt(im)?\b/.test(text);
  const began = performance.now();
  return new Promise((resolve, reject) => {
    session.hear = (events) => {
      for (const event of events) {
        if (event.type === 'error') reject(new Error(event.message));
        if (event.type === 'loss' || event.type === 'done' || (event.type === 'print' && !trains))
          resolve(performance.now() - began);
      }
    };
    start();
  });
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** @file Runs a lesson's code on the engine in Node: compiled, recorded and printed as in the application. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TraceEvent } from '../../engine/trace/events';
import { observe } from '../../engine/trace/observer';
import { Recorder } from '../../engine/trace/recorder';
import * as module from '../../renderer/run/backstep';
import { compile } from '../../renderer/run/compile';
import { HOST } from '../../renderer/run/compiled';
import { Host } from '../../renderer/run/host';
import { logged, plotted } from '../../renderer/run/logged';
import { setOutput } from '../../renderer/run/output';
import type { CheckContext } from '../../lessons/types';

export interface ModelRun extends CheckContext {
  readonly events: readonly TraceEvent[];
}

/** The text of a file in lessons/. */
export function lessonFile(id: string, file: string): string {
  return readFileSync(join(import.meta.dirname, '../../lessons', id, file), 'utf8');
}

/**
 * Runs learner code to its end on the default device.
 * @throws what the code throws, or the compile step's message with its line
 */
export async function runModel(source: string): Promise<ModelRun> {
  const compiled = compile(source);
  if (!compiled.ok) throw new Error(`line ${compiled.error.line}: ${compiled.error.message}`);
  const events: (TraceEvent | Promise<TraceEvent>)[] = [];
  const printed: (string | Promise<string>)[] = [];
  const recorder = new Recorder((draft) => events.push(draft));
  const host = new Host(recorder, module);
  const before = observe(recorder);
  setOutput({
    print: (text) => printed.push(text),
    progress: () => undefined,
    log: logged(recorder, (draft) => events.push(draft)),
    plot: plotted(recorder, (draft) => events.push(draft)),
  });
  try {
    const run: (host: Host) => Promise<void> = new Function(
      HOST,
      `return (async () => { ${compiled.code}\n})();`,
    ).bind(null);
    await run(host);
    recorder.finish();
    return {
      variables: host.variables(),
      printed: await Promise.all(printed),
      events: await Promise.all(events),
    };
  } finally {
    observe(before);
    setOutput(null);
  }
}

/** The events of one type. */
export function ofType<T extends TraceEvent['type']>(
  run: ModelRun,
  type: T,
): Extract<TraceEvent, { type: T }>[] {
  return run.events.filter((event): event is Extract<TraceEvent, { type: T }> => event.type === type);
}

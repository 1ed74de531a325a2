/** @file The worker in which a learner's code runs. One run, then it is kept for what the run left, then thrown away. */

import { setDefaultDevice, registerDevice, onCudaAlias } from '../../engine/devices/registry';
import { cpu } from '../../engine/devices/cpu/cpu';
import type { Device } from '../../engine/devices/device';
import { openWebGPU } from '../../engine/devices/webgpu';
import { TRACE_VERSION, type DeviceInfo } from '../../engine/trace/events';
import { observe } from '../../engine/trace/observer';
import { Recorder } from '../../engine/trace/recorder';
import { lessonById } from '../../lessons/index';
import * as backstep from './backstep';
import { HOST } from './compiled';
import { Host } from './host';
import { SOURCE_URL, errorEvent } from './learner-error';
import { lockGlobals } from './locked-globals';
import { Outbox } from './outbox';
import { setOutput } from './output';
import type { DeviceReport, FromWorker, RunRequest, ToWorker } from './protocol';

/** Prints after this many are counted, not shown. */
const MOST_PRINTS = 10_000;

const send = self.postMessage.bind(self) as (message: FromWorker) => void;
const gpu = navigator.gpu as GPU | undefined;

const AsyncFunction = (async () => undefined).constructor as new (
  ...args: string[]
) => (host: Host) => Promise<void>;

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === 'probe') void probe().then((report) => send({ type: 'devices', report }));
  else run(data.request, data.code).catch((error: unknown) => broken(data.request.run, error));
});

const infoOf = ({ type, label, software }: Device): DeviceInfo => ({ type, label, software });

async function probe(): Promise<DeviceReport> {
  try {
    return { cpu: infoOf(cpu), webgpu: infoOf(await openWebGPU(gpu)), reason: null };
  } catch (error) {
    return { cpu: infoOf(cpu), webgpu: null, reason: error instanceof Error ? error.message : String(error) };
  }
}

interface Opened {
  readonly device: Device;
  readonly notice: string | null;
  /** waits for the device's work; rejects with what went wrong and no read has told of */
  readonly settled: () => Promise<void>;
}

/** The device a run was asked to use; the cpu, with a sentence, where there is no adapter. */
async function openDevice(request: RunRequest): Promise<Opened> {
  const onCpu = { device: cpu, settled: () => Promise.resolve() };
  if (request.device !== 'webgpu') return { ...onCpu, notice: null };
  try {
    const device = await openWebGPU(gpu);
    registerDevice(device);
    return { device, notice: null, settled: () => device.settled() };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ...onCpu, notice: `${why} This run uses the CPU instead.` };
  }
}

async function run(request: RunRequest, code: string): Promise<void> {
  const started = performance.now();
  const { run } = request;
  let failure: unknown = null;
  const outbox = new Outbox(
    (events) => send({ type: 'events', run, events }),
    (error) => (failure ??= error),
  );
  const { device, notice, settled } = await openDevice(request);
  setDefaultDevice(device);
  outbox.push({
    type: 'start',
    version: TRACE_VERSION,
    run,
    file: request.file,
    source: request.source,
    device: infoOf(device),
  });
  if (notice) outbox.push({ type: 'notice', text: notice });
  onCudaAlias(() =>
    outbox.push({
      type: 'notice',
      text: "'cuda' is taken as 'webgpu': Backstep computes on any GPU through WebGPU.",
    }),
  );

  const recorder = new Recorder((draft) => outbox.push(draft));
  const printed: (string | Promise<string>)[] = [];
  let omittedPrints = 0;
  setOutput({
    print(text) {
      if (printed.length >= MOST_PRINTS) {
        omittedPrints++;
        return;
      }
      printed.push(text);
      const { line } = recorder;
      outbox.push(
        text instanceof Promise
          ? text.then((ready) => ({ type: 'print', text: ready, line }))
          : { type: 'print', text, line },
      );
    },
    progress: (done, total, label) => outbox.push({ type: 'progress', done, total, label }),
  });
  const host = new Host(recorder, backstep, () => outbox.flush());
  lockGlobals(self);
  observe(recorder);

  // promises that nobody awaits and timers fail outside the run's own flow
  const stray = (error: unknown): void => void (failure ??= error);
  self.addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    stray(event.reason);
  });
  self.addEventListener('error', (event) => {
    event.preventDefault();
    stray(event.error ?? event.message);
  });

  try {
    await new AsyncFunction(HOST, `${code}\n//# sourceURL=${SOURCE_URL}`)(host);
    // a rejection nobody awaits is told of after the microtasks it came from
    await new Promise((resolve) => setTimeout(resolve));
    await settled();
  } catch (error) {
    failure ??= error;
  }
  observe(null);
  recorder.finish();
  await outbox.drain();
  if (omittedPrints > 0) {
    outbox.push({
      type: 'notice',
      text: `${omittedPrints} more lines were printed; the console shows the first ${MOST_PRINTS}.`,
    });
  }
  if (failure === null) outbox.push({ type: 'done', milliseconds: performance.now() - started });
  else outbox.push(errorEvent(failure, recorder.line));
  await outbox.drain();
  if (request.check !== null && failure === null) await judge(request.check, host, printed, run);
  setOutput(null);
  send({ type: 'ended', run });
}

/** The runner itself failed: the run must still end. */
function broken(run: number, error: unknown): void {
  send({ type: 'events', run, events: [errorEvent(error, 0)] });
  send({ type: 'ended', run });
}

async function judge(
  id: string,
  host: Host,
  printed: readonly (string | Promise<string>)[],
  run: number,
): Promise<void> {
  try {
    const lesson = lessonById(id);
    if (!lesson) throw new Error(`there is no lesson '${id}'`);
    const { check } = await lesson.loadCheck();
    const verdict = await check({ variables: host.variables(), printed: await Promise.all(printed) });
    send({ type: 'verdict', run, verdict });
  } catch (error) {
    const message = `The check could not look at what the code left: ${error instanceof Error ? error.message : String(error)}`;
    send({ type: 'verdict', run, verdict: { passed: false, message } });
  }
}

send({ type: 'ready' });

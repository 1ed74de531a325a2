/** @file The worker in which a learner's code runs. One run, then it is kept for what the run left, then thrown away. */

import { setDefaultDevice, onCudaAlias } from '../../engine/devices/registry';
import { cpu } from '../../engine/devices/cpu/cpu';
import { shareWork } from '../../engine/devices/cpu/wasm/threads';
import type { Device } from '../../engine/devices/device';
import { openWebGPU, rehearsalGPU, type Kernel } from '../../engine/devices/webgpu';
import { TRACE_VERSION, type DeviceInfo } from '../../engine/trace/events';
import { EpisodePlan } from '../../engine/trace/episodes';
import { observe } from '../../engine/trace/observer';
import { Recorder } from '../../engine/trace/recorder';
import { lessonById } from '../../lessons/index';
import * as backstep from './backstep';
import { HOST } from './compiled';
import { DeviceDesk } from './device-desk';
import { Host } from './host';
import { HeldPace } from './held-pace';
import { SOURCE_URL, errorEvent } from './learner-error';
import { lockGlobals } from './locked-globals';
import { logged, plotted } from './logged';
import { Outbox } from './outbox';
import { setOutput } from './output';
import { setOwnFiles } from './own-files';
import { Timers } from './timers';
import { Windows } from './windows';
import type { DeviceReport, FromWorker, ToWorker } from './protocol';

/** Prints after this many are counted, not shown. */
const MOST_PRINTS = 10_000;

const post = self.postMessage.bind(self) as (message: FromWorker) => void;
/** whether nothing that the code does is to be heard of, but the kernels it needs */
let rehearses = false;
const send = (message: FromWorker): void => {
  if (!rehearses || message.type === 'kernels' || message.type === 'ended') post(message);
};
const end = self.close.bind(self);
// as it was before learner code could put another in its place
const { parse } = JSON;
const gpu = navigator.gpu as GPU | undefined;

const AsyncFunction = (async () => undefined).constructor as new (
  ...args: string[]
) => (host: Host) => Promise<void>;

self.addEventListener('message', ({ data, isTrusted }: MessageEvent<ToWorker>) => {
  // the page's messages are; learner code can make up others
  if (!isTrusted) return;
  if (data.type === 'prepare') void desk.prepare().then((adapter) => send({ type: 'adapter', adapter }));
  else if (data.type === 'kernels') void desk.warm(data.kernels).then(() => send({ type: 'warm' }));
  else if (data.type === 'rehearse') rehearse(data);
  else if (data.type === 'probe') void probe().then((report) => send({ type: 'devices', report }));
  else if (data.type === 'window') void look(data);
  else run(data).catch((error: unknown) => broken(data.request.run, error));
});

let ranAs = 0;
const tellKernel = (kernel: Kernel): void => send({ type: 'kernels', run: ranAs, kernels: [kernel] });
let desk = new DeviceDesk(gpu, tellKernel);

/** Runs on a GPU that does nothing. */
function rehearse({ adapter, request, ...rest }: ToWorker & { type: 'rehearse' }): void {
  rehearses = true;
  desk = new DeviceDesk(rehearsalGPU(adapter), tellKernel);
  run({ ...rest, request, type: 'run' }).catch(() => send({ type: 'ended', run: request.run, open: false }));
}

let windows: Windows | null = null;

/** Answers even where it cannot: a view waits for it. */
async function look({ run, ask, request }: ToWorker & { type: 'window' }): Promise<void> {
  const answer = (await windows?.answer(request).catch(() => null)) ?? null;
  send({ type: 'window', run, ask, answer });
}

/** A question that comes while the run stands still, perhaps in the middle of code, where nothing can be awaited. */
function lookNow(question: string): void {
  const message = parse(question) as ToWorker & { type: 'window' };
  const answer = windows?.answerNow(message.request);
  if (answer === undefined) void look(message);
  else send({ type: 'window', run: message.run, ask: message.ask, answer });
}

const infoOf = ({ type, label, software }: Device): DeviceInfo => ({ type, label, software });

async function probe(): Promise<DeviceReport> {
  try {
    return { cpu: infoOf(cpu), webgpu: infoOf(await openWebGPU(gpu)), reason: null };
  } catch (error) {
    return { cpu: infoOf(cpu), webgpu: null, reason: error instanceof Error ? error.message : String(error) };
  }
}

async function run({ request, code, loops, pauses }: ToWorker & { type: 'run' }): Promise<void> {
  const { run } = request;
  const failure = new Failure();
  const outbox = new Outbox(
    (events) => send({ type: 'events', run, events }),
    (error) => failure.set(error),
  );
  ranAs = run;
  shareWork((work) => send({ type: 'help', work }));
  const { device, notice, settled } = await desk.open(request.device === 'webgpu' ? 'webgpu' : 'cpu');
  setDefaultDevice(device);
  setOwnFiles(request.data);
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

  const plan = new EpisodePlan({}, request.record);
  const recorder = new Recorder((draft) => outbox.push(draft), plan);
  windows = new Windows(recorder.kept);
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
    log: logged(recorder, (draft) => outbox.push(draft)),
    plot: plotted(recorder, (draft) => outbox.push(draft)),
    progress: (done, total, label) =>
      outbox.push({ type: 'progress', done: Number(done), total: Number(total), label: String(label) }),
  });
  const pace = new HeldPace({
    pauses,
    recorder,
    outbox,
    loops,
    settled,
    told: (paused) => send({ type: 'paused', run, paused }),
    asked: lookNow,
  });
  const host = new Host(recorder, backstep, pace);
  const timers = new Timers(self);
  lockGlobals(self);
  observe(recorder);

  // promises that nobody awaits and timers fail outside the run's own flow
  self.addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    failure.set(event.reason);
  });
  self.addEventListener('error', (event) => {
    event.preventDefault();
    failure.set(event.error ?? event.message);
  });

  /** the learner's code has come to its end, or to its own error */
  let over = false;
  const main = async (): Promise<void> => {
    try {
      await new AsyncFunction(HOST, `${code}\n//# sourceURL=${SOURCE_URL}`)(host);
      await quiet(host, timers, settled);
      failure.none();
    } catch (error) {
      over = true;
      failure.set(error);
    }
  };
  void main();
  await failure.known;
  timers.stop();
  observe(null);
  recorder.finish();
  await outbox.drain();
  if (omittedPrints > 0) {
    outbox.push({
      type: 'notice',
      text: `${omittedPrints} more lines were printed; the console shows the first ${MOST_PRINTS}.`,
    });
  }
  const { first } = failure;
  if (first) outbox.push(errorEvent(first.error, recorder.line));
  else outbox.push({ type: 'done', milliseconds: pace.now() });
  await outbox.drain();
  if (request.check !== null && !first) await judge(request.check, host, printed, run);
  setOutput(null);
  // code that goes on behind an error has nothing to tell any more
  const open = !first || over;
  send({ type: 'ended', run, open });
  if (!open) end();
}

/** The first thing that went wrong in a run, which may well be `throw null`. */
class Failure {
  first: { readonly error: unknown } | null = null;
  /** resolves when something has, or nothing more can */
  readonly known: Promise<void>;
  #tell: () => void = () => undefined;

  constructor() {
    this.known = new Promise((resolve) => (this.#tell = resolve));
  }

  set(error: unknown): void {
    this.first ??= { error };
    this.#tell();
  }

  none(): void {
    this.#tell();
  }
}

/** Waits until nothing is under way any more: no timer, no number on its way from a GPU, and no code that waited for one. */
async function quiet(host: Host, timers: Timers, settled: () => Promise<void>): Promise<void> {
  for (let marks = -1; marks !== host.marks || timers.pending > 0;) {
    marks = host.marks;
    // a rejection nobody awaits is told of after the microtasks it came from
    await timers.turn();
    await settled();
    await timers.idle();
    await timers.turn();
  }
}

/** The runner itself failed: the run must still end. */
function broken(run: number, error: unknown): void {
  send({ type: 'events', run, events: [errorEvent(error, 0)] });
  send({ type: 'ended', run, open: false });
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

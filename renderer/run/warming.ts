/**
 * @file Making the worker of the next run ready while nothing is under way: its GPU is opened, and the kernels are compiled
 * that the text needs, and then those that most texts need. Which these are, a run of the text has told; or a rehearsal
 * tells: the text runs in a worker of its own, for a short time, on a GPU that does nothing, and what comes of it is dropped.
 */

import type { AdapterFacts, Kernel } from '../../engine/devices/webgpu';
import type { Compiled } from './compile';
import { PauseSwitch } from './pauses';
import type { FromWorker, LikelyRun, ToWorker } from './protocol';

/** How long a rehearsal may take. */
const REHEARSAL_MS = 3000;
/** Texts whose kernels are remembered. */
const TEXTS = 8;

type Runnable = Extract<Compiled, { readonly ok: true }>;

/** A text that may be run, and what became of it. */
export interface Likely {
  readonly request: LikelyRun;
  readonly compiled: Runnable;
}

export class Warming {
  readonly #startWorker: () => Worker;
  /** kernels by text and key */
  readonly #texts = new Map<string, Map<string, Kernel>>();
  #rehearsal: Worker | null = null;
  #end: () => void = () => undefined;
  #turn = 0;

  constructor(startWorker: () => Worker) {
    this.#startWorker = startWorker;
  }

  /** A run of the text has needed these. */
  learn(source: string, kernels: readonly Kernel[]): void {
    const known = this.#texts.get(source) ?? new Map<string, Kernel>();
    for (const kernel of kernels) known.set(kernel.key, kernel);
    this.#texts.delete(source);
    this.#texts.set(source, known);
    const oldest = this.#texts.keys().next();
    if (this.#texts.size > TEXTS && !oldest.done) this.#texts.delete(oldest.value);
  }

  /** Makes a worker ready for runs on webgpu, the likeliest first; resolves when it is, or when `end` was called. */
  async begin(worker: Worker, likely: readonly Likely[]): Promise<void> {
    this.end();
    const turn = this.#turn;
    const ended = new Promise<void>((resolve) => (this.#end = resolve));
    const answers = new Answers(worker);
    const work = async (): Promise<void> => {
      const adapter = await answers.adapter();
      if (adapter === null || turn !== this.#turn) return;
      for (const one of likely) {
        if (turn !== this.#turn) return;
        const { source } = one.request;
        const known = this.#texts.get(source);
        if (known) answers.warm([...known.values()]);
        else {
          await this.#rehearse(one, adapter, (kernels) => {
            this.learn(source, kernels);
            answers.warm(kernels);
          });
        }
        await answers.warmed();
      }
    };
    await Promise.race([work(), ended]);
    answers.close();
  }

  /** A run begins, or another text is looked at: what is under way is given up. */
  end(): void {
    this.#turn++;
    this.#rehearsal?.terminate();
    this.#rehearsal = null;
    this.#end();
  }

  async #rehearse(
    { request, compiled: { code, loops } }: Likely,
    adapter: AdapterFacts,
    found: (kernels: readonly Kernel[]) => void,
  ): Promise<void> {
    const worker = (this.#rehearsal = this.#startWorker());
    await new Promise<void>((resolve) => {
      const late = setTimeout(resolve, REHEARSAL_MS);
      const over = (): void => {
        clearTimeout(late);
        resolve();
      };
      worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
        if (data.type === 'kernels') found(data.kernels);
        else if (data.type === 'ended') over();
      };
      worker.onerror = (event) => {
        event.preventDefault();
        over();
      };
      const pauses = new PauseSwitch().buffer;
      const alone = { ...request, run: 0, check: null, device: 'webgpu' } as const;
      const message: ToWorker = { type: 'rehearse', adapter, request: alone, code, loops, pauses };
      worker.postMessage(message);
    });
    worker.terminate();
    if (this.#rehearsal === worker) this.#rehearsal = null;
  }
}

/** What a worker says while it is made ready. */
class Answers {
  readonly #worker: Worker;
  #adapter: (facts: AdapterFacts | null) => void = () => undefined;
  #warmed: () => void = () => undefined;
  #waitedFor = 0;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.addEventListener('message', this.#hear);
  }

  readonly #hear = ({ data }: MessageEvent<FromWorker>): void => {
    if (data.type === 'adapter') this.#adapter(data.adapter);
    else if (data.type === 'warm' && --this.#waitedFor === 0) this.#warmed();
  };

  adapter(): Promise<AdapterFacts | null> {
    return new Promise((resolve) => {
      this.#adapter = resolve;
      this.#tell({ type: 'prepare' });
    });
  }

  warm(kernels: readonly Kernel[]): void {
    this.#waitedFor++;
    this.#tell({ type: 'kernels', kernels });
  }

  async warmed(): Promise<void> {
    if (this.#waitedFor > 0) await new Promise<void>((resolve) => (this.#warmed = resolve));
  }

  close(): void {
    this.#worker.removeEventListener('message', this.#hear);
  }

  #tell(message: ToWorker): void {
    this.#worker.postMessage(message);
  }
}

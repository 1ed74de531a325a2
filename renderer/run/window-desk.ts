/** @file The page's open questions to run workers. */

import type { FromWorker, ToWorker } from './protocol';
import type { WindowAnswer, WindowRequest } from './windows';

interface Open {
  readonly run: number;
  readonly resolve: (answer: WindowAnswer | null) => void;
}

/** Hands each answer to who asked for it. A question that can no longer be answered is answered with null. */
export class WindowDesk {
  readonly #open = new Map<number, Open>();
  #asked = 0;

  ask(
    run: number,
    worker: Pick<Worker, 'postMessage'>,
    request: WindowRequest,
  ): Promise<WindowAnswer | null> {
    const ask = ++this.#asked;
    return new Promise((resolve) => {
      this.#open.set(ask, { run, resolve });
      const message: ToWorker = { type: 'window', run, ask, request };
      worker.postMessage(message);
    });
  }

  receive(ask: number, answer: (FromWorker & { type: 'window' })['answer']): void {
    this.#open.get(ask)?.resolve(answer);
    this.#open.delete(ask);
  }

  /** The worker of this run has ended. */
  close(run: number): void {
    for (const [ask, open] of this.#open) {
      if (open.run === run) this.receive(ask, null);
    }
  }
}

/**
 * @file Kernels that take long to compile. Until there has been work enough for them, others do it that give the same
 * numbers to the last bit; then they are compiled beside the work, and take over when they are ready.
 */

import type { CommandQueue, Dispatch } from './queue';

/** Multiplications after which an emulation gains by a kernel that it compiles for 70 ms. */
const ENOUGH = 2 ** 27;

export class Tiers {
  readonly #queue: Pick<CommandQueue, 'isCompiled' | 'compileBeside'>;
  /** multiplications that others did, by kernel */
  readonly #done = new Map<string, number>();

  constructor(queue: Pick<CommandQueue, 'isCompiled' | 'compileBeside'>) {
    this.#queue = queue;
  }

  /** Whether the kernel of a dispatch can be used; if not, another does its `multiplications`. */
  isReady(dispatch: Dispatch, multiplications: number): boolean {
    const { key } = dispatch;
    if (this.#queue.isCompiled(key)) return true;
    const before = this.#done.get(key) ?? 0;
    this.#done.set(key, before + multiplications);
    if (before < ENOUGH && before + multiplications >= ENOUGH) this.#queue.compileBeside(dispatch);
    return false;
  }
}

/** @file Who is who in the trace: what an in-place op makes of a tensor in the graph is another value, with an id of its own. */

import type { GradNode } from '../autograd/node';
import { freshId, type Tensor } from '../tensor';

interface Made {
  readonly op: number;
  readonly output: number;
}

/** Gives tensors their ids in the trace, and remembers the history that each was recorded with. */
export class Identities {
  /** of those that were changed in place; the others have their own */
  readonly #ids = new WeakMap<Tensor, number>();
  readonly #histories = new WeakMap<Tensor, GradNode | null>();
  readonly #made = new WeakMap<GradNode, Made>();

  of(tensor: Tensor): number {
    return this.#ids.get(tensor) ?? tensor.id;
  }

  /** The tensor is in the trace as operation `op` made it. */
  recorded(tensor: Tensor, op: number): void {
    const node = tensor.lastNode;
    this.#histories.set(tensor, node);
    if (node) this.#made.set(node, { op, output: this.of(tensor) });
  }

  /** Whether the tensor has another history now than the one it was recorded with. */
  isRewritten(tensor: Tensor): boolean {
    const before = this.#histories.get(tensor);
    return before !== undefined && tensor.lastNode !== null && tensor.lastNode !== before;
  }

  /** From now on the tensor is another value; the id so far stays its former self's. */
  renew(tensor: Tensor): void {
    this.#ids.set(tensor, freshId());
  }

  /** The operation that a node was recorded as, and the id of its output; undefined: it was not recorded. */
  made(node: GradNode): Made | undefined {
    return this.#made.get(node);
  }
}

/** @file Which modules the graph shows as one card and which with what is inside; the learner's choice, kept over runs. */

import { SvelteMap } from 'svelte/reactivity';
import type { OpEvent } from '../../engine/trace/events';
import type { Graph } from './model';
import type { Scope } from './scopes';

/** From this many operations on, modules are closed without being asked. */
const MANY = 24;

export class Folding {
  /** by path: opened or closed by hand */
  readonly #chosen = new SvelteMap<string, boolean>();
  /** null: by how many operations there are */
  #on = $state<boolean | null>(null);
  #version = $state(0);
  /** the path of the module that was last opened or closed; null: none, or all together */
  last: string | null = null;

  /** Rises with every choice. */
  get version(): number {
    return this.#version;
  }

  /** Whether modules stand as cards in the graph of these operations. */
  isOn(ops: readonly OpEvent[]): boolean {
    return this.#on ?? (ops.length > MANY && ops.some((op) => op.module.length > 0));
  }

  set on(on: boolean) {
    this.#on = on;
    this.last = null;
    this.#version += 1;
  }

  /** The outermost module is open if it has modules inside; all others are closed until they are opened. */
  isOpen(scope: Scope): boolean {
    return this.#chosen.get(scope.path) ?? (scope.parent === null && scope.children.length > 0);
  }

  /** Opens a closed module by its node's key; of another node closes the module around it. */
  turn({ byKey, frames }: Graph, key: string): void {
    const node = byKey.get(key);
    if (node === undefined) return;
    const frame = frames.find((one) => one.key === node.frame);
    if (node.module !== null) this.setOpen(node.module.path, true);
    else if (frame !== undefined) this.setOpen(frame.scope.path, false);
  }

  setOpen(path: string, open: boolean): void {
    this.#chosen.set(path, open);
    this.last = path;
    this.#version += 1;
  }
}

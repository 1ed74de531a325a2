/** @file Open modules as frames around what is inside of them. */

import type { Scope } from './scopes';

/** An open module: a frame around what is inside. */
export interface Frame {
  /** names it over runs; a module that is called twice has two */
  readonly key: string;
  readonly scope: Scope;
  /** the frame around it; null: none */
  readonly parent: string | null;
}

/** Collects the frames of a graph as its nodes are made. */
export class Frames {
  readonly all: Frame[] = [];
  readonly #keys = new Map<Scope, string>();
  readonly #calls = new Map<string, number>();

  /** The key of the innermost of these scopes; null: there are none. */
  of(scopes: readonly Scope[]): string | null {
    let parent: string | null = null;
    for (const scope of scopes) {
      let key = this.#keys.get(scope);
      if (key === undefined) {
        const count = this.#calls.get(scope.path) ?? 0;
        this.#calls.set(scope.path, count + 1);
        key = count === 0 ? scope.path : `${scope.path}#${count}`;
        this.#keys.set(scope, key);
        this.all.push({ key, scope, parent });
      }
      parent = key;
    }
    return parent;
  }
}

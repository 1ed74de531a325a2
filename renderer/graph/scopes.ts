/** @file The modules of an episode as a tree: each call of a module with the operations that ran in it, repeats as one. */

import type { OpEvent } from '../../engine/trace/events';

/** One call of a module, or several of one kind that follow one another and can be drawn as one. */
export interface Scope {
  /** names it over runs and episodes: 'Net.blocks.0'; all calls of one module share it */
  readonly path: string;
  /** what the module around it knows it by: 'fc1', 'blocks.0–2'; the outermost has its class for a name */
  readonly name: string;
  /** its class */
  readonly type: string;
  /** how many calls it stands for */
  readonly times: number;
  /** the scope around it; null: none */
  readonly parent: Scope | null;
  readonly children: readonly Scope[];
  /** all that ran in it, those of inner modules too, in order */
  readonly ops: readonly OpEvent[];
}

interface Draft extends Scope {
  parent: Draft | null;
  children: Draft[];
  readonly ops: OpEvent[];
}

/**
 * Reads the tree of modules off the operations' paths.
 * @returns the innermost scope of an operation, by the OpEvent's id; operations outside of all modules have none
 */
export function scopesOf(ops: readonly OpEvent[]): ReadonlyMap<number, Scope> {
  const byCall = new Map<number, Draft>();
  const roots: Draft[] = [];
  const of = new Map<number, Scope>();
  for (const op of ops) {
    let parent: Draft | null = null;
    for (const { call, name, type } of op.module) {
      let scope = byCall.get(call);
      if (scope === undefined) {
        scope = draft(name === '' ? type : name, type, 1, parent);
        byCall.set(call, scope);
        (parent?.children ?? roots).push(scope);
      }
      scope.ops.push(op);
      parent = scope;
    }
    if (parent !== null) of.set(op.id, parent);
  }
  // a parameter that the trace meets on the way is no operation in between
  const work = ops.filter((op) => op.inputs.length > 0 || op.module.length > 0);
  const place = new Map(work.map((op, index) => [op.id, index]));
  const follows = (a: Scope, b: Scope): boolean =>
    place.get(a.ops.at(-1)!.id)! + 1 === place.get(b.ops[0]!.id);
  // the scopes know their parents: repeats have the one they were gathered into
  gathered(roots, null, follows);
  return of;
}

/** The scopes around an operation, outermost first. */
export function chainOf(scope: Scope | undefined): readonly Scope[] {
  const chain: Scope[] = [];
  for (let at: Scope | null = scope ?? null; at !== null; at = at.parent) chain.unshift(at);
  return chain;
}

function draft(name: string, type: string, times: number, parent: Draft | null): Draft {
  const path = parent === null ? name : `${parent.path}.${name}`;
  return { path, name, type, times, parent, children: [], ops: [] };
}

/** Puts neighbours of one kind, with nothing between them, into a scope of their own, at every depth. */
function gathered(
  scopes: readonly Draft[],
  parent: Draft | null,
  follows: (a: Scope, b: Scope) => boolean,
): Draft[] {
  const out: Draft[] = [];
  for (let at = 0; at < scopes.length;) {
    const first = scopes[at]!;
    let end = at + 1;
    while (end < scopes.length && alike(first, scopes[end]!) && follows(scopes[end - 1]!, scopes[end]!))
      end++;
    const run = scopes.slice(at, end);
    for (const scope of run) scope.children = gathered(scope.children, scope, follows);
    if (run.length === 1) out.push(first);
    else {
      const group = draft(runName(run), first.type, run.length, parent);
      group.children = run;
      for (const scope of run) {
        scope.parent = group;
        group.ops.push(...scope.ops);
      }
      out.push(group);
    }
    at = end;
  }
  return out;
}

/** Modules of one class that do the same: blocks of a stack, a cell called over and over. Single operations are not worth it. */
function alike(a: Scope, b: Scope): boolean {
  return (
    a.type === b.type &&
    a.ops.length > 1 &&
    a.ops.length === b.ops.length &&
    a.ops.every((op, i) => op.op === b.ops[i]!.op) &&
    (a.name === b.name || stem(a.name) === stem(b.name))
  );
}

/** A numbered name without its number: 'blocks.' of 'blocks.0'; null where it has none. */
function stem(name: string): string | null {
  return /\d+$/.test(name) ? name.replace(/\d+$/, '') : null;
}

function runName(run: readonly Scope[]): string {
  const [first, last] = [run[0]!.name, run.at(-1)!.name];
  return first === last ? `${first} ×${run.length}` : `${first}–${/\d+$/.exec(last)![0]}`;
}

/** @file What the graph draws as one: an operation, or a closed module with all that ran in it. */

import type { OpEvent } from '../../engine/trace/events';
import type { History } from '../run/history/history';
import { chainOf, scopesOf, type Scope } from './scopes';

export interface Unit {
  /** the closed module; null: one operation */
  readonly scope: Scope | null;
  readonly ops: readonly OpEvent[];
  /** the open modules around it, outermost first */
  readonly frames: readonly Scope[];
}

/** Splits an episode's operations into units, in the code's order. */
export function unitsOf(ops: readonly OpEvent[], isOpen: (scope: Scope) => boolean): Unit[] {
  const of = scopesOf(ops);
  const units: Unit[] = [];
  const closed = new Set<Scope>();
  for (const op of ops) {
    const chain = chainOf(of.get(op.id));
    const first = chain.findIndex((scope) => !isOpen(scope));
    if (first < 0) units.push({ scope: null, ops: [op], frames: chain });
    else {
      const scope = chain[first]!;
      if (closed.has(scope)) continue;
      closed.add(scope);
      units.push({ scope, ops: scope.ops, frames: chain.slice(0, first) });
    }
  }
  return units;
}

/** Every operation by itself. */
export function singleUnits(ops: readonly OpEvent[]): Unit[] {
  return ops.map((op) => ({ scope: null, ops: [op], frames: [] }));
}

/** What a closed module takes in from outside, gives to the outside, and keeps to itself. */
export interface Boundary {
  readonly inputs: readonly number[];
  /** at least one; the main one, which stands for the module, is the last */
  readonly outputs: readonly number[];
}

/**
 * Tensors that cross a unit's border.
 * @param consumers by tensor: the units that take it in
 * @param owned tensors that this unit alone takes in and that are its own: parameters
 */
export function boundaryOf(unit: Unit, consumers: Consumers, owned: ReadonlySet<number>): Boundary {
  const made = new Set(unit.ops.map((op) => op.output.id));
  const inputs = new Set(unit.ops.flatMap((op) => op.inputs).filter((id) => !made.has(id) && !owned.has(id)));
  const leaving = [...made].filter((id) => [...(consumers.get(id) ?? [])].some((other) => other !== unit));
  return { inputs: [...inputs], outputs: leaving.length > 0 ? leaving : [unit.ops.at(-1)!.output.id] };
}

/** The units that take a tensor in, by its id. */
export type Consumers = ReadonlyMap<number, ReadonlySet<Unit>>;

export function consumersOf(units: readonly Unit[]): Consumers {
  const consumers = new Map<number, Set<Unit>>();
  for (const unit of units)
    for (const op of unit.ops)
      for (const id of op.inputs) {
        const known = consumers.get(id);
        if (known === undefined) consumers.set(id, new Set([unit]));
        else known.add(unit);
      }
  return consumers;
}

/** Whether a leaf belongs to the modules that use it: a parameter, or a constant that the learner has not named. */
function isInner(history: History, id: number): boolean {
  const track = history.tensor(id);
  if (track === undefined || track.made.inputs.length > 0 || !track.info.isLeaf) return false;
  return track.wantsGrad || track.name === null;
}

/** Parameters and constants that one closed module alone takes in: they are part of its card. */
export class Owned {
  readonly #byUnit = new Map<Unit, Set<number>>();
  readonly #all = new Set<number>();

  constructor(history: History, consumers: Consumers) {
    for (const [id, users] of consumers) {
      const [unit] = users;
      if (unit === undefined || users.size > 1 || unit.scope === null || !isInner(history, id)) continue;
      this.#all.add(id);
      const known = this.#byUnit.get(unit);
      if (known === undefined) this.#byUnit.set(unit, new Set([id]));
      else known.add(id);
    }
  }

  has(tensor: number): boolean {
    return this.#all.has(tensor);
  }

  of(unit: Unit): ReadonlySet<number> {
    return this.#byUnit.get(unit) ?? NONE;
  }
}

const NONE: ReadonlySet<number> = new Set();

/** The open modules that a leaf's card stands in: those around all that take it in. */
export function framesOfLeaf(history: History, id: number, consumers: Consumers): readonly Scope[] {
  if (!isInner(history, id)) return [];
  const [first, ...others] = [...(consumers.get(id) ?? [])].map((unit) => unit.frames);
  if (first === undefined) return [];
  const shared = first.findIndex((scope, depth) => others.some((frames) => frames[depth] !== scope));
  return shared < 0 ? first : first.slice(0, shared);
}

/** @file The first step at which two runs differ, with both values. */

import type { Value } from '../../engine/trace/events';
import type { History } from '../run/history/history';
import type { Episode } from '../run/history/track';
import { stepLabel, tensorLabel } from '../run/history/labels';
import type { Step } from '../run/history/steps';

/** What is looked at of a run. */
export interface Steps {
  readonly history: History;
  readonly steps: readonly Step[];
  readonly episodes: readonly Episode[];
  range(episode: Episode): { readonly from: number; readonly to: number };
}

/** One number of a tensor, in both runs. */
export interface Pair {
  /** 'w.grad[0, 1]' */
  readonly name: string;
  readonly before: number | bigint;
  readonly after: number | bigint;
}

export interface FirstDifference {
  readonly episode: number;
  /** 1-based within the episode */
  readonly step: number;
  /** indices into either run's steps; null: it has no more */
  readonly before: number | null;
  readonly after: number | null;
  readonly labels: readonly [string, string];
  /** null: they do different things there */
  readonly pair: Pair | null;
}

/** Looks at the episodes that both have recorded, step by step; null: no difference in them. */
export function firstDifference(before: Steps, after: Steps): FirstDifference | null {
  for (const left of before.episodes) {
    const right = after.episodes.find(({ number }) => number === left.number);
    if (right === undefined) continue;
    const [a, b] = [before.range(left), after.range(right)];
    const count = Math.max(a.to - a.from, b.to - b.from);
    for (let k = 0; k < count; k++) {
      const place = { before: at(a, k), after: at(b, k) };
      const one = place.before === null ? undefined : before.steps[place.before];
      const other = place.after === null ? undefined : after.steps[place.after];
      const labels = [labelOf(before.history, one), labelOf(after.history, other)] as const;
      const found = { episode: left.number, step: k + 1, ...place, labels };
      if (one?.kind !== other?.kind || labels[0] !== labels[1]) return { ...found, pair: null };
      const pair =
        one && other ? differing(numbersOf(before.history, one), numbersOf(after.history, other)) : null;
      if (pair !== null) return { ...found, pair };
    }
  }
  return null;
}

function at({ from, to }: { from: number; to: number }, k: number): number | null {
  return from + k < to ? from + k : null;
}

function labelOf(history: History, step: Step | undefined): string {
  return step === undefined ? 'nothing more' : stepLabel(history, step);
}

interface Named {
  readonly name: string;
  readonly value: Value;
}

/** Every value that a step brings. */
function numbersOf(history: History, step: Step): readonly Named[] {
  const name = (id: number): string => tensorLabel(history, id);
  switch (step.kind) {
    case 'leaf':
    case 'forward':
      return [{ name: name(step.event.output.id), value: step.event.value }];
    case 'mutate':
      return [{ name: name(step.event.tensor), value: step.event.value }];
    case 'backward':
      return [
        ...(step.event?.flows ?? []).map(({ tensor, gradient }) => ({
          name: `gradient to ${name(tensor)}`,
          value: gradient,
        })),
        ...step.accumulates.map(({ tensor, after }) => ({ name: `${name(tensor)}.grad`, value: after })),
      ];
    case 'update':
      return step.event.params.map(({ tensor, after }) => ({ name: name(tensor), value: after }));
    case 'zeroGrad':
    case 'requiresGrad':
      return [];
  }
}

function differing(before: readonly Named[], after: readonly Named[]): Pair | null {
  for (const [k, { name, value }] of before.entries()) {
    const other = after[k]?.value;
    if (other === undefined) continue;
    const count = Math.min(value.elements.length, other.elements.length);
    for (let index = 0; index < count; index++) {
      const [x, y] = [value.elements[index]!, other.elements[index]!];
      if (!Object.is(x, y)) return { name: `${name}${place(index, value.shape)}`, before: x, after: y };
    }
  }
  return null;
}

/** `[1, 2]`; nothing where there is one element alone. */
function place(index: number, shape: readonly number[]): string {
  if (shape.every((size) => size === 1)) return '';
  const places: number[] = [];
  let rest = index;
  for (const size of shape.toReversed()) {
    places.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return `[${places.join(', ')}]`;
}

/** @file Units that have stopped learning: dead behind relu, saturated behind tanh and sigmoid, over a batch of examples. */

import type { Value } from '../../engine/trace/events';
import { numel } from '../run/history/values';

export interface Health {
  readonly kind: 'dead' | 'saturated';
  /** indices of the units that are so for every example looked at */
  readonly units: readonly number[];
  /** units looked at */
  readonly of: number;
  /** the share of all numbers looked at that are 0, or at an end of the activation's range */
  readonly share: number;
}

/** From here on tanh and sigmoid hardly move: |tanh| > 0.99, and as far from sigmoid's ends. */
const END = 0.99;

const KINDS: Readonly<Record<string, { kind: Health['kind']; stuck: (a: number) => boolean }>> = {
  relu: { kind: 'dead', stuck: (a) => a === 0 },
  tanh: { kind: 'saturated', stuck: (a) => Math.abs(a) > END },
  sigmoid: { kind: 'saturated', stuck: (a) => a > END || a < 1 - END },
};

/**
 * Looks at an activation's output: [examples, units] or [examples, channels, …]. Of a large tensor only the recorded
 * corner is looked at.
 * @returns null where the operation has no such state, or there are fewer than two examples to judge by
 */
export function healthOf(op: string, value: Value): Health | null {
  const rule = KINDS[op];
  const [examples = 0, units = 0, ...inner] = value.shape;
  if (rule === undefined || value.shape.length < 2 || examples < 2 || numel(value.shape) === 0) return null;
  // of [batch, tokens, units] the last dimension counts the units; images have their channels second
  const images = value.shape.length === 4;
  const of = images ? units : value.shape.at(-1)!;
  const step = images ? numel(inner) : 1;
  const alive = new Set<number>();
  let stuck = 0;
  for (let i = 0; i < value.elements.length; i++) {
    if (rule.stuck(Number(value.elements[i]))) stuck += 1;
    else alive.add(Math.floor(i / step) % of);
  }
  const found = Array.from({ length: of }, (_, unit) => unit).filter((unit) => !alive.has(unit));
  return { kind: rule.kind, units: found, of, share: stuck / value.elements.length };
}

/** `3 of 16 units dead`; null where all are well. */
export function healthText(health: Health | null): string | null {
  if (health === null || health.units.length === 0) return null;
  return `${health.units.length} of ${health.of} units ${health.kind}`;
}

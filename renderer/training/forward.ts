/** @file A forward step as formula, formula with its numbers, and result; and how a leaf was made. */

import type { OpRecord } from '../../engine/ops/op';
import type { OpEvent } from '../../engine/trace/events';
import { fullPrecision, formatShape } from '../tensor/format';
import type { History } from '../run/history/history';
import { tensorLabel } from '../run/history/labels';
import type { LeafStep } from '../run/history/steps';
import { numel } from '../run/history/values';
import { evidenceOf, texNames } from './chain';
import { texName, texNumber } from './tex';

/** A forward step's formulas, as TeX. */
export interface Forward {
  readonly formula: string | null;
  /** with numbers for names; null where a tensor has more than one element */
  readonly substituted: string | null;
}

/** Writes an operation out. */
export function forwardOf(history: History, op: OpEvent, record: OpRecord | undefined): Forward {
  if (record === undefined) return { formula: null, substituted: null };
  const names = texNames(history, op);
  const evidence = evidenceOf(history, op);
  // without a name of its own the output is called by what it is made of, which would only be said twice
  const named = typeof history.tensor(op.output.id)?.name === 'string';
  const left = named ? `${texName(tensorLabel(history, op.output.id))} = ` : '';
  const formula = `${left}${single(record.formula(names))}`;
  const all = evidence === null ? [] : [...evidence.inputs, evidence.output];
  if (evidence === null || all.some((tensor) => numel(tensor.shape) !== 1)) {
    return { formula, substituted: null };
  }
  const inputs = evidence.inputs.map((tensor) => texNumber(tensor.elements[0] ?? Number.NaN));
  const output = texNumber(evidence.output.elements[0] ?? Number.NaN, false);
  return { formula, substituted: `= ${single(record.formula({ ...names, inputs, output }))}` };
}

/** tanh((−0.98)) as tanh(−0.98). */
function single(tex: string): string {
  return tex.replace(/\(\(([^()]*)\)\)/g, '($1)');
}

/** One sentence about how a leaf came to be. */
export interface Making {
  readonly text: string;
  readonly line: number;
}

/** How a leaf was made, operation by operation, with every digit where a dtype rounds. */
export function makingOf(step: LeafStep): Making[] {
  return [...step.preparation, step.event].map((op) => {
    const single = numel(op.value.shape) === 1 ? op.value.elements[0] : undefined;
    const held = single === undefined ? formatShape(op.output.shape) : fullPrecision(single, 'float64');
    const what = op.inputs.length === 0 ? `torch.${op.op}` : `.${op.op}`;
    return { text: `${what} → ${op.output.dtype} ${held}`, line: op.line };
  });
}

/**
 * What happened to the number on its way, if a float32 stood between: the story of 6.8813735870195432, which
 * float32 can only hold as 6.881373405456543. null where nothing was rounded, or nothing is known.
 */
export function roundingOf(step: LeafStep, source: string): string | null {
  const ops = [...step.preparation, step.event];
  const rounded = ops.find((op) => op.output.dtype === 'float32');
  if (rounded === undefined || numel(rounded.value.shape) !== 1) return null;
  const held = Number(rounded.value.elements[0]);
  const line = source.split('\n')[rounded.line - 1] ?? '';
  for (const written of line.match(/\d+\.\d+(?:[eE][-+]?\d+)?/g) ?? []) {
    const exact = Math.sign(held) * Number(written);
    if (Math.fround(exact) === held && exact !== held) {
      const text = (held < 0 ? '−' : '') + written;
      return `Written as ${text}. float32 has no such number: the nearest is ${fullPrecision(held, 'float64')}.`;
    }
  }
  return null;
}

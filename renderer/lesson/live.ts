/** @file Live views in a lesson's text: what `![caption](tensor:NAME?as=heatmap)` asks for. */

import { FORMS, THRESHOLD, type Form } from '../tensor/describe';
import type { Scale } from '../theme/scales';

export interface TensorSpec {
  readonly kind: 'tensor';
  readonly name: string;
  readonly form: Form;
  readonly of: 'value' | 'gradient';
  /** index in the first dimension of a tensor of three or more; null: the first, or for images all */
  readonly slice: number | null;
  readonly threshold: number;
  readonly scale: Scale | null;
}

/** What a figure of a lesson shows. */
export type LiveSpec =
  | TensorSpec
  /** the operation that made the tensor of this name */
  | { readonly kind: 'op'; readonly name: string }
  | { readonly kind: 'loss' }
  /** the lesson's writer made a mistake */
  | { readonly kind: 'mistake'; readonly text: string };

const SCALES = ['value', 'gradient', 'sequence', 'grey'] as const;

/**
 * Reads an image's address: `tensor:NAME?as=heatmap&of=gradient&slice=0&threshold=0.9&scale=sequence`,
 * `op:NAME`, `loss:`.
 */
export function parseLive(address: string): LiveSpec {
  const match = /^(tensor|op|loss):([^?]*)(?:\?(.*))?$/.exec(address);
  if (match === null) return mistake(address, 'a figure is tensor:NAME, op:NAME or loss:');
  const [, kind, encoded = '', query = ''] = match;
  const name = decodeURIComponent(encoded);
  if (kind === 'loss') return { kind };
  if (name === '') return mistake(address, 'it names no tensor');
  if (kind === 'op') return { kind, name };
  const given = new URLSearchParams(query);
  const unknown = [...given.keys()].find((key) => !['as', 'of', 'slice', 'threshold', 'scale'].includes(key));
  if (unknown !== undefined) return mistake(address, `there is no setting '${unknown}'`);
  const form = FORMS.find((known) => known === (given.get('as') ?? 'numbers'));
  if (form === undefined) return mistake(address, `'as' is one of ${FORMS.join(', ')}`);
  const of = given.get('of') ?? 'value';
  if (of !== 'value' && of !== 'gradient') return mistake(address, "'of' is value or gradient");
  const scale = given.has('scale') ? (SCALES.find((known) => known === given.get('scale')) ?? null) : null;
  if (given.has('scale') && scale === null) return mistake(address, `'scale' is one of ${SCALES.join(', ')}`);
  const slice = given.has('slice') ? Number(given.get('slice')) : null;
  if (slice !== null && !(Number.isInteger(slice) && slice >= 0)) {
    return mistake(address, "'slice' is an index from 0");
  }
  const threshold = Number(given.get('threshold') ?? THRESHOLD);
  if (!Number.isFinite(threshold)) return mistake(address, "'threshold' is a number");
  return { kind: 'tensor', name, form, of, slice, threshold, scale };
}

function mistake(address: string, why: string): LiveSpec {
  return { kind: 'mistake', text: `${address}: ${why}.` };
}

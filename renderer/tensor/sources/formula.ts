/** @file How the number of one element comes about, written with the numbers it is made of. */

import type { Applied, Source } from './source';

/** A piece of a formula: text as it is, or the number of an element. */
export type Piece = string | Source;

const INFIX: Readonly<Record<string, string>> = {
  ...{ add: '+', sub: '−', mul: '×', div: '÷', pow: '^' },
  ...{ eq: '=', ne: '≠', lt: '<', le: '≤', gt: '>', ge: '≥' },
};
const PRODUCTS = new Set(['matmul', 'mm', 'bmm', 'mv', 'dot', 'vdot']);
/** The element is taken as it is; what says where from (an index) is a source, too, but no part of the number. */
const MOVES = new Set([
  ...[
    'view',
    'reshape',
    'unsafeView',
    'squeeze',
    'unsqueeze',
    'clone',
    'alias',
    'to',
    'permute',
    'transpose',
  ],
  ...['t', 'expand', 'repeat', 'select', 'unbind', 'slice', 'split', 'roll', 'flip', 'cat', 'stack'],
  ...['gather', 'indexSelect', 'index', 'take', 'embedding', 'diagonal', 'rot90', 'unfoldDimension'],
]);

/** Terms written out before the rest is counted. */
const MOST_TERMS = 6;

/** The right-hand side for an element with these sources. */
export function formulaOf(applied: Applied, sources: readonly Source[]): readonly Piece[] {
  const { op, attrs } = applied;
  const [first, second] = sources;
  if (first === undefined) return ['0'];
  if (MOVES.has(op)) return [first];
  if (PRODUCTS.has(op)) return joined(pairs(sources), ' + ');
  const sign = INFIX[op];
  if (sign !== undefined && (attrs['alpha'] ?? 1) === 1 && sources.length <= 2) {
    return [first, ` ${sign} `, second ?? numberText(attrs['other'])];
  }
  const terms = sources.map((source): Piece[] => [source]);
  if (op === 'sum') return joined(terms, ' + ');
  if (op === 'mean') return ['(', ...joined(terms, ' + '), `) ÷ ${sources.length}`];
  if (op === 'neg') return ['−', first];
  return [`${op}(`, ...joined(terms, ', '), ')'];
}

function pairs(sources: readonly Source[]): Piece[][] {
  const out: Piece[][] = [];
  for (let i = 0; i + 1 < sources.length; i += 2) out.push([sources[i]!, '·', sources[i + 1]!]);
  return out;
}

function joined(terms: readonly (readonly Piece[])[], between: string): Piece[] {
  const written = terms.slice(0, MOST_TERMS).flatMap((term, i) => (i === 0 ? term : [between, ...term]));
  const more = terms.length - MOST_TERMS;
  return more > 0 ? [...written, `${between}… ${more} more`] : written;
}

function numberText(x: unknown): string {
  return String(x).replace('-', '−');
}

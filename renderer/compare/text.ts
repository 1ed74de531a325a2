/** @file What changed between two texts, by line, with a few lines around. */

import { diffLines } from 'diff';

export type TextRow =
  | {
      readonly kind: 'same' | 'removed' | 'added';
      /** 1-based line in either text; null: not in that one */
      readonly before: number | null;
      readonly after: number | null;
      readonly text: string;
    }
  | { readonly kind: 'fold'; readonly count: number };

/** Lines shown before and after a change. */
const CONTEXT = 2;

/** The changed lines in order, and what is the same far from them folded. Empty: the texts are the same. */
export function diffTexts(before: string, after: string): readonly TextRow[] {
  const rows: Exclude<TextRow, { kind: 'fold' }>[] = [];
  let [left, right] = [1, 1];
  for (const { value, added, removed } of diffLines(ended(before), ended(after))) {
    for (const text of value.replace(/\n$/, '').split('\n')) {
      rows.push({
        kind: added ? 'added' : removed ? 'removed' : 'same',
        before: added ? null : left++,
        after: removed ? null : right++,
        text,
      });
    }
  }
  return rows.every(({ kind }) => kind === 'same') ? [] : folded(rows);
}

/** A last line without an end is no change. */
function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function folded(rows: readonly TextRow[]): readonly TextRow[] {
  const near = rows.map((_, at) =>
    rows.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(({ kind }) => kind !== 'same'),
  );
  const out: TextRow[] = [];
  rows.forEach((row, at) => {
    const last = out.at(-1);
    if (near[at]) out.push(row);
    else if (last?.kind === 'fold') out[out.length - 1] = { kind: 'fold', count: last.count + 1 };
    else out.push({ kind: 'fold', count: 1 });
  });
  return out;
}

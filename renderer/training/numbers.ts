/** @file The numbers of a text that can be slid: the learning rate by itself, others where a comment marks them. */

import { javascriptLanguage } from '@codemirror/lang-javascript';
import type { SyntaxNode } from '@lezer/common';

/** A number in the text. */
export interface Tunable {
  /** what it is called: 'lr', or the variable or property that it is given to */
  readonly name: string;
  /** where it stands in the text */
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly value: number;
  /** the range a comment gives; null: none */
  readonly range: readonly [number, number] | null;
}

const MARK = /^\/\/\s*slider\s+([-−+\d.e_]+)\s*(?:…|\.\.\.?|–|to)\s*([-−+\d.e_]+)/i;
const RATE = /^(lr|learning_?rate)$/i;

/**
 * Finds `lr: 3e-3` and `const lr = 3e-3`, and on a line that ends in `// slider 0.1 … 10` its last number.
 * A name that comes twice is numbered.
 */
export function findTunables(text: string): readonly Tunable[] {
  const found: Tunable[] = [];
  let last: SyntaxNode | null = null;
  javascriptLanguage.parser.parse(text).iterate({
    enter: ({ node, name }) => {
      if (name === 'LineComment') {
        const marked = MARK.exec(text.slice(node.from, node.to));
        if (marked && last && !text.slice(last.to, node.from).includes('\n')) {
          const known = found.at(-1)?.from === last.from ? found.pop() : undefined;
          const range = [numberOf(marked[1]!), numberOf(marked[2]!)] as const;
          if (range[0] < range[1]) found.push({ ...tunable(last, text), range });
          else if (known) found.push(known);
        }
        return;
      }
      if (name !== 'Number' || text.slice(node.from, node.to).endsWith('n')) return;
      last = signed(node, text);
      if (RATE.test(nameOf(last, text))) found.push(tunable(last, text));
    },
  });
  return numbered(found);
}

/** The number as it would be written in the place of another: with an exponent or a point where that has one. */
export function writeNumber(value: number, like: string): string {
  const exact = Number(value.toPrecision(6));
  if (/e/i.test(like) && exact !== 0) return exact.toExponential().replace('e+', 'e');
  const plain = String(exact);
  return like.includes('.') && /^-?\d+$/.test(plain) ? `${plain}.0` : plain;
}

function tunable(node: SyntaxNode, text: string): Tunable {
  const written = text.slice(node.from, node.to);
  const { from, to } = node;
  return { name: nameOf(node, text), from, to, text: written, value: numberOf(written), range: null };
}

function numberOf(text: string): number {
  return Number(text.replaceAll('_', '').replace('−', '-').replace(/\s/g, ''));
}

/** `-3` is one number for a slider. */
function signed(node: SyntaxNode, text: string): SyntaxNode {
  const { parent } = node;
  return parent?.name === 'UnaryExpression' && /^-\s*[\d.]/.test(text.slice(parent.from, parent.to))
    ? parent
    : node;
}

/** What the number is given to; 'number' where that has no name. */
function nameOf(node: SyntaxNode, text: string): string {
  const { parent } = node;
  const name =
    parent?.name === 'VariableDeclaration'
      ? lastBefore(parent, 'VariableDefinition', node.from)
      : parent?.name === 'Property'
        ? parent.getChild('PropertyDefinition')
        : parent?.name === 'PropertyDeclaration'
          ? parent.getChild('PropertyDefinition')
          : parent?.name === 'AssignmentExpression'
            ? parent.firstChild
            : null;
  return name ? text.slice(name.from, name.to) : 'number';
}

function lastBefore(parent: SyntaxNode, kind: string, position: number): SyntaxNode | null {
  return (
    parent
      .getChildren(kind)
      .filter(({ to }) => to <= position)
      .at(-1) ?? null
  );
}

function numbered(found: readonly Tunable[]): readonly Tunable[] {
  const counts = new Map<string, number>();
  return found.map((each) => {
    const count = (counts.get(each.name) ?? 0) + 1;
    counts.set(each.name, count);
    return count === 1 ? each : { ...each, name: `${each.name} (${count})` };
  });
}

/** @file Names and numbers as TeX, with everything escaped that TeX would take for a command. */

import { formatNumber } from '../tensor/format';

/** Characters of labels that stand for operations, and what TeX calls them. */
const OPERATORS: Readonly<Record<string, string>> = {
  '×': '\\times ',
  '÷': '\\div ',
  '−': '-',
  '+': '+',
  '@': '\\mathbin{@}',
  '^': '\\mathbin{\\char`\\^}',
  '…': '\\dots ',
  '(': '(',
  ')': ')',
  ',': ',\\,',
  ' ': '\\;',
};

const ESCAPED: Readonly<Record<string, string>> = { $: '\\$', '#': '\\#', '%': '\\%', '&': '\\&' };

/** A tensor's label in a formula: names in typewriter type, operations as themselves. */
export function texName(label: string): string {
  let tex = '';
  let word = '';
  const flush = (): void => {
    if (word !== '') tex += `\\texttt{${word}}`;
    word = '';
  };
  for (const character of label) {
    const operator = OPERATORS[character];
    if (operator !== undefined) {
      flush();
      tex += operator;
    } else if (/[\p{L}\p{N}.]/u.test(character)) word += character;
    else word += ESCAPED[character] ?? '\\_';
  }
  flush();
  // a label that was cut has brackets open: it is set as it stands
  if (label.endsWith('…') || (label.match(/\(/g)?.length ?? 0) !== (label.match(/\)/g)?.length ?? 0)) {
    return `\\texttt{${[...label].map(plain).join('')}}`;
  }
  return /[+\-×÷@^ −]/.test(label) && label.includes(' ') ? `(${tex})` : tex;
}

/** One character in typewriter text. */
function plain(character: string): string {
  if (character === '…') return '...';
  if (character === '−') return '-';
  if (character === '×') return '*';
  if (character === '÷') return '/';
  if (/[\p{L}\p{N}.()+@, -]/u.test(character)) return character;
  return ESCAPED[character] ?? '\\_';
}

/** A number in a formula, four digits, in brackets where it is negative. */
export function texNumber(x: number | bigint, bracket = true): string {
  const text = formatNumber(x).replace('∞', '\\infty').replace('NaN', '\\text{NaN}');
  const scientific = text.replace(/e(−?)(\d+)$/, (_, sign: string, digits: string) => {
    return ` \\cdot 10^{${sign === '' ? '' : '-'}${digits}}`;
  });
  const tex = scientific.replaceAll('−', '-');
  return bracket && /^-|\\cdot/.test(tex) ? `(${tex})` : tex;
}

/** ∂top/∂bottom. */
export function texPartial(top: string, bottom: string): string {
  return `\\dfrac{\\partial ${top}}{\\partial ${bottom}}`;
}

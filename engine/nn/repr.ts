/** @file A module as PyTorch prints it. */

import { pythonValue } from '../format/python';

/** Further lines stand two spaces in. */
export function indented(text: string): string {
  return text.replaceAll('\n', '\n  ');
}

/** `Name(extra)`, or the children a line each. */
export function moduleText(
  type: string,
  extra: string,
  children: readonly (readonly [string, string])[],
): string {
  const lines = [
    ...(extra ? extra.split('\n') : []),
    ...children.map(([name, text]) => `(${name}): ${indented(text)}`),
  ];
  if (lines.length === 0) return `${type}()`;
  if (lines.length === 1 && children.length === 0) return `${type}(${lines[0]})`;
  return `${type}(\n  ${lines.join('\n  ')}\n)`;
}

/** Children of a ModuleList, runs of the same text as one: `(0-2): 3 x Linear(…)`. */
export function collapsed(texts: readonly string[]): [string, string][] {
  const runs: { from: number; to: number; text: string }[] = [];
  texts.forEach((text, i) => {
    const last = runs.at(-1);
    if (last?.text === text) last.to = i;
    else runs.push({ from: i, to: i, text });
  });
  return runs.map(({ from, to, text }) =>
    from === to ? [String(from), text] : [`${from}-${to}`, `${to - from + 1} x ${text}`],
  );
}

/** `a=1, b=True`: the arguments as Python writes them. */
export function arguments_(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${pythonValue(value)}`)
    .join(', ');
}

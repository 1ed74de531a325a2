/** @file A learner's own files: their lines, and the table of numbers in one, or what is wrong with it, by line. */

import { csvParseRows } from 'd3-dsv';

/** A file the learner opened, or the digits they drew. */
export interface OwnFile {
  readonly name: string;
  readonly text: string;
}

export interface Problem {
  /** 1-based; 0: the file as a whole */
  readonly line: number;
  readonly message: string;
}

/** A table of numbers with a name for each column. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly number[])[];
}

export type Read<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly Problem[] };

/** Problems told of one file; the first ones say what is the matter. */
const MOST_PROBLEMS = 5;
/** The file that the drawn digits are kept in: a label, then 784 pixels from 0 (paper) to 1 (ink). */
export const DRAWN = 'drawn-digits.csv';

/** Whether a file is read as a table. */
export function isTable(name: string): boolean {
  return /\.csv$/i.test(name);
}

/** The lines that have something in them, without the space around. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Reads a table of numbers: the first row names the columns, every other has a number for each. */
export function readTable(text: string): Read<Table> {
  const [header, ...rest] = csvParseRows(text);
  const columns = (header ?? []).map((name) => name.trim());
  const problems: Problem[] = [];
  if (columns.length > 0 && columns.every((name) => isNumber(name)))
    problems.push({ line: 1, message: 'the first row names the columns, and these are all numbers' });
  columns.forEach((name, at) => {
    if (name === '') problems.push({ line: 1, message: `column ${at + 1} has no name` });
    else if (columns.indexOf(name) < at)
      problems.push({ line: 1, message: `there are two columns '${name}'` });
  });
  const rows: number[][] = [];
  let line = 1 + breaksIn(header ?? []);
  for (const row of rest) {
    line += 1;
    const here = line;
    line += breaksIn(row);
    if (problems.length >= MOST_PROBLEMS) break;
    if (row.length === 1 && row[0]!.trim() === '') continue;
    if (row.length !== columns.length) {
      problems.push({
        line: here,
        message: `${count(row.length, 'field')}, where ${count(columns.length, 'column')} are named`,
      });
      continue;
    }
    const at = row.findIndex((field) => !isNumber(field));
    if (at >= 0)
      problems.push({
        line: here,
        message: `'${row[at]!.trim()}' in column '${columns[at]}' is not a number`,
      });
    rows.push(row.map(Number));
  }
  if (problems.length > 0) return { ok: false, problems };
  if (rows.length === 0) return refused(1, 'there is no row of numbers below the names of the columns');
  return { ok: true, value: { columns, rows } };
}

/** A problem as it is told: 'line 3: …'. */
export function problemText({ line, message }: Problem): string {
  return line === 0 ? message : `line ${line}: ${message}`;
}

function isNumber(field: string): boolean {
  return field.trim() !== '' && Number.isFinite(Number(field));
}

function breaksIn(fields: readonly string[]): number {
  return fields.reduce((sum, field) => sum + (field.match(/\n/g)?.length ?? 0), 0);
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

/** Refuses for one reason. */
export function refused(line: number, message: string): { ok: false; problems: readonly Problem[] } {
  return { ok: false, problems: [{ line, message }] };
}

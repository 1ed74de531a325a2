/** @file The learner's own files in learner code: lines of text, tables of numbers, drawn digits. */

import { TensorDataset } from '../../engine/data/index';
import { torch, type Tensor } from '../../engine/index';
import { unobserved } from '../../engine/trace/observer';
import { DRAWN, linesOf, problemText, readTable, type OwnFile, type Table } from '../data/files';

const SIDE = 28;

const state: { files: readonly OwnFile[] } = { files: [] };

/** Gives a run the files that are open. */
export function setOwnFiles(files: readonly OwnFile[]): void {
  state.files = files;
}

/** A file that is not there, or does not fit what is asked of it. */
export class DataError extends Error {
  override readonly name = 'DataError';
}

/** A table of numbers as tensors. */
export interface OwnTable {
  readonly columns: readonly string[];
  /** [rows, columns], float32 */
  readonly values: Tensor;
  /** One column, [rows], float32; throws DataError for a name that is not there. */
  column(name: string): Tensor;
}

function fileOf(name: string): OwnFile {
  const found = state.files.find((file) => file.name === name);
  if (found !== undefined) return found;
  const open = state.files.map((file) => `'${file.name}'`).join(', ');
  throw new DataError(
    `there is no file '${name}' among your data (${open === '' ? 'none is open' : `open: ${open}`}). ` +
      'Open it with the command "My data…".',
  );
}

/** The whole text of one of your files. */
export async function text(name: string): Promise<string> {
  return fileOf(name).text;
}

/**
 * The lines of one of your files, without empty ones and the space around.
 * @param alphabet where it is given, each line may have these characters alone; throws DataError with the line otherwise
 */
export async function lines(name: string, { alphabet }: { alphabet?: string } = {}): Promise<string[]> {
  const file = fileOf(name);
  if (alphabet !== undefined) {
    file.text.split('\n').forEach((line, index) => {
      const stranger = [...line.trim()].find((character) => !alphabet.includes(character));
      if (stranger !== undefined)
        throw new DataError(`${name}, line ${index + 1}: '${stranger}' is not one of '${alphabet}'`);
    });
  }
  return linesOf(file.text);
}

/** A table of numbers out of one of your .csv files; throws DataError with the line of what is none. */
export async function table(name: string): Promise<OwnTable> {
  const { columns, rows } = tableOf(fileOf(name));
  const values = unobserved(() =>
    torch.fromArray(Float32Array.from(rows.flat())).view(rows.length, columns.length),
  );
  return {
    columns,
    values,
    column(wanted) {
      const at = columns.indexOf(wanted);
      if (at < 0)
        throw new DataError(
          `${name} has no column '${wanted}'. It has: ${columns.map((c) => `'${c}'`).join(', ')}.`,
        );
      return unobserved(() => torch.fromArray(Float32Array.from(rows, (row) => row[at]!)));
    },
  };
}

/** The digits you drew: a data set of images [n, 1, 28, 28] (0 paper, 1 ink) and labels [n] (int64). */
export async function drawn(): Promise<TensorDataset<[Tensor, Tensor]>> {
  if (!state.files.some((file) => file.name === DRAWN))
    throw new DataError('no digit has been drawn yet. Draw some with the command "My data…".');
  const { rows } = tableOf(fileOf(DRAWN));
  const labels = BigInt64Array.from(rows, (row) => BigInt(row[0]!));
  const images = Float32Array.from(rows.flatMap((row) => row.slice(1)));
  return unobserved(
    () => new TensorDataset(torch.fromArray(images).view(-1, 1, SIDE, SIDE), torch.fromArray(labels)),
  );
}

function tableOf(file: OwnFile): Table {
  const read = readTable(file.text);
  if (read.ok) return read.value;
  throw new DataError(`${file.name}, ${read.problems.map(problemText).join('; ')}`);
}

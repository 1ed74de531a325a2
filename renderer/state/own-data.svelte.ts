/** @file The learner's own files: opened, kept on the disk, given to every run. */

import type { BackstepApi } from '../../electron/api';
import { blank, withDigit, type Drawing } from '../data/drawing';
import { DRAWN, type OwnFile, type Problem } from '../data/files';
import { takeFile } from '../data/take-file';

/** A file that was not taken in, and why. */
export interface Refusal {
  readonly name: string;
  readonly problems: readonly Problem[];
}

export class OwnData {
  files = $state.raw<readonly OwnFile[]>([]);
  /** what came of the last files that were opened */
  refusals = $state.raw<readonly Refusal[]>([]);
  drawing = $state.raw<Drawing>(blank());
  readonly #save: BackstepApi['saveData'];
  readonly #onproblem: (message: string) => void;

  constructor(
    files: readonly OwnFile[],
    save: BackstepApi['saveData'],
    onproblem: (message: string) => void,
  ) {
    this.files = files;
    this.#save = save;
    this.#onproblem = onproblem;
  }

  /** Takes in files; one of the same name takes the place of the one before, and one that does not fit is refused. */
  async open(given: readonly File[]): Promise<void> {
    const refusals: Refusal[] = [];
    for (const file of given) {
      const read = takeFile(file.name, new Uint8Array(await file.arrayBuffer()));
      if (read.ok) this.#put(read.value);
      else refusals.push({ name: file.name, problems: read.problems });
    }
    this.refusals = refusals;
  }

  remove(name: string): void {
    this.files = this.files.filter((file) => file.name !== name);
    this.#keep(name, null);
  }

  /** Keeps the drawing as this digit, and begins another. */
  keepDigit(label: number): void {
    this.#put(
      withDigit(
        this.files.find(({ name }) => name === DRAWN),
        label,
        this.drawing,
      ),
    );
    this.drawing = blank();
  }

  #put(file: OwnFile): void {
    this.files = [...this.files.filter(({ name }) => name !== file.name), file];
    this.#keep(file.name, file.text);
  }

  #keep(name: string, text: string | null): void {
    this.#save({ name, text }).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      this.#onproblem(`${name} could not be kept for the next start: ${why}`);
    });
  }
}

/** @file Walking several views of one shape together, a row at a time: the loops over a row need no tables. */

import type { Shape } from '../../shape';

/** Called for each row with where it begins: in the output, and in each operand. */
type Visit = (out: number, starts: readonly number[]) => void;

/** Views of one shape as rows, as long as all their strides allow. */
export class Rows {
  /** elements of a row */
  readonly length: number;
  /** what each operand goes on by in a row */
  readonly steps: readonly number[];
  readonly #sizes: readonly number[];
  readonly #strides: readonly (readonly number[])[];

  /** @param strides of each operand; the output is dense */
  constructor(shape: Shape, strides: readonly Shape[]) {
    const sizes: number[] = [];
    const merged: number[][] = strides.map(() => []);
    for (let d = 0; d < shape.length; d++) {
      const size = shape[d]!;
      if (size === 1) continue;
      const last = sizes.length - 1;
      const joins = last >= 0 && strides.every((own, i) => merged[i]![last] === own[d]! * size);
      if (joins) {
        sizes[last]! *= size;
        strides.forEach((own, i) => (merged[i]![last] = own[d]!));
      } else {
        sizes.push(size);
        strides.forEach((own, i) => merged[i]!.push(own[d]!));
      }
    }
    this.length = sizes.pop() ?? 1;
    this.steps = merged.map((own) => own.pop() ?? 0);
    this.#sizes = sizes;
    this.#strides = merged;
  }

  each(out: number, offsets: readonly number[], visit: Visit): void {
    const starts = [...offsets];
    let rows = 1;
    for (const size of this.#sizes) rows *= size;
    const index = new Array<number>(this.#sizes.length).fill(0);
    for (let r = 0; r < rows; r++) {
      visit(out, starts);
      out += this.length;
      for (let d = index.length - 1; d >= 0; d--) {
        const wraps = ++index[d]! === this.#sizes[d];
        if (wraps) index[d] = 0;
        for (let i = 0; i < starts.length; i++) {
          const stride = this.#strides[i]![d]!;
          starts[i]! += wraps ? stride * (1 - this.#sizes[d]!) : stride;
        }
        if (!wraps) break;
      }
    }
  }
}

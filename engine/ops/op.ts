/** @file What an op is: one record with its name, its rule, its derivative and the explanation of it. */

import type { Tensor } from '../tensor';
import type { Attrs, Elements } from '../trace/events';

/** One tensor of an operation as numbers, for explaining a backward step element by element. */
export interface NumericTensor {
  readonly shape: readonly number[];
  readonly elements: Elements;
}

/** The numbers an operation worked on. */
export interface Evidence {
  readonly inputs: readonly NumericTensor[];
  readonly output: NumericTensor;
  readonly attrs: Attrs;
}

/** Element `at` (flat, row-major) of the output depends on the input's element with this derivative. */
export interface Local {
  readonly at: number;
  readonly value: number;
}

/** What to call the operation's tensors in a formula; already TeX. */
export interface Names {
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attrs: Attrs;
}

/** How an operation's derivative is taught. A test holds it to `backward`. */
export interface Explanation {
  /** ∂output/∂input `k` as TeX, its right-hand side only: `1 - \tanh^2(n)` */
  tex(k: number, names: Names): string;
  /** Every output element that element `i` of input `k` enters, with the local derivative there. */
  locals(k: number, i: number, evidence: Evidence): readonly Local[];
}

/** What an op's backward may look at. */
export interface BackwardContext {
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  readonly attrs: Attrs;
  /** which inputs want a gradient */
  readonly needs: readonly boolean[];
}

export interface Saves {
  /** indices of inputs; a function where that depends on which inputs want a gradient */
  readonly inputs: readonly number[] | ((needs: readonly boolean[]) => readonly number[]);
  readonly output: boolean;
}

/** For an op whose factors need each other: the gradient of one reads the other. */
export function savesTheOther(needs: readonly boolean[]): readonly number[] {
  return [...(needs[1] ? [0] : []), ...(needs[0] ? [1] : [])];
}

export interface OpRecord {
  /** PyTorch's name of the function */
  readonly name: string;
  /** PyTorch's name of the autograd node, without brackets: 'MulBackward0' */
  readonly gradFn: (attrs: Attrs) => string;
  /** what stands in its round in the graph: '×', '∑', 'tanh' */
  readonly symbol: string;
  /** the operation as TeX: `a \cdot b` */
  readonly formula: (names: Names) => string;
  /** Computes the output (a new tensor, or a view of an input), without history. Checks shapes and dtypes first. */
  readonly forward: (inputs: readonly Tensor[], attrs: Attrs) => Tensor;
  /** which tensors backward reads: an in-place change of these after the forward pass is an error */
  readonly saves: Saves;
  /**
   * The gradient for each input (null where there is none), from the output's; made of differentiable ops.
   * null: the op has no derivative (a comparison).
   */
  readonly backward: ((context: BackwardContext, gradient: Tensor) => readonly (Tensor | null)[]) | null;
  /** null where backward is */
  readonly explain: Explanation | null;
  /** for an op that gives several views at once: which of them this is; they may not be changed in place */
  readonly outputIndex?: (attrs: Attrs) => number;
  /** the learner's own: nobody knows which tensors it keeps */
  readonly foreign?: true;
}

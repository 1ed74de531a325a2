/**
 * @file Elementwise work put off: what a storage is to hold, as a formula of formulas, until somebody looks. Chains
 * become one kernel that way, and what nobody looks at is never computed.
 */

import type { DataArray, DType } from '../../dtype';
import type { StridedView } from '../device';
import { FILL, MOVE } from './kernels/copy';
import type { Formula } from './kernels/elementwise';
import { Later } from './later';
import { isContiguous } from './layout';
import { PARAM_WORDS } from './queue';
import type { WebGPUStorage } from './storage';
import { toWord } from './words';

/** A formula's operand: a word, a view of what is in memory, or the result of another formula at the same place. */
export type Argument = number | StridedView | Lazy;

/** The most formulas in one kernel, and the most where they call no functions: a long chain compiles fast then. */
const MOST_STEPS = 32;
const MOST_PLAIN_STEPS = 128;
/** The most views one reads: with the output they must have bindings enough everywhere. */
const MOST_VIEWS = 6;

const NO_VIEWS: readonly StridedView[] = [];

/** One formula over every element of a shape, not computed yet. */
export class Lazy {
  readonly formula: Formula;
  readonly shape: readonly number[];
  readonly args: readonly Argument[];
  /** the word for alpha, where the formula has one */
  readonly alpha: number;
  /** views that are read here and below, each once */
  readonly views: readonly StridedView[];
  /** formulas here and below, and the words that go with them; those that are used twice are counted twice */
  readonly size: number;
  readonly numbers: number;
  /** whether none of them calls a function */
  readonly isPlain: boolean;
  /** how many others it went into */
  uses = 0;

  constructor(formula: Formula, shape: readonly number[], args: readonly Argument[], alpha: number) {
    this.formula = formula;
    this.shape = shape;
    this.args = args;
    this.alpha = alpha;
    /** another's list until something is added to it */
    let views: readonly StridedView[] = NO_VIEWS;
    let size = 1;
    let numbers = alpha === 0 ? 0 : 1;
    let isPlain = formula.functions === '';
    const add = (view: StridedView): void => {
      if (!views.some((known) => sameView(known, view))) views = [...views, view];
    };
    for (const arg of args) {
      if (typeof arg === 'number') numbers++;
      else if (!(arg instanceof Lazy)) add(arg);
      else {
        size += arg.size;
        numbers += arg.numbers;
        isPlain &&= arg.isPlain;
        if (views.length === 0) views = arg.views;
        else if (views !== arg.views) arg.views.forEach(add);
      }
    }
    this.views = views;
    this.size = size;
    this.numbers = numbers;
    this.isPlain = isPlain;
  }

  /** All formulas, each once, after those that it is made of. */
  steps(): Lazy[] {
    const found = new Set<Lazy>();
    const visit = (step: Lazy): void => {
      if (found.has(step)) return;
      for (const arg of step.args) if (arg instanceof Lazy) visit(arg);
      found.add(step);
    };
    visit(this);
    return [...found];
  }

  /** Whether it is small enough for one kernel. */
  get fits(): boolean {
    const rank = Math.max(1, this.shape.length);
    const words = 1 + rank + (1 + this.views.length) * (1 + rank) + this.numbers;
    const most = this.isPlain ? MOST_PLAIN_STEPS : MOST_STEPS;
    return this.size <= most && this.views.length <= MOST_VIEWS && words <= PARAM_WORDS;
  }

  /** The one word that all elements are, or null. */
  get constant(): number | null {
    const [word] = this.args;
    return this.formula.name === 'fill' && typeof word === 'number' ? word : null;
  }
}

/** The words of a step that go with it as uniform data. */
export function numbersOf(step: Lazy): number {
  return step.args.filter((arg) => typeof arg === 'number').length + (step.alpha === 0 ? 0 : 1);
}

export function sameView(a: StridedView, b: StridedView): boolean {
  return (
    a.storage === b.storage &&
    a.offset === b.offset &&
    a.strides.every((stride, d) => stride === b.strides[d] || a.shape[d] === 1)
  );
}

/** Whether a view has every element of its storage, in order. */
export function isWhole(view: StridedView, length: number): boolean {
  if (view.offset !== 0 || !isContiguous(view)) return false;
  let count = 1;
  for (const size of view.shape) count *= size;
  return count === length;
}

/**
 * A formula of these operands, with what they put off inside it where that is possible. The rest is computed first,
 * by `compute`.
 */
export function lazily(
  formula: Formula,
  shape: readonly number[],
  operands: readonly (StridedView | number)[],
  alpha: number,
  storageOf: (view: StridedView) => WebGPUStorage,
  compute: (storage: WebGPUStorage) => void,
): Lazy {
  const args = operands.map((operand): Argument => {
    if (typeof operand === 'number') return operand;
    const storage = storageOf(operand);
    const { lazy } = storage;
    if (storage.host) {
      const word = wordOfAll(storage.dtype, storage.host);
      if (word === null) compute(storage);
      return word ?? bare(operand);
    }
    // nothing was ever written: zeros
    if (!lazy) return storage.entry === null && !storage.released ? 0 : bare(operand);
    if (lazy instanceof Later) {
      compute(storage);
      return bare(operand);
    }
    if (lazy.constant !== null) return lazy.constant;
    // dear functions are not computed twice, others not often
    const isAgain = lazy.uses > 1 || (lazy.uses > 0 && lazy.formula.functions !== '');
    const inside =
      !isAgain &&
      isWhole(operand, storage.length) &&
      sameSizes(lazy.shape, shape) &&
      sameSizes(operand.shape, shape);
    if (inside) return lazy;
    compute(storage);
    return bare(operand);
  });
  if (formula === MOVE) {
    const [moved] = args;
    if (typeof moved === 'number') return new Lazy(FILL, shape, [moved], 0);
    // the same once more: a kernel of another name would be compiled for it
    if (moved instanceof Lazy) return again(moved);
  }
  if (formula.known && args.every((arg) => typeof arg === 'number'))
    return new Lazy(FILL, shape, [formula.known(...args)], 0);
  let made = new Lazy(formula, shape, args, alpha);
  if (!made.fits) {
    const storages = operands.filter((operand) => typeof operand !== 'number').map(storageOf);
    storages.forEach((storage) => {
      if (storage.lazy instanceof Lazy && storage.lazy.constant === null) compute(storage);
    });
    const plain = args.map((arg, i): Argument =>
      arg instanceof Lazy ? bare(operands[i] as StridedView) : arg,
    );
    made = new Lazy(formula, shape, plain, alpha);
  }
  for (const arg of made.args) if (arg instanceof Lazy) arg.uses++;
  return made;
}

/** The same formula of the same operands. */
function again({ formula, shape, args, alpha }: Lazy): Lazy {
  for (const arg of args) if (arg instanceof Lazy) arg.uses++;
  return new Lazy(formula, shape, args, alpha);
}

/** The one word that all elements are; null: they differ, or there are none. */
export function wordOfAll(dtype: DType, values: DataArray): number | null {
  const [first] = values;
  // what is not equal to itself, or to a zero of the other sign, is told apart by its word
  for (const value of values) if (!Object.is(value, first)) return null;
  return first === undefined ? null : toWord(dtype, first);
}

/** The view alone: a tensor would hold on to its graph. */
const bare = ({ storage, shape, strides, offset }: StridedView): StridedView => ({
  storage,
  shape,
  strides,
  offset,
});

function sameSizes(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, d) => size === b[d]);
}

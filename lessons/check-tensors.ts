/** @file Checks of functions that give a tensor: called on cases, compared with the right answer and with near misses. */

import { Tensor, torch, type DType, type Nested, type TensorOptions } from '../engine/index';
import {
  call,
  describe,
  fail,
  figure,
  figures,
  found,
  isClose,
  learnerFunction,
  missing,
  pass,
} from './check-helpers';
import type { Found, LearnerFunction } from './check-helpers';
import type { Check, CheckContext, Verdict } from './types';

/** Makes a tensor for a case; float32 if nothing is said. */
export type Make = (data: Nested<number>, dtype?: DType) => Tensor;

/** What a function of the learner's is tried with, made anew for each call. */
export type Case<Args extends readonly unknown[]> = (make: Make) => Args;

/** A rule that is nearly right, and what to say to whoever follows it. */
export interface Slip<Args extends readonly unknown[]> {
  readonly rule: (...args: Args) => Tensor;
  readonly hint: string;
}

export interface TensorExercise<Args extends readonly unknown[]> {
  /** the function's name */
  readonly name: string;
  readonly answer: (...args: Args) => Tensor;
  readonly cases: readonly Case<Args>[];
  readonly slips: readonly Slip<Args>[];
  /** whether the dtype must be the answer's */
  readonly exactType?: boolean;
  /** what is said when everything fits */
  readonly passed: string;
}

/** A tensor's facts and elements. */
interface Content {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly elements: readonly number[];
}

/** float32 work of a few operations */
const TOLERANCE = 1e-4;

const maker =
  (options: TensorOptions): Make =>
  (data, dtype = torch.float32) =>
    torch.tensor(data, { ...options, dtype });

async function contentOf(t: Tensor): Promise<Content> {
  const nested: unknown = await t.tolist();
  const elements = (Array.isArray(nested) ? nested.flat(Infinity) : [nested]).map(Number);
  return { shape: t.shape, dtype: t.dtype, elements };
}

const sameShape = (a: Content, b: Content): boolean => a.shape.join() === b.shape.join();
const sameElements = (a: Content, b: Content): boolean =>
  a.elements.every(
    (value, i) => Object.is(value, b.elements[i]) || isClose(value, b.elements[i]!, TOLERANCE),
  );

/** A list of numbers, nested as the tensor is; of a large one its shape. */
function written({ shape, elements }: Content): string {
  if (elements.length > 16) return `a tensor of shape [${shape.join(', ')}]`;
  const nest = (dim: number, from: number, count: number): string => {
    if (dim === shape.length) return shortest(elements[from]!);
    const size = shape[dim]!;
    const step = count / size;
    return `[${Array.from({ length: size }, (_, i) => nest(dim + 1, from + i * step, step)).join(', ')}]`;
  };
  return nest(0, 0, elements.length);
}

/** 0.25 and not 0.2500: what is passed is written as a learner would. */
const shortest = (value: number): string => String(Number(value.toPrecision(4))).replace('-', '−');

async function writtenCall(name: string, args: readonly unknown[]): Promise<string> {
  const texts = args.map(async (arg) =>
    arg instanceof Tensor
      ? written(await contentOf(arg))
      : typeof arg === 'number'
        ? shortest(arg)
        : String(arg),
  );
  return `${name}(${(await Promise.all(texts)).join(', ')})`;
}

/** The place of an element as an index: "[0, 2]". */
function placeOf(shape: readonly number[], element: number): string {
  let rest = element;
  const index = shape.map((_, d) => {
    const step = shape.slice(d + 1).reduce((a, b) => a * b, 1);
    const i = Math.floor(rest / step);
    rest %= step;
    return i;
  });
  return `[${index.join(', ')}]`;
}

/** The first thing that is wrong with a result, after the words of the call; null: nothing. */
function difference(actual: Content, expected: Content, exactType: boolean): string | null {
  if (!sameShape(actual, expected)) {
    const wanted = expected.shape.length > 0 ? `[${expected.shape.join(', ')}]` : '[], one number';
    return `has the shape [${actual.shape.join(', ')}]; it should be ${wanted}.`;
  }
  const at = actual.elements.findIndex((value, i) => !isClose(value, expected.elements[i]!, TOLERANCE));
  if (at >= 0) {
    const [got, wanted] = pairOf(actual.elements[at]!, expected.elements[at]!);
    const where = expected.shape.length > 0 ? `has ${got} at ${placeOf(expected.shape, at)}` : `is ${got}`;
    return `${where}; it should be ${wanted}.`;
  }
  if (exactType && actual.dtype !== expected.dtype) {
    return `has the right numbers as ${actual.dtype.name}; it should be ${expected.dtype.name}.`;
  }
  return null;
}

const pairOf = (a: number, b: number): readonly [string, string] =>
  Number.isFinite(a) && Number.isFinite(b) ? figures(a, b) : [figure(a), figure(b)];

/** What the learner's function gives, with the tensors it was given left as they were. */
async function resultOf(
  name: string,
  fn: LearnerFunction,
  args: readonly unknown[],
): Promise<Found<{ content: Content; call: string; changed: string | null }>> {
  const text = await writtenCall(name, args);
  const result = await call(name, fn, args);
  if (!result.ok) return missing(`${text}: ${result.reason}`);
  if (!(result.value instanceof Tensor)) {
    return missing(`${text} gives ${describe(result.value)}. It should give a tensor.`);
  }
  const content = await contentOf(result.value);
  const after = await writtenCall(name, args);
  return found({ content, call: text, changed: after === text ? null : after });
}

/** The near miss that gives the same as the learner's function. */
async function slipOf<Args extends readonly unknown[]>(
  slips: readonly Slip<Args>[],
  args: () => Args,
  actual: Content,
  exactType: boolean,
): Promise<string> {
  for (const { rule, hint } of slips) {
    try {
      const content = await contentOf(rule(...args()));
      const fits = sameShape(actual, content) && sameElements(actual, content);
      if (fits && (!exactType || actual.dtype === content.dtype)) return ` ${hint}`;
    } catch {
      // a rule that cannot do this case is not what the learner did
    }
  }
  return '';
}

/** A check that tells what it holds the learner's function against. */
export interface TensorCheck<Args extends readonly unknown[]> extends Check {
  readonly exercise: TensorExercise<Args>;
}

/** Passes when the learner's function gives what `answer` gives in every case. */
export function tensorCheck<Args extends readonly unknown[]>(
  exercise: TensorExercise<Args>,
): TensorCheck<Args> {
  const { name, answer, cases, slips, exactType = false } = exercise;
  const check = async (context: CheckContext): Promise<Verdict> => {
    const fn = learnerFunction(context, name);
    if (!fn.ok) return fail(fn.reason);
    for (const [i, given] of cases.entries()) {
      const result = await resultOf(name, fn.value, given(maker({})));
      if (!result.ok) return fail(result.reason);
      const { content, call: text, changed } = result.value;
      // what is compared with is made on the cpu, whatever device the learner's run is on
      const own = () => given(maker({ device: 'cpu' }));
      const wrong = difference(content, await contentOf(answer(...own())), exactType);
      const luck = i > 0 ? 'It fits in some cases, but not in all: ' : '';
      if (wrong) return fail(`${luck}${text} ${wrong}${await slipOf(slips, own, content, exactType)}`);
      if (!changed) continue;
      return fail(
        `${luck}${text} gives the right numbers, but changes what it was given: afterwards the call reads ${changed}.`,
      );
    }
    return pass(exercise.passed);
  };
  return Object.assign(check, { exercise });
}

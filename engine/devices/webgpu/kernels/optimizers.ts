/** @file The optimisers' updates: one kernel for as many parameters as it can be bound to, which reads and writes everything once. */

import type { Storage, StridedView } from '../../device';
import type { DescentUpdate, OptimizerKernels } from '../../optimizers';
import { numel } from '../layout';
import type { PooledBuffer } from '../pool';
import { PARAM_WORDS } from '../queue';
import { floatWord } from '../words';
import type { KernelContext } from './context';
import { MOVE } from './copy';
import type { Formula } from './elementwise';
import { recordElementwise, type Source } from './record';
import {
  ADAM,
  ADAM_FACTORS,
  DESCENT_FACTORS,
  MOMENTUM,
  SGD,
  UPDATE_SIZE,
  updateShader,
  wordsOf,
  type BoundPart,
  type Rule,
} from './optimizers-shader';
import { scratch, type Scratch } from './views';

const DESCEND: Formula = {
  name: 'descend',
  functions: '',
  flag: false,
  word: ([p = '', g = '', rate = '']) =>
    `bitcast<u32>(bitcast<f32>(${p}) + bitcast<f32>(${rate}) * bitcast<f32>(${g}))`,
};

/** A parameter's part in a kernel. */
interface Part {
  readonly count: number;
  /** the parameter, then its states */
  readonly changed: readonly Source[];
  readonly grad: Source;
  readonly factors: readonly number[];
  /** whether an invocation takes four neighbours */
  readonly wide: boolean;
  /** the gradient's copy, where the kernel could not read it beside what it writes */
  readonly copy: Scratch | null;
}

/** What one kernel is to do. */
interface Batch {
  readonly parts: Part[];
  /** buffers that are written, and read only */
  readonly written: Set<PooledBuffer>;
  readonly read: Set<PooledBuffer>;
  /** different factors, each once */
  readonly factors: (readonly number[])[];
}

const emptyBatch = (): Batch => ({ parts: [], written: new Set(), read: new Set(), factors: [] });

const sameNumbers = (a: readonly number[], b: readonly number[]): boolean => a.every((x, i) => x === b[i]);

/**
 * Whether it may be walked four at a time. What lies between a parameter's last element and the next multiple of four
 * is nobody's where the parameter ends its storage, and behind states (see `joined`) always.
 */
function isWide(changed: readonly StridedView[], grad: StridedView): boolean {
  if (![...changed, grad].every(({ offset }) => offset % 4 === 0)) return false;
  return [changed[0]!, grad].every(({ shape, offset, storage }) => {
    const count = numel(shape);
    return count % 4 === 0 || offset + count === storage.length;
  });
}

/**
 * The kernels; float32 alone comes here.
 * @param zeros makes a storage in which tensors of at most `largest` elements lie
 */
export function optimizerKernels(
  context: KernelContext,
  zeros: (length: number, largest: number) => Storage,
): OptimizerKernels {
  function partOf(changed: readonly StridedView[], grad: StridedView, factors: readonly number[]): Part {
    const wide = isWide(changed, grad);
    const sources = changed.map((view) => context.partly(view));
    const given = context.source(grad);
    const count = numel(grad.shape);
    const plain = { count, changed: sources, factors, wide, grad: given, copy: null };
    if (!sources.some(({ entry }) => entry === given.entry)) return plain;
    const copy = scratch(context, [count]);
    const dense = { ...copy.view, shape: grad.shape, strides: grad.strides };
    recordElementwise(context.queue, MOVE, dense, copy.entry, [given], 0);
    return { ...plain, grad: { view: dense, entry: copy.entry }, copy };
  }

  /** Whether the part can be done at once with the others, and has bindings and words enough. */
  function fits(rule: Rule, { parts, written, read, factors }: Batch, part: Part): boolean {
    const [first] = parts;
    if (!first) return true;
    // an emulation goes through the branches of all parameters for each: eight times as long for four as for one
    if (context.software) return false;
    const [target] = part.changed;
    const isApart =
      !written.has(part.grad.entry) &&
      !part.changed.some(({ entry }) => read.has(entry)) &&
      !parts.some(({ changed }) => changed[0]!.entry === target!.entry);
    if (!isApart || first.wide !== part.wide) return false;
    const buffers = new Set([
      ...written,
      ...read,
      ...part.changed.map(({ entry }) => entry),
      part.grad.entry,
    ]);
    const isKnown = factors.some((known) => sameNumbers(known, part.factors));
    const words =
      (parts.length + 1) * wordsOf(rule) + (factors.length + (isKnown ? 0 : 1)) * rule.factors.length;
    return buffers.size <= context.bindings && words <= PARAM_WORDS;
  }

  function record(rule: Rule, { parts, written, read, factors }: Batch): void {
    const [first] = parts;
    if (!first) return;
    const words = first.wide ? 4 : 1;
    const [out, ...also] = written;
    const names = new Map<PooledBuffer, string>([[out!, 'out']]);
    [...read].forEach((entry, k) => names.set(entry, `in${k}`));
    also.forEach((entry, k) => names.set(entry, `also${k}`));
    let groups = 0;
    const params: number[] = [];
    const bound = parts.map((part): BoundPart => {
      const count = Math.ceil(part.count / words);
      groups += Math.ceil(count / UPDATE_SIZE);
      const views = [...part.changed, part.grad];
      params.push(groups, count, ...views.map(({ view }) => view.offset / words));
      return {
        names: views.map(({ entry }) => names.get(entry)!),
        factors: factors.findIndex((known) => sameNumbers(known, part.factors)),
      };
    });
    for (const numbers of factors) params.push(...numbers.map(floatWord));
    context.queue.dispatch({
      key: `${rule.name}/${words}/${bound.map((part) => `${part.names.join()}.${part.factors}`).join(';')}`,
      code: () => updateShader(rule, words, bound, read.size, also.length),
      out: out!,
      inputs: [...read],
      also,
      flag: false,
      params,
      workgroups: groups,
    });
    for (const { copy } of parts) copy?.done();
  }

  function perform(rule: Rule, updates: Iterable<Part>): void {
    let batch = emptyBatch();
    for (const part of updates) {
      if (!fits(rule, batch, part)) {
        record(rule, batch);
        batch = emptyBatch();
      }
      batch.parts.push(part);
      part.changed.forEach(({ entry }) => batch.written.add(entry));
      batch.read.add(part.grad.entry);
      if (!batch.factors.some((known) => sameNumbers(known, part.factors))) batch.factors.push(part.factors);
    }
    record(rule, batch);
  }

  /** A gradient that is put off goes into the step of its parameter. */
  function isAlone({ p, grad, buffer, factors }: DescentUpdate): boolean {
    const isPlain = !buffer && factors.sign === 1 && factors.weightDecay === 0;
    return isPlain && (numel(p.shape) === 0 || context.isPutOff(grad));
  }

  return {
    adam(updates) {
      const parts = updates
        .filter(({ p }) => numel(p.shape) > 0)
        .map(({ p, grad, average, square, factors }) =>
          partOf(
            [p, average, square],
            grad,
            ADAM_FACTORS.map((name) => factors[name]),
          ),
        );
      perform(ADAM, parts);
    },
    descend: (p, g, rate) => context.elementwise(DESCEND, p, [p, g, floatWord(rate)]),
    sgd(updates) {
      const parts: Record<'plain' | 'momentum', Part[]> = { plain: [], momentum: [] };
      for (const update of updates) {
        const { p, grad, buffer, factors } = update;
        if (isAlone(update)) {
          context.elementwise(DESCEND, p, [p, grad, floatWord(factors.rate)]);
          continue;
        }
        if (numel(p.shape) === 0) continue;
        const numbers = DESCENT_FACTORS.map((name) => factors[name]);
        parts[buffer ? 'momentum' : 'plain'].push(partOf(buffer ? [p, buffer] : [p], grad, numbers));
      }
      perform(SGD, parts.plain);
      perform(MOMENTUM, parts.momentum);
    },
    joined(counts) {
      const offsets: number[] = [];
      let length = 0;
      for (const count of counts) {
        offsets.push(length);
        length += Math.ceil(count / 4) * 4;
      }
      return { storage: zeros(length, Math.max(...counts)), offsets };
    },
  };
}

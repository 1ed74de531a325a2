/**
 * @file The negative log-likelihood of class indices, and cross-entropy: where the log-probabilities are put off still, it
 * is computed from the logits, and so is its gradient; nothing of their size lies in between.
 */

import { IndexError } from '../../../errors';
import type { StridedView } from '../../device';
import type { LikelihoodKernels, Targets } from '../../lanes';
import { coalesce, numel } from '../layout';
import type { KernelContext } from './context';
import { floatFunctions } from './floats';
import {
  CLASS_FUNCTIONS,
  folded,
  likelihoodCode,
  SHARED,
  slopeCode,
  type LikelihoodForm,
} from './likelihood-shader';
import { recordReduce, type Source } from './record';
import { isForOne } from './row-kernel';
import { dense, flat, GROUP, lanes, recordViews, scratch, type Scratch } from './views';
import { REFUSE } from './wgsl';

/** Targets, and logits, that one workgroup goes through in less time than several kernels take to start. */
const MOST_TARGETS = 512;
const MOST_LOGITS = 16_384;
/** The same for one invocation on an emulation, which pays dearly for invocations that wait for one another. */
const MOST_LOGITS_ALONE = 2048;

/** The lanes of log-probabilities [N, C, S], one for each target. */
function lanesOf({ storage, shape, strides, offset }: StridedView): StridedView {
  const [n = 1, c = 1, s = 1] = shape;
  const [row = 0, step = 0, column = 0] = strides;
  return { storage, shape: [n, s, c], strides: [row, column, step], offset };
}

/** Whether two views have the same elements in the same lanes. */
function sameLanes(a: StridedView, b: StridedView): boolean {
  if (a.offset !== b.offset || a.shape.at(-1) !== b.shape.at(-1)) return false;
  const [x, y] = [a, b].map(({ shape, strides }) => coalesce(shape, [strides]));
  return String(x!.shape) === String(y!.shape) && String(x!.strides) === String(y!.strides);
}

/** The logits whose log-softmax along these lanes is put off; null: it is there, or comes from elsewhere. */
function logitsOf(context: KernelContext, logs: StridedView): StridedView | null {
  const recipe = context.recipeOf(logs);
  return recipe?.kind === 'logSoftmax' && sameLanes(recipe.out, logs) ? recipe.x : null;
}

/** Whether lanes can be taken four at a time. @param others views of the same kernel that are read word by word */
function isFourfold(views: readonly StridedView[], others: readonly (StridedView | null)[]): boolean {
  // a buffer has one type in a kernel
  if (others.some((other) => views.some(({ storage }) => storage === other?.storage))) return false;
  return views.every(({ shape, strides, offset }) => {
    const steps = [offset, shape.at(-1) ?? 1, ...strides.slice(0, -1)];
    return strides.at(-1) === 1 && steps.every((step) => step % 4 === 0);
  });
}

/** Words of a kernel: classes, the ignored index, and how many targets. */
function numbersOf({ target, ignoreIndex }: Targets, classes: number): readonly number[] {
  return [classes, ignoreIndex >>> 0, numel(target.shape)];
}

// beyond 32 bits no label is equal to it
const ignoredBy = ({ ignoreIndex }: Targets): string =>
  ignoreIndex === (ignoreIndex | 0) ? 'label == number1()' : 'false';

const nameOf = (targets: Targets): string =>
  `${ignoredBy(targets)}.${targets.weight !== null}.${targets.mean}`;

/** What the losses are divided by. */
function totalOf(context: KernelContext, targets: Targets): Scratch {
  const { target, weight, mean } = targets;
  const total = scratch(context, [1]);
  if (!mean) return total;
  const rows = numel(target.shape);
  const isSmall = rows <= MOST_TARGETS;
  const together = isSmall && !context.software;
  const each = isSmall ? total : scratch(context, [rows]);
  const one = `
  let label = word1(at1(n));
  if (!(${ignoredBy(targets)})) { total += ${weight ? 'bitcast<f32>(word2(at2(label)))' : '1.0'}; }`;
  recordViews(context, {
    name: `likelihood.weights.${isSmall}.${together}.${nameOf(targets)}`,
    out: flat(each),
    inputs: [flat(context.source(target)), ...(weight ? [flat(context.source(weight))] : [])],
    numbers: numbersOf(targets, 0),
    declarations: SHARED,
    count: isSmall ? 1 : rows,
    each: together ? 'workgroup' : 'invocation',
    subgroups: context.subgroups && together,
    body: isSmall
      ? `
var total = 0.0;
for (var n = ${together ? 'lane' : '0u'}; n < number2(); n += ${together ? GROUP : 1}u) {${one}
}
${together ? folded('total', '+', context.subgroups) : ''}
if (${together ? 'lane == 0u' : 'true'}) { out[at0(0u)] = bitcast<u32>(total); }`
      : `
var total = 0.0;
let n = i;${one}
out[at0(i)] = bitcast<u32>(total);`,
  });
  if (!isSmall) {
    const sum: Source = { view: dense([]), entry: total.entry };
    recordReduce(context, 'sum', 'f32', each, sum);
    (each as Scratch).done();
  }
  return total;
}

export function likelihoodKernels(context: KernelContext): LikelihoodKernels {
  const refusal = (): number =>
    context.refusal((label) => new IndexError(`Target ${label} is out of bounds.`));

  function forward(x: StridedView, targets: Targets, out: StridedView): void {
    const logs = lanesOf(x);
    const logits = logitsOf(context, logs);
    const from = logits ?? logs;
    const { target, weight, mean } = targets;
    const [rows, classes] = [numel(target.shape), x.shape[1] ?? 1];
    const isSmall = rows <= MOST_TARGETS && (!logits || rows * classes <= MOST_LOGITS);
    const alone = !logits || isForOne(rows, classes, context.software);
    const all = context.software && (!logits || rows * classes <= MOST_LOGITS_ALONE) ? 'all' : 'allTogether';
    const form: LikelihoodForm = isSmall ? all : alone ? 'row' : 'rowTogether';
    const together = form === 'allTogether' || form === 'rowTogether';
    const wide = logits !== null && isFourfold([logits], [target, weight]);
    const terms = isSmall ? null : scratch(context, [2, rows]);
    recordViews(context, {
      name: `likelihood.${logits !== null}.${wide}.${form}.${nameOf(targets)}`,
      out: flat(terms ?? context.target(out)),
      inputs: [
        { ...lanes(context.source(from)), fours: wide },
        flat(context.source(target)),
        ...(weight ? [flat(context.source(weight))] : []),
      ],
      numbers: [...numbersOf(targets, classes), refusal()],
      flag: true,
      declarations: [floatFunctions('ratio_word', 'log_word'), REFUSE, CLASS_FUNCTIONS, SHARED].join('\n'),
      count: isSmall ? 1 : rows,
      each: together ? 'workgroup' : 'invocation',
      subgroups: context.subgroups && together,
      body: likelihoodCode(
        form,
        wide,
        logits !== null,
        ignoredBy(targets),
        weight !== null,
        mean,
        context.subgroups,
      ),
    });
    if (!terms) return;
    const sums = scratch(context, [2]);
    recordReduce(context, 'sum', 'f32', terms, sums);
    finish(sums, mean, context.target(out));
    sums.done();
    terms.done();
  }

  /** The loss from the sums of losses and of weights. */
  function finish(sums: Source, mean: boolean, out: Source): void {
    recordViews(context, {
      name: `likelihood.finish.${mean}`,
      out: flat(out),
      inputs: [flat(sums)],
      declarations: floatFunctions('ratio_word'),
      count: 1,
      body: mean
        ? 'out[at0(0u)] = ratio_word(word1(at1(0u)), word1(at1(1u)));'
        : 'out[at0(0u)] = word1(at1(0u));',
    });
  }

  function input(g: StridedView, targets: Targets, out: StridedView): void {
    const { target, weight } = targets;
    context.later(
      { kind: 'likelihoodInput', g, targets, out },
      weight ? [g, target, weight] : [g, target],
      () => recordInput(g, targets, out),
    );
  }

  function recordInput(g: StridedView, targets: Targets, out: StridedView): void {
    const { target, weight, mean } = targets;
    const [, classes = 1, rest = 1] = out.shape;
    const total = totalOf(context, targets);
    recordViews(context, {
      name: `likelihood.input.${nameOf(targets)}`,
      out: flat(context.target(out)),
      inputs: [
        flat(context.source(g)),
        flat(context.source(target)),
        flat(total),
        ...(weight ? [flat(context.source(weight))] : []),
      ],
      numbers: [...numbersOf(targets, classes), rest],
      declarations: floatFunctions('ratio_word'),
      count: numel(out.shape),
      body: `
  let label = word2(at2(i / number3() / number0() * number3() + i % number3()));
  var w = 0u;
  if ((label == i / number3() % number0()) & !(${ignoredBy(targets)})) {
    let weight = ${weight ? 'word4(at4(label))' : '0x3f800000u'};
    let share = ${mean ? 'ratio_word(weight, word3(at3(0u)))' : 'weight'};
    w = bitcast<u32>(-bitcast<f32>(share) * bitcast<f32>(word1(at1(0u))));
  }
  out[at0(i)] = w;`,
    });
    total.done();
  }

  return { forward, input };
}

/**
 * The gradient of log-softmax from its output `y` and the output's gradient, where both are put off: straight from the
 * logits. @returns whether it could
 */
export function recordCrossEntropyInput(
  context: KernelContext,
  y: StridedView,
  g: StridedView,
  out: StridedView,
): boolean {
  const logits = logitsOf(context, y);
  const recipe = logits && context.recipeOf(g);
  if (!logits || recipe?.kind !== 'likelihoodInput' || !sameLanes(lanesOf(recipe.out), g)) return false;
  const { targets } = recipe;
  const { target, weight } = targets;
  const [rows, classes] = [numel(target.shape), logits.shape.at(-1) ?? 1];
  const alone = isForOne(rows, classes, context.software);
  const wide = isFourfold([logits, out], [target, weight, recipe.g]);
  const total = totalOf(context, targets);
  recordViews(context, {
    name: `crossEntropy.input.${alone}.${wide}.${nameOf(targets)}`,
    out: { ...lanes(context.target(out)), fours: wide },
    inputs: [
      { ...lanes(context.source(logits)), fours: wide },
      flat(context.source(target)),
      flat(context.source(recipe.g)),
      flat(total),
      ...(weight ? [flat(context.source(weight))] : []),
    ],
    numbers: numbersOf(targets, classes),
    declarations: [floatFunctions('ratio_word'), CLASS_FUNCTIONS, SHARED].join('\n'),
    count: rows,
    each: alone ? 'invocation' : 'workgroup',
    subgroups: context.subgroups && !alone,
    body: slopeCode(alone, wide, ignoredBy(targets), weight !== null, targets.mean, context.subgroups),
  });
  total.done();
  return true;
}

/** @file Connectionist temporal classification: how likely a sequence of labels is, however it is spread over time. */

import { RuntimeError } from '../../errors';
import { numel, type Shape } from '../../shape';
import type { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { elementAt, operandTex } from '../common';
import { onCpu } from '../on-cpu';
import type { Evidence, OpRecord } from '../op';

type Numbers = ArrayLike<number | bigint>;

/** One sample: its log-probabilities, and its labels with a blank before, between and behind them. */
interface Sample {
  /** log-probability of a class at a time */
  readonly at: (time: number, label: number) => number;
  readonly times: number;
  readonly labels: readonly number[];
}

interface Problem {
  readonly shape: Shape;
  readonly logs: Numbers;
  readonly targets: Numbers;
  readonly targetShape: Shape;
  readonly times: Numbers;
  readonly lengths: Numbers;
  readonly blank: number;
}

function refuse(name: string, limit: string, value: number): never {
  throw new RuntimeError(
    `Expected ${name} to have value at ${limit}, but got value ${value} (while checking arguments for ctc_loss_allocate_outputs)`,
  );
}

/** @throws RuntimeError for lengths that the log-probabilities or the targets do not have, and labels that are no class */
function samplesOf(problem: Problem): Sample[] {
  const { shape, logs, targets, targetShape, blank } = problem;
  const [longest, batch, classes] = shape as [number, number, number];
  const lengths = Array.from(problem.lengths, Number);
  const times = Array.from(problem.times, Number);
  const total = lengths.reduce((a, b) => a + b, 0);
  for (const length of lengths) if (length < 0) refuse('target_lengths', 'least 0', length);
  checkTargets(targetShape, total, Math.max(0, ...lengths));
  for (const time of times) if (time < 0) refuse('input_lengths', 'least 0', time);
  for (const time of times) if (time > longest) refuse('input_lengths', `most ${longest}`, time);
  let before = 0;
  return Array.from({ length: batch }, (_, n) => {
    const from = targetShape.length === 2 ? n * targetShape[1]! : before;
    before += lengths[n]!;
    const labels = [blank];
    for (let i = 0; i < lengths[n]!; i++) {
      const label = Number(targets[from + i]);
      if (!(label >= 0 && label < classes)) throw new RuntimeError(`Target ${label} is out of bounds.`);
      labels.push(label, blank);
    }
    const at = (time: number, label: number): number => Number(logs[(time * batch + n) * classes + label]);
    return { at, times: times[n]!, labels };
  });
}

function checkTargets(shape: Shape, total: number, longest: number): void {
  const [dim, least, size] = shape.length === 2 ? [1, longest, shape[1]!] : [0, total, shape[0]!];
  if (shape.length === 2 ? size >= least : size === least) return;
  throw new RuntimeError(
    `Expected tensor to have size ${shape.length === 2 ? 'at least ' : ''}${least} at dimension ${dim}, but got size ${size} for argument #2 'targets' (while checking arguments for ctc_loss_allocate_outputs)`,
  );
}

function logSum(...values: number[]): number {
  const top = Math.max(...values);
  if (top === -Infinity) return -Infinity;
  return top + Math.log(values.reduce((sum, value) => sum + Math.exp(value - top), 0));
}

/** Whether a path may come to `labels[s]` from two before: over a blank that stands between different labels. */
const mayJump = (labels: readonly number[], s: number, from: number): boolean =>
  from >= 0 && from < labels.length && s % 2 === 1 && labels[s] !== labels[from];

/**
 * The log-probability of being at each label at each time, summed over the paths up to there (forwards), or from
 * there on (backwards). Both count the step at hand.
 */
function passes({ at, times, labels }: Sample, isForwards: boolean): number[][] {
  const [first, step] = isForwards ? [0, 1] : [times - 1, -1];
  const end = isForwards ? 0 : labels.length - 1;
  const rows: number[][] = [];
  for (let i = 0, time = first; i < times; i++, time += step) {
    const before = rows[time - step];
    rows[time] = labels.map((label, s) => {
      if (!before) return s === end || s === end + step ? at(time, label) : -Infinity;
      const jump = s - 2 * step;
      const far = mayJump(labels, s, jump) ? before[jump]! : -Infinity;
      return at(time, label) + logSum(before[s]!, before[s - step] ?? -Infinity, far);
    });
  }
  return rows;
}

/** Minus the log-probability of the labels. */
function lossOf(sample: Sample, alpha: readonly number[][]): number {
  const { times, labels } = sample;
  if (times === 0) return labels.length === 1 ? 0 : Infinity;
  const last = alpha[times - 1]!;
  return -logSum(last[labels.length - 1]!, labels.length > 1 ? last[labels.length - 2]! : -Infinity);
}

function losses(problem: Problem): number[] {
  return samplesOf(problem).map((sample) => lossOf(sample, passes(sample, true)));
}

/**
 * The derivative of each loss by each log-probability, as PyTorch has it: it takes these for a log-softmax's output,
 * and adds the probability itself, which log-softmax's own backward takes away again.
 */
function slopes(problem: Problem, zeroInfinity: boolean): Float64Array {
  const [, batch, classes] = problem.shape as [number, number, number];
  const out = new Float64Array(numel(problem.shape));
  samplesOf(problem).forEach((sample, n) => {
    const alpha = passes(sample, true);
    const loss = lossOf(sample, alpha);
    if (zeroInfinity && loss === Infinity) return;
    const beta = passes(sample, false);
    for (let time = 0; time < sample.times; time++) {
      const through = new Array<number>(classes).fill(-Infinity);
      sample.labels.forEach((label, s) => {
        through[label] = logSum(through[label]!, alpha[time]![s]! + beta[time]![s]!);
      });
      through.forEach((log, label) => {
        const own = sample.at(time, label);
        out[(time * batch + n) * classes + label] = Math.exp(own) - Math.exp(log + loss - own);
      });
    }
  });
  return out;
}

const problemOf = (
  shape: Shape,
  targetShape: Shape,
  [logs, targets, times, lengths]: readonly Numbers[],
  attrs: Attrs,
): Problem => ({
  shape,
  targetShape,
  logs: logs!,
  targets: targets!,
  times: times!,
  lengths: lengths!,
  blank: attrs['blank'] as number,
});

/** The gradient for the log-probabilities: of the first order alone, as PyTorch's. */
function gradient(inputs: readonly Tensor[], attrs: Attrs, g: Tensor): Tensor {
  const [x, targets] = [inputs[0]!, inputs[1]!];
  const batch = x.shape[1]!;
  const made = onCpu([...inputs, g], (elements) => {
    const all = slopes(problemOf(x.shape, targets.shape, elements, attrs), Boolean(attrs['zeroInfinity']));
    const classes = x.shape[2]!;
    return all.map((slope, i) => slope * Number(elements.at(-1)![Math.floor(i / classes) % batch]));
  });
  return made.tensor(x.shape, x.dtype, (values) => values);
}

/** Inputs: log-probabilities [T, N, C], targets [N, S] or one after the other, and the lengths of both. */
export const ctcLoss: OpRecord = {
  name: 'ctcLoss',
  gradFn: () => 'CtcLossBackward0',
  symbol: 'CTC',
  formula: (n) => `-\\ln P(${operandTex(n, 1)} \\mid ${operandTex(n, 0)})`,
  forward(inputs, attrs) {
    const [x, targets] = [inputs[0]!, inputs[1]!];
    const made = onCpu(inputs, (elements) => losses(problemOf(x.shape, targets.shape, elements, attrs)));
    return made.tensor([x.shape[1]!], x.dtype, (values) => values);
  },
  saves: { inputs: [0, 1, 2, 3], output: false },
  backward: ({ inputs, attrs }, g) => [gradient(inputs, attrs, g), null, null, null],
  explain: {
    tex: (k, n) =>
      k === 0 ? `e^{${operandTex(n, 0)}} - P(\\text{path here} \\mid ${operandTex(n, 1)})` : '0',
    locals(k, i, evidence: Evidence) {
      if (k !== 0) return [];
      const { inputs, attrs } = evidence;
      const numbers = inputs.map((x) => Array.from({ length: x.elements.length }, (_, j) => elementAt(x, j)));
      const shape = inputs[0]!.shape;
      const all = slopes(problemOf(shape, inputs[1]!.shape, numbers, attrs), Boolean(attrs['zeroInfinity']));
      return [{ at: Math.floor(i / shape[2]!) % shape[1]!, value: all[i]! }];
    },
  },
};

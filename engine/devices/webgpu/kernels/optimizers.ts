/** @file The optimisers' updates: one kernel a parameter, which reads and writes everything once. */

import type { StridedView } from '../../device';
import type { AdamFactors, OptimizerKernels } from '../../optimizers';
import { numel } from '../layout';
import { floatWord } from '../words';
import type { KernelContext } from './context';
import { copyFormula } from './copy';
import type { Formula } from './elementwise';
import { recordElementwise, type Source } from './record';
import { scratch } from './views';
import { param, shader } from './wgsl';

const f32 = (word: string): string => `bitcast<f32>(${word})`;

const DESCEND: Formula = {
  name: 'descend',
  functions: '',
  flag: false,
  word: ([p = '', g = '', rate = '']) => `bitcast<u32>(${f32(p)} + ${f32(rate)} * ${f32(g)})`,
};

const SIZE = 64;
/** Uniform words: the count, where the four views begin, and the factors. */
const COUNT = 0;
const OFFSETS = 1;
const FACTORS = 5;
const NAMES = ['sign', 'weightDecay', 'keep', 'blend', 'decay', 'rest', 'root', 'eps', 'rate'] as const;

/** @param words how many neighbours an invocation takes; offsets count in them */
function adamShader(words: 1 | 4): string {
  const [type, bits] = words === 4 ? ['vec4<f32>', 'vec4<u32>'] : ['f32', 'u32'];
  const load = (name: string, k: number): string => `bitcast<${type}>(${name}[${param(OFFSETS + k)} + i])`;
  const factor = (name: (typeof NAMES)[number]): string => f32(param(FACTORS + NAMES.indexOf(name)));
  // the GPU's own division and root: a rounding more or less is nothing to a step
  return shader({
    inputs: 1,
    also: 2,
    ...(words === 4 ? { fourfold: ['out', 'in0', 'also0', 'also1'] } : {}),
    flag: false,
    size: SIZE,
    declarations: '',
    body: `
  let i = group * ${SIZE}u + lane;
  if (i >= ${param(COUNT)}) { return; }
  let p = ${load('out', 0)};
  let slope = ${load('in0', 1)} * ${factor('sign')} + p * ${factor('weightDecay')};
  var average = ${load('also0', 2)};
  average = average + (slope - average) * ${factor('blend')};
  let square = ${load('also1', 3)} * ${factor('decay')} + slope * slope * ${factor('rest')};
  let moved = p * ${factor('keep')} - ${factor('rate')} * (average / (sqrt(square) / ${factor('root')} + ${factor('eps')}));
  out[${param(OFFSETS)} + i] = bitcast<${bits}>(moved);
  also0[${param(OFFSETS + 2)} + i] = bitcast<${bits}>(average);
  also1[${param(OFFSETS + 3)} + i] = bitcast<${bits}>(square);`,
  });
}

/** The kernels; float32 alone comes here. */
export function optimizerKernels(context: KernelContext): OptimizerKernels {
  function adam(
    p: StridedView,
    grad: StridedView,
    average: StridedView,
    square: StridedView,
    factors: AdamFactors,
  ): void {
    const count = numel(p.shape);
    if (count === 0) return;
    let given: Source = context.source(grad);
    const changed = [p, average, square].map((view) => context.partly(view));
    const [moved, means, squares] = changed as [Source, Source, Source];
    const isShared = changed.some(({ entry }) => entry === given.entry);
    const copy = isShared ? scratch(context, [count]) : null;
    if (copy) {
      const dense = { ...copy.view, shape: grad.shape, strides: grad.strides };
      recordElementwise(context.queue, copyFormula('bool', 'bool'), dense, copy.entry, [given], 0);
      given = { view: dense, entry: copy.entry };
    }
    const offsets = [moved, given, means, squares].map(({ view }) => view.offset);
    const words = [count, ...offsets].every((number) => number % 4 === 0) ? 4 : 1;
    context.queue.dispatch({
      key: `adam/${words}`,
      code: () => adamShader(words),
      out: moved.entry,
      inputs: [given.entry],
      also: [means.entry, squares.entry],
      flag: false,
      params: [
        ...[count, ...offsets].map((number) => number / words),
        ...NAMES.map((name) => floatWord(factors[name])),
      ],
      workgroups: Math.ceil(count / words / SIZE),
    });
    copy?.done();
  }

  return { adam, descend: (p, g, rate) => context.elementwise(DESCEND, p, [p, g, floatWord(rate)]) };
}

/** @file The optimisers' updates: a kernel for each of the tensors that an update changes, nothing in between. */

import type { OptimizerKernels } from '../../optimizers';
import { floatWord } from '../words';
import type { KernelContext } from './context';
import type { Formula } from './elementwise';

const f32 = (word: string): string => `bitcast<f32>(${word})`;

function formula(name: string, value: (operands: readonly string[]) => string): Formula {
  return {
    name,
    functions: '',
    flag: false,
    word: (operands) => `bitcast<u32>(${value(operands.map(f32))})`,
  };
}

const SLOPE = (g = '', sign = '', p = '', weightDecay = ''): string =>
  `(${g} * ${sign} + ${p} * ${weightDecay})`;

const AVERAGE = formula(
  'adam.average',
  ([average, blend, ...slope]) => `${average} + (${SLOPE(...slope)} - ${average}) * ${blend}`,
);

const SQUARE = formula(
  'adam.square',
  ([square, decay, rest, ...slope]) =>
    `${square} * ${decay} + ${SLOPE(...slope)} * ${SLOPE(...slope)} * ${rest}`,
);

// the GPU's own division and root: a rounding more or less is nothing to a step
const MOVE = formula(
  'adam.move',
  ([p, average, square, keep, rate, root, eps]) =>
    `${p} * ${keep} - ${rate} * (${average} / (sqrt(${square}) / ${root} + ${eps}))`,
);

const DESCEND = formula('descend', ([p, g, rate]) => `${p} + ${rate} * ${g}`);

/** The kernels; float32 alone comes here. */
export function optimizerKernels(context: KernelContext): OptimizerKernels {
  return {
    adam(p, g, average, square, f) {
      const slope = [g, floatWord(f.sign), p, floatWord(f.weightDecay)];
      context.elementwise(AVERAGE, average, [average, floatWord(f.blend), ...slope]);
      context.elementwise(SQUARE, square, [square, floatWord(f.decay), floatWord(f.rest), ...slope]);
      const numbers = [f.keep, f.rate, f.root, f.eps].map(floatWord);
      context.elementwise(MOVE, p, [p, average, square, ...numbers]);
    },
    descend: (p, g, rate) => context.elementwise(DESCEND, p, [p, g, floatWord(rate)]),
  };
}

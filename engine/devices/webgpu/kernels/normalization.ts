/** @file Normalising and softmax, each in one kernel, and their gradients. */

import type { StridedView } from '../../device';
import type { SoftmaxKernels } from '../../lanes';
import type { NetworkKernels } from '../../network';
import { numel } from '../layout';
import type { KernelContext } from './context';
import { recordCrossEntropyInput } from './likelihood';
import { EXP_DOWN, recordRows, type RowKernel } from './row-kernel';

/** How many leading dimensions are left when the trailing ones make `size` elements. */
function outerOf({ shape }: StridedView, size: number): number {
  let outer = shape.length;
  while (outer > 0 && numel(shape.slice(outer)) < size) outer--;
  return outer;
}

const MOMENTS: RowKernel['passes'] = [
  { reads: [0], sums: [{ name: 'mean', of: 'x0', mean: true }] },
  {
    reads: [0],
    sums: [{ name: 'variance', of: '(x0 - mean) * (x0 - mean)', mean: true }],
    then: 'let factor = 1.0 / sqrt(variance + p0);',
  },
];

export function normalizationKernels(
  context: KernelContext,
  software: boolean,
): Pick<NetworkKernels, 'standardize' | 'standardizeInput'> {
  return {
    standardize(size, eps, x, weight, bias, out) {
      const views = [x, ...(weight ? [weight] : []), ...(bias ? [bias] : [])];
      const factor = weight ? ' * x1' : '';
      const shift = bias ? ` + x${weight ? 2 : 1}` : '';
      const kernel: RowKernel = {
        name: `standardize${factor}${shift}`,
        passes: MOMENTS,
        reads: views.map((_, v) => v),
        result: `(x0 - mean) * factor${factor}${shift}`,
        functions: [],
        parameters: [eps],
      };
      recordRows(context, software, kernel, outerOf(x, size), views, out);
    },
    standardizeInput(size, eps, x, weight, g, out) {
      const flow = weight ? 'x1 * x2' : 'x1';
      const views = [x, g, ...(weight ? [weight] : [])];
      const reads = views.map((_, v) => v);
      const kernel: RowKernel = {
        name: `standardizeInput${weight ? '*' : ''}`,
        passes: [
          ...MOMENTS,
          {
            reads,
            sums: [
              { name: 'flow', of: flow, mean: true },
              { name: 'along', of: `${flow} * ((x0 - mean) * factor)`, mean: true },
            ],
          },
        ],
        reads,
        result: `(${flow} - flow - (x0 - mean) * factor * along) * factor`,
        functions: [],
        parameters: [eps],
      };
      recordRows(context, software, kernel, outerOf(x, size), views, out);
    },
  };
}

/** Not a number where there is one, or nothing but minus infinity. */
const LARGEST: RowKernel['passes'][number] = {
  reads: [0],
  sums: [{ name: 'top', of: 'x0', largest: true }],
  then: 'let odd = (bitcast<u32>(top) & 0x7fffffffu) >= 0x7f800000u;',
};

const EXPONENTIALS: RowKernel['passes'][number] = {
  reads: [0],
  sums: [{ name: 'total', of: 'exp_down(x0 - top)' }],
};

const SOFTMAX: RowKernel = {
  name: 'softmax',
  passes: [LARGEST, { ...EXPONENTIALS, then: 'let share = 1.0 / total;' }],
  reads: [0],
  result: 'select(exp_down(x0 - top) * share, Value(bitcast<f32>(p_infinity | 0x400000u)), odd)',
  functions: [],
  declarations: EXP_DOWN,
};

const LOG_SOFTMAX: RowKernel = {
  ...SOFTMAX,
  name: 'logSoftmax',
  passes: [LARGEST, { ...EXPONENTIALS, then: 'let low = bitcast<f32>(log_word(bitcast<u32>(total)));' }],
  result: 'select((x0 - top) - low, Value(bitcast<f32>(p_infinity | 0x400000u)), odd)',
  functions: ['log_word'],
};

const SOFTMAX_INPUT: RowKernel = {
  name: 'softmaxInput',
  passes: [{ reads: [0, 1], sums: [{ name: 'flow', of: 'x0 * x1' }] }],
  reads: [0, 1],
  result: 'x0 * x1 - x0 * flow',
  functions: [],
};

const LOG_SOFTMAX_INPUT: RowKernel = {
  name: 'logSoftmaxInput',
  passes: [{ reads: [1], sums: [{ name: 'flow', of: 'x1' }] }],
  reads: [0, 1],
  // what is no number stays so
  result:
    'x1 - select(exp_down(x0), x0, (bitcast<Words>(x0) & Words(0x7fffffffu)) > Words(0x7f800000u)) * flow',
  functions: [],
  declarations: EXP_DOWN,
};

/** Softmax along the last dimension; float32 alone comes here. */
export function softmaxKernels(context: KernelContext, software: boolean): SoftmaxKernels {
  const outer = (view: StridedView): number => view.shape.length - 1;
  return {
    softmax(x, out, log) {
      const record = (): void =>
        recordRows(context, software, log ? LOG_SOFTMAX : SOFTMAX, outer(x), [x], out);
      if (log) context.later({ kind: 'logSoftmax', x, out }, [x], record);
      else record();
    },
    softmaxInput(y, g, out, log) {
      if (log && recordCrossEntropyInput(context, y, g, out)) return;
      recordRows(context, software, log ? LOG_SOFTMAX_INPUT : SOFTMAX_INPUT, outer(y), [y, g], out);
    },
  };
}

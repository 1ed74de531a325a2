/** @file What the losses share: the reduction of one loss an element, and its derivative. */

import { RuntimeError, ValueError } from '../../errors';
import { numel } from '../../shape';
import type { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { broadcastSource, elementAt, operandTex } from '../common';
import type { Evidence, Names, OpRecord } from '../op';
import { inside } from '../reduction/lanes';

export type Reduction = 'mean' | 'sum' | 'none';

/** @throws ValueError for a word that is no reduction */
export function checkReduction(reduction: string): void {
  if (reduction === 'mean' || reduction === 'sum' || reduction === 'none') return;
  throw new ValueError(`${reduction} is not a valid value for reduction`);
}

/** One loss an element → the loss. */
export function reduced(losses: Tensor, reduction: Reduction): Tensor {
  checkReduction(reduction);
  if (reduction === 'none') return losses;
  return reduction === 'mean' ? losses.mean() : losses.sum();
}

export const reductionOf = (attrs: Attrs): Reduction => attrs['reduction'] as Reduction;

/** The loss's gradient as the gradient of each element's loss. */
function unreduced(g: Tensor, count: number, attrs: Attrs): Tensor {
  return reductionOf(attrs) === 'mean' ? g.div(count) : g;
}

/** What a formula of the derivative is given: one element of each input, 1 for a weight that is not there. */
export type Numbers = (k: number) => number;

/**
 * A loss that compares input and target element by element, one node in PyTorch's graph.
 * Further inputs (weights) are broadcast to the first, and have no derivative.
 */
export function lossRecord(parts: {
  name: string;
  gradFn: string;
  symbol: string;
  /** the loss of one element as TeX */
  tex: (x: string, y: string, attrs: Attrs) => string;
  check?: (inputs: readonly Tensor[], attrs: Attrs) => void;
  /** whether PyTorch's backward refuses operands of two dtypes */
  oneType?: boolean;
  losses: (inputs: readonly Tensor[], attrs: Attrs) => Tensor;
  /** ∂loss/∂input and ∂loss/∂target: of tensors, of numbers, and as TeX */
  slopes: readonly {
    of: (inputs: readonly Tensor[], attrs: Attrs) => Tensor;
    at: (numbers: Numbers, attrs: Attrs) => number;
    tex: (n: Names) => string;
  }[];
}): OpRecord {
  return {
    name: parts.name,
    gradFn: () => parts.gradFn,
    symbol: parts.symbol,
    formula(n) {
      const one = parts.tex(operandTex(n, 0), operandTex(n, 1), n.attrs);
      const reduction = reductionOf(n.attrs);
      if (reduction === 'none') return one;
      return `${reduction === 'mean' ? '\\frac{1}{N} ' : ''}\\sum ${one}`;
    },
    forward(inputs, attrs) {
      parts.check?.(inputs, attrs);
      return inside(() => reduced(parts.losses(inputs, attrs), reductionOf(attrs)));
    },
    saves: { inputs: [0, 1], output: false },
    backward({ inputs, attrs, needs }, g) {
      const [expected, found] = [inputs[0]!.dtype, inputs[1]!.dtype];
      if (parts.oneType && expected !== found) {
        throw new RuntimeError(`Found dtype ${found.scalarName} but expected ${expected.scalarName}`);
      }
      const each = unreduced(g, inputs[0]!.numel(), attrs);
      return inputs.map((input, k) => {
        const slope = needs[k] ? parts.slopes[k] : undefined;
        return slope ? slope.of(inputs, attrs).mul(each).to(input.dtype) : null;
      });
    },
    explain: {
      tex(k, n) {
        const scale = reductionOf(n.attrs) === 'mean' ? '\\frac{1}{N} ' : '';
        return parts.slopes[k] ? scale + parts.slopes[k].tex(n) : '0';
      },
      locals(k, i, evidence) {
        const { inputs, attrs } = evidence;
        const slope = parts.slopes[k];
        if (!slope) return [];
        const value = slope.at((j) => numberAt(evidence, j, i), attrs);
        const reduction = reductionOf(attrs);
        const count = numel(inputs[0]!.shape);
        return [{ at: reduction === 'none' ? i : 0, value: reduction === 'mean' ? value / count : value }];
      },
    },
  };
}

function numberAt({ inputs }: Evidence, k: number, i: number): number {
  const input = inputs[k];
  if (!input) return 1;
  return elementAt(input, broadcastSource(input.shape, inputs[0]!.shape, i));
}

/** @file Class indices of losses: which class to look up, and its weight. */

import { IndexError } from '../../../errors';
import type { ClassKernels } from '../../lanes';
import { numel } from '../layout';
import type { KernelContext } from './context';
import { likelihoodKernels } from './likelihood';
import { flat, recordViews } from './views';
import { REFUSE } from './wgsl';

export function classKernels(context: KernelContext): ClassKernels {
  return {
    likelihood: likelihoodKernels(context),
    classes(target, weight, count, ignoreIndex, index, weights) {
      const size = numel(target.shape);
      if (size === 0) return;
      const labels = flat(context.source(target));
      // beyond 32 bits no label is equal to it
      const ignored = ignoreIndex === (ignoreIndex | 0) ? 'label == number1()' : 'false';
      const numbers = [count, ignoreIndex >>> 0];
      const refusal = context.refusal((label) => new IndexError(`Target ${label} is out of bounds.`));
      recordViews(context, {
        name: `classes.index.${ignored}`,
        out: flat(context.target(index)),
        inputs: [labels],
        numbers: [...numbers, refusal],
        flag: true,
        declarations: REFUSE,
        count: size,
        body: `
  let label = word1(at1(i));
  var found = select(label, 0u, ${ignored});
  if (found >= number0()) {
    refuse(number2(), i, label);
    found = 0u;
  }
  out[at0(i)] = found;`,
      });
      recordViews(context, {
        name: `classes.weight.${ignored}.${weight !== null}`,
        out: flat(context.target(weights)),
        inputs: weight ? [labels, flat(context.source(weight))] : [labels],
        numbers,
        count: size,
        body: `
  let label = word1(at1(i));
  let none = ${ignored} || label >= number0();
  out[at0(i)] = select(${weight ? 'word2(at2(label))' : '0x3f800000u'}, 0u, none);`,
      });
    },
  };
}

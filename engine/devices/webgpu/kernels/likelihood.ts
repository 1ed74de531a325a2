/** @file The negative log-likelihood of few targets in one pass: an invocation goes through all of them. */

import { IndexError } from '../../../errors';
import type { StridedView } from '../../device';
import type { LikelihoodKernels, Targets } from '../../lanes';
import { numel } from '../layout';
import type { KernelContext } from './context';
import { floatFunctions } from './floats';
import { flat, recordViews, scratch, type Scratch } from './views';
import { REFUSE } from './wgsl';

/** Targets that one invocation goes through in less time than several kernels take to start. */
const MOST = 512;
/** Terms added up before they are added to the rest, so that sums keep their digits. */
const BLOCK = 16;

export function likelihoodKernels(context: KernelContext): LikelihoodKernels {
  const refusal = (): number =>
    context.refusal((label) => new IndexError(`Target ${label} is out of bounds.`));
  // beyond 32 bits no label is equal to it
  const isIgnored = ({ ignoreIndex }: Targets): string =>
    ignoreIndex === (ignoreIndex | 0) ? 'label == number2()' : 'false';

  function forward(x: StridedView, targets: Targets, out: StridedView): void {
    const { target, weight, ignoreIndex, mean } = targets;
    const [, classes = 1, rest = 1] = x.shape;
    const ignored = isIgnored(targets);
    const table = weight ? [flat(context.source(weight))] : [];
    recordViews(context, {
      name: `likelihood.${ignored}.${weight !== null}.${mean}`,
      out: flat(context.target(out)),
      inputs: [flat(context.source(x)), flat(context.source(target)), ...table],
      numbers: [classes, rest, ignoreIndex >>> 0, numel(target.shape), refusal()],
      flag: true,
      declarations: floatFunctions('div_word') + REFUSE,
      count: 1,
      body: `
  var sum = 0.0;
  var total = 0.0;
  var n = 0u;
  while (n < number3()) {
    let end = min(n + ${BLOCK}u, number3());
    var part = 0.0;
    var weights = 0.0;
    for (; n < end; n++) {
      let label = word2(at2(n));
      if (${ignored}) { continue; }
      if (label >= number0()) {
        refuse(number4(), n, label);
        continue;
      }
      let weight = ${weight ? 'bitcast<f32>(word3(at3(label)))' : '1.0'};
      let place = (n / number1() * number0() + label) * number1() + n % number1();
      part -= weight * bitcast<f32>(word1(at1(place)));
      weights += weight;
    }
    sum += part;
    total += weights;
  }
  out[at0(0u)] = ${mean ? 'div_word(bitcast<u32>(sum), bitcast<u32>(total))' : 'bitcast<u32>(sum)'};`,
    });
  }

  function input(g: StridedView, targets: Targets, out: StridedView): void {
    const { target, weight, ignoreIndex, mean } = targets;
    const [, classes = 1, rest = 1] = out.shape;
    const ignored = isIgnored(targets);
    const total = scratch(context, [1]);
    if (mean) sumOfWeights(targets, total);
    const table = weight ? [flat(context.source(weight))] : [];
    recordViews(context, {
      name: `likelihood.input.${ignored}.${weight !== null}.${mean}`,
      out: flat(context.target(out)),
      inputs: [flat(context.source(g)), flat(context.source(target)), flat(total), ...table],
      numbers: [classes, rest, ignoreIndex >>> 0],
      declarations: floatFunctions('div_word'),
      count: numel(out.shape),
      body: `
  let label = word2(at2(i / number1() / number0() * number1() + i % number1()));
  var w = 0u;
  if (label == i / number1() % number0() && !(${ignored})) {
    let weight = ${weight ? 'word4(at4(label))' : '0x3f800000u'};
    let share = ${mean ? 'div_word(weight, word3(at3(0u)))' : 'weight'};
    w = bitcast<u32>(-bitcast<f32>(share) * bitcast<f32>(word1(at1(0u))));
  }
  out[at0(i)] = w;`,
    });
    total.done();
  }

  /** What the losses are divided by. */
  function sumOfWeights(targets: Targets, total: Scratch): void {
    const { target, weight, ignoreIndex } = targets;
    const ignored = isIgnored(targets);
    recordViews(context, {
      name: `likelihood.weights.${ignored}.${weight !== null}`,
      out: flat(total),
      inputs: [flat(context.source(target)), ...(weight ? [flat(context.source(weight))] : [])],
      numbers: [0, 1, ignoreIndex >>> 0, numel(target.shape)],
      count: 1,
      body: `
  var total = 0.0;
  for (var n = 0u; n < number3(); n++) {
    let label = word1(at1(n));
    if (!(${ignored})) { total += ${weight ? 'bitcast<f32>(word2(at2(label)))' : '1.0'}; }
  }
  out[at0(0u)] = bitcast<u32>(total);`,
    });
  }

  return { most: MOST, forward, input };
}

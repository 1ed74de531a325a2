/** @file The code of cross-entropy: log-probabilities of the target classes, from logits where nobody has made them yet. */

import { fold } from './folding';
import { EXP_DOWN, KEYS } from './row-kernel';
import { GROUP } from './views';

/** Who sums up: an invocation, or a workgroup, all targets; or one target each, for others to add up. */
export type LikelihoodForm = 'all' | 'allTogether' | 'row' | 'rowTogether';

export const CLASS_FUNCTIONS = `alias Value = f32; alias Words = u32; alias Key = i32;
${KEYS}
${EXP_DOWN}`;

/** What the invocations of a workgroup share. */
export const SHARED = `
var<workgroup> parts: array<f32, ${GROUP}>;
var<workgroup> keys: array<i32, ${GROUP}>;`;

/** Terms added up before they are added to the rest, so that sums keep their digits. */
const BLOCK = 64;

/** All invocations' `name` in each. */
export function folded(name: string, join: '+' | 'max', subgroups: boolean): string {
  return fold({ array: join === 'max' ? 'keys' : 'parts', name, join, size: GROUP, subgroups });
}

/** Where an invocation begins in its lane, and how far it is to its next. */
function pace(alone: boolean, wide: boolean): readonly [string, number] {
  const each = wide ? 4 : 1;
  return alone ? ['0u', each] : [`lane * ${each}u`, each * GROUP];
}

/** The logit, or the four from there on. */
const logit = (at: string, wide: boolean): string =>
  wide ? `bitcast<vec4<f32>>(four1(base + ${at}))` : `bitcast<f32>(word1(base + ${at} * step1()))`;

/**
 * Statements that leave the largest of the logits from `base` on (`top`), the sum of their powers of e beside it
 * (`total`), and whether that is no number (`odd`), as softmax has them.
 */
function summit(alone: boolean, wide: boolean, subgroups: boolean): string {
  const [first, step] = pace(alone, wide);
  const mine = (of: (x: string) => string, join: (a: string, b: string) => string): string =>
    wide ? ['x', 'y', 'z', 'w'].map((c) => of(`x.${c}`)).reduce(join) : of('x');
  return `
  var top_key = -0x7f800000;
  for (var c = ${first}; c < number0(); c += ${step}u) {
    let x = ${logit('c', wide)};
    top_key = max(top_key, ${mine(
      (x) => `key(${x})`,
      (a, b) => `max(${a}, ${b})`,
    )});
  }
  ${alone ? '' : folded('top_key', 'max', subgroups)}
  let top = unkey(top_key);
  let odd = (bitcast<u32>(top) & 0x7fffffffu) >= 0x7f800000u;
  var total = 0.0;
  var c = ${first};
  while (c < number0()) {
    let end = min(c + ${BLOCK * step}u, number0());
    var part = 0.0;
    for (; c < end; c += ${step}u) { 
      let x = ${logit('c', wide)};
      part += ${mine(
        (x) => `exp_down(${x} - top)`,
        (a, b) => `${a} + ${b}`,
      )};
    }
    total += part;
  }
  ${alone ? '' : folded('total', '+', subgroups)}`;
}

const NAN = 'bitcast<f32>(0x7fc00000u | (number2() & 0u))';

/**
 * Statements for target n that add its loss to `sum` and its weight to `weights`. Input 1 are the lanes, 2 the targets,
 * 3 the weights of classes.
 */
function term(
  alone: boolean,
  wide: boolean,
  isOfLogits: boolean,
  ignored: string,
  hasWeight: boolean,
  subgroups: boolean,
): string {
  return `
  let base = lane1(n);
  let label = word2(at2(n));
  ${isOfLogits ? summit(alone, wide, subgroups) : ''}
  if ((label >= number0()) & !(${ignored})) { refuse(number3(), n, label); }
  if ((label < number0()) & !(${ignored})) {
    let x = ${wide ? 'bitcast<f32>(four1(base + label)[label & 3u])' : logit('label', false)};
    let weight = ${hasWeight ? 'bitcast<f32>(word3(at3(label)))' : '1.0'};
    ${isOfLogits ? `let score = select((x - top) - bitcast<f32>(log_word(bitcast<u32>(total))), ${NAN}, odd);` : 'let score = x;'}
    sum -= weight * score;
    weights += weight;
  }`;
}

/** The loss: whole, or as terms [2, targets] of losses and weights. */
export function likelihoodCode(
  form: LikelihoodForm,
  wide: boolean,
  isOfLogits: boolean,
  ignored: string,
  hasWeight: boolean,
  mean: boolean,
  subgroups: boolean,
): string {
  const begin = `
  var sum = 0.0;
  var weights = 0.0;`;
  if (form === 'row' || form === 'rowTogether')
    return `${begin}
  let n = i;
  ${term(form === 'row', wide, isOfLogits, ignored, hasWeight, subgroups)}
  out[at0(i)] = bitcast<u32>(sum);
  out[at0(i + number2())] = bitcast<u32>(weights);`;
  const together = form === 'allTogether';
  const fold = (name: string): string => (together ? folded(name, '+', subgroups) : '');
  return `${begin}
  for (var n = ${together ? 'lane' : '0u'}; n < number2(); n += ${together ? GROUP : 1}u) {
    ${term(true, wide, isOfLogits, ignored, hasWeight, subgroups)}
  }
  ${fold('sum')}
  ${mean ? fold('weights') : ''}
  if (${together ? 'lane == 0u' : 'true'}) {
    out[at0(0u)] = ${mean ? 'ratio_word(bitcast<u32>(sum), bitcast<u32>(weights))' : 'bitcast<u32>(sum)'};
  }`;
}

/**
 * The gradient for the logits. Input 1 are their lanes, 2 the targets, 3 the loss's gradient, 4 what the losses were
 * divided by, 5 the weights of classes.
 */
export function slopeCode(
  alone: boolean,
  wide: boolean,
  ignored: string,
  hasWeight: boolean,
  mean: boolean,
  subgroups: boolean,
): string {
  const [first, step] = pace(alone, wide);
  const [type, at] = wide ? ['vec4', 'vec4(c, c + 1u, c + 2u, c + 3u)'] : ['f32', 'c'];
  return `
  let base = lane1(i);
  let into = lane0(i);
  let label = word2(at2(i));
  ${summit(alone, wide, subgroups)}
  var share = 0.0;
  if ((label < number0()) & !(${ignored})) {
    let weight = ${hasWeight ? 'word5(at5(label))' : '0x3f800000u'};
    let part = ${mean ? 'ratio_word(weight, word4(at4(0u)))' : 'weight'};
    share = bitcast<f32>(part) * bitcast<f32>(word3(at3(0u)));
  }
  let scale = share / total;
  for (var c = ${first}; c < number0(); c += ${step}u) {
    let x = ${logit('c', wide)};
    let power = ${wide ? 'vec4(exp_down(x.x - top), exp_down(x.y - top), exp_down(x.z - top), exp_down(x.w - top))' : 'exp_down(x - top)'};
    let slope = power * scale - select(${type}(0.0), ${type}(share), ${at} == ${wide ? 'vec4(label)' : 'label'});
    let found = select(slope, ${type}(${NAN}), ${wide ? 'vec4(odd)' : 'odd'});
    ${wide ? 'out[(into + c) >> 2u] = bitcast<vec4<u32>>(found);' : 'out[into + c * step0()] = bitcast<u32>(found);'}
  }`;
}

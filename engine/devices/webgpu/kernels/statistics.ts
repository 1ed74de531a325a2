/**
 * @file Extremes, sums and a histogram of many floats: each invocation looks at its share of them, and what they found is
 * put together where it is read.
 */

import { floatFunctions } from './floats';
import { param, shader } from './wgsl';

/** Invocations of a workgroup. */
export const STATISTICS_SIZE = 64;
/** Words that an invocation leaves: NaN, infinities, above, sum, least and largest as words. */
export const TALLY_WORDS = 6;

/** Uniform words: elements, invocations, and what each kernel wants to know. */
const [COUNT, INVOCATIONS, FIRST, SECOND, THIRD, FOURTH] = [0, 1, 2, 3, 4, 5];

const each = (body: string): string => `
  let me = group * ${STATISTICS_SIZE}u + lane;
  let all = ${param(INVOCATIONS)};
  if (me >= all) { return; }
  ${body}`;

/** Parameters: the count, the invocations, the words of the largest absolute value that is not above the threshold. */
export function tallyShader(): string {
  return shader({
    inputs: 1,
    flag: false,
    size: STATISTICS_SIZE,
    declarations: floatFunctions('order'),
    body: each(`
  var nan = 0u;
  var infinite = 0u;
  var above = 0u;
  var sum = 0.0;
  var least = 0x7f800000u;
  var largest = 0xff800000u;
  for (var i = me; i < ${param(COUNT)}; i += all) {
    let w = in0[i];
    let size = w & 0x7fffffffu;
    let isNan = size > 0x7f800000u;
    nan += u32(isNan);
    infinite += u32(size == 0x7f800000u);
    above += u32(!isNan && size > ${param(FIRST)});
    if (size < 0x7f800000u) {
      sum += bitcast<f32>(w);
      if (order(w) < order(least)) { least = w; }
      if (order(w) > order(largest)) { largest = w; }
    }
  }
  let at = me * ${TALLY_WORDS}u;
  out[at] = nan;
  out[at + 1u] = infinite;
  out[at + 2u] = above;
  out[at + 3u] = bitcast<u32>(sum);
  out[at + 4u] = least;
  out[at + 5u] = largest;`),
  });
}

/** Parameters: the count, the invocations, the least element, bins to one of its units, the mean, and how many bins. */
export function spreadShader(): string {
  return shader({
    inputs: 1,
    flag: false,
    size: STATISTICS_SIZE,
    declarations: '',
    body: each(`
  let bins = ${param(FOURTH)};
  let at = me * (bins + 1u);
  for (var b = 0u; b <= bins; b++) { out[at + b] = 0u; }
  let least = bitcast<f32>(${param(FIRST)});
  let scale = bitcast<f32>(${param(SECOND)});
  let mean = bitcast<f32>(${param(THIRD)});
  var squares = 0.0;
  for (var i = me; i < ${param(COUNT)}; i += all) {
    let w = in0[i];
    if ((w & 0x7fffffffu) < 0x7f800000u) {
      let x = bitcast<f32>(w);
      squares += (x - mean) * (x - mean);
      out[at + min(u32(max((x - least) * scale, 0.0)), bins - 1u)] += 1u;
    }
  }
  out[at + bins] = bitcast<u32>(squares);`),
  });
}

/** @file Softmax and its logarithm along lanes, one invocation a lane. */

import type { SoftmaxKernels } from '../../lanes';
import type { KernelContext } from './context';
import { keyFunction } from './sorting';
import { laneSizes, lanes, recordViews } from './views';

/** Elements that are added up before they are added to the rest, so that long sums keep their digits. */
const BLOCK = 32;

export function softmaxKernels(context: KernelContext): SoftmaxKernels {
  return {
    softmax(x, out, log) {
      const { rows, length } = laneSizes(x);
      if (rows * length === 0) return;
      recordViews(context, {
        name: log ? 'logSoftmax' : 'softmax',
        out: lanes(context.target(out)),
        inputs: [lanes(context.source(x))],
        numbers: [length],
        declarations: `${keyFunction('f32', 'exp_word', 'log_word', 'div_word')}
fn risen(w: u32, largest: f32) -> u32 { return exp_word(bitcast<u32>(bitcast<f32>(w) - largest)); }`,
        count: rows,
        body: `
  let base = lane1(i);
  let to = lane0(i);
  var top = word1(base);
  for (var j = 1u; j < number0(); j++) {
    let w = word1(base + j * step1());
    if (key(w) > key(top)) { top = w; }
  }
  let largest = bitcast<f32>(top);
  var sum = 0.0;
  var j = 0u;
  while (j < number0()) {
    let end = min(j + ${BLOCK}u, number0());
    var part = 0.0;
    for (; j < end; j++) { part += bitcast<f32>(risen(word1(base + j * step1()), largest)); }
    sum += part;
  }
  let total = bitcast<u32>(sum);
  ${log ? 'let low = bitcast<f32>(log_word(total));' : ''}
  for (var k = 0u; k < number0(); k++) {
    let w = word1(base + k * step1());
    out[to + k * step0()] = ${
      log ? 'bitcast<u32>((bitcast<f32>(w) - largest) - low)' : 'div_word(risen(w, largest), total)'
    };
  }`,
      });
    },
  };
}

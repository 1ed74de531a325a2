/** @file What can be said of a large tensor, found out on the GPU: what travels is little, whatever the tensor's size. */

import type { StridedView } from '../device';
import { ofNothing, type Question, type Statistics } from '../statistics';
import type { KernelContext } from './kernels/context';
import type { Source } from './kernels/record';
import { spreadShader, STATISTICS_SIZE, tallyShader, TALLY_WORDS } from './kernels/statistics';
import { numel } from './layout';
import type { PooledBuffer } from './pool';
import { floatOf, floatWord } from './words';

/** Elements that an invocation looks at, at least, and the most invocations. */
const SHARE = 1024;
const MOST = 2048;

/** Takes back words of the device's own. */
type ReadWords = (from: PooledBuffer, words: number) => Promise<Uint32Array>;

/** @param x float32, and its elements lie one after the other */
export async function summarize(
  context: KernelContext,
  read: ReadWords,
  x: StridedView,
  { threshold, bins }: Question,
): Promise<Statistics> {
  const count = numel(x.shape);
  const invocations = Math.min(MOST, Math.max(1, Math.ceil(count / SHARE)));
  const ask = (
    key: string,
    code: () => string,
    { entry }: Source,
    words: number,
    params: readonly number[],
  ): Promise<Uint32Array> => {
    const { queue, pool } = context;
    const out = pool.take(invocations * words * 4);
    const workgroups = Math.ceil(invocations / STATISTICS_SIZE);
    const all = [count, invocations, ...params];
    queue.dispatch({ key, code, out, inputs: [entry], flag: false, params: all, workgroups });
    const answer = read(out, invocations * words);
    pool.release(out);
    return answer;
  };
  const tally = await ask('statistics.tally', tallyShader, context.source(x), TALLY_WORDS, [
    wordBelow(threshold),
  ]);
  let [nan, infinite, over, sum, min, max] = [0, 0, 0, 0, Infinity, -Infinity];
  for (let at = 0; at < tally.length; at += TALLY_WORDS) {
    nan += tally[at]!;
    infinite += tally[at + 1]!;
    over += tally[at + 2]!;
    sum += floatOf(tally[at + 3]!);
    min = Math.min(min, floatOf(tally[at + 4]!));
    max = Math.max(max, floatOf(tally[at + 5]!));
  }
  const above = threshold < 0 ? count - nan : over;
  const finite = count - nan - infinite;
  if (finite === 0) return ofNothing({ count, nan, infinite, above }, bins);
  const mean = sum / finite;
  const scale = max > min ? bins / (max - min) : 0;
  const spread = await ask('statistics.spread', spreadShader, context.source(x), bins + 1, [
    ...[min, scale, mean].map(floatWord),
    bins,
  ]);
  const counts = new Array<number>(bins).fill(0);
  let squares = 0;
  for (let at = 0; at < spread.length; at += bins + 1) {
    for (let b = 0; b < bins; b++) counts[b]! += spread[at + b]!;
    squares += floatOf(spread[at + bins]!);
  }
  const std = Math.sqrt(squares / finite);
  return { count, nan, infinite, above, min, max, mean, std, bins: counts };
}

/** The word of the largest float32 that is not above the threshold. */
function wordBelow(threshold: number): number {
  const word = floatWord(Math.max(0, threshold));
  return floatOf(word) > threshold && word > 0 ? word - 1 : word;
}

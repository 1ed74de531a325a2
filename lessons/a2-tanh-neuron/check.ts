/** @file Calls the learner's `byHand` and compares it with the gradient of w1 in a tanh neuron. */

import {
  call,
  fail,
  figure,
  figures,
  isClose,
  learnerFunction,
  pass,
  readNumber,
  variableNumber,
} from '../check-helpers';
import type { Check, CheckContext } from '../types';

interface Point {
  readonly x1: number;
  readonly o: number;
}

/** do/dw1: tanh gives 1 − o², the product with x1 gives x1, the sums in between give 1. */
const gradient = ({ x1, o }: Point): number => (1 - o * o) * x1;

/** Places where the usual slips give something else: o² in the place of 1 − o² agrees at o = √0.5. */
const ELSEWHERE: readonly Point[] = [
  { x1: 3, o: 0.2 },
  { x1: -1.5, o: -0.8 },
  { x1: 0.5, o: 0 },
  { x1: 4, o: 1 },
];

/** The learner's own neuron, as far as it still is one. */
async function ownPoint(context: CheckContext): Promise<Point | null> {
  const x1 = await variableNumber(context, 'x1');
  const o = await variableNumber(context, 'o');
  return x1 !== null && o !== null && Math.abs(o) <= 1 ? { x1, o } : null;
}

/** What a wrong rule forgot, where that can be told from its result. */
function slip(point: Point, actual: number): string {
  const { x1, o } = point;
  if (isClose(actual, 1 - o * o)) return ' That is tanh’s part alone: through × comes a factor, too.';
  if (isClose(actual, x1)) return ' That is the part of × alone: tanh stands between n and o.';
  if (isClose(actual, o * o * x1)) return ' That is o² · x1: is o² the slope of tanh?';
  if (isClose(actual, o * x1)) return ' That is o · x1: o is the value of tanh, not its slope.';
  if (isClose(actual, (1 - o) * x1)) return ' That is (1 − o) · x1: look at the derivative of tanh again.';
  return '';
}

/** Passes when `byHand(x1, o)` is (1 − o²)·x1, at the learner's own values and at others. */
export const check: Check = async (context) => {
  const byHand = learnerFunction(context, 'byHand');
  if (!byHand.ok) return fail(byHand.reason);

  const own = await ownPoint(context);
  for (const point of own === null ? ELSEWHERE : [own, ...ELSEWHERE]) {
    const where = `byHand(${figure(point.x1)}, ${figure(point.o)})`;
    const result = await call('byHand', byHand.value, [point.x1, point.o]);
    if (!result.ok) return fail(result.reason);
    const number = await readNumber(result.value);
    if (!number.ok) return fail(`${where} gives ${number.reason}. It should give a number.`);
    const expected = gradient(point);
    if (isClose(number.value, expected)) continue;
    const [got, wanted] = figures(number.value, expected);
    const move = `there o changes ${wanted} times as much as w1`;
    const luck = own !== null && point !== own ? 'It fits your neuron, but not every one: ' : '';
    return fail(`${luck}${where} is ${got}, but ${move}.${slip(point, number.value)}`);
  }

  const at = own === null ? '' : ` For your neuron it is ${figure(gradient(own))}.`;
  return pass(`byHand gives the gradient of w1 wherever it was tried.${at}`);
};

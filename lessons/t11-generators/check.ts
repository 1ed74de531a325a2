/** @file Throws the learner's `dice` with several seeds: are they dice, does the seed decide, and nothing else? */

import { Tensor, torch } from '../../engine/index';
import {
  call,
  describe,
  fail,
  figure,
  found,
  learnerFunction,
  missing,
  pass,
  type Found,
  type LearnerFunction,
} from '../check-helpers';
import type { Check } from '../types';

/** So many throws lack one of the six faces once in 10⁴⁷ times. */
const THROWS = 600;

async function thrown(dice: LearnerFunction, seed: number): Promise<Found<readonly number[]>> {
  const where = `dice(${seed}, ${THROWS})`;
  const result = await call('dice', dice, [seed, THROWS]);
  if (!result.ok) return result;
  if (!(result.value instanceof Tensor)) {
    return missing(`${where} gives ${describe(result.value)}. It should give a tensor.`);
  }
  if (result.value.shape.join() !== String(THROWS)) {
    return missing(`${where} has the shape [${result.value.shape.join(', ')}]; it should be [${THROWS}].`);
  }
  return found((await result.value.tolist()) as readonly number[]);
}

/** What is wrong with the faces; null: nothing. */
function faceProblem(faces: readonly number[]): string | null {
  const odd = faces.find((face) => !Number.isInteger(face) || face < 1 || face > 6);
  if (odd !== undefined) return `Among ${THROWS} throws there is a ${figure(odd)}. A die shows 1 to 6.`;
  const absent = [1, 2, 3, 4, 5, 6].find((face) => !faces.includes(face));
  if (absent !== undefined) {
    const reason = absent === 6 ? ' The end that randint is given is left out.' : '';
    return `Among ${THROWS} throws there is no ${absent}.${reason}`;
  }
  const counts = [1, 2, 3, 4, 5, 6].map((face) => faces.filter((other) => other === face).length);
  const most = Math.max(...counts);
  if (most <= THROWS / 4) return null;
  return `Of ${THROWS} throws ${most} are a ${counts.indexOf(most) + 1}. Each face should come about as often as the others.`;
}

/** Passes when `dice(seed, n)` throws n fair dice, the same for the same seed, and leaves other generators alone. */
export const check: Check = async (context) => {
  const dice = learnerFunction(context, 'dice');
  if (!dice.ok) return fail(dice.reason);

  const before = torch.getRngState();
  const first = await thrown(dice.value, 7);
  if (!first.ok) return fail(first.reason);
  const problem = faceProblem(first.value);
  if (problem) return fail(problem);
  const again = await thrown(dice.value, 7);
  if (!again.ok) return fail(again.reason);
  const at = first.value.findIndex((face, i) => face !== again.value[i]);
  if (at >= 0) {
    return fail(
      `Thrown twice with the seed 7, throw ${at + 1} is ${first.value[at]} and then ${again.value[at]}. ` +
        'A generator that begins with the seed gives the same again.',
    );
  }
  const other = await thrown(dice.value, 8);
  if (!other.ok) return fail(other.reason);
  if (other.value.join() === first.value.join()) {
    return fail(
      `The seeds 7 and 8 give the same throws: ${first.value.slice(0, 6).join(', ')} … Is the seed used?`,
    );
  }
  if (!(await torch.getRngState().equal(before))) {
    return fail(
      'dice(7, 600) draws from the generator that everybody shares. Make one of its own: new torch.Generator().',
    );
  }
  return pass(`With the seed 7 it throws ${first.value.slice(0, 6).join(', ')} …, whenever it is asked.`);
};

/** @file What the checks of networks share: taking the learner's module, running it, and reading what it gives. */

import { nn, Tensor, torch } from '../engine/index';
import { call, describe, figure, found, missing, reasonOf, type Found } from './check-helpers';
import type { LearnerFunction } from './check-helpers';

/** A tensor's numbers, with its shape. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** A list of numbers in a sentence: `[1, 2.500]`; a long one by its beginning. */
export function listed(values: readonly number[], most = 8): string {
  const shown = values.slice(0, most).map((value) => figure(value));
  return `[${shown.join(', ')}${values.length > most ? ', …' : ''}]`;
}

/** The numbers in a tensor, or in a promise of one. */
export async function readNumbers(value: unknown): Promise<Found<Numbers>> {
  const settled: unknown = await value;
  if (!(settled instanceof Tensor)) return missing(describe(settled));
  const nested: unknown = await settled.tolist();
  const values = (Array.isArray(nested) ? nested.flat(Infinity) : [nested]).map(Number);
  return found({ shape: settled.shape, values });
}

/** What the learner's function gives when it is called, if that is a module with something to learn. */
export async function moduleFrom(
  where: string,
  fn: LearnerFunction,
  args: readonly unknown[],
): Promise<Found<nn.Module>> {
  const result = await call(where, fn, args);
  if (!result.ok) return result;
  if (!(result.value instanceof nn.Module))
    return missing(`${where} gives ${describe(result.value)}. It should return a module.`);
  return found(result.value);
}

/** How many numbers a module has to learn. */
export function sizeOf(net: nn.Module): number {
  return net.parameters().reduce((sum, parameter) => sum + parameter.numel(), 0);
}

/** What a module makes of these numbers; an error it throws becomes a sentence. */
export async function answerOf(net: nn.Module, input: Tensor): Promise<Found<Numbers>> {
  try {
    const answer = await readNumbers(torch.noGrad(() => net(input)));
    return answer.ok ? answer : missing(`The module gives ${answer.reason}. It should give a tensor.`);
  } catch (thrown) {
    return missing(`The module stopped with an error: ${reasonOf(thrown)}`);
  }
}

/** @file An optimiser's update as the trace tells it: each parameter before and after, with its gradient. */

import type { Telling } from './gradients';
import type { Attrs, Value } from './events';

type Read = Value | Promise<Value>;

/** By parameter. */
interface Values {
  readonly before: readonly Read[];
  readonly gradients: readonly Read[];
  readonly after: readonly Read[];
}

export function updateTelling(
  optimizer: string,
  settings: Attrs,
  params: readonly number[],
  { before, gradients, after }: Values,
  here: { readonly line: number; readonly episode: number },
): Telling {
  const count = params.length;
  return {
    values: [...before, ...gradients, ...after],
    build: (values) => ({
      type: 'update',
      optimizer,
      settings,
      params: params.map((tensor, i) => ({
        tensor,
        before: values[i]!,
        gradient: values[count + i]!,
        after: values[2 * count + i]!,
      })),
      ...here,
    }),
  };
}

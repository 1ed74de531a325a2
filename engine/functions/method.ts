/** @file A method of the tensor as a function of `torch`. */

import { mustBe } from '../refusals';
import { Tensor } from '../tensor';

type MethodName = {
  [K in keyof Tensor]: Tensor[K] extends (...args: never[]) => unknown ? K : never;
}[keyof Tensor];

/** `torch.exp(x)` for `x.exp()`: the same arguments behind the tensor, the same errors. */
export function method<K extends MethodName>(
  name: K,
): (x: Tensor, ...args: Parameters<Tensor[K]>) => ReturnType<Tensor[K]> {
  return (x, ...args) => {
    if (!(x instanceof Tensor)) mustBe(name, 'input', 1, 'Tensor', x);
    return (x[name] as (...given: typeof args) => ReturnType<Tensor[K]>).apply(x, args);
  };
}

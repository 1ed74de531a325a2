/** @file A method of the tensor as a function of `torch`. */

import { FITS, REQUIRED, WORDS } from '../methods/required';
import { missing, mustBe, noCombination } from '../refusals';
import { Tensor } from '../tensor';

type MethodName = {
  [K in keyof Tensor]: Tensor[K] extends (...args: never[]) => unknown ? K : never;
}[keyof Tensor];

/** Functions that say what forms they have where a method names what is missing. */
const FORMS: Readonly<Record<string, string | undefined>> = {
  mm: 'one of:',
  add: '(Tensor input, Tensor other, *, Number alpha = 1, Tensor out = None)',
  copysign: 'one of:',
  sub: '(Tensor input, Tensor other, *, Number alpha = 1, Tensor out = None)',
};

/** @throws TypeError unless the tensor, and what the method must be given, are there and of their kinds */
function check(name: string, x: unknown, args: readonly unknown[]): void {
  const required = REQUIRED.get(name) ?? [];
  const given = [x, ...args].filter((value) => value !== undefined);
  const form = FORMS[name];
  if (form && given.length < 2) noCombination(name, given, form);
  if (x === undefined) missing(name, ['input', ...required.map((argument) => argument.name)]);
  if (!(x instanceof Tensor)) mustBe(name, 'input', 1, 'Tensor', x);
  required.forEach(({ name: argument, kind }, i) => {
    const value = args[i];
    if (value !== undefined && !FITS[kind]!(value)) mustBe(name, argument, i + 2, WORDS[kind] ?? kind, value);
  });
}

/** `torch.exp(x)` for `x.exp()`: the same arguments behind the tensor, the same errors. */
export function method<K extends MethodName>(
  name: K,
): (x: Tensor, ...args: Parameters<Tensor[K]>) => ReturnType<Tensor[K]> {
  return (x, ...args) => {
    check(name, x, args);
    return (x[name] as (...given: typeof args) => ReturnType<Tensor[K]>).apply(x, args);
  };
}

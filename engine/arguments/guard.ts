/** @file A function before which its arguments are looked at. */

import { ArgumentTypeError, AssertionError, KeyError, ValueError } from '../errors';
import { defaultGenerator, Generator } from '../random/generator';
import { Tensor } from '../tensor';
import { unobserved } from '../trace/observer';
import { asWritten, type Form } from './forms';
import { pythonCall } from './python-call';
import { checkCount, checkKinds, fitQuickly, glanceOf, type Glance, type Speaker } from './refusal';
import { parseSignature, type Signature } from './signature';
import signatures from './signatures.json';

export type Callable = (this: unknown, ...args: unknown[]) => unknown;

/** What everything takes, by its path from the face: `F.relu`, `nn.Linear` (to make one), `torch.Tensor#sum`. */
export const WRITTEN: Readonly<Record<string, string | undefined>> = signatures;

/** Parsed at the first call. */
export function lazily(text: string): () => Signature {
  let signature: Signature | null = null;
  return () => (signature ??= parseSignature(text));
}

/** What a function says of its arguments. */
const OWN_WORDS = [ArgumentTypeError, ValueError, AssertionError, KeyError];

/**
 * A function itself has PyTorch's words for much that is wrong: where it refuses, that is what is said, but for what
 * only came of the wrong kind on its way.
 */
export function refuse(refusal: unknown, args: readonly unknown[], call: () => unknown): never {
  const restore = drawn(args);
  let result: unknown;
  try {
    result = unobserved(call);
  } catch (error) {
    throw OWN_WORDS.some((kind) => error instanceof kind) ? error : refusal;
  } finally {
    unobserved(restore);
  }
  // nobody waits for it
  if (result instanceof Promise) result.catch(() => undefined);
  throw refusal;
}

/** What puts the generators that a call may draw from back to where they are. */
function drawn(args: readonly unknown[]): () => void {
  const given = args.flatMap((arg) => (typeof arg === 'object' && arg !== null ? Object.values(arg) : []));
  const generators = new Set([
    defaultGenerator,
    ...[...args, ...given].filter((x) => x instanceof Generator),
  ]);
  const states = unobserved(() =>
    [...generators].map((generator) => [generator, generator.getState()] as const),
  );
  return () => states.forEach(([generator, state]) => generator.setState(state));
}

const copied = (value: unknown): unknown => (value instanceof Tensor ? value.detach().clone() : value);

export interface GuardOptions {
  /** the function may say itself what is wrong, of copies if it is in-place */
  readonly isTried?: boolean;
  /** what PyTorch's own takes */
  readonly form?: Form | null;
}

/** What is wrong with the arguments; null where they are what the signature says. */
export function refusalOf(speaker: Speaker, signature: Signature, args: readonly unknown[]): unknown {
  try {
    checkCount(speaker, signature, args);
    checkKinds(speaker, signature, args);
    return null;
  } catch (refusal) {
    return refusal;
  }
}

/**
 * The arguments of a call that PyTorch takes, as they are written here; null where they cannot be.
 * @throws TypeError where PyTorch does not take it
 */
export function takenByPyTorch(
  form: Form,
  speaker: Speaker,
  signature: Signature,
  args: readonly unknown[],
): readonly unknown[] | null {
  const call = form.bind(pythonCall(signature, args));
  const taken = call && asWritten(signature, call);
  return taken && refusalOf(speaker, signature, taken) === null ? taken : null;
}

/** The same function, looking at its arguments first. */
export function guarded(
  f: Callable,
  text: string,
  speaker: Speaker,
  { isTried = false, form = null }: GuardOptions = {},
): Callable {
  const signature = lazily(text);
  const isInPlace = speaker.name.endsWith('_');
  const takesMore = text.includes('...');
  /** Our types take more than PyTorch: nothing at all, a list with numbers behind it. */
  const isLoose = (args: readonly unknown[]): boolean =>
    args.length === 0 || (takesMore && args.length > 1 && typeof args[0] === 'object');
  let glance: Glance | null = null;
  /** @returns what to call with */
  const lookClosely = (self: unknown, args: readonly unknown[]): readonly unknown[] => {
    const refusal = refusalOf(speaker, signature(), args);
    if (refusal === null) {
      if (isLoose(args)) form?.bind(pythonCall(signature(), args));
      return args;
    }
    const taken = form && takenByPyTorch(form, speaker, signature(), args);
    if (taken) return taken;
    if (!isTried) throw refusal;
    return refuse(refusal, args, () =>
      isInPlace ? f.apply(copied(self), args.map(copied)) : f.apply(self, [...args]),
    );
  };
  if (text === '') {
    return function (...args) {
      if (args.length > 0) lookClosely(this, args);
      return f.call(this);
    };
  }
  return function (...args) {
    if ((form !== null && isLoose(args)) || !fitQuickly((glance ??= glanceOf(signature())), args)) {
      return f.apply(this, [...lookClosely(this, args)]);
    }
    // spelt out, since calls with a list of arguments are slower
    switch (args.length) {
      case 0:
        return f.call(this);
      case 1:
        return f.call(this, args[0]);
      case 2:
        return f.call(this, args[0], args[1]);
      default:
        return f.apply(this, args);
    }
  };
}

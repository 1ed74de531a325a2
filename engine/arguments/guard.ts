/** @file A function before which its arguments are looked at. */

import { ArgumentTypeError, AssertionError, KeyError, ValueError } from '../errors';
import { defaultGenerator, Generator } from '../random/generator';
import { Tensor } from '../tensor';
import { unobserved } from '../trace/observer';
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
  /** PyTorch's words where they are others than for most: throws them */
  readonly words?: (args: readonly unknown[]) => void;
}

/** The same function, looking at its arguments first. */
export function guarded(
  f: Callable,
  text: string,
  speaker: Speaker,
  { isTried = false, words }: GuardOptions = {},
): Callable {
  const signature = lazily(text);
  const isInPlace = speaker.name.endsWith('_');
  let glance: Glance | null = null;
  const lookClosely = (self: unknown, args: readonly unknown[]): void => {
    words?.(args);
    checkCount(speaker, signature(), args);
    try {
      checkKinds(speaker, signature(), args);
    } catch (refusal) {
      if (!isTried) throw refusal;
      refuse(refusal, args, () =>
        isInPlace ? f.apply(copied(self), args.map(copied)) : f.apply(self, [...args]),
      );
    }
  };
  if (text === '') {
    return function (...args) {
      if (args.length > 0) lookClosely(this, args);
      return f.call(this);
    };
  }
  return function (...args) {
    // PyTorch may have words of its own for nothing at all
    const isBare = args.length === 0 && words !== undefined;
    if (isBare || !fitQuickly((glance ??= glanceOf(signature())), args)) lookClosely(this, args);
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

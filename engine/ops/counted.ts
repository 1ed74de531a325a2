/** @file Results whose shape depends on values, as of `nonzero`: there at once on the cpu, awaited on a GPU. */

import type { DataArray } from '../dtype';
import { RuntimeError } from '../errors';
import { Tensor } from '../tensor';

/**
 * A result whose shape depends on values. Where these can be read at once (on the cpu) it is the result itself, as in
 * PyTorch; on a GPU it is a promise of it. `await` takes both: `const places = await x.nonzero()`.
 */
export type Counted<T> = T & PromiseLike<T>;

/** What learners may take for the result: it says that it has to be awaited. */
class ToBeAwaited<T> extends Promise<T> {
  /** what `then` gives is an ordinary promise */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }
}

const guarded = { done: false };

/** Once the class of tensors is complete. */
function guard(): void {
  if (guarded.done) return;
  guarded.done = true;
  const refuse = (): never => {
    throw new RuntimeError(
      "the shape of this result depends on values that are on 'webgpu': write `await` before the call " +
        '(`const places = await x.nonzero()`)',
    );
  };
  const names = [
    ...Object.getOwnPropertyNames(Tensor.prototype),
    'output',
    'inverse',
    'counts',
    'shape',
    'dtype',
  ];
  for (const name of new Set(names)) {
    if (name in Promise.prototype) continue;
    Object.defineProperty(ToBeAwaited.prototype, name, { get: refuse });
  }
  Object.defineProperty(ToBeAwaited.prototype, Symbol.iterator, { get: refuse });
}

/** A promise whose use without `await` is refused in words that say so. */
export function toBeAwaited<T>(promise: Promise<T>): Counted<T> {
  guard();
  return new ToBeAwaited<T>((resolve, reject) => void promise.then(resolve, reject)) as unknown as Counted<T>;
}

/** Goes on with a tensor's elements: at once where they are, otherwise in a promise. */
export function withElements<T>(x: Tensor, work: (elements: DataArray) => T): Counted<T> {
  const elements = x.device.read(x);
  return (elements instanceof Promise ? toBeAwaited(elements.then(work)) : work(elements)) as Counted<T>;
}

/** Goes on with a result that may have to be awaited. */
export function after<T, R>(result: Counted<T>, work: (ready: T) => R): Counted<R> {
  const known: unknown = result;
  return (
    known instanceof Promise ? toBeAwaited((known as Promise<T>).then(work)) : work(result)
  ) as Counted<R>;
}

type Parts = Tensor | readonly Tensor[] | object;

/**
 * Work whose result's shape depends on values, on the cpu: at once where these are known, else on copies there when they
 * have arrived, and the result goes back. The trace tells of the moves as of any other.
 */
export function countedOnCpu<T extends Parts>(
  inputs: readonly Tensor[],
  work: (...inputs: Tensor[]) => T,
): Counted<T> {
  const { type } = inputs[0]!.device;
  if (type === 'cpu' && !inputs.some((x) => x.device.read(x) instanceof Promise))
    return work(...inputs) as Counted<T>;
  const copies = inputs.map((x) => x.cpu());
  const there = async (): Promise<T> => {
    await Promise.all(copies.map((x) => x.device.read(x)));
    const result = await countedOnCpu(copies, work);
    return type === 'cpu' ? result : moved(result, (x) => x.to(type));
  };
  return toBeAwaited(there());
}

function moved<T extends Parts>(result: T, move: (x: Tensor) => Tensor): T {
  if (result instanceof Tensor) return move(result) as T;
  if (Array.isArray(result)) return (result as readonly Tensor[]).map(move) as unknown as T;
  return Object.fromEntries(Object.entries(result).map(([name, x]) => [name, move(x as Tensor)])) as T;
}

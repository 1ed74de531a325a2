/** @file A function of one sample as a function of a batch. */

import { RuntimeError, ValueError } from '../errors';
import { stack } from '../functions/joining';
import { defaultGenerator } from '../random/generator';
import { pythonType } from '../refusals';
import { Tensor } from '../tensor';
import { unobserved } from '../trace/observer';
import { leavesOf, mapped } from './tree';

type Dim = number | null;

export interface VmapOptions {
  /** which dimension of each argument is the batch; null: the same for all samples */
  readonly inDims?: number | readonly Dim[];
  readonly outDims?: number | readonly number[];
  /** what draws inside do: refuse, differ from sample to sample, or be the same for all */
  readonly randomness?: 'error' | 'different' | 'same';
}

/** The dimension counted from the front. @throws ValueError for what has no such dimension */
function batchDim(x: unknown, dim: number, where: string): number {
  if (!(x instanceof Tensor)) {
    throw new ValueError(
      `${where}: Got in_dim=${dim} for an input but the input is of type <class '${pythonType(x)}'>. We cannot vmap over non-Tensor arguments, please use None as the respective in_dim`,
    );
  }
  if (dim >= -x.ndim && dim < x.ndim) return dim < 0 ? dim + x.ndim : dim;
  throw new ValueError(
    `${where}: Got in_dim=${dim} for some input, but that input is a Tensor of dimensionality ${x.ndim} so expected in_dim to satisfy -${x.ndim} <= in_dim < ${x.ndim}.`,
  );
}

/** Runs one sample with draws as `randomness` says. */
function drawing<T>(randomness: string, start: Tensor, work: () => T): T {
  if (randomness === 'same') unobserved(() => defaultGenerator.setState(start));
  const before = randomness === 'error' ? position() : '';
  const result = work();
  if (before === '' || before === position()) return result;
  unobserved(() => defaultGenerator.setState(start));
  throw new RuntimeError(
    "vmap: called random operation while in randomness error mode. Please either use the 'same' or 'different' randomness flags on vmap or perform the randomness operation out of vmap",
  );
}

/** Where the default generator is, to be compared. */
const position = (): string =>
  unobserved(() => {
    const { storage, shape, strides, offset } = defaultGenerator.getState();
    const bytes = storage.device.read({ storage, shape, strides, offset });
    return bytes instanceof Promise ? '' : bytes.join();
  });

/**
 * The function that takes a batch where `func` takes one sample: each argument is taken apart along its dimension of
 * `inDims`, and what comes out is stacked along `outDims`. Here one sample runs after the other.
 * Shapes: those of `func`, with a dimension more for the batch.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.func.vmap.html
 * @throws ValueError for dimensions that are not there, or batches of different sizes
 */
export function vmap<A extends unknown[], R>(
  func: (...args: A) => R,
  { inDims = 0, outDims = 0, randomness = 'error' }: VmapOptions = {},
): (...args: A) => R {
  const name = func.name || '<lambda>';
  if (!['error', 'different', 'same'].includes(randomness)) {
    throw new RuntimeError(
      `Only allowed values for randomness are 'error', 'different', or 'same'. Got ${String(randomness)}`,
    );
  }
  return (...args) => {
    if (args.length === 0) {
      throw new ValueError(
        `vmap(${name})(<inputs>): got no inputs. Maybe you forgot to add inputs, or you are trying to vmap over a function with no inputs. The latter is unsupported.`,
      );
    }
    const where = `vmap(${name}, in_dims=${Array.isArray(inDims) ? 'tuple' : String(inDims)}, ...)(<inputs>)`;
    const dims = args.map((_, i): Dim =>
      Array.isArray(inDims) ? (inDims as Dim[])[i]! : (inDims as number),
    );
    if (Array.isArray(inDims) && inDims.length !== args.length) {
      throw new ValueError(`${where}: in_dims is not compatible with the structure of \`inputs\`.`);
    }
    const sizes = args.flatMap((arg, i) => {
      const dim = dims[i]!;
      return dim === null ? [] : leavesOf(arg).map((x) => (x as Tensor).shape[batchDim(x, dim, where)]!);
    });
    if (new Set(sizes).size > 1) {
      throw new ValueError(
        `vmap: Expected all tensors to have the same size in the mapped dimension, got sizes [${sizes.join(', ')}] for the mapped dimension`,
      );
    }
    const start = unobserved(() => defaultGenerator.getState());
    const results = Array.from({ length: sizes[0] ?? 0 }, (_, sample): unknown => {
      const own = args.map((arg, i) => {
        const dim = dims[i]!;
        return dim === null ? arg : mapped(arg, (x) => (x as Tensor).select(batchDim(x, dim, where), sample));
      });
      return drawing(randomness, start, () => func(...(own as A)));
    });
    return mapped(results[0], (leaf, i) => {
      if (!(leaf instanceof Tensor)) {
        throw new ValueError(
          `vmap(${name}, ...): \`${name}\` must only return Tensors, got type <class '${pythonType(leaf)}'>. Did you mean to set out_dims= to None for output?`,
        );
      }
      const dim = Array.isArray(outDims) ? (outDims as number[])[i]! : (outDims as number);
      return stack(
        results.map((result) => leavesOf(result)[i] as Tensor),
        dim,
      );
    }) as R;
  };
}

/** @file Functions of `torch` that combine vectors: grids of coordinates, products, choices. */

import { DType, int64 } from '../dtype';
import { RuntimeError } from '../errors';
import { Tensor } from '../tensor';
import { stack } from './joining';
import { checkList, checkTensors } from '../refusals';
import { empty } from './make';

export interface MeshOptions {
  /** 'ij': the first vector runs down the rows; 'xy': along the columns */
  readonly indexing?: 'ij' | 'xy';
}

/**
 * The coordinates of a grid: each vector repeated over the others' lengths. indexing 'ij' (matrix order) or 'xy'.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.meshgrid.html
 */
export function meshgrid(tensors: readonly Tensor[], options?: MeshOptions): Tensor[];
export function meshgrid(...tensorsAndOptions: [...tensors: Tensor[], options: MeshOptions]): Tensor[];
export function meshgrid(...tensors: Tensor[]): Tensor[];
export function meshgrid(...args: (Tensor | readonly Tensor[] | MeshOptions | undefined)[]): Tensor[] {
  const last = args.at(-1);
  const isNamed =
    typeof last === 'object' && last !== null && !(last instanceof Tensor || Array.isArray(last));
  const tensors = (isNamed ? args.slice(0, -1) : args).flat() as Tensor[];
  checkList('meshgrid', tensors);
  if (tensors.length === 0) throw new RuntimeError('meshgrid expects a non-empty TensorList');
  const { indexing = 'ij' } = (isNamed ? last : {}) as MeshOptions;
  if (tensors.some((x) => x.ndim > 1)) {
    const shapes = tensors.map((x) => `[${x.shape.join(', ')}]`).join(' ');
    throw new RuntimeError(`torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: ${shapes}`);
  }
  if (tensors.some((x) => x.dtype !== tensors[0]!.dtype)) {
    throw new RuntimeError('meshgrid expects all tensors to have the same dtype');
  }
  if (indexing !== 'ij' && indexing !== 'xy') {
    throw new RuntimeError(
      `torch.meshgrid: indexing must be one of "xy" or "ij", but received: ${String(indexing)}`,
    );
  }
  const swap = indexing === 'xy' && tensors.length >= 2;
  const order = swap ? [tensors[1]!, tensors[0]!, ...tensors.slice(2)] : tensors;
  const shape = order.map((x) => x.numel());
  const grids = order.map((x, d) => x.view(shape.map((_, i) => (i === d ? -1 : 1))).expand(shape));
  if (!swap) return grids;
  const [first, second, ...rest] = grids;
  return [second!, first!, ...rest];
}

/**
 * The powers of a vector's elements, a row each: falling from N − 1 to 0, or `increasing`. N: as many as elements.
 * Shape: [n] → [n, N]. Integers and bools give int64.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.vander.html
 * @throws RuntimeError for what is no vector, and for a negative N
 */
export function vander(
  x: Tensor,
  N: number | null = null,
  { increasing = false }: { readonly increasing?: boolean } = {},
): Tensor {
  checkTensors('vander', { x });
  if (x.ndim !== 1) throw new RuntimeError('x must be a one-dimensional tensor.');
  const count = N ?? x.numel();
  if (count < 0) throw new RuntimeError('N must be non-negative.');
  const dtype = DType.promote(x.dtype, int64);
  const out = empty([x.numel(), count], { dtype, device: x.device.type });
  if (count > 0) out.select(1, 0).fill_(1);
  if (count > 1) {
    const powers = out.narrow(1, 1, count - 1);
    powers.copy_(x.unsqueeze(1));
    powers.copy_(powers.cumprod(1));
  }
  return increasing ? out : out.flip([1]);
}

/**
 * Every combination of one element from each vector, a row each.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.cartesian_prod.html
 * @throws RuntimeError for what is no vector, or of another dtype
 */
export function cartesianProd(...tensors: Tensor[]): Tensor {
  checkList('cartesianProd', tensors);
  const deep = tensors.find((x) => x.ndim !== 1);
  if (deep) throw new RuntimeError(`Expect a 1D vector, but got shape [${deep.shape.join(', ')}]`);
  if (tensors.length === 1) return tensors[0]!;
  return stack(
    meshgrid(tensors).map((grid) => grid.flatten()),
    1,
  );
}

/**
 * Every choice of `r` elements of a vector in order, a row each.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.combinations.html
 * @throws RuntimeError for what is no vector
 */
export function combinations(
  x: Tensor,
  r = 2,
  { withReplacement = false }: { readonly withReplacement?: boolean } = {},
): Tensor {
  checkTensors('combinations', { input: x });
  if (x.ndim !== 1) throw new RuntimeError(`Expect a 1D vector, but got shape [${x.shape.join(', ')}]`);
  if (r < 0) throw new RuntimeError(`Expect a non-negative number, but got ${r}`);
  if (r === 0) return empty(0, { dtype: x.dtype, device: x.device.type });
  let choices: number[][] = [[]];
  for (let k = 0; k < r; k++) {
    choices = choices.flatMap((choice) => {
      const from = choice.length === 0 ? 0 : choice.at(-1)! + (withReplacement ? 0 : 1);
      return Array.from({ length: Math.max(x.numel() - from, 0) }, (_, i) => [...choice, from + i]);
    });
  }
  const rows = choices.map((choice) => x.at(choice));
  return rows.length > 0 ? stack(rows) : stack(new Array<Tensor>(r).fill(x.at([])), 1);
}

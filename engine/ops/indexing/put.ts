/** @file `x.put(…)` and `x.indexPut_(…)`: values put where indices say. */

import { apply } from '../../autograd/apply';
import { isGradEnabled } from '../../autograd/mode';
import { rewrite } from '../../autograd/rewrite';
import { bool } from '../../dtype';
import { ArgumentTypeError, IndexError } from '../../errors';
import { Tensor, type TensorLike } from '../../tensor';
import { changing, observer, unobserved } from '../../trace/observer';
import { checkMask, isMask, resolve, type Index, type Resolved } from './at';
import { refuseSharing } from '../overlap';
import { checkPut, indexPut, putInto } from './lookup';

/** See Tensor.put. */
export function put<T extends Tensor>(x: T, args: readonly unknown[]): T {
  const value = args.at(-1) as TensorLike;
  if (args.length < 2 || !(typeof value === 'number' || value instanceof Tensor)) {
    throw new ArgumentTypeError('put(): expected indices and then a value, a number or a tensor');
  }
  changing(x, isGradEnabled());
  unobserved(() => {
    const [mask] = args as Index[];
    if (args.length === 2 && mask instanceof Tensor && isMask(mask) && isOneNumber(value)) {
      checkMask(mask, x, 0);
      const whole = mask.to(bool).reshape([...mask.shape, ...x.shape.slice(mask.ndim).map(() => 1)]);
      x.maskedFill_(whole, typeof value === 'number' ? fitting(x, value) : value);
      return;
    }
    const { view, tensors, dims } = numbersAside(resolve(x, args.slice(0, -1) as Index[], true));
    if (tensors.length > 0) putTensors(view, tensors, dims, value);
    else if (typeof value === 'number') {
      refuseSharing(view, [], {});
      view.fill_(fitting(view, value));
    } else view.copy_(withoutLeadingOnes(value, view.ndim).expand(view.shape));
  });
  observer()?.mutate('put', x);
  return x;
}

/**
 * Numbers whose values are not known take their dimensions away, as numbers do: these must not lie between those of the
 * other index tensors, where the result's dimensions would then go to the front.
 */
function numbersAside({ view, tensors, dims }: Resolved): Resolved {
  const isNumber = (k: number): boolean => tensors[k]!.ndim === 0;
  const first = tensors.findIndex((tensor) => tensor.ndim > 0);
  const numbers = dims.filter((_, k) => isNumber(k));
  if (first < 0 || numbers.length === 0) return { view, tensors, dims };
  const order = view.shape.map((_, d) => d).filter((d) => !numbers.includes(d));
  order.splice(order.indexOf(dims[first]!), 0, ...numbers);
  const places = dims.map((d, k) => ({ d: order.indexOf(d), k })).sort((a, b) => a.d - b.d);
  return {
    view: view.permute(order),
    tensors: places.map(({ k }) => tensors[k]!),
    dims: places.map(({ d }) => d),
  };
}

const isOneNumber = (x: TensorLike): boolean => typeof x === 'number' || x.ndim === 0;

/** The number as an integer tensor holds it: without its fraction. */
function fitting(x: Tensor, value: number): number {
  if (x.dtype.isFloatingPoint) return value;
  return x.dtype === bool ? Number(value !== 0) : Math.trunc(value);
}

/** PyTorch drops a value's leading dimensions of size 1. */
function withoutLeadingOnes(value: Tensor, rank: number): Tensor {
  let lead = 0;
  while (value.ndim - lead > rank && value.shape[lead] === 1) lead++;
  return lead > 0 ? value.reshape(value.shape.slice(lead)) : value;
}

/** See Tensor.indexPut_. */
export function indexPut_<T extends Tensor>(
  x: T,
  indices: readonly Tensor[],
  values: Tensor,
  accumulate: boolean,
): T {
  changing(x, isGradEnabled());
  unobserved(() => {
    const { tensors, dims } = placesNamed(x, indices);
    putTensors(x, tensors, dims, values, accumulate);
  });
  observer()?.mutate('indexPut_', x);
  return x;
}

/** See Tensor.indexPut. */
export function putAt(x: Tensor, indices: readonly Tensor[], values: Tensor, accumulate: boolean): Tensor {
  const { tensors, dims } = placesNamed(x, indices);
  return apply(indexPut, [x, values, ...tensors], { dims, accumulate });
}

/** Index tensors, a dimension each: unlike in square brackets one without dimensions is a tensor as any other. */
function placesNamed(x: Tensor, indices: readonly Tensor[]): Resolved {
  const count = indices.reduce((sum, index) => sum + (isMask(index) ? index.ndim : 1), 0);
  if (count > x.ndim)
    throw new IndexError(`too many indices for tensor of dimension ${x.ndim} (got ${count})`);
  return resolve(x, indices, true, false);
}

function putTensors(
  view: Tensor,
  tensors: readonly Tensor[],
  dims: readonly number[],
  value: TensorLike,
  accumulate = false,
): void {
  const given =
    typeof value === 'number' ? Tensor.full([], fitting(view, value), view.dtype, view.device) : value;
  const result = view.ndim - dims.length + Math.max(...tensors.map((x) => x.ndim));
  const source = withoutLeadingOnes(given, result);
  checkPut(view, source, tensors, dims);
  rewrite(
    view,
    () => indexPut,
    [source, ...tensors],
    { dims, accumulate },
    () =>
      putInto(
        'put',
        view,
        tensors,
        source.storage === view.storage ? source.clone() : source,
        dims,
        'index',
        accumulate,
      ),
    { repeats: true, apart: true },
  );
}

/** @file Methods of the tensor: order, unique elements, counting. */

import { apply } from '../autograd/apply';
import { RuntimeError } from '../errors';
import { countedOnCpu, withElements, type Counted } from '../ops/counted';
import * as counting from '../ops/reduction/counting';
import * as order from '../ops/reduction/order';
import { quantile } from '../ops/reduction/quantile';
import { extend, type Tensor, type UniqueParts } from '../tensor';

declare module '../tensor' {
  interface SortOptions {
    readonly descending?: boolean;
    /** always so, here */
    readonly stable?: boolean;
  }

  interface UniqueOptions {
    /** always so, here and in PyTorch */
    readonly sorted?: boolean;
    readonly returnInverse?: boolean;
    readonly returnCounts?: boolean;
    /** tells slices along this dimension apart instead of elements */
    readonly dim?: number | null;
  }

  interface UniqueParts {
    output: Tensor;
    inverse?: Tensor;
    counts?: Tensor;
  }

  interface Tensor {
    /**
     * Sorted along a dimension, and the indices that sort it. NaN is largest.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.sort.html
     */
    sort(dim?: number, options?: SortOptions): Extremes;
    /**
     * Sorted along the first dimension. Shape: any; keeps it.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.msort.html
     */
    msort(): Tensor;
    /**
     * The indices that sort.
     * Shape: any; keeps it.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.argsort.html
     */
    argsort(dim?: number, options?: SortOptions): Tensor;
    /**
     * The k largest (or smallest) along a dimension, in order, and where they are.
     * PyTorch leaves the order of equal elements open; here the first comes first.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.topk.html
     * @throws RuntimeError "selected index k out of range"
     */
    topk(
      k: number,
      dim?: number,
      options?: { readonly largest?: boolean; readonly sorted?: boolean },
    ): Extremes;
    /**
     * The k-th smallest along a dimension, counted from 1.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.kthvalue.html
     */
    kthvalue(k: number, dim?: number, options?: KeepDim): Extremes;
    /**
     * The q-quantile (0 to 1), between neighbours by linear interpolation; several, as a tensor, give a first dimension.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.quantile.html
     */
    quantile(q: number, dim?: number | null, options?: KeepDim): Tensor;
    quantile(q: Tensor, dim?: number | null, options?: KeepDim): Counted<Tensor>;
    /**
     * The different elements, sorted; with where each element went and how often each is there, if asked for.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.unique.html
     */
    unique(options: UniqueOptions & ({ returnInverse: true } | { returnCounts: true })): Counted<UniqueParts>;
    unique(options?: UniqueOptions): Counted<Tensor>;
    /**
     * As `unique`, of equal neighbours alone.
     * Shape: [how many]; with `dim`, that many slices.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.unique_consecutive.html
     */
    uniqueConsecutive(
      options: UniqueOptions & ({ returnInverse: true } | { returnCounts: true }),
    ): Counted<UniqueParts>;
    uniqueConsecutive(options?: UniqueOptions): Counted<Tensor>;
    /**
     * How often each whole number is there.
     * Shape: [n] → [largest + 1], or longer with `minlength`.
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.bincount.html
     */
    bincount(options?: { readonly weights?: Tensor; readonly minlength?: number }): Counted<Tensor>;
    /**
     * How many elements fall into each of equal bins.
     * Shape: any → [bins].
     * Source: https://docs.pytorch.org/docs/stable/generated/torch.histc.html
     */
    histc(bins?: number, options?: { readonly min?: number; readonly max?: number }): Tensor;
  }
}

interface Unique {
  returnInverse?: boolean;
  returnCounts?: boolean;
  dim?: number | null;
}

/** What is asked for decides which of the two a result is. */
type Either = Tensor & UniqueParts;

function uniqueOf(
  records: typeof counting.unique,
  x: Tensor,
  { returnInverse = false, returnCounts = false, dim = null }: Unique,
): Either {
  const output = apply(records.values, [x], { dim });
  if (!returnInverse && !returnCounts) return output as Either;
  const parts = {
    output,
    ...(returnInverse && { inverse: apply(records.inverse, [x], { dim }) }),
    ...(returnCounts && { counts: apply(records.counts, [x], { dim }) }),
  };
  return parts as unknown as Either;
}

/** The quantiles asked for are numbers of the op. */
function checkQuantiles(x: Tensor, q: Tensor): void {
  if (q.ndim > 1) {
    throw new RuntimeError(`quantile() q must be a scalar or 1D tensor`);
  }
  if (q.dtype !== x.dtype)
    throw new RuntimeError('quantile() q tensor must be same dtype as the input tensor');
}

extend({
  sort(dim = -1, { descending = false, stable } = {}) {
    return order.sort(this, dim, descending, stable);
  },
  msort() {
    return order.sort(this, 0, false, undefined).values;
  },
  argsort(dim = -1, { descending = false } = {}) {
    return apply(order.argsort, [this], { dim, descending });
  },
  topk(k, dim = -1, { largest = true } = {}) {
    return order.topk(this, k, dim, largest);
  },
  kthvalue(k, dim = -1, { keepdim = false } = {}) {
    return order.kthvalue(this, k, dim, keepdim);
  },
  quantile(q: number | Tensor, dim: number | null = null, { keepdim = false }: { keepdim?: boolean } = {}) {
    if (!this.dtype.isFloatingPoint) {
      throw new RuntimeError('quantile() input tensor must be either float or double dtype');
    }
    const of = (list: number[], scalar: boolean): Tensor => {
      const attrs = { q: list, scalar, keepdim };
      if (dim !== null) return apply(quantile, [this], { ...attrs, dim });
      const flat = this.ndim === 1 ? this : this.reshape([-1]);
      const ones = keepdim ? { ones: this.shape.map(() => 1) } : {};
      return apply(quantile, [flat], { ...attrs, dim: 0, keepdim: false, ...ones });
    };
    if (typeof q === 'number') return of([q], true) as Counted<Tensor>;
    checkQuantiles(this, q);
    return withElements(q, (elements) => of(Array.from(elements, Number), q.ndim === 0));
  },
  unique(options: Unique = {}) {
    return countedOnCpu([this], (x) => uniqueOf(counting.unique, x, options));
  },
  uniqueConsecutive(options: Unique = {}) {
    return countedOnCpu([this], (x) => uniqueOf(counting.uniqueConsecutive, x, options));
  },
  bincount({ weights, minlength = 0 } = {}) {
    return countedOnCpu(weights ? [this, weights] : [this], (...inputs) =>
      apply(counting.bincount, inputs, { minlength }),
    );
  },
  histc(bins = 100, { min = 0, max = 0 } = {}) {
    return apply(counting.histc, [this], { bins, min, max });
  },
});

/** @file Methods of the tensor: random elements in place. */

import { refuseForm } from '../arguments/forms';
import { rewrite } from '../autograd/rewrite';
import type { Storage } from '../devices/device';
import { ordered } from '../ops/indexing/places';
import { drawnRecord } from '../ops/drawn';
import type { OpRecord } from '../ops/op';
import * as distributions from '../random/distributions';
import { drawnBy } from '../random/drawn-by';
import * as fill from '../random/fill';
import { defaultGenerator, type Generator } from '../random/generator';
import { contiguousStrides, numel } from '../shape';
import { extend, Tensor } from '../tensor';
import { observer } from '../trace/observer';

interface Drawing {
  readonly generator?: Generator;
}

declare module '../tensor' {
  interface Tensor {
    /** Uniform in [from, to). Shape: any; keeps it. */
    uniform_(from?: number, to?: number, options?: Drawing): this;
    /** Normal with a mean and a standard deviation. Shape: any; keeps it. */
    normal_(mean?: number, std?: number, options?: Drawing): this;
    /** 1 with probability p (a number, or a tensor with one for each element), else 0. */
    bernoulli_(p?: number | Tensor, options?: Drawing): this;
    /** Exponential of rate lambda. Shape: any; keeps it. */
    exponential_(lambda?: number, options?: Drawing): this;
    /** e to the power of a normal with this mean and deviation; floating-point alone. Shape: any; keeps it. */
    logNormal_(mean?: number, std?: number, options?: Drawing): this;
    /** Cauchy's distribution about a median; floating-point alone. Shape: any; keeps it. */
    cauchy_(median?: number, sigma?: number, options?: Drawing): this;
    /** How many tries it takes until one succeeds, each with probability p. Shape: any; keeps it. */
    geometric_(p: number, options?: Drawing): this;
    /** Whole numbers: of [from, to), of [0, to), or of all that the dtype holds exactly. Shape: any; keeps it. */
    random_(from?: number | null, to?: number | null, options?: Drawing): this;
  }
}

/** The former elements are gone, and what the new ones were drawn by has no part in them: the gradients are 0. */
const overwritten = (op: string, form: number): OpRecord =>
  drawnRecord(op, `${op[0]!.toUpperCase()}${op.slice(1, -1)}Backward${form}`, ([x]) => x!);

/** Fills a tensor in the order in which its elements lie in memory, as PyTorch does. */
function filledBy<T extends Tensor>(
  op: string,
  x: T,
  how: fill.Fill,
  { generator = defaultGenerator }: Drawing,
  form = 0,
): T {
  const array = x.dtype.array(x.numel());
  how(array, x.dtype, generator, x.isContiguous());
  return filledWith(op, x, x.device.upload(x.dtype, array), form);
}

/** … with elements that are in that order already. */
function filledWith<T extends Tensor>(
  op: string,
  x: T,
  storage: Storage,
  form: number,
  by: readonly Tensor[] = [],
): T {
  const order = x.shape.map((_, d) => d).sort((a, b) => x.strides[b]! - x.strides[a]! || a - b);
  const target = x.isContiguous() ? x : ordered(x, order);
  rewrite(
    x,
    () => overwritten(op, form),
    by,
    {},
    () => {
      if (numel(target.shape) === 0) return;
      x.device.copy(
        { storage, shape: target.shape, strides: contiguousStrides(target.shape), offset: 0 },
        target,
      );
    },
  );
  observer()?.mutate(op, x);
  return x;
}

extend({
  uniform_(from = 0, to = 1, options = {}) {
    return filledBy('uniform_', this, fill.uniform(from, to), options);
  },
  normal_(mean = 0, std = 1, options = {}) {
    return filledBy('normal_', this, fill.normal(mean, std), options);
  },
  bernoulli_(p = 0.5, options = {}) {
    if (typeof p === 'number') return filledBy('bernoulli_', this, fill.bernoulli(p), options, 2);
    if (!(p instanceof Tensor)) refuseForm('torch.Tensor#bernoulli_', [p]);
    const made = drawnBy(p.expand(this.shape), options.generator ?? defaultGenerator, (elements, stream) => {
      const array = this.dtype.array(elements.length);
      fill.bernoulliEach(elements, p.dtype)(array, this.dtype, stream, this.isContiguous());
      return array;
    });
    const drawn = made.tensor([this.numel()], this.dtype, (array) => array);
    return filledWith('bernoulli_', this, drawn.storage, 1, [p]);
  },
  exponential_(lambda = 1, options = {}) {
    return filledBy('exponential_', this, fill.exponential(lambda), options);
  },
  logNormal_(mean = 1, std = 2, options = {}) {
    return filledBy('logNormal_', this, distributions.logNormal(mean, std), options);
  },
  cauchy_(median = 0, sigma = 1, options = {}) {
    return filledBy('cauchy_', this, distributions.cauchy(median, sigma), options);
  },
  geometric_(p, options = {}) {
    return filledBy('geometric_', this, distributions.geometric(p), options);
  },
  random_(from = null, to = null, options = {}) {
    if (from === null) return filledBy('random_', this, fill.anyInteger, options, 2);
    if (to === null) return filledBy('random_', this, fill.integers(0, from), options, 1);
    return filledBy('random_', this, fill.integers(from, to), options);
  },
});

/** @file Functions of `torch` that draw random tensors: PyTorch's streams, bit for bit, whatever the device. */

import { refuseForm } from '../arguments/forms';
import { apply } from '../autograd/apply';
import { defaultDtype, int64 } from '../dtype';
import { ArgumentTypeError, RuntimeError } from '../errors';
import { drawnOp, drawnRecord } from '../ops/drawn';
import { insist } from '../ops/insist';
import { plain, underived } from '../ops/pointwise/common';
import { computedOn, drawnBy } from '../random/drawn-by';
import * as fill from '../random/fill';
import { defaultGenerator, type Generator } from '../random/generator';
import { checkDraws, multinomial as drawIndices } from '../random/multinomial';
import { broadcastShapes, numel, type Shape } from '../shape';
import { Tensor } from '../tensor';
import type { Attrs } from '../trace/events';
import { unobserved } from '../trace/observer';
import {
  computed,
  created,
  optionsLike,
  place,
  sized,
  type RandomOptions,
  type SizeArguments,
} from './creation';
import { empty } from './make';
import { checkTensors, mustBe } from '../refusals';

interface Drawing {
  readonly generator?: Generator;
}

function drawn(
  name: string,
  shape: Shape,
  options: RandomOptions,
  how: fill.Fill,
  attrs: Attrs = {},
): Tensor {
  const dtype = options.dtype ?? defaultDtype();
  const generator = options.generator ?? defaultGenerator;
  return computed(name, { shape, ...attrs }, shape, dtype, options, (array) =>
    how(array, dtype, generator, true),
  );
}

/** Uniform in [0, 1): `rand(2, 3)` or `rand([2, 3])`. https://docs.pytorch.org/docs/stable/generated/torch.rand.html */
export function rand(...args: SizeArguments<RandomOptions>): Tensor {
  const [shape, options] = sized('rand', args);
  return drawn('rand', shape, options, fill.uniform());
}

/**
 * Normal, mean 0 and standard deviation 1: `randn(2, 3)` or `randn([2, 3])`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.randn.html
 */
export function randn(...args: SizeArguments<RandomOptions>): Tensor {
  const [shape, options] = sized('randn', args);
  return drawn('randn', shape, options, fill.normal());
}

/** A tensor of x's shape and order of elements in memory, which PyTorch fills in that order. */
function drawnLike(name: string, x: Tensor, options: RandomOptions, how: fill.Fill): Tensor {
  const own = optionsLike(x, options);
  if (x.isContiguous()) return drawn(name, x.shape, own, how);
  const order = x.shape.map((_, d) => d).sort((a, b) => x.strides[b]! - x.strides[a]! || a - b);
  const dtype = own.dtype!;
  const out = unobserved(() => {
    const dense = empty(
      order.map((d) => x.shape[d]!),
      { ...own, requiresGrad: false },
    );
    const array = dtype.array(x.numel());
    how(array, dtype, own.generator ?? defaultGenerator, false);
    const values = place(dtype, own).upload(dtype, array);
    dense.device.copy({ storage: values, shape: dense.shape, strides: dense.strides, offset: 0 }, dense);
    return dense.permute(order.map((_, d) => order.indexOf(d))).detach();
  });
  return created(name, { shape: x.shape }, out, own);
}

/**
 * Uniform in [0, 1), of another tensor's shape, dtype and device.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.rand_like.html
 */
export function randLike(x: Tensor, options: RandomOptions = {}): Tensor {
  if ((x as unknown) === undefined) refuseForm('torch.randLike', []);
  checkTensors('randLike', { input: x });
  return drawnLike('randLike', x, options, fill.uniform());
}

/**
 * Standard normal, of another tensor's shape, dtype and device.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.randn_like.html
 */
export function randnLike(x: Tensor, options: RandomOptions = {}): Tensor {
  if ((x as unknown) === undefined) refuseForm('torch.randnLike', []);
  checkTensors('randnLike', { input: x });
  return drawnLike('randnLike', x, options, fill.normal());
}

/**
 * Whole numbers from `low` (0 if left out) up to, not including, `high`: `randint(10, [3])`, `randint(2, 10, [3])`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.randint.html
 */
export function randint(high: number, shape: Shape, options?: RandomOptions): Tensor;
export function randint(low: number, high: number, shape: Shape, options?: RandomOptions): Tensor;
export function randint(...args: (number | Shape | RandomOptions | undefined)[]): Tensor {
  const numbers = args.filter((arg) => typeof arg === 'number');
  const [low, high] = numbers.length === 1 ? [0, numbers[0]!] : [numbers[0]!, numbers[1]!];
  const shape = args[numbers.length];
  if (!Array.isArray(shape)) {
    refuseForm(
      'torch.randint',
      args.filter((arg) => arg !== undefined),
    );
  }
  const options = (args[numbers.length + 1] as RandomOptions | undefined) ?? {};
  return drawn('randint', shape as Shape, { dtype: int64, ...options }, fill.integers(low, high), {
    low,
    high,
  });
}

/**
 * Whole numbers of [low, high) in x's shape and dtype: `randintLike(x, high)`, `randintLike(x, low, high)`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.randint_like.html
 */
export function randintLike(x: Tensor, high: number, options?: RandomOptions): Tensor;
export function randintLike(x: Tensor, low: number, high: number, options?: RandomOptions): Tensor;
export function randintLike(x: Tensor, ...args: (number | RandomOptions | undefined)[]): Tensor {
  checkTensors('randintLike', { input: x });
  const numbers = args.filter((arg) => typeof arg === 'number');
  const [low, high] = numbers.length === 1 ? [0, numbers[0]!] : [numbers[0]!, numbers[1]!];
  const options = (args[numbers.length] as RandomOptions | undefined) ?? {};
  return drawnLike('randintLike', x, options, fill.integers(low, high));
}

/**
 * 0 … n − 1 in random order.
 * Shape: [n].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.randperm.html
 */
export function randperm(n: number, options: RandomOptions = {}): Tensor {
  const dtype = options.dtype ?? int64;
  if (!Number.isInteger(n)) {
    throw new ArgumentTypeError("randperm(): argument 'n' (position 1) must be int, not float");
  }
  return computed('randperm', { n }, [n], dtype, options, (array) => {
    const order = fill.permutation(n, options.generator ?? defaultGenerator);
    for (let i = 0; i < n; i++) array[i] = dtype === int64 ? BigInt(order[i]!) : order[i]!;
  });
}

/**
 * Normals with a mean and a standard deviation, each a number or a tensor; two numbers need a size.
 * Shape: of mean and std, broadcast together; of two numbers, as asked for. Tensors' gradients are 0.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.normal.html
 */
export function normal(mean: Tensor | number, std: Tensor | number, options?: Drawing): Tensor;
export function normal(mean: number, std: number, size: Shape, options?: RandomOptions): Tensor;
export function normal(
  mean: Tensor | number,
  std: Tensor | number,
  ...rest: (Shape | RandomOptions | undefined)[]
): Tensor {
  const given = [mean, std].filter((x: unknown) => x !== undefined);
  const odd = given.findIndex((x) => typeof x !== 'number' && !(x instanceof Tensor));
  if (odd >= 0) mustBe('normal', ['mean', 'std'][odd]!, odd + 1, 'Tensor', given[odd]);
  if (given.length < 2) refuseForm('torch.normal', given);
  if (typeof mean === 'number' && typeof std === 'number') {
    const [shape, options] = rest as [Shape | undefined, RandomOptions | undefined];
    if (!Array.isArray(shape)) {
      refuseForm('torch.normal', shape === undefined ? given : [...given, shape]);
    }
    return drawn('normal', shape as Shape, options ?? {}, fill.normal(mean, std), { mean, std });
  }
  const options = (rest[0] as Drawing | undefined) ?? {};
  checkDeviation(std);
  const like = typeof mean === 'number' ? (std as Tensor) : mean;
  const shape = broadcastShapes(
    typeof mean === 'number' ? [] : mean.shape,
    typeof std === 'number' ? [] : std.shape,
  );
  const gradFn = like === std ? 'NormalBackward2' : `NormalBackward${typeof std === 'number' ? 1 : 3}`;
  const inputs = [mean, std].filter((x) => x instanceof Tensor);
  return drawnOp('normal', gradFn, inputs, { shape }, () =>
    plain(() =>
      drawn('normal', shape, optionsLike<RandomOptions>(like, options), fill.normal()).mul(std).add(mean),
    ),
  );
}

function checkDeviation(std: Tensor | number): void {
  if (typeof std === 'number') {
    if (std < 0) throw new RuntimeError(`normal expects std >= 0.0, but found std ${std}`);
    return;
  }
  insist(
    std,
    (x) => x.lt(0).logicalNot(),
    (elements) => !elements.some((x: number | bigint) => x < 0),
    () => new RuntimeError('normal expects all elements of std >= 0.0'),
  );
}

/**
 * 1 with each element's probability, else 0, in the probabilities' dtype; with `p` that one for all. Their gradient is 0.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.bernoulli.html
 */
export function bernoulli(
  probabilities: Tensor,
  options: { readonly p?: number; readonly generator?: Generator } = {},
): Tensor {
  if ((probabilities as unknown) === undefined) refuseForm('torch.bernoulli', []);
  checkTensors('bernoulli', { input: probabilities });
  const { p, generator = defaultGenerator } = options;
  const { shape, dtype } = probabilities;
  const own = optionsLike<RandomOptions>(probabilities, { generator });
  if (p !== undefined) {
    const draw = (): Tensor => plain(() => drawn('bernoulli', shape, own, fill.bernoulli(p)));
    return apply({ ...drawnRecord('bernoulli', '', draw), ...underived('bernoulli') }, [probabilities], {
      p,
    });
  }
  return drawnOp('bernoulli', 'BernoulliBackward0', [probabilities], {}, () => {
    const made = drawnBy(probabilities, generator, (elements, stream) => {
      const array = dtype.array(elements.length);
      fill.bernoulliEach(elements, dtype)(array, dtype, stream, true);
      return array;
    });
    return made.tensor(shape, dtype, (array) => array);
  });
}

/**
 * Indices drawn by their weights: from a vector `numSamples`, from each row of a matrix as many.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.multinomial.html
 * @throws RuntimeError for weights below 0, infinite, NaN, or all 0, and more samples than there are without replacement
 */
export function multinomial(
  weights: Tensor,
  numSamples: number,
  {
    replacement = false,
    generator = defaultGenerator,
  }: { replacement?: boolean; generator?: Generator } = {},
): Tensor {
  checkTensors('multinomial', { input: weights }, 'c', { num_samples: numSamples });
  const { shape, dtype } = weights;
  if (shape.length === 0 || shape.length > 2) throw new RuntimeError('prob_dist must be 1 or 2 dim');
  if (!dtype.isFloatingPoint) {
    throw new RuntimeError(
      `multinomial only supports floating-point dtypes for input, got: ${dtype.scalarName}`,
    );
  }
  const size = shape.at(-1)!;
  checkDraws(numSamples, size, replacement);
  const rows = numel(shape.slice(0, -1));
  const made = drawnBy(weights, generator, (elements, stream) =>
    drawIndices({ weights: elements as Float32Array, rows, size, dtype }, numSamples, replacement, stream),
  );
  const out = made.tensor([...shape.slice(0, -1), numSamples], int64, (indices) => indices);
  const attrs = { num_samples: numSamples, replacement, ...computedOn(made) };
  return created('multinomial', attrs, out, {});
}

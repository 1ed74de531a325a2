/** @file Functions of `torch` that draw by the elements of tensors: Poisson's and the binomial distribution. */

import { apply } from '../autograd/apply';
import { ArgumentTypeError, notImplemented, RuntimeError, ValueError } from '../errors';
import { drawnOp, drawnRecord } from '../ops/drawn';
import { plain, underived } from '../ops/pointwise/common';
import * as distributions from '../random/distributions';
import { drawnApart } from '../random/drawn-by';
import { defaultGenerator, Generator } from '../random/generator';
import { checkTensors, pythonType } from '../refusals';
import type { Tensor } from '../tensor';
import { broadcastTensors } from './reshaping';

interface Drawing {
  readonly generator?: Generator;
}

type Draw = (elements: readonly number[], generator: Generator) => number;

/** Draws by what stands in each place of tensors of one shape. */
function draws(
  name: string,
  inputs: readonly Tensor[],
  { generator = defaultGenerator }: Drawing,
  draw: Draw,
): Tensor {
  // what else has a `double` would be drawn from without end
  if (!(generator instanceof Generator)) {
    throw new ArgumentTypeError(
      `${name}(): argument 'generator' must be torch.Generator, not ${pythonType(generator)}`,
    );
  }
  const { shape, dtype } = inputs[0]!;
  const count = inputs[0]!.numel();
  const made = drawnApart(inputs, generator, (arrays, stream) => {
    const at = (i: number): number[] => arrays.map((array) => Number(array[i]));
    return Array.from({ length: count }, (_, i) => draw(at(i), stream));
  });
  return made.tensor(shape, dtype, (values) => values);
}

/**
 * Whole numbers of Poisson's distribution, one for each rate, in its dtype. On the cpu PyTorch's own stream; where the
 * rates are on a GPU another one.
 * Shape: any; keeps it. The rates' gradient is 0.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.poisson.html
 * @throws RuntimeError for a rate below 0 or NaN, and for integers
 */
export function poisson(x: Tensor, options: Drawing = {}): Tensor {
  checkTensors('poisson', { input: x });
  if (!x.dtype.isFloatingPoint) notImplemented('poisson_cpu', x.dtype);
  return drawnOp('poisson', 'PoissonBackward0', [x], {}, () =>
    draws('poisson', [x], options, ([rate], stream) => distributions.poisson(rate!, stream)),
  );
}

/** @throws ValueError for integers */
function checkFloat(x: Tensor, argument: string): void {
  if (x.dtype.isFloatingPoint) return;
  throw new ValueError(
    `binomial only supports floating-point dtypes for ${argument}, got: ${x.dtype.scalarName}`,
  );
}

/**
 * How many of `count` tries succeed, each with probability `prob`. On the cpu PyTorch's own stream; on a GPU another one.
 * Shapes: broadcast together, of one dtype. PyTorch has no derivative of it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.binomial.html
 * @throws ValueError for integers, RuntimeError for two dtypes
 */
export function binomial(count: Tensor, prob: Tensor, options: Drawing = {}): Tensor {
  checkTensors('binomial', { count, prob });
  checkFloat(count, 'count');
  checkFloat(prob, 'prob');
  if (prob.dtype !== count.dtype) {
    throw new RuntimeError(`Found dtype ${prob.dtype.scalarName} but expected ${count.dtype.scalarName}`);
  }
  const draw = (): Tensor =>
    draws('binomial', broadcastTensors(count, prob), options, ([n, p], stream) =>
      distributions.binomial(n!, p!, stream),
    );
  return apply({ ...drawnRecord('binomial', '', () => plain(draw)), ...underived('binomial') }, [
    count,
    prob,
  ]);
}

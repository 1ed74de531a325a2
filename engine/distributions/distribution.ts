/** @file What all distributions have in common: shapes, prints, and the check of parameters and values. */

import { defaultDtype, type DataArray } from '../dtype';
import { NotImplementedError, ValueError } from '../errors';
import { full } from '../functions/make';
import { insist } from '../ops/insist';
import { resultType } from '../ops/common';
import { broadcastShapes, shapeText, tupleText, type Shape } from '../shape';
import { Tensor, type TensorLike } from '../tensor';
import { unobserved } from '../trace/observer';
import { known, valueText } from './values';

export interface DistributionOptions {
  /** refuse parameters and values that cannot be; default true */
  readonly validateArgs?: boolean;
}

/** What numbers may be: its print, and the check as tensors compute it and as the elements themselves show it. */
export interface Constraint {
  readonly text: string;
  readonly holds: (x: Tensor) => Tensor;
  readonly allowed: (elements: DataArray) => boolean;
}

const each =
  (test: (x: number) => boolean) =>
  (elements: DataArray): boolean =>
    Array.from<number | bigint, number>(elements, Number).every(test);

const decimal = (x: number): string => (Number.isInteger(x) ? x.toFixed(1) : String(x));

export const real: Constraint = {
  text: 'Real()',
  holds: (x) => x.eq(x),
  allowed: each((x) => !Number.isNaN(x)),
};
export const positive: Constraint = {
  text: 'GreaterThan(lower_bound=0.0)',
  holds: (x) => x.gt(0),
  allowed: each((x) => x > 0),
};
export const nonnegative: Constraint = {
  text: 'GreaterThanEq(lower_bound=0.0)',
  holds: (x) => x.ge(0),
  allowed: each((x) => x >= 0),
};
export const interval = (low: number, high: number): Constraint => ({
  text: `Interval(lower_bound=${decimal(low)}, upper_bound=${decimal(high)})`,
  holds: (x) => x.ge(low).logicalAnd(x.le(high)),
  allowed: each((x) => x >= low && x <= high),
});
export const binary: Constraint = {
  text: 'Boolean()',
  holds: (x) => x.eq(0).logicalOr(x.eq(1)),
  allowed: each((x) => x === 0 || x === 1),
};
export const wholeNumbers = (low: number, high: number): Constraint => ({
  text: `IntegerInterval(lower_bound=${low}, upper_bound=${high})`,
  holds: (x) => x.eq(x.trunc()).logicalAnd(x.ge(low)).logicalAnd(x.le(high)),
  allowed: each((x) => Number.isInteger(x) && x >= low && x <= high),
});

/** Numbers and tensors as tensors of one shape. @throws ValueError for what is neither */
export function broadcastAll(...values: readonly TensorLike[]): Tensor[] {
  if (!values.every((x) => typeof x === 'number' || x instanceof Tensor)) {
    throw new ValueError(
      'Input arguments must all be instances of Number, torch.Tensor or objects implementing __torch_function__.',
    );
  }
  const tensors = values.filter((x) => x instanceof Tensor);
  const [first] = tensors;
  const options = first
    ? { dtype: tensors.length > 1 ? first.dtype : resultType([first, 0]), device: first.device.type }
    : { dtype: defaultDtype() };
  const all = values.map((x) => (x instanceof Tensor ? x : unobserved(() => full([], x, options))));
  const shape = all.map((x) => x.shape).reduce(broadcastShapes);
  return all.map((x) => (shapeText(x.shape) === shapeText(shape) ? x : x.expand(shape)));
}

/**
 * The base of all distributions.
 * Shapes: a sample has `sampleShape`, `batchShape` and `eventShape` one behind the other.
 * Source: https://docs.pytorch.org/docs/stable/distributions.html#torch.distributions.distribution.Distribution
 */
export abstract class Distribution {
  readonly batchShape: Shape;
  readonly eventShape: Shape;
  readonly #validates: boolean;

  protected constructor(batchShape: Shape, eventShape: Shape, { validateArgs = true }: DistributionOptions) {
    this.batchShape = batchShape;
    this.eventShape = eventShape;
    this.#validates = validateArgs;
  }

  /** The parameters that it was given, by PyTorch's names: what is printed. */
  protected abstract parameters(): Readonly<Record<string, Tensor>>;
  protected abstract readonly support: Constraint;
  abstract readonly mean: Tensor;
  abstract readonly variance: Tensor;

  /** The name that is printed; a bundler shortens the class's own. */
  protected abstract readonly kind: string;

  get stddev(): Tensor {
    return this.variance.sqrt();
  }

  /** Draws, without a way back to the parameters. */
  abstract sample(sampleShape?: Shape): Tensor;

  /** Draws that the parameters' gradients flow through. @throws NotImplementedError where there are none */
  rsample(_sampleShape?: Shape): Tensor {
    throw new NotImplementedError('');
  }

  /** ln of the probability, or of its density, at each value. */
  abstract logProb(value: Tensor): Tensor;
  abstract entropy(): Tensor;

  /** The probability of at most each value. @throws NotImplementedError where there is none */
  cdf(_value: Tensor): Tensor {
    throw new NotImplementedError('');
  }

  protected extendedShape(sampleShape: Shape): number[] {
    return [...sampleShape, ...this.batchShape, ...this.eventShape];
  }

  /** @throws ValueError for a parameter that cannot be */
  protected checkParameters(constraints: Readonly<Record<string, Constraint>>): void {
    if (!this.#validates) return;
    for (const [name, constraint] of Object.entries(constraints)) {
      const value = this.parameters()[name];
      if (!value) continue;
      insist(
        value,
        constraint.holds,
        constraint.allowed,
        () =>
          new ValueError(
            `Expected parameter ${name} (Tensor of shape ${tupleText(value.shape)}) of distribution ${String(this)} to satisfy the constraint ${constraint.text}, but found invalid values:\n${valueText(value)}`,
          ),
      );
    }
  }

  /** @throws ValueError for a value of a shape that does not fit, or beyond what can be drawn */
  protected checkSample(value: Tensor): void {
    if (!this.#validates) return;
    if (!(value instanceof Tensor)) throw new ValueError('The value argument to log_prob must be a Tensor');
    const size = (shape: Shape): string => `torch.Size(${shapeText(shape)})`;
    const own = value.shape.slice(value.ndim - this.eventShape.length);
    if (shapeText(own) !== shapeText(this.eventShape)) {
      throw new ValueError(
        `The right-most size of value must match event_shape: ${size(value.shape)} vs ${size(this.eventShape)}.`,
      );
    }
    const wanted = [...this.batchShape, ...this.eventShape];
    const reversed = [...wanted].reverse();
    [...value.shape].reverse().forEach((n, i) => {
      const m = reversed[i] ?? n;
      if (n === 1 || m === 1 || n === m) return;
      throw new ValueError(
        `Value is not broadcastable with batch_shape+event_shape: ${size(value.shape)} vs ${size(wanted)}.`,
      );
    });
    const { support } = this;
    insist(
      value,
      support.holds,
      support.allowed,
      () =>
        new ValueError(
          `Expected value argument (Tensor of shape ${tupleText(value.shape)}) to be within the support (${support.text}) of the distribution ${String(this)}, but found invalid values:\n${valueText(value)}`,
        ),
    );
  }

  toString(): string {
    const texts = Object.entries(this.parameters()).map(([name, x]) => {
      const value = x.numel() === 1 && known(x) ? valueText(x) : `torch.Size(${shapeText(x.shape)})`;
      return `${name}: ${value}`;
    });
    return `${this.kind}(${texts.join(', ')})`;
  }
}

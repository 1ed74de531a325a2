/** @file Distributions of real numbers. */

import { noGrad } from '../autograd/mode';
import { empty } from '../functions/make';
import { normal, rand } from '../functions/random';
import { ValueError } from '../errors';
import { insist } from '../ops/insist';
import { numel, tupleText, type Shape } from '../shape';
import type { Tensor, TensorLike } from '../tensor';
import {
  broadcastAll,
  Distribution,
  interval,
  nonnegative,
  positive,
  real,
  type Constraint,
  type DistributionOptions,
} from './distribution';
import { known, valueText } from './values';

/** A fresh tensor of a parameter's dtype and device. */
const freshLike = (x: Tensor, shape: Shape): Tensor =>
  empty(shape, { dtype: x.dtype, device: x.device.type });

/**
 * The normal distribution about `loc`, its standard deviation `scale`.
 * Shape: that of both, broadcast together; samples have it, too.
 * Source: https://docs.pytorch.org/docs/stable/distributions.html#torch.distributions.normal.Normal
 * @throws ValueError for a deviation that is not above 0
 */
export class Normal extends Distribution {
  protected readonly kind = 'Normal';
  protected readonly support = real;
  readonly loc: Tensor;
  readonly scale: Tensor;

  constructor(loc: TensorLike, scale: TensorLike, options: DistributionOptions = {}) {
    const [centre, deviation] = broadcastAll(loc, scale) as [Tensor, Tensor];
    super(centre.shape, [], options);
    this.loc = centre;
    this.scale = deviation;
    this.checkParameters({ loc: real, scale: positive });
  }

  protected parameters(): Record<string, Tensor> {
    return { loc: this.loc, scale: this.scale };
  }

  get mean(): Tensor {
    return this.loc;
  }

  override get stddev(): Tensor {
    return this.scale;
  }

  get variance(): Tensor {
    return this.scale.pow(2);
  }

  sample(sampleShape: Shape = []): Tensor {
    const shape = this.extendedShape(sampleShape);
    return noGrad(() => normal(this.loc.expand(shape), this.scale.expand(shape)));
  }

  override rsample(sampleShape: Shape = []): Tensor {
    const noise = freshLike(this.loc, this.extendedShape(sampleShape)).normal_();
    return this.loc.add(noise.mul(this.scale));
  }

  logProb(value: Tensor): Tensor {
    this.checkSample(value);
    const off = value.sub(this.loc).pow(2).neg().div(this.scale.pow(2).mul(2));
    return off.sub(this.scale.log()).sub(Math.log(Math.sqrt(2 * Math.PI)));
  }

  override cdf(value: Tensor): Tensor {
    this.checkSample(value);
    return value.sub(this.loc).mul(this.scale.reciprocal()).div(Math.SQRT2).erf().add(1).mul(0.5);
  }

  /** Below which value a sample is with each probability. */
  icdf(value: Tensor): Tensor {
    return this.loc.add(this.scale.mul(value.mul(2).sub(1).erfinv()).mul(Math.SQRT2));
  }

  entropy(): Tensor {
    return this.scale.log().add(0.5 + 0.5 * Math.log(2 * Math.PI));
  }
}

/**
 * Every number of [low, high) alike.
 * Shape: that of both, broadcast together; samples have it, too.
 * Source: https://docs.pytorch.org/docs/stable/distributions.html#torch.distributions.uniform.Uniform
 * @throws ValueError where `low` is not below `high`
 */
export class Uniform extends Distribution {
  protected readonly kind = 'Uniform';
  readonly low: Tensor;
  readonly high: Tensor;

  constructor(low: TensorLike, high: TensorLike, options: DistributionOptions = {}) {
    const [from, to] = broadcastAll(low, high) as [Tensor, Tensor];
    super(from.shape, [], options);
    this.low = from;
    this.high = to;
    if (options.validateArgs === false || numel(from.shape) === 0) return;
    insist(
      to.detach().sub(from.detach()),
      (width) => width.gt(0),
      (widths) => widths.every((x: number | bigint) => x > 0),
      () =>
        new ValueError(
          `Expected parameter low (Tensor of shape ${tupleText(from.shape)}) of distribution ${String(this)} to satisfy the constraint LessThan(upper_bound=${valueText(to)}), but found invalid values:\n${valueText(from)}`,
        ),
    );
  }

  protected parameters(): Record<string, Tensor> {
    return { low: this.low, high: this.high };
  }

  protected get support(): Constraint {
    const [low, high] = [known(this.low), known(this.high)];
    const isOne = this.low.numel() === 1 && low && high;
    if (isOne) return interval(Number(low[0]), Number(high[0]));
    return { ...real, text: 'Interval()', holds: (x) => x.ge(this.low).logicalAnd(x.le(this.high)) };
  }

  get mean(): Tensor {
    return this.high.add(this.low).div(2);
  }

  override get stddev(): Tensor {
    return this.high.sub(this.low).div(12 ** 0.5);
  }

  get variance(): Tensor {
    return this.high.sub(this.low).pow(2).div(12);
  }

  sample(sampleShape: Shape = []): Tensor {
    return noGrad(() => this.rsample(sampleShape));
  }

  override rsample(sampleShape: Shape = []): Tensor {
    const { dtype, device } = this.low;
    const drawn = rand(this.extendedShape(sampleShape), { dtype, device: device.type });
    return this.low.add(drawn.mul(this.high.sub(this.low)));
  }

  logProb(value: Tensor): Tensor {
    this.checkSample(value);
    const { dtype } = this.low;
    const inside = this.low.le(value).to(dtype).mul(this.high.gt(value).to(dtype));
    return inside.log().sub(this.high.sub(this.low).log());
  }

  override cdf(value: Tensor): Tensor {
    this.checkSample(value);
    return value.sub(this.low).div(this.high.sub(this.low)).clamp(0, 1);
  }

  entropy(): Tensor {
    return this.high.sub(this.low).log();
  }
}

/**
 * The time until something happens that happens `rate` times in one unit.
 * Shape: that of the rate; samples have it, too.
 * Source: https://docs.pytorch.org/docs/stable/distributions.html#torch.distributions.exponential.Exponential
 * @throws ValueError for a rate that is not above 0
 */
export class Exponential extends Distribution {
  protected readonly kind = 'Exponential';
  protected readonly support = nonnegative;
  readonly rate: Tensor;

  constructor(rate: TensorLike, options: DistributionOptions = {}) {
    const [own] = broadcastAll(rate) as [Tensor];
    super(own.shape, [], options);
    this.rate = own;
    this.checkParameters({ rate: positive });
  }

  protected parameters(): Record<string, Tensor> {
    return { rate: this.rate };
  }

  get mean(): Tensor {
    return this.rate.reciprocal();
  }

  override get stddev(): Tensor {
    return this.mean;
  }

  get variance(): Tensor {
    return this.rate.pow(-2);
  }

  sample(sampleShape: Shape = []): Tensor {
    return noGrad(() => this.rsample(sampleShape));
  }

  override rsample(sampleShape: Shape = []): Tensor {
    return freshLike(this.rate, this.extendedShape(sampleShape)).exponential_().div(this.rate);
  }

  logProb(value: Tensor): Tensor {
    this.checkSample(value);
    return this.rate.log().sub(this.rate.mul(value));
  }

  override cdf(value: Tensor): Tensor {
    this.checkSample(value);
    return this.rate.neg().mul(value).exp().neg().add(1);
  }

  entropy(): Tensor {
    return this.rate.log().neg().add(1);
  }
}

/** @file Distributions of choices: one of several, yes or no, and how often each. */

import { noGrad } from '../autograd/mode';
import { bernoulli, multinomial } from '../functions/random';
import { full, onesLike, zeros } from '../functions/make';
import { finfo } from '../functions/limits';
import { binaryCrossEntropyWithLogits } from '../functional/loss';
import { ArgumentTypeError, ValueError } from '../errors';
import { pythonType } from '../refusals';
import { broadcastShapes, numel, type Shape } from '../shape';
import { Tensor } from '../tensor';
import {
  binary,
  broadcastAll,
  Distribution,
  interval,
  real,
  wholeNumbers,
  type Constraint,
  type DistributionOptions,
} from './distribution';

export interface ChoiceOptions extends DistributionOptions {
  /** instead of probabilities: their logarithms, up to a number */
  readonly logits?: Tensor;
}

/** `probs` itself, or the options where they stand in its place. */
function given<P, O extends object>(probs: P | O | null | undefined, options: O): [P | null, O] {
  const isOptions = typeof probs === 'object' && probs !== null && !(probs instanceof Tensor);
  return isOptions ? [null, probs as O] : [(probs as P | null | undefined) ?? null, options];
}

/** @throws ValueError unless there is one of them */
function checkOne(probs: unknown, logits: unknown): void {
  if ((probs === null) !== (logits === undefined)) return;
  throw new ValueError('Either `probs` or `logits` must be specified, but not both.');
}

/** Probabilities kept from 0 and 1, so that their logarithms are finite. */
function clamped(probs: Tensor): Tensor {
  const { eps } = finfo(probs.dtype);
  return probs.clamp(eps, 1 - eps);
}

const simplex: Constraint = {
  text: 'Simplex()',
  holds: (x) => x.ge(0).logicalAnd(x.sum(-1, { keepdim: true }).sub(1).abs().lt(1e-6)),
  allowed: (elements) => elements.every((x: number | bigint) => Number(x) >= 0),
};
const logits: Constraint = { ...real, text: 'IndependentConstraint(Real(), 1)' };

/**
 * One of several, by their weights along the last dimension: `new Categorical(probs)` or `new Categorical({ logits })`.
 * Shapes: probs […, K]; samples, and the values whose `logProb` is asked for, are indices […].
 * Source: https://docs.pytorch.org/docs/stable/distributions.html#torch.distributions.categorical.Categorical
 * @throws ValueError for both or neither, and for weights below 0
 */
export class Categorical extends Distribution {
  protected readonly kind = 'Categorical';
  readonly #probs: Tensor | null;
  readonly #logits: Tensor | null;

  constructor(probs?: Tensor | ChoiceOptions | null, options: ChoiceOptions = {}) {
    const [own, settings] = given<Tensor, ChoiceOptions>(probs, options);
    checkOne(own, settings.logits);
    const parameter = own ?? settings.logits!;
    if (!(parameter instanceof Tensor)) {
      throw new ArgumentTypeError(
        `Categorical(): argument 'probs' must be Tensor, not ${pythonType(parameter)}`,
      );
    }
    if (parameter.ndim < 1) {
      throw new ValueError(`\`${own ? 'probs' : 'logits'}\` parameter must be at least one-dimensional.`);
    }
    super(parameter.shape.slice(0, -1), [], settings);
    this.#probs = own && own.div(own.sum(-1, { keepdim: true }));
    this.#logits = own ? null : parameter.sub(parameter.logsumexp(-1, { keepdim: true }));
    this.checkParameters({ probs: simplex, logits });
  }

  protected parameters(): Record<string, Tensor> {
    return this.#probs ? { probs: this.#probs } : { logits: this.#logits! };
  }

  protected get support(): Constraint {
    return wholeNumbers(0, this.events - 1);
  }

  /** how many there are to choose from */
  get events(): number {
    return (this.#probs ?? this.#logits!).shape.at(-1)!;
  }

  /** The probabilities, which add up to 1. */
  get probs(): Tensor {
    return this.#probs ?? this.#logits!.softmax(-1);
  }

  /** Their logarithms. */
  get logits(): Tensor {
    return this.#logits ?? clamped(this.#probs!).log();
  }

  get mean(): Tensor {
    return full(this.batchShape, NaN, { dtype: this.probs.dtype, device: this.probs.device.type });
  }

  get variance(): Tensor {
    return this.mean;
  }

  get mode(): Tensor {
    return this.probs.argmax(-1);
  }

  sample(sampleShape: Shape = []): Tensor {
    const rows = this.probs.detach().reshape(-1, this.events);
    const drawn = multinomial(rows, numel(sampleShape), { replacement: true });
    return drawn.t().reshape(this.extendedShape(sampleShape));
  }

  logProb(value: Tensor): Tensor {
    this.checkSample(value);
    const { logits: table } = this;
    const shape = broadcastShapes([...value.shape, 1], table.shape);
    const places = value.long().unsqueeze(-1).expand(shape).narrow(-1, 0, 1);
    return table.expand(shape).gather(-1, places).squeeze(-1);
  }

  entropy(): Tensor {
    return this.logits.clampMin(finfo(this.logits.dtype).min).mul(this.probs).sum(-1).neg();
  }
}

export interface BernoulliOptions extends DistributionOptions {
  /** instead of probabilities: ln(p / (1 − p)) */
  readonly logits?: Tensor | number;
}

/**
 * 1 with a probability, else 0: `new Bernoulli(probs)` or `new Bernoulli({ logits })`.
 * Shape: any; samples have it, too.
 * Source: https://docs.pytorch.org/docs/stable/distributions.html#torch.distributions.bernoulli.Bernoulli
 * @throws ValueError for both or neither, and for what is no probability
 */
export class Bernoulli extends Distribution {
  protected readonly kind = 'Bernoulli';
  protected readonly support = binary;
  readonly #probs: Tensor | null;
  readonly #logits: Tensor | null;

  constructor(probs?: Tensor | number | BernoulliOptions | null, options: BernoulliOptions = {}) {
    const [own, settings] = given<Tensor | number, BernoulliOptions>(probs, options);
    checkOne(own, settings.logits);
    const [parameter] = broadcastAll(own ?? settings.logits!);
    super(parameter!.shape, [], settings);
    this.#probs = own === null ? null : parameter!;
    this.#logits = own === null ? parameter! : null;
    this.checkParameters({ probs: interval(0, 1), logits: real });
  }

  protected parameters(): Record<string, Tensor> {
    return this.#probs ? { probs: this.#probs } : { logits: this.#logits! };
  }

  get probs(): Tensor {
    return this.#probs ?? this.#logits!.sigmoid();
  }

  get logits(): Tensor {
    if (this.#logits) return this.#logits;
    const probs = clamped(this.#probs!);
    return probs.log().sub(probs.neg().log1p());
  }

  get mean(): Tensor {
    return this.probs;
  }

  get variance(): Tensor {
    return this.probs.mul(this.probs.neg().add(1));
  }

  sample(sampleShape: Shape = []): Tensor {
    return noGrad(() => bernoulli(this.probs.expand(this.extendedShape(sampleShape))));
  }

  logProb(value: Tensor): Tensor {
    this.checkSample(value);
    const [own, target] = broadcastAll(this.logits, value);
    return binaryCrossEntropyWithLogits(own!, target!, { reduction: 'none' }).neg();
  }

  entropy(): Tensor {
    return binaryCrossEntropyWithLogits(this.logits, this.probs, { reduction: 'none' });
  }
}

/**
 * How often each of several came in `totalCount` choices.
 * Shapes: probs […, K]; samples have it, too.
 * Source: https://docs.pytorch.org/docs/stable/distributions.html#torch.distributions.multinomial.Multinomial
 * @throws ValueError for both probabilities and logits or neither, and for weights below 0
 */
export class Multinomial extends Distribution {
  protected readonly kind = 'Multinomial';
  readonly totalCount: number;
  readonly #categorical: Categorical;

  constructor(totalCount = 1, probs?: Tensor | ChoiceOptions | null, options: ChoiceOptions = {}) {
    const categorical = new Categorical(probs, options);
    super(categorical.batchShape, [categorical.events], given(probs, options)[1]);
    this.totalCount = totalCount;
    this.#categorical = categorical;
  }

  protected parameters(): Record<string, Tensor> {
    return {};
  }

  protected get support(): Constraint {
    const total = this.totalCount;
    return {
      text: 'Multinomial()',
      holds: (x) => x.ge(0).logicalAnd(x.sum(-1, { keepdim: true }).le(total)),
      allowed: (elements) => {
        const rows = Array.from<number | bigint, number>(elements, Number);
        const width = this.eventShape[0]!;
        return rows.every((x, i) => {
          if (i % width !== 0) return x >= 0;
          return x >= 0 && rows.slice(i, i + width).reduce((a, b) => a + b, 0) <= total;
        });
      },
    };
  }

  get probs(): Tensor {
    return this.#categorical.probs;
  }

  get logits(): Tensor {
    return this.#categorical.logits;
  }

  get mean(): Tensor {
    return this.probs.mul(this.totalCount);
  }

  get variance(): Tensor {
    return this.probs.mul(this.totalCount).mul(this.probs.neg().add(1));
  }

  sample(sampleShape: Shape = []): Tensor {
    const drawn = this.#categorical.sample([this.totalCount, ...sampleShape]);
    const last = drawn.movedim(0, -1);
    const counts = zeros(this.extendedShape(sampleShape), { dtype: last.dtype, device: last.device.type });
    return counts.scatterAdd_(-1, last, onesLike(last)).to(this.probs.dtype);
  }

  logProb(value: Tensor): Tensor {
    this.checkSample(value);
    const [own, counts] = broadcastAll(this.logits, value);
    const never = counts!.eq(0).logicalAnd(own!.eq(-Infinity));
    const ways = counts!.sum(-1).add(1).lgamma().sub(counts!.add(1).lgamma().sum(-1));
    return ways.add(own!.maskedFill(never, 0).mul(counts!).sum(-1));
  }

  entropy(): Tensor {
    return super.rsample();
  }
}

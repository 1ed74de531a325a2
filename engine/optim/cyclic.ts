/** @file Learning rates that go up and down in cycles. */

import { ValueError } from '../errors';
import type { Optimizer } from './optimizer';
import { LRScheduler } from './scheduler';

export interface CyclicOptions {
  /** steps from `baseLr` up to `maxLr` */
  readonly stepSizeUp?: number;
  /** steps down again; left out: as many as up */
  readonly stepSizeDown?: number | null;
  /** 'triangular': all cycles alike; 'triangular2': each half as high; 'exp_range': by gamma^step */
  readonly mode?: 'triangular' | 'triangular2' | 'exp_range';
  readonly gamma?: number;
  /** the height of a cycle as a share, instead of `mode` */
  readonly scaleFn?: ((x: number) => number) | null;
  /** what `scaleFn` is given: the number of the cycle (from 1), or of the step */
  readonly scaleMode?: 'cycle' | 'iterations';
  /** whether momentum goes the other way round */
  readonly cycleMomentum?: boolean;
  readonly baseMomentum?: number | readonly number[];
  readonly maxMomentum?: number | readonly number[];
}

/** How high a cycle is, and whether that depends on the cycle or on the step. */
interface Scale {
  readonly of: (x: number) => number;
  readonly by: 'cycle' | 'iterations';
}

function scaleOf(options: CyclicOptions): Scale {
  const { mode = 'triangular', gamma = 1, scaleFn = null, scaleMode = 'cycle' } = options;
  if (scaleFn) return { of: scaleFn, by: scaleMode };
  if (mode === 'triangular') return { of: () => 1, by: 'cycle' };
  if (mode === 'triangular2') return { of: (cycle) => 1 / 2 ** (cycle - 1), by: 'cycle' };
  if (mode === 'exp_range') return { of: (step) => gamma ** step, by: 'iterations' };
  throw new ValueError('mode is invalid and scale_fn is None');
}

/** One value for every param group, or one each. */
function eachGroup(name: string, count: number, value: number | readonly number[]): readonly number[] {
  if (typeof value === 'number') return Array<number>(count).fill(value);
  if (value.length !== count) {
    throw new ValueError(
      `${name} must have the same length as optimizer.param_groups. ${name} has ${value.length} values, param_groups has ${count}.`,
    );
  }
  return value;
}

/**
 * From `baseLr` up to `maxLr` and down again, over and over; momentum the other way round.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CyclicLR.html
 * @throws ValueError for another mode, and where momentum is to cycle that the optimiser does not have
 */
export class CyclicLR extends LRScheduler {
  readonly maxLrs: readonly number[];
  override readonly baseLrs: readonly number[];
  readonly totalSize: number;
  /** the share of a cycle in which the rate rises */
  readonly stepRatio: number;
  readonly #scale: Scale;
  readonly #momenta: readonly { readonly base: number; readonly max: number }[] | null;

  constructor(
    optimizer: Optimizer,
    baseLr: number | readonly number[],
    maxLr: number | readonly number[],
    options: CyclicOptions = {},
  ) {
    super(optimizer);
    const { stepSizeUp = 2000, stepSizeDown = null, cycleMomentum = true } = options;
    const count = this.groups.length;
    this.baseLrs = eachGroup('base_lr', count, baseLr);
    this.maxLrs = eachGroup('max_lr', count, maxLr);
    this.groups.forEach((group, i) => (group.initialLr = group.lr = this.baseLrs[i]!));
    this.totalSize = stepSizeUp + (stepSizeDown ?? stepSizeUp);
    this.stepRatio = stepSizeUp / this.totalSize;
    this.#scale = scaleOf(options);
    this.#momenta = cycleMomentum ? this.#momentaOf(options) : null;
    this.initialStep();
  }

  #momentaOf({ baseMomentum = 0.8, maxMomentum = 0.9 }: CyclicOptions): { base: number; max: number }[] {
    const { defaults } = this.optimizer;
    if (!('momentum' in defaults) && !('betas' in defaults)) {
      throw new ValueError('optimizer must support momentum or beta1 with `cycle_momentum` option enabled');
    }
    const lows = eachGroup('base_momentum', this.groups.length, baseMomentum);
    const highs = eachGroup('max_momentum', this.groups.length, maxMomentum);
    return lows.map((base, i) => ({ base, max: highs[i]! }));
  }

  protected getLr(): number[] {
    const { lastEpoch, totalSize, stepRatio } = this;
    const cycle = Math.floor(1 + lastEpoch / totalSize);
    const x = 1 + lastEpoch / totalSize - cycle;
    const share = x <= stepRatio ? x / stepRatio : (x - 1) / (stepRatio - 1);
    const height = this.#scale.of(this.#scale.by === 'cycle' ? cycle : lastEpoch);
    this.#momenta?.forEach(({ base, max }, i) => {
      const group = this.groups[i]!;
      const momentum = max - (max - base) * share * height;
      if (group.betas) group.betas = [momentum, group.betas[1]];
      else group.momentum = momentum;
    });
    return this.baseLrs.map((base, i) => base + (this.maxLrs[i]! - base) * share * height);
  }
}

/** @file L-BFGS: steps along a direction that remembers how the gradient changed. */

import { enableGrad, noGrad } from '../autograd/mode';
import { ArgumentTypeError, RuntimeError, ValueError } from '../errors';
import { cat } from '../functions/joining';
import { toBeAwaited, type Counted } from '../ops/counted';
import { Tensor } from '../tensor';
import { observer, unobserved } from '../trace/observer';
import { strongWolfe, type Asking, type Place } from './line-search';
import { checkNotNegative, Optimizer, type Params, type Settings } from './optimizer';

export interface LBFGSSettings {
  lr: number;
  /** rounds within one step */
  maxIter: number;
  /** how often the closure is called at most in one step; left out: 1.25 times `maxIter` */
  maxEval: number;
  toleranceGrad: number;
  toleranceChange: number;
  /** how many changes of the gradient are remembered */
  historySize: number;
  lineSearchFn: 'strong_wolfe' | null;
}

const DEFAULTS: Omit<LBFGSSettings, 'maxEval'> = {
  lr: 1,
  maxIter: 20,
  toleranceGrad: 1e-7,
  toleranceChange: 1e-9,
  historySize: 100,
  lineSearchFn: null,
};

/** What is remembered from one round to the next, and from step to step. */
interface Memory {
  funcEvals: number;
  nIter: number;
  d: Tensor;
  t: number;
  oldDirs: readonly Tensor[];
  oldStps: readonly Tensor[];
  ro: readonly Tensor[];
  hDiag: Tensor | number;
  prevFlatGrad: Tensor;
}

/** A loss and the gradient there, as one vector. */
interface Evaluation {
  readonly loss: number;
  readonly gradient: Tensor;
}

/**
 * Minimises by a limited memory of curvature. `step` wants a closure, which computes the loss anew with its gradients
 * and is called several times; on a GPU what `step` returns has to be awaited: `await opt.step(closure)`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.LBFGS.html
 * @throws ValueError for more than one param group
 */
export class LBFGS extends Optimizer<LBFGSSettings> {
  readonly name = 'LBFGS';

  constructor(params: Params<LBFGSSettings>, options: Readonly<Partial<LBFGSSettings>> = {}) {
    const settings = { ...DEFAULTS, ...options };
    checkNotNegative('learning rate', settings.lr);
    super(params, { ...settings, maxEval: options.maxEval ?? Math.floor((settings.maxIter * 5) / 4) });
    if (this.paramGroups.length !== 1) {
      throw new ValueError("LBFGS doesn't support per-parameter options (parameter groups)");
    }
  }

  /**
   * One step of up to `maxIter` rounds.
   * @returns the loss before it, as the closure gave it
   */
  override step(): never;
  override step<T>(closure: () => T): Counted<T>;
  override step<T>(closure?: () => T): Counted<T> {
    if (!closure)
      throw new ArgumentTypeError("LBFGS.step() missing 1 required positional argument: 'closure'");
    return answered(this.#rounds(() => enableGrad(closure)));
  }

  *#rounds<T>(closure: () => T): Asking<T> {
    const group = this.paramGroups[0]!;
    const { lr, maxIter, maxEval, toleranceGrad, toleranceChange, lineSearchFn } = group;
    if (lineSearchFn !== null && lineSearchFn !== 'strong_wolfe') {
      throw new RuntimeError("only 'strong_wolfe' is supported");
    }
    const memory = this.#memory();
    const first = closure();
    let now: Evaluation = { loss: yield* lossOf(first), gradient: this.#gradient() };
    let evaluations = 1;
    memory.funcEvals++;
    if ((yield largest(now.gradient)) <= toleranceGrad) return first;
    for (let round = 1; round <= maxIter; round++) {
      memory.nIter++;
      yield* direct(memory, now.gradient, group.historySize);
      const { loss: before, gradient } = now;
      memory.prevFlatGrad = unobserved(() => gradient.clone());
      const isFirst = memory.nIter === 1;
      memory.t = isFirst ? lr * Math.min(1, 1 / (yield unobserved(() => gradient.abs().sum()))) : lr;
      const slope = yield unobserved(() => gradient.dot(memory.d));
      if (slope > -toleranceChange) break;
      let made = 0;
      if (lineSearchFn) {
        const found = yield* this.#search(closure, memory, { ...now, t: 0, slope }, maxEval - evaluations);
        [now, made, memory.t] = [found, found.evaluations, found.t];
        this.#add(memory.t, memory.d);
      } else {
        this.#add(memory.t, memory.d);
        if (round < maxIter) {
          now = { loss: yield* lossOf(closure()), gradient: this.#gradient() };
          made = 1;
        }
      }
      evaluations += made;
      memory.funcEvals += made;
      if (round === maxIter || evaluations >= maxEval) break;
      if ((yield largest(now.gradient)) <= toleranceGrad) break;
      const moved = yield unobserved(() => memory.d.mul(memory.t).abs().max());
      if (moved <= toleranceChange || Math.abs(now.loss - before) < toleranceChange) break;
    }
    this.state.set(this.params[0]!, { ...memory });
    return first;
  }

  #memory(): Memory {
    const known = this.state.get(this.params[0]!) as unknown as Memory | undefined;
    if (known) return { ...known };
    const none = this.#gradient().mul(0);
    const empty = { oldDirs: [], oldStps: [], ro: [], hDiag: 1 };
    return { funcEvals: 0, nIter: 0, d: none, t: 0, prevFlatGrad: none, ...empty };
  }

  /** A place on the line through the parameters as they are; they are put back after each look. */
  *#search(
    closure: () => unknown,
    { d, t }: Memory,
    start: Place,
    most: number,
  ): Asking<Place & { readonly evaluations: number }> {
    const before = unobserved(() => this.params.map((p) => p.clone()));
    const put = (): void => this.params.forEach((p, i) => p.copy_(before[i]!));
    const add = (by: number): void => this.#add(by, d);
    const gradientNow = (): Tensor => this.#gradient();
    function* look(at: number): Asking<Place> {
      add(at);
      const loss = yield* lossOf(closure());
      const gradient = gradientNow();
      put();
      return { t: at, loss, gradient, slope: yield unobserved(() => gradient.dot(d)) };
    }
    const { toleranceChange } = this.paramGroups[0]!;
    return yield* strongWolfe({ start, t, norm: yield largest(d), toleranceChange, most, look });
  }

  /** All gradients, one after the other. */
  #gradient(): Tensor {
    return unobserved(() =>
      cat(this.params.map((p) => p.grad?.reshape(-1) ?? p.detach().reshape(-1).mul(0))).detach(),
    );
  }

  /** Moves the parameters by t·d. */
  #add(t: number, d: Tensor): void {
    const moved = this.params.filter((p) => p.grad);
    const tell = observer()?.update(this.name, this.settings(), moved);
    unobserved(() => {
      let from = 0;
      for (const p of this.params) {
        p.add_(d.narrow(0, from, p.numel()).viewAs(p), { alpha: t });
        from += p.numel();
      }
    });
    tell?.();
  }

  protected move(): void {
    throw new RuntimeError('LBFGS moves all parameters together, with a closure');
  }

  protected override printed(): Settings {
    return {};
  }
}

function* lossOf(loss: unknown): Asking<number> {
  return loss instanceof Tensor ? yield unobserved(() => loss.detach()) : Number(loss);
}

const largest = (x: Tensor): Tensor => unobserved(() => x.abs().max());

/** The direction for the next step, from the gradient and how it changed before. */
function* direct(memory: Memory, gradient: Tensor, historySize: number): Asking<void> {
  if (memory.nIter === 1) {
    memory.d = unobserved(() => gradient.neg());
    return;
  }
  const [y, s] = unobserved(() => [gradient.sub(memory.prevFlatGrad), memory.d.mul(memory.t)]) as [
    Tensor,
    Tensor,
  ];
  const product = unobserved(() => y.dot(s));
  if ((yield product) > 1e-10) {
    const newest = <E>(list: readonly E[], next: E): E[] => [...list, next].slice(-historySize);
    memory.oldDirs = newest(memory.oldDirs, y);
    memory.oldStps = newest(memory.oldStps, s);
    memory.ro = newest(
      memory.ro,
      unobserved(() => product.reciprocal()),
    );
    memory.hDiag = unobserved(() => product.div(y.dot(y)));
  }
  memory.d = unobserved(() => twoLoops(memory, gradient.neg()));
}

/** The inverse Hessian, as far as it is remembered, times q. */
function twoLoops({ oldDirs, oldStps, ro, hDiag }: Memory, q: Tensor): Tensor {
  const al: Tensor[] = [];
  let r = q;
  for (let i = oldDirs.length - 1; i >= 0; i--) {
    al[i] = oldStps[i]!.dot(r).mul(ro[i]!);
    r = r.sub(oldDirs[i]!.mul(al[i]!));
  }
  r = r.mul(hDiag);
  for (let i = 0; i < oldDirs.length; i++) {
    const be = oldDirs[i]!.dot(r).mul(ro[i]!);
    r = r.add(oldStps[i]!.mul(al[i]!.sub(be)));
  }
  return r;
}

/** Runs work that asks for numbers, without grad mode: at once where they are known, else in a promise. */
function answered<T>(work: Asking<T>): Counted<T> {
  const advance = (answer: number): IteratorResult<Tensor, T> => noGrad(() => work.next(answer));
  const rest = async (asked: IteratorResult<Tensor, T>): Promise<T> => {
    let at = asked;
    while (!at.done) at = advance(Number((await at.value.device.read(at.value))[0]));
    return at.value;
  };
  let at = advance(0);
  while (!at.done) {
    const read = at.value.device.read(at.value);
    if (read instanceof Promise) return toBeAwaited(rest(at));
    at = advance(Number(read[0]));
  }
  return at.value as Counted<T>;
}

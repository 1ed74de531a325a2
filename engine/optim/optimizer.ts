/** @file What optimisers share: param groups, state, steps, resets, saving, and the print. */

import { enableGrad, noGrad } from '../autograd/mode';
import { ArgumentTypeError, KeyError, ValueError } from '../errors';
import { pythonType, typeName } from '../refusals';
import { pythonValue, snakeCase } from '../format/python';
import { Tensor } from '../tensor';
import type { Attrs } from '../trace/events';
import { changing, observer, unobserved } from '../trace/observer';

/** Settings of any optimiser; schedulers add their own to a group. */
export type Settings = Record<string, number | boolean | string | null | readonly number[]>;

/** Parameters with settings of their own. */
export type ParamGroup<Options> = Options & { params: Tensor[] };

/** A group as it is given: what it does not say is the optimiser's. */
export type GroupInput<Options> = Partial<Options> & { readonly params: Iterable<Tensor> };

/** What an optimiser is given: parameters, or groups of them. */
export type Params<Options> = Iterable<Tensor> | Iterable<GroupInput<Options>>;

/** What an optimiser remembers of one parameter: buffers or lists of them, and numbers such as the count of its steps. */
export type ParamState = Record<string, Tensor | number | readonly Tensor[]>;

/** An optimiser's state as plain data: parameters are numbered in the order of the groups. */
export interface OptimizerState {
  readonly state: Readonly<Record<number, ParamState>>;
  readonly paramGroups: readonly (Settings & { readonly params: readonly number[] })[];
}

/** One parameter that an optimiser is to move. */
export interface Move<Options> {
  readonly p: Tensor;
  readonly grad: Tensor;
  readonly group: ParamGroup<Options>;
  readonly state: ParamState;
}

type AnyGroup = Settings & { params: Tensor[] };

/**
 * What all optimisers have: param groups, a state, steps and resets.
 * Source: https://docs.pytorch.org/docs/stable/optim.html#torch.optim.Optimizer
 * @throws ValueError for no parameters, for tensors that are no leaves, for one that is named twice, and for settings
 *   out of their range; KeyError for a group without parameters
 */
export abstract class Optimizer<Options extends object = object> {
  /** the class's name */
  abstract readonly name: string;
  /** read and changed by schedulers; a learner may change `paramGroups[0].lr`, too */
  readonly paramGroups: ParamGroup<Options>[] = [];
  readonly state = new Map<Tensor, ParamState>();
  readonly defaults: Options;
  /** whether `move` may keep the gradient it is given: a learner's own may */
  protected readonly keepsGradients: boolean = true;

  /**
   * @throws ArgumentTypeError when the parameters are no tensors
   * @throws ValueError when there are none, or one is no leaf
   */
  constructor(params: Params<Options>, defaults: Options) {
    this.defaults = defaults;
    if (params instanceof Tensor) {
      throw new ArgumentTypeError(
        'params argument given to the optimizer should be an iterable of Tensors or dicts, but got ' +
          `torch.${params.dtype.scalarName}Tensor`,
      );
    }
    const given: (Tensor | GroupInput<Options>)[] = [...params];
    if (given.length === 0) throw new ValueError('optimizer got an empty parameter list');
    const isGrouped = !(given[0] instanceof Tensor) && typeof given[0] === 'object' && given[0] !== null;
    if (isGrouped) (given as GroupInput<Options>[]).forEach((group) => this.addParamGroup(group));
    else this.addParamGroup({ params: given } as unknown as GroupInput<Options>);
  }

  /** Further parameters to move, with settings of their own. */
  addParamGroup(group: GroupInput<Options>): void {
    if (typeof group !== 'object' || group === null) {
      throw new ArgumentTypeError(`param_group must be a dict, but got <class '${pythonType(group)}'>`);
    }
    if (!('params' in group)) throw new KeyError('params');
    const params = group.params instanceof Tensor ? [group.params] : [...group.params];
    for (const param of params as unknown[]) {
      if (!(param instanceof Tensor)) {
        throw new ArgumentTypeError(
          `optimizer can only optimize Tensors, but one of the params is ${typeName(param)}`,
        );
      }
      if (!param.isLeaf && !param.retainsGrad) throw new ValueError("can't optimize a non-leaf Tensor");
    }
    const known = new Set(this.paramGroups.flatMap((other) => other.params));
    if (params.some((param) => known.has(param))) {
      throw new ValueError('some parameters appear in more than one parameter group');
    }
    this.paramGroups.push({ ...this.defaults, ...group, params });
  }

  /** All parameters of all groups. */
  get params(): readonly Tensor[] {
    return this.paramGroups.flatMap((group) => group.params);
  }

  /**
   * Moves every parameter that has a gradient.
   * @param closure computes the loss anew, with its gradients, and returns it
   */
  step(): void;
  step<T>(closure: () => T): T;
  step<T>(closure?: () => T): T | undefined {
    const loss = closure ? enableGrad(closure) : undefined;
    const groups = this.paramGroups.map((group) => this.#movesOf(group)).filter((moves) => moves.length > 0);
    const listener = observer();
    // seen by nobody, the groups are moved together
    if (!listener) this.#move(groups.flat());
    else {
      for (const moves of groups) {
        const settings = settingsOf(moves[0]!.group as unknown as AnyGroup);
        const tell = listener.update(
          this.name,
          settings,
          moves.map(({ p }) => p),
        );
        this.#move(moves);
        tell();
      }
    }
    return loss;
  }

  #movesOf(group: ParamGroup<Options>): Move<Options>[] {
    const moves: Move<Options>[] = [];
    for (const p of group.params) {
      const grad = this.keepsGradients ? p.grad : p.ownGrad;
      if (grad) moves.push({ p, grad, group, state: this.#stateOf(p) });
    }
    return moves;
  }

  #move(moves: readonly Move<Options>[]): void {
    for (const { p } of moves) changing(p);
    unobserved(() => noGrad(() => this.moveAll(moves)));
  }

  #stateOf(p: Tensor): ParamState {
    let state = this.state.get(p);
    if (!state) this.state.set(p, (state = {}));
    return state;
  }

  /** The updates of parameters of all groups; an optimiser whose device has a kernel for many gives them to it together. */
  protected moveAll(moves: readonly Move<Options>[]): void {
    for (const { p, grad, group, state } of moves) this.move(p, grad, group, state);
  }

  /** One parameter's update; runs without grad mode and unseen by the trace. */
  protected abstract move(p: Tensor, grad: Tensor, group: ParamGroup<Options>, state: ParamState): void;

  /** Forgets the gradients: they become absent, or with `setToNone: false` zero. */
  zeroGrad({ setToNone = true }: { setToNone?: boolean } = {}): void {
    const cleared: Tensor[] = [];
    for (const { params } of this.paramGroups) for (const p of params) if (p.ownGrad) cleared.push(p);
    unobserved(() => {
      for (const p of cleared) {
        if (setToNone) p.grad = null;
        else p.grad = p.grad!.detach().zero_();
      }
    });
    observer()?.zeroGrad(cleared, setToNone);
  }

  /** What is needed to go on later; the buffers are the optimiser's own, not copies. */
  stateDict(): OptimizerState {
    const numbers = new Map(this.params.map((p, i) => [p, i]));
    const state: Record<number, ParamState> = {};
    for (const [p, own] of this.state) state[numbers.get(p)!] = { ...own };
    const paramGroups = (this.paramGroups as unknown as AnyGroup[]).map((group) => ({
      ...settingsOf(group),
      params: group.params.map((p) => numbers.get(p)!),
    })) as unknown as OptimizerState['paramGroups'];
    return { state, paramGroups };
  }

  /** @throws ValueError when the groups are not like this optimiser's */
  loadStateDict({ state, paramGroups }: OptimizerState): void {
    if (paramGroups.length !== this.paramGroups.length) {
      throw new ValueError('loaded state dict has a different number of parameter groups');
    }
    if (paramGroups.some((group, i) => group.params.length !== this.paramGroups[i]!.params.length)) {
      throw new ValueError(
        "loaded state dict contains a parameter group that doesn't match the size of optimizer's group",
      );
    }
    this.state.clear();
    paramGroups.forEach((loaded, i) => {
      const group = this.paramGroups[i]!;
      Object.assign(group, { ...loaded, params: group.params });
      loaded.params.forEach((number, k) => {
        const own = state[number];
        if (own) this.state.set(group.params[k]!, copied(own));
      });
    });
  }

  /** What the first group is set to, as the trace tells it. */
  protected settings(): Attrs & Settings {
    return settingsOf(this.paramGroups[0] as unknown as AnyGroup);
  }

  /** Settings that PyTorch prints and that change nothing here. */
  protected printed(): Settings {
    return { differentiable: false, foreach: null };
  }

  /** As PyTorch prints an optimiser. */
  toString(): string {
    const groups = (this.paramGroups as unknown as AnyGroup[]).map((group, i) => {
      const rows = Object.entries({ ...this.printed(), ...settingsOf(group) })
        .map(
          ([key, value]) => [snakeCase(key), typeof value === 'string' ? value : pythonValue(value)] as const,
        )
        .sort(([a], [b]) => (a < b ? -1 : 1));
      return `Parameter Group ${i}\n${rows.map(([key, value]) => `    ${key}: ${value}\n`).join('')}`;
    });
    return `${this.name} (\n${groups.join('\n')})`;
  }
}

function settingsOf(group: AnyGroup): Attrs & Settings {
  return Object.fromEntries(Object.entries(group).filter(([key]) => key !== 'params')) as Attrs & Settings;
}

function copied(state: ParamState): ParamState {
  const one = (x: Tensor): Tensor => unobserved(() => noGrad(() => x.detach().clone()));
  const copy = (value: ParamState[string]): ParamState[string] => {
    if (value instanceof Tensor) return one(value);
    return typeof value === 'number' ? value : value.map(one);
  };
  return Object.fromEntries(Object.entries(state).map(([key, value]) => [key, copy(value)]));
}

/** @throws ValueError `Invalid learning rate: -1` where the value is negative or no number */
export function checkNotNegative(what: string, value: number): void {
  if (!(value >= 0)) throw new ValueError(`Invalid ${what}: ${pythonValue(value)}`);
}

/** @throws ValueError where a decay rate is not in [0, 1) */
export function checkBetas(betas: readonly [number, number]): void {
  betas.forEach((beta, i) => {
    if (!(beta >= 0 && beta < 1)) {
      throw new ValueError(`Invalid beta parameter at index ${i}: ${pythonValue(beta)}`);
    }
  });
}

/** The buffer of a state, made of zeros where it is not there yet. */
export function buffer(state: ParamState, name: string, like: Tensor, value = 0): Tensor {
  return (state[name] ??= Tensor.full(like.shape, value, like.dtype, like.device)) as Tensor;
}

/** average ← average · decay + (1 − decay) · value, as PyTorch's lerp_ computes it. */
export function blend(average: Tensor, value: Tensor, weight: number): Tensor {
  return weight < 0.5
    ? average.add_(value.sub(average), { alpha: weight })
    : average.copy_(value.sub(value.sub(average), { alpha: 1 - weight }));
}

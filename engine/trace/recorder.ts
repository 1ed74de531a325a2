/** @file The recorder: turns what the engine tells into trace events, whole episodes of them, within a budget. */

import type { BackwardStep } from '../autograd/backward';
import { isGradEnabled } from '../autograd/mode';
import type { GradNode } from '../autograd/node';
import { modulePath } from '../nn/module-path';
import type { Tensor } from '../tensor';
import type { Attrs, ModuleCall, TraceEvent, Value } from './events';
import type { Observer } from './observer';
import { EpisodePlan } from './episodes';
import { Kept } from './kept';
import { Sharing } from './sharing';
import { valueOf } from './value';

/** An event, or on a GPU the promise of one whose numbers are on their way. */
export type Draft = TraceEvent | Promise<TraceEvent>;

type Phase = 'forward' | 'backward' | 'updated';

/** How often at most, in operations, the count of what is left out is told. */
const OMITTED_EVERY = 20_000;

/**
 * Listens to the engine and emits the trace in order. Keeps whole episodes: all while the budget lasts,
 * then steps 10, 20, 50, 100 … and the last; the loss of every one.
 */
export class Recorder implements Observer {
  /** the learner's line that is being run; set by the runner */
  line = 0;
  /** the large tensors that the trace tells of in part */
  readonly kept: Kept;
  readonly #emit: (draft: Draft) => void;
  readonly #plan: EpisodePlan;
  #episode = 0;
  #phase: Phase = 'forward';
  /** the episode at hand when it is not kept: sent only if it turns out to be the last */
  #held: Draft[] | null = null;
  /** what is kept from here on belongs to the episode at hand */
  #keptBefore = 1;
  /** tensors that the trace has heard of, and those that it hears of if what is held is sent */
  readonly #known = new Set<number>();
  #knownIfHeld = new Set<number>();
  /** what changed in episodes that were dropped */
  readonly #outdated = new Map<number, Tensor>();
  #changedInHeld = new Map<number, Tensor>();
  readonly #names = new WeakMap<Tensor, string>();
  /** whose `.grad` a tensor is */
  readonly #gradOf = new WeakMap<Tensor, Tensor>();
  readonly #opIds = new WeakMap<GradNode, number>();
  readonly #sharing = new Sharing();
  #nextId = 1;
  #backward = 0;
  #omitted = 0;

  constructor(emit: (draft: Draft) => void, plan: EpisodePlan = new EpisodePlan(), kept: Kept = new Kept()) {
    this.#emit = emit;
    this.#plan = plan;
    this.kept = kept;
  }

  /** Gives a tensor the name of the variable that holds it; the first name stays. */
  name(tensor: Tensor, name: string): void {
    if (this.#names.has(tensor)) return;
    this.#names.set(tensor, name);
    if (this.#isKnown(tensor)) this.#send({ type: 'name', tensor: tensor.id, name });
  }

  /** The run is over: sends what was held of the last episode. */
  finish(): void {
    this.keep();
    if (this.#omitted > 0) this.#tellOmitted();
  }

  /** Episodes that are over: their update is done. */
  get ended(): number {
    return this.#phase === 'updated' ? this.#episode + 1 : this.#episode;
  }

  /** Whether no episode is under way. Before the first `backward()` nobody can tell what will belong to one. */
  get between(): boolean {
    return this.#phase === 'updated' || this.#backward === 0;
  }

  /** Sends the episode at hand even if it was not to be kept: somebody wants to see it. */
  keep(): void {
    if (!this.#held) return;
    this.#held.forEach((draft) => this.#emit(draft));
    this.#held = null;
    this.#knownIfHeld.forEach((id) => this.#known.add(id));
    this.#knownIfHeld = new Set();
    this.#changedInHeld = new Map();
    this.#outdated.clear();
  }

  op(name: string, inputs: readonly Tensor[], attrs: Attrs, output: Tensor): void {
    if (this.#phase === 'updated' && isGradEnabled()) this.#nextEpisode();
    if (!this.#plan.takesOperation()) {
      if (++this.#omitted % OMITTED_EVERY === 1) this.#tellOmitted();
      return;
    }
    inputs.forEach((input) => this.#introduce(input));
    this.#record(name, inputs, attrs, output, modulePath());
  }

  requiresGrad(tensor: Tensor): void {
    if (!this.#isKnown(tensor)) return;
    this.#send({
      type: 'requiresGrad',
      tensor: tensor.id,
      requiresGrad: tensor.requiresGrad,
      ...this.#here(),
    });
  }

  changing(tensor: Tensor): void {
    this.kept.changing(tensor);
  }

  mutate(op: string, tensor: Tensor): void {
    const owner = this.#gradOf.get(tensor);
    if (owner?.grad === tensor) {
      this.#changed(owner);
      if (op === 'zero_') return this.zeroGrad([owner], false);
    }
    this.#changed(tensor);
    this.#refreshOthers(tensor);
    if (this.#phase === 'backward' && tensor.requiresGrad) this.#phase = 'updated';
    if (!this.#isKnown(tensor)) return;
    this.#sharing.told(tensor);
    const here = this.#here();
    this.#sendWith([this.#value(tensor)], ([value]) => ({
      type: 'mutate',
      tensor: tensor.id,
      op,
      value: value!,
      ...here,
    }));
  }

  backwardBegin(root: Tensor, gradient: Tensor): void {
    this.#backward++;
    this.#phase = 'backward';
    this.#introduce(root);
    const [here, id] = [this.#here(), this.#backward];
    this.#sendWith([this.#value(gradient)], ([value]) => ({
      type: 'backward',
      id,
      root: root.id,
      gradient: value!,
      ...here,
    }));
    if (root.numel() === 1) this.#tellLoss(root);
  }

  backwardStep(step: BackwardStep): void {
    const { episode } = this.#here();
    const backward = this.#backward;
    if (step.kind === 'accumulate') {
      this.#gradOf.set(step.after, step.tensor);
      if (step.before) this.kept.changed(step.after, step.before);
      this.#changed(step.tensor);
      this.#refreshAll(step.after);
      if (!this.#isKnown(step.tensor)) return;
      const told = [step.added, step.after, ...(step.before ? [step.before] : [])];
      const values = told.map((tensor) => this.#value(tensor));
      this.#sendWith(values, ([added, after, before]) => ({
        type: 'accumulate',
        backward,
        episode,
        tensor: step.tensor.id,
        before: before ?? null,
        added: added!,
        after: after!,
      }));
      return;
    }
    const op = this.#opIds.get(step.node);
    if (op === undefined) return;
    const values = [
      this.#value(step.upstream),
      ...step.flows.flatMap((flow) => [
        this.#value(flow.gradient),
        flow.before ? this.#value(flow.before) : null,
      ]),
    ];
    this.#sendWith(values, ([upstream, ...rest]) => ({
      type: 'gradient',
      backward,
      episode,
      op,
      output: step.output.id,
      upstream: upstream!,
      flows: step.flows.map((flow, i) => ({
        tensor: flow.tensor.id,
        input: flow.input,
        gradient: rest[2 * i]!,
        before: rest[2 * i + 1] ?? null,
      })),
    }));
  }

  update(optimizer: string, settings: Attrs, params: readonly Tensor[]): () => void {
    params.forEach((param) => this.#introduce(param));
    const before = params.map((tensor) => this.#value(tensor));
    const gradients = params.map((param) => this.#value(param.grad!));
    params.forEach((param) => this.kept.changing(param));
    return () => {
      this.#phase = 'updated';
      params.forEach((param) => this.#changed(param));
      for (const param of params) {
        this.#sharing.told(param);
        this.#refreshOthers(param);
      }
      const here = this.#here();
      const count = params.length;
      this.#sendWith([...before, ...gradients, ...params.map((tensor) => this.#value(tensor))], (values) => ({
        type: 'update',
        optimizer,
        settings,
        params: params.map((param, i) => ({
          tensor: param.id,
          before: values[i]!,
          gradient: values[count + i]!,
          after: values[2 * count + i]!,
        })),
        ...here,
      }));
    };
  }

  zeroGrad(tensors: readonly Tensor[], setToNone: boolean): void {
    tensors.forEach((tensor) => this.#changed(tensor));
    tensors.forEach(({ grad }) => grad && this.#refreshAll(grad));
    const known = tensors.filter((tensor) => this.#isKnown(tensor));
    if (known.length === 0) return;
    this.#send({ type: 'zeroGrad', tensors: known.map((tensor) => tensor.id), setToNone, ...this.#here() });
  }

  // — episodes —

  #nextEpisode(): void {
    this.#phase = 'forward';
    this.#episode++;
    this.#changedInHeld.forEach((tensor, id) => {
      if (this.#known.has(id)) this.#outdated.set(id, tensor);
    });
    this.#knownIfHeld = new Set();
    this.#changedInHeld = new Map();
    if (this.#held) this.kept.drop(this.#keptBefore);
    this.#keptBefore = this.kept.mark;
    this.#held = this.#plan.keeps(this.#episode) ? null : [];
    // what was dropped may have changed what this episode starts from
    for (const tensor of this.#outdated.values()) this.#refresh(tensor);
    if (!this.#held) this.#outdated.clear();
  }

  #refresh(tensor: Tensor): void {
    this.#sharing.told(tensor);
    const { episode } = this.#here();
    const values = [this.#value(tensor), tensor.grad ? this.#value(tensor.grad) : null];
    this.#sendWith(values, ([value, gradient]) => ({
      type: 'value',
      episode,
      tensor: tensor.id,
      value: value!,
      gradient: gradient ?? null,
    }));
  }

  /** What shares a storage changes with it, in the step that is told of next. */
  #refreshOthers(tensor: Tensor): void {
    for (const other of this.#sharing.others(tensor)) {
      this.#changed(other);
      if (this.#isKnown(other)) this.#refresh(other);
    }
  }

  /** A `.grad` that is used like any tensor has a value of its own in the trace. */
  #refreshAll(tensor: Tensor): void {
    if (this.#isKnown(tensor)) {
      this.#changed(tensor);
      this.#refresh(tensor);
    }
    this.#refreshOthers(tensor);
  }

  #changed(tensor: Tensor): void {
    if (this.#held && this.#isKnown(tensor)) this.#changedInHeld.set(tensor.id, tensor);
  }

  // — sending —

  #here(): { line: number; episode: number } {
    return { line: this.line, episode: this.#episode };
  }

  #isKnown(tensor: Tensor): boolean {
    return this.#known.has(tensor.id) || this.#knownIfHeld.has(tensor.id);
  }

  /** A tensor made when nobody recorded, or a `.grad`, enters the trace as it is now. */
  #introduce(tensor: Tensor): void {
    if (this.#isKnown(tensor)) {
      if (this.#sharing.isStale(tensor)) this.#refresh(tensor);
      return;
    }
    this.#record('tensor', [], { dtype: tensor.dtype.name }, tensor, []);
    const owner = this.#gradOf.get(tensor);
    if (owner && this.#names.has(owner)) this.name(tensor, `${this.#names.get(owner)}.grad`);
  }

  #record(
    op: string,
    inputs: readonly Tensor[],
    attrs: Attrs,
    output: Tensor,
    module: readonly ModuleCall[],
  ): void {
    const id = this.#nextId++;
    if (output.gradNode) this.#opIds.set(output.gradNode, id);
    (this.#held ? this.#knownIfHeld : this.#known).add(output.id);
    this.#sharing.add(output, this.#episode);
    const facts = {
      type: 'op' as const,
      id,
      op,
      attrs,
      inputs: inputs.map((input) => input.id),
      output: {
        id: output.id,
        shape: output.shape,
        dtype: output.dtype.name,
        device: output.device.type,
        requiresGrad: output.requiresGrad,
        isLeaf: output.isLeaf,
      },
      gradFn: output.gradFn,
      module,
      ...this.#here(),
    };
    this.#sendWith([this.#value(output)], ([value]) => ({ ...facts, value: value! }));
    const name = this.#names.get(output);
    if (name !== undefined) this.#send({ type: 'name', tensor: output.id, name });
  }

  #tellLoss(root: Tensor): void {
    const { episode } = this.#here();
    const name = this.#names.get(root) ?? null;
    const value = this.#value(root);
    const event = (read: Value): TraceEvent => ({
      type: 'loss',
      episode,
      name,
      value: Number(read.elements[0]),
    });
    this.#emit(value instanceof Promise ? value.then(event) : event(value));
  }

  #tellOmitted(): void {
    this.#emit({ type: 'omitted', operations: this.#omitted, ...this.#here() });
  }

  #value(tensor: Tensor): Value | Promise<Value> {
    return valueOf(tensor, this.kept);
  }

  #sendWith(
    values: readonly (Value | null | Promise<Value>)[],
    build: (values: readonly (Value | null)[]) => TraceEvent,
  ): void {
    if (values.some((value) => value instanceof Promise)) this.#send(Promise.all(values).then(build));
    else this.#send(build(values as (Value | null)[]));
  }

  #send(draft: Draft): void {
    if (this.#held) this.#held.push(draft);
    else this.#emit(draft);
  }
}

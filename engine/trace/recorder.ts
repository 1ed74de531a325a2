/** @file The recorder: turns what the engine tells into trace events, whole episodes of them, within a budget. */

import type { BackwardStep } from '../autograd/backward';
import { isGradEnabled } from '../autograd/mode';
import { modulePath } from '../nn/module-path';
import type { Tensor } from '../tensor';
import type { Attrs, ModuleCall, TraceEvent, Value } from './events';
import type { Observer } from './observer';
import { EpisodePlan } from './episodes';
import { accumulateTelling, gradientTelling } from './gradients';
import { Holding, type Draft } from './holding';
import { Identities } from './identity';
import { Kept } from './kept';
import { operationTelling } from './operations';
import { Sharing } from './sharing';
import { updateTelling } from './updates';
import { valueOf } from './value';

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
  readonly #holding: Holding;
  readonly #plan: EpisodePlan;
  #episode = 0;
  #phase: Phase = 'forward';
  readonly #names = new WeakMap<Tensor, string>();
  /** whose `.grad` a tensor is */
  readonly #gradOf = new WeakMap<Tensor, Tensor>();
  readonly #identities = new Identities();
  readonly #sharing = new Sharing();
  #nextId = 1;
  #backward = 0;
  #omitted = 0;

  constructor(emit: (draft: Draft) => void, plan: EpisodePlan = new EpisodePlan(), kept: Kept = new Kept()) {
    this.#emit = emit;
    this.#holding = new Holding(emit);
    this.#plan = plan;
    this.kept = kept;
  }

  /** Gives a tensor the name of the variable that holds it; the first name stays. */
  name(tensor: Tensor, name: string): void {
    if (this.#names.has(tensor)) return;
    this.#names.set(tensor, name);
    tensor.device.named?.(tensor, name);
    if (this.#isKnown(tensor)) this.#holding.send({ type: 'name', tensor: this.#id(tensor), name });
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

  /** The episode at hand; null before the first `backward()`, when nobody can tell whether there will be any. */
  get episode(): number | null {
    return this.#backward === 0 ? null : this.#episode;
  }

  /** Whether no episode is under way. Before the first `backward()` nobody can tell what will belong to one. */
  get between(): boolean {
    return this.#phase === 'updated' || this.#backward === 0;
  }

  /** Sends the episode at hand even if it was not to be kept: somebody wants to see it. */
  keep(): void {
    this.#holding.keep();
  }

  op(name: string, inputs: readonly Tensor[], attrs: Attrs, output: Tensor): void {
    if (!this.#takesOperation()) return;
    inputs.forEach((input) => this.#introduce(input));
    this.#record(name, inputs.map(this.#id), attrs, output, modulePath());
  }

  /** Whether an operation is recorded; it may be the first of an episode. */
  #takesOperation(): boolean {
    if (this.#phase === 'updated' && isGradEnabled()) this.#nextEpisode();
    if (this.#plan.takesOperation()) return true;
    if (++this.#omitted % OMITTED_EVERY === 1) this.#tellOmitted();
    return false;
  }

  requiresGrad(tensor: Tensor): void {
    if (!this.#isKnown(tensor)) return;
    this.#holding.send({
      type: 'requiresGrad',
      tensor: this.#id(tensor),
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
    if (this.#identities.isRewritten(tensor)) {
      if (this.#isKnown(tensor) && this.#takesOperation()) this.#recordRewritten(tensor, op);
      return;
    }
    if (this.#phase === 'backward' && tensor.requiresGrad) this.#phase = 'updated';
    if (!this.#isKnown(tensor)) return;
    this.#sharing.told(tensor);
    const [here, id] = [this.#here(), this.#id(tensor)];
    this.#holding.sendWith({
      values: [this.#value(tensor)],
      build: ([value]) => ({
        type: 'mutate',
        tensor: id,
        op,
        value: value!,
        ...here,
      }),
    });
  }

  reshape(op: string, tensor: Tensor, attrs: Attrs): void {
    if (!this.#isKnown(tensor) || !this.#takesOperation()) return;
    const former = this.#id(tensor);
    this.#identities.renew(tensor);
    this.#record(op, [former], attrs, tensor, modulePath());
  }

  backwardBegin(root: Tensor, gradient: Tensor): void {
    this.#backward++;
    this.#phase = 'backward';
    this.#introduce(root);
    const [here, id, rootId] = [this.#here(), this.#backward, this.#id(root)];
    this.#holding.sendWith({
      values: [this.#value(gradient)],
      build: ([value]) => ({
        type: 'backward',
        id,
        root: rootId,
        gradient: value!,
        ...here,
      }),
    });
    if (root.numel() === 1) this.#tellLoss(root);
  }

  backwardStep(step: BackwardStep): void {
    const place = { backward: this.#backward, episode: this.#episode };
    if (step.kind === 'accumulate') {
      this.#gradOf.set(step.after, step.tensor);
      if (step.before) this.kept.changed(step.after, step.before);
      this.#changed(step.tensor);
      this.#refreshAll(step.after);
      if (!this.#isKnown(step.tensor)) return;
      this.#holding.sendWith(accumulateTelling(step, this.#id(step.tensor), place, this.#value));
      return;
    }
    const made = this.#identities.made(step.node);
    if (!made) return;
    const tensors = step.flows.map(({ tensor, input }) => {
      const from = step.node.edges[input]?.node;
      return (from && this.#identities.made(from)?.output) ?? this.#id(tensor);
    });
    this.#holding.sendWith(gradientTelling(step, made, tensors, place, this.#value));
  }

  update(optimizer: string, settings: Attrs, params: readonly Tensor[]): () => void {
    params.forEach((param) => this.#introduce(param));
    const before = params.map(this.#value);
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
      const values = { before, gradients, after: params.map(this.#value) };
      this.#holding.sendWith(updateTelling(optimizer, settings, params.map(this.#id), values, here));
    };
  }

  zeroGrad(tensors: readonly Tensor[], setToNone: boolean): void {
    tensors.forEach((tensor) => this.#changed(tensor));
    tensors.forEach(({ grad }) => grad && this.#refreshAll(grad));
    const known = tensors.filter((tensor) => this.#isKnown(tensor));
    if (known.length === 0) return;
    this.#holding.send({ type: 'zeroGrad', tensors: known.map(this.#id), setToNone, ...this.#here() });
  }

  // — episodes —

  #nextEpisode(): void {
    this.#phase = 'forward';
    this.#episode++;
    // what was dropped may have changed what this episode starts from; another value has another id by now
    const outdated = this.#holding.begin(this.#plan.keeps(this.#episode), this.kept);
    for (const [id, tensor] of outdated) {
      if (this.#id(tensor) === id) this.#refresh(tensor);
    }
  }

  #refresh(tensor: Tensor): void {
    this.#sharing.told(tensor);
    const [{ episode }, id] = [this.#here(), this.#id(tensor)];
    const values = [this.#value(tensor), tensor.grad ? this.#value(tensor.grad) : null];
    this.#holding.sendWith({
      values,
      build: ([value, gradient]) => ({
        type: 'value',
        episode,
        tensor: id,
        value: value!,
        gradient: gradient ?? null,
      }),
    });
  }

  /** What shares a storage changes with it, in the step that is told of next. */
  #refreshOthers(tensor: Tensor): void {
    for (const other of this.#sharing.others(tensor)) {
      // one with another history is told of when it is used: what is in the trace is its former self
      if (this.#identities.isRewritten(other)) continue;
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
    this.#holding.changed(this.#id(tensor), tensor);
  }

  // — sending —

  #here(): { line: number; episode: number } {
    return { line: this.line, episode: this.#episode };
  }

  #id = (tensor: Tensor): number => this.#identities.of(tensor);

  #value = (tensor: Tensor): Value | Promise<Value> => valueOf(tensor, this.kept);

  #isKnown(tensor: Tensor): boolean {
    return this.#holding.isKnown(this.#id(tensor));
  }

  /** A tensor made when nobody recorded, or a `.grad`, enters the trace as it is now. */
  #introduce(tensor: Tensor): void {
    if (this.#isKnown(tensor)) {
      if (this.#identities.isRewritten(tensor)) this.#recordRewritten(tensor);
      else if (this.#sharing.isStale(tensor)) this.#refresh(tensor);
      return;
    }
    this.#record('tensor', [], { dtype: tensor.dtype.name }, tensor, []);
    const owner = this.#gradOf.get(tensor);
    if (owner && this.#names.has(owner)) this.name(tensor, `${this.#names.get(owner)}.grad`);
  }

  /** An in-place op gave a tensor another history: an operation, from its former self to a value with a new id. */
  #recordRewritten(tensor: Tensor, op?: string): void {
    const node = tensor.gradNode!;
    const inputs = node.inputs.map(({ present }) => present);
    inputs.forEach((input) => input !== tensor && this.#introduce(input));
    const ids = inputs.map(this.#id);
    this.#identities.renew(tensor);
    const name = node.record.explain && op?.endsWith('_') ? op : node.record.name;
    this.#record(name, ids, node.attrs, tensor, modulePath());
  }

  #record(
    op: string,
    inputs: readonly number[],
    attrs: Attrs,
    output: Tensor,
    module: readonly ModuleCall[],
  ): void {
    const id = this.#nextId++;
    const tensor = this.#id(output);
    this.#identities.recorded(output, id);
    this.#holding.know(tensor);
    this.#sharing.add(output, this.#episode);
    const memory = this.#sharing.memoryOf(output);
    const told = { id, op, attrs, inputs, module, output: { tensor, memory } };
    this.#holding.sendWith(operationTelling(told, output, this.#value(output), this.#here()));
    const name = this.#names.get(output);
    if (name !== undefined) this.#holding.send({ type: 'name', tensor, name });
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
}

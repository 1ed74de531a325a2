/** @file Turns what the engine tells into trace events, in order; of tensors it reads what they were at the moment. */

import type { BackwardStep } from '../autograd/backward';
import { modulePath } from '../nn/module-path';
import { asStrided } from '../ops/reshaping/geometry';
import type { Tensor } from '../tensor';
import type { Attrs, ModuleCall, Value } from './events';
import { accumulateTelling, gradientTelling } from './gradients';
import { Holding, type Draft } from './holding';
import { Identities } from './identity';
import type { Kept } from './kept';
import { placeOf, type Moment } from './moment';
import { operationTelling } from './operations';
import { Sharing } from './sharing';
import { updateTelling } from './updates';
import { valueOf } from './value';

type Read = Value | Promise<Value>;

/** Of parameters, before an optimiser moves them. */
export interface Unmoved {
  readonly before: readonly Read[];
  readonly gradients: readonly Read[];
}

/** A tensor that the trace knows, and that changed while nothing was told. */
export interface Outdated {
  readonly tensor: Tensor;
  /** its `.grad` */
  readonly gradient: Tensor | null;
}

/** What the teller asks of who records. */
export interface Asked {
  readonly emit: (draft: Draft) => void;
  readonly kept: Kept;
  /** the variable that holds a tensor, or the tensor whose `.grad` it is */
  readonly nameOf: (tensor: Tensor) => string | undefined;
  /** whether one more operation is recorded; it may be the first of an episode */
  readonly takesOperation: () => boolean;
}

export class Teller {
  readonly #asked: Asked;
  readonly #holding: Holding;
  readonly #identities = new Identities();
  readonly #sharing = new Sharing();
  #nextId = 1;

  constructor(asked: Asked) {
    this.#asked = asked;
    this.#holding = new Holding(asked.emit);
  }

  /** What the trace has wrong if the episode at hand is not told: the next one starts from it. */
  outdated(): Outdated[] {
    const outdated: Outdated[] = [];
    for (const [id, tensor] of this.#holding.outdated) {
      // another value has another id by now
      if (this.#id(tensor) === id) outdated.push({ tensor, gradient: tensor.ownGrad });
    }
    return outdated;
  }

  /** An episode begins; what was held of the one before is dropped. */
  begin(isKept: boolean): void {
    this.#holding.begin(isKept, this.#asked.kept);
  }

  /** Sends the episode at hand even if it was not to be kept. */
  keep(): void {
    this.#holding.keep();
  }

  /** Whether an in-place op gave a recorded tensor another history. */
  isRewritten(tensor: Tensor): boolean {
    return this.#identities.isRewritten(tensor);
  }

  /** Whether a change of the tensor is an update: it requires grad, or is another look at what does (`w.data`). */
  isTrained(tensor: Tensor): boolean {
    return tensor.requiresGrad || this.#sharing.others(tensor).some((other) => other.requiresGrad);
  }

  /** The tensor has collected something else, told or not: the trace has it wrong if it knows the tensor. */
  collected(tensor: Tensor): void {
    this.#holding.changed(this.#id(tensor), tensor);
  }

  /** The tensor holds something else, and so do those that share its storage, which this returns. */
  changed(tensor: Tensor): readonly Tensor[] {
    this.collected(tensor);
    const others = this.#sharing.others(tensor);
    for (const other of others) {
      if (!this.#identities.isRewritten(other)) this.collected(other);
    }
    return others;
  }

  /** A view has been made that is told of later, if at all. */
  viewed(view: Tensor, episode: number): void {
    this.#sharing.renewed(view, episode);
  }

  name(tensor: Tensor, name: string): void {
    if (this.#isKnown(tensor)) this.#holding.send({ type: 'name', tensor: this.#id(tensor), name });
  }

  op(name: string, inputs: readonly Tensor[], attrs: Attrs, output: Tensor, when: Moment): void {
    for (const input of inputs) this.#introduce(input, when);
    this.#record(name, inputs.map(this.#id), attrs, output, modulePath(when.frame), when);
  }

  requiresGrad(tensor: Tensor, when: Moment): void {
    if (!this.#isKnown(tensor)) return;
    const { requiresGrad } = tensor;
    this.#holding.send({ type: 'requiresGrad', tensor: this.#id(tensor), requiresGrad, ...placeOf(when) });
  }

  mutate(op: string, tensor: Tensor, when: Moment): void {
    this.changed(tensor);
    this.#refreshOthers(tensor, when);
    if (!this.#isKnown(tensor)) return;
    if (this.isRewritten(tensor)) {
      if (this.#asked.takesOperation()) this.#recordRewritten(tensor, when, op);
      return;
    }
    this.#sharing.told(tensor, when);
    const [here, id] = [placeOf(when), this.#id(tensor)];
    this.#holding.sendWith({
      values: [this.#value(tensor, when)],
      build: ([value]) => ({ type: 'mutate', tensor: id, op, value: value!, ...here }),
    });
  }

  reshape(op: string, tensor: Tensor, attrs: Attrs, when: Moment): void {
    if (!this.#isKnown(tensor) || !this.#asked.takesOperation()) return;
    const former = this.#id(tensor);
    this.#identities.renew(tensor);
    this.#record(op, [former], attrs, tensor, modulePath(when.frame), when);
  }

  backwardBegin(root: Tensor, gradient: Tensor, when: Moment): void {
    this.#introduce(root, when);
    const [here, id, rootId] = [placeOf(when), when.backward, this.#id(root)];
    this.#holding.sendWith({
      values: [this.#value(gradient, when)],
      build: ([value]) => ({ type: 'backward', id, root: rootId, gradient: value!, ...here }),
    });
  }

  backwardStep(step: BackwardStep, when: Moment): void {
    const place = { backward: when.backward, episode: when.episode };
    const value = (tensor: Tensor): Read => this.#value(tensor, when);
    if (step.kind === 'accumulate') {
      this.collected(step.tensor);
      this.#refreshAll(step.after, when);
      if (!this.#isKnown(step.tensor)) return;
      this.#holding.sendWith(accumulateTelling(step, this.#id(step.tensor), place, value));
      return;
    }
    const made = this.#identities.made(step.node);
    if (!made) return;
    const tensors = step.flows.map(({ tensor, input }) => {
      const from = step.node.edges[input]?.node;
      return (from && this.#identities.made(from)?.output) ?? this.#id(tensor);
    });
    this.#holding.sendWith(gradientTelling(step, made, tensors, place, value));
  }

  /** What an optimiser is about to move. */
  unmoved(params: readonly Tensor[], gradients: readonly Tensor[], when: Moment): Unmoved {
    params.forEach((param) => this.#introduce(param, when));
    const value = (tensor: Tensor): Read => this.#value(tensor, when);
    return { before: params.map(value), gradients: gradients.map(value) };
  }

  update(
    optimizer: string,
    settings: Attrs,
    params: readonly Tensor[],
    unmoved: Unmoved,
    when: Moment,
  ): void {
    for (const param of params) {
      this.changed(param);
      this.#sharing.told(param, when);
      this.#refreshOthers(param, when);
    }
    const values = { ...unmoved, after: params.map((param) => this.#value(param, when)) };
    this.#holding.sendWith(updateTelling(optimizer, settings, params.map(this.#id), values, placeOf(when)));
  }

  /** @param gradients those that were filled with 0; none: they are gone */
  zeroGrad(tensors: readonly Tensor[], gradients: readonly Tensor[], setToNone: boolean, when: Moment): void {
    for (const tensor of tensors) this.collected(tensor);
    for (const gradient of gradients) this.#refreshAll(gradient, when);
    const known = tensors.filter((tensor) => this.#isKnown(tensor));
    if (known.length === 0) return;
    this.#holding.send({ type: 'zeroGrad', tensors: known.map(this.#id), setToNone, ...placeOf(when) });
  }

  /** What a tensor holds now, and its `.grad`: no step, but what follows starts from it. */
  refresh(tensor: Tensor, gradient: Tensor | null, when: Moment): void {
    this.#sharing.told(tensor, when);
    const [{ episode }, id] = [when, this.#id(tensor)];
    this.#holding.sendWith({
      values: [this.#value(tensor, when), gradient && this.#value(gradient, when)],
      build: ([value, grad]) => ({
        type: 'value',
        episode,
        tensor: id,
        value: value!,
        gradient: grad ?? null,
      }),
    });
  }

  /** What shares a storage changes with it, in the step that is told of next. */
  #refreshOthers(tensor: Tensor, when: Moment): void {
    for (const other of this.#sharing.others(tensor)) {
      // one with another history is told of when it is used: what is in the trace is its former self
      if (this.#identities.isRewritten(other) || !this.#isKnown(other)) continue;
      this.refresh(other, when.gradient(other), when);
    }
  }

  /** A `.grad` that is used like any tensor has a value of its own in the trace. */
  #refreshAll(tensor: Tensor, when: Moment): void {
    this.changed(tensor);
    if (this.#isKnown(tensor)) this.refresh(tensor, when.gradient(tensor), when);
    this.#refreshOthers(tensor, when);
  }

  #id = (tensor: Tensor): number => this.#identities.of(tensor);

  #value(tensor: Tensor, when: Moment): Read {
    return valueOf(when.look(tensor), this.#asked.kept);
  }

  #isKnown(tensor: Tensor): boolean {
    return this.#holding.isKnown(this.#id(tensor));
  }

  /** A tensor made when nobody recorded, or a `.grad`, enters the trace as it is now. */
  #introduce(tensor: Tensor, when: Moment): void {
    if (!this.#isKnown(tensor)) {
      this.#record('tensor', [], { dtype: tensor.dtype.name }, tensor, [], when);
    } else if (this.#identities.isRewritten(tensor)) this.#recordRewritten(tensor, when);
    else if (this.#sharing.isStale(tensor, when)) this.refresh(tensor, when.gradient(tensor), when);
  }

  /** An in-place op gave a tensor another history: an operation, from its former self to a value with a new id. */
  #recordRewritten(tensor: Tensor, when: Moment, op?: string): void {
    const node = tensor.lastNode!;
    const inputs = node.inputs.map(({ present }) => present);
    for (const input of inputs) if (input !== tensor) this.#introduce(input, when);
    const ids = inputs.map(this.#id);
    this.#identities.renew(tensor);
    // a base that a view changed, and a view that follows its base, are told as what they now are
    const isOp = node.record.explain !== null && node.record !== asStrided;
    const name = isOp && op?.endsWith('_') ? op : node.record.name;
    this.#record(name, ids, node.attrs, tensor, modulePath(when.frame), when);
  }

  #record(
    op: string,
    inputs: readonly number[],
    attrs: Attrs,
    output: Tensor,
    module: readonly ModuleCall[],
    when: Moment,
  ): void {
    const id = this.#nextId++;
    const tensor = this.#id(output);
    this.#identities.recorded(output, id);
    this.#holding.know(tensor);
    this.#sharing.add(output, when);
    const memory = this.#sharing.memoryOf(output);
    const told = { id, op, attrs, inputs, module, output: { tensor, memory } };
    this.#holding.sendWith(operationTelling(told, output, this.#value(output, when), placeOf(when)));
    const name = this.#asked.nameOf(output);
    if (name !== undefined) this.#holding.send({ type: 'name', tensor, name });
  }
}

/** @file The recorder: follows the episodes of a run, and tells of those that are kept at once, of the others if it must. */

import type { BackwardStep } from '../autograd/backward';
import { isGradEnabled } from '../autograd/mode';
import type { Tensor } from '../tensor';
import type { Attrs, TraceEvent, Value } from './events';
import { EpisodePlan } from './episodes';
import type { Draft } from './holding';
import { Kept } from './kept';
import { Log, type Telling } from './log';
import { Now } from './moment';
import type { Observer } from './observer';
import { Teller, type Unmoved } from './teller';
import { valueOf } from './value';

type Phase = 'forward' | 'backward' | 'updated';

/** How often at most, in operations, the count of what is left out is told. */
const OMITTED_EVERY = 20_000;

/** So much is held of a step until it is known that it was not the last. */
const FORMER_BYTES = 64 * 2 ** 20;

const NONE: readonly Tensor[] = Object.freeze([]);

/**
 * Listens to the engine and emits the trace in order. Keeps whole episodes: all while the budget lasts,
 * then steps 10, 20, 50, 100 … and the last; the loss of every one.
 */
export class Recorder implements Observer {
  /** the large tensors that the trace tells of in part */
  readonly kept: Kept;
  readonly #emit: (draft: Draft) => void;
  readonly #teller: Teller;
  readonly #plan: EpisodePlan;
  readonly #now = new Now();
  #phase: Phase = 'forward';
  /** of the episode at hand, if nothing of it is told until somebody wants to see it */
  #log: Log | null = null;
  /** of the episode before, which was the training's last if this one goes through no backward */
  #former: Log | null = null;
  #isKept = true;
  readonly #names = new WeakMap<Tensor, string>();
  /** whose `.grad` a tensor is */
  readonly #gradOf = new WeakMap<Tensor, Tensor>();
  #omitted = 0;

  constructor(emit: (draft: Draft) => void, plan: EpisodePlan = new EpisodePlan(), kept: Kept = new Kept()) {
    this.#emit = emit;
    this.#plan = plan;
    this.kept = kept;
    this.#teller = new Teller({
      emit,
      kept,
      nameOf: (tensor) => this.#nameOf(tensor),
      takesOperation: () => {
        const takes = this.#takesOperation();
        this.#catchUp();
        return takes;
      },
    });
  }

  /** the learner's line that is being run; set by the runner */
  get line(): number {
    return this.#now.line;
  }

  set line(line: number) {
    this.#now.line = line;
  }

  /** Gives a tensor the name of the variable that holds it; the first name stays. */
  name(tensor: Tensor, name: string): void {
    if (this.#names.has(tensor)) return;
    this.#names.set(tensor, name);
    tensor.device.named?.(tensor, name);
    this.#log?.named.push(tensor);
    this.#tell(() => {
      this.#names.set(tensor, name);
      this.#teller.name(tensor, name);
    });
  }

  /** The run is over: sends what was held of the last episode. */
  finish(): void {
    this.keep();
    if (this.#omitted > 0) this.#tellOmitted();
  }

  /** Episodes that are over: their update is done. */
  get ended(): number {
    return this.#phase === 'updated' ? this.#now.episode + 1 : this.#now.episode;
  }

  /** The episode at hand; null before the first `backward()`, when nobody can tell whether there will be any. */
  get episode(): number | null {
    return this.#now.backward === 0 ? null : this.#now.episode;
  }

  /** Whether no episode is under way. Before the first `backward()` nobody can tell what will belong to one. */
  get between(): boolean {
    return this.#phase === 'updated' || this.#now.backward === 0;
  }

  /** Sends the episode at hand even if it was not to be kept: somebody wants to see it. */
  keep(): void {
    const [former, log] = [this.#former, this.#log];
    if (former && log) {
      this.#former = this.#log = null;
      for (const tensor of [...former.named, ...log.named]) this.#names.delete(tensor);
      former.tell(true);
      this.#teller.keep();
      this.#teller.begin(this.#isKept);
      log.tell(false);
    } else this.#catchUp();
    this.#teller.keep();
  }

  op(name: string, inputs: readonly Tensor[], attrs: Attrs, output: Tensor): void {
    if (!this.#takesOperation()) return;
    if (this.#log && output.storage === inputs[0]?.storage) this.#teller.viewed(output, this.#now.episode);
    this.#tell((when) => this.#teller.op(name, inputs, attrs, output, when), inputs, output);
  }

  requiresGrad(tensor: Tensor): void {
    this.#tell((when) => this.#teller.requiresGrad(tensor, when));
  }

  changing(tensor: Tensor, isRewriting: boolean): void {
    this.kept.changing(tensor);
    // what is told later finds the elements as they were, not the graph
    if (isRewriting) this.#catchUp();
    this.#former?.changing(tensor);
    this.#log?.changing(tensor);
  }

  mutate(op: string, tensor: Tensor): void {
    const owner = this.#gradOf.get(tensor);
    if (owner?.ownGrad === tensor) {
      this.#teller.collected(owner);
      if (op === 'zero_') return this.zeroGrad([owner], false);
    }
    if (this.#teller.isRewritten(tensor)) this.#catchUp();
    else if (this.#phase === 'backward' && this.#teller.isTrained(tensor)) this.#phase = 'updated';
    this.#changed(tensor);
    this.#tell((when) => this.#teller.mutate(op, tensor, when), NONE, tensor);
  }

  reshape(op: string, tensor: Tensor, attrs: Attrs): void {
    this.#catchUp();
    this.#teller.reshape(op, tensor, attrs, this.#now);
  }

  backwardBegin(root: Tensor, gradient: Tensor): void {
    this.#now.backward++;
    this.#phase = 'backward';
    this.#forgetFormer();
    this.#tell((when) => this.#teller.backwardBegin(root, gradient, when), [gradient], root);
    if (root.numel() === 1) this.#tellLoss(root);
  }

  backwardStep(step: BackwardStep): void {
    if (step.kind === 'accumulate') {
      this.#gradOf.set(step.after, step.tensor);
      this.#teller.collected(step.tensor);
      this.#changed(step.after);
    }
    this.#tell((when) => this.#teller.backwardStep(step, when));
    if (this.#log) seeStep(this.#log, step);
  }

  update(optimizer: string, settings: Attrs, params: readonly Tensor[]): () => void {
    const gradients = params.map((param) => param.grad!);
    let unmoved: Unmoved | null = null;
    this.#tell((when) => void (unmoved = this.#teller.unmoved(params, gradients, when)), params);
    for (const gradient of gradients) this.#log?.see(gradient);
    return () => {
      this.#phase = 'updated';
      for (const param of params) this.#changed(param);
      this.#tell((when) => this.#teller.update(optimizer, settings, params, unmoved!, when));
    };
  }

  zeroGrad(tensors: readonly Tensor[], setToNone: boolean): void {
    const gradients = tensors.flatMap(({ ownGrad }) => ownGrad ?? []);
    for (const tensor of tensors) this.#teller.collected(tensor);
    for (const gradient of gradients) this.#changed(gradient);
    this.#tell((when) => this.#teller.zeroGrad(tensors, gradients, setToNone, when), gradients);
  }

  // — telling —

  /** Tells at once, or in the log; `seen` and `one` are what it looks at. */
  #tell(telling: Telling, seen: readonly Tensor[] = NONE, one?: Tensor): void {
    const log = this.#log;
    if (!log) {
      telling(this.#now);
      return;
    }
    log.add(telling, this.#now);
    for (const tensor of seen) log.see(tensor);
    if (one) log.see(one);
  }

  /** Tells what is in the log; from here on the episode is told at once. */
  #catchUp(): void {
    this.#forgetFormer();
    const log = this.#log;
    if (!log) return;
    this.#log = null;
    // each gets its name again when that is told
    for (const tensor of log.named) this.#names.delete(tensor);
    log.tell(true);
  }

  /** Told of or not: the trace has it wrong if it is not told. */
  #changed(tensor: Tensor): void {
    const log = this.#log;
    if (log) for (const other of this.#teller.changed(tensor)) log.seeGradient(other);
  }

  #nameOf(tensor: Tensor): string | undefined {
    const name = this.#names.get(tensor);
    if (name !== undefined) return name;
    const owner = this.#gradOf.get(tensor);
    const owners = owner && this.#names.get(owner);
    if (owners === undefined) return undefined;
    this.#names.set(tensor, `${owners}.grad`);
    return `${owners}.grad`;
  }

  // — episodes —

  /** Whether an operation is recorded; it may be the first of an episode. */
  #takesOperation(): boolean {
    if (this.#phase === 'updated' && isGradEnabled()) this.#nextEpisode();
    if (this.#plan.takesOperation()) return true;
    if (++this.#omitted % OMITTED_EVERY === 1) this.#tellOmitted();
    return false;
  }

  #nextEpisode(): void {
    this.#phase = 'forward';
    const episode = ++this.#now.episode;
    this.#isKept = this.#plan.keeps(episode);
    const outdated = this.#teller.outdated();
    this.#former = this.#log && this.#log.bytes <= FORMER_BYTES ? this.#log : null;
    if (!this.#former) this.#teller.begin(this.#isKept);
    const log = this.#former || !this.#isKept ? new Log(episode) : null;
    this.#log = log;
    for (const { tensor, gradient } of outdated) {
      const telling: Telling = (when) => this.#teller.refresh(tensor, gradient, when);
      if (log) log.precede(telling, this.#now, gradient ? [tensor, gradient] : [tensor]);
      else telling(this.#now);
    }
  }

  /** The training goes on: the episode before was not its last. */
  #forgetFormer(): void {
    if (!this.#former) return;
    this.#former = null;
    this.#teller.begin(this.#isKept);
    if (this.#isKept) this.#catchUp();
  }

  #tellLoss(root: Tensor): void {
    const { episode } = this.#now;
    const name = this.#names.get(root) ?? null;
    const value = valueOf(root, this.kept);
    const event = (read: Value): TraceEvent => ({
      type: 'loss',
      episode,
      name,
      value: Number(read.elements[0]),
    });
    this.#emit(value instanceof Promise ? value.then(event) : event(value));
    // the first thing that the learner waits for must not wait for the way back
    if (episode === 0) root.device.hasten?.();
  }

  #tellOmitted(): void {
    this.#emit({ type: 'omitted', operations: this.#omitted, line: this.line, episode: this.#now.episode });
  }
}

function seeStep(log: Log, step: BackwardStep): void {
  if (step.kind === 'accumulate') {
    log.see(step.added);
    log.see(step.after);
    if (step.before) log.see(step.before);
    return;
  }
  log.see(step.upstream);
  for (const { gradient, before } of step.flows) {
    log.see(gradient);
    if (before) log.see(before);
  }
}

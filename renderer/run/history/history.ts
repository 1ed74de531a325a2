/** @file A run's events, indexed as they come: what each tensor held at any moment, and what happened in each episode. */

import type {
  BackwardEvent,
  NameEvent,
  OpEvent,
  RequiresGradEvent,
  UpdateEvent,
  Value,
} from '../../../engine/trace/events';
import { countOf, type Packed } from '../packing';
import { Curves } from './curves';
import type { Episode, FlowVersion, MomentEvent, TensorTrack } from './track';
import { addValues, countUpTo, zerosLike } from './values';

/** Indexes a run's events. Appending costs the same however many there are. */
export class History {
  readonly tensors = new Map<number, TensorTrack>();
  readonly episodes: Episode[] = [];
  readonly curves = new Curves();
  /** the optimiser of the first update, with its settings */
  optimizer: Pick<UpdateEvent, 'optimizer' | 'settings'> | null = null;
  /** events that are kept with what they hold */
  moments = 0;
  /** operations that the memory budget left out, up to now */
  omitted = 0;
  /** the first episode (index) whose steps are out of date; Infinity: none */
  dirtyFrom = Infinity;
  #position = 0;
  readonly #episodeByNumber = new Map<number, Episode>();
  readonly #ops = new Map<number, OpEvent>();
  readonly #backwards: { readonly position: number; readonly id: number; readonly event: BackwardEvent }[] =
    [];
  /** names that came before their tensor was known */
  readonly #names = new Map<number, string>();
  readonly #byName = new Map<string, TensorTrack[]>();

  /** events taken in so far */
  get length(): number {
    return this.#position;
  }

  /** Takes in events in the order they happened. */
  append(events: readonly Packed[]): void {
    for (const event of events) {
      this.#take(event, this.#position);
      this.#position += countOf(event);
    }
  }

  tensor(id: number): TensorTrack | undefined {
    return this.tensors.get(id);
  }

  /** The tensors that have this name, in the order they were made (or, named later, named). */
  named(name: string): readonly TensorTrack[] {
    return this.#byName.get(name) ?? [];
  }

  /** The operation that a gradient event went back through. */
  op(id: number): OpEvent | undefined {
    return this.#ops.get(id);
  }

  /** The `backward()` with this id. */
  backward(id: number): BackwardEvent | undefined {
    return this.#backwards.find((entry) => entry.id === id)?.event;
  }

  /** What the tensor held right after the event at `position`; null: not made yet, or not recorded. */
  valueAt(id: number, position: number): Value | null {
    const versions = this.tensors.get(id)?.values ?? [];
    return versions[countUpTo(versions, position) - 1]?.value ?? null;
  }

  /**
   * The gradient at `position`, null while none has arrived. For a leaf that is `.grad`; for an intermediate
   * what has flowed to it so far in the backward under way (PyTorch keeps no `.grad` there).
   */
  gradientAt(id: number, position: number): Value | null {
    const track = this.tensors.get(id);
    if (track === undefined) return null;
    const grads = track.grads;
    const kept = grads[countUpTo(grads, position) - 1]?.value ?? null;
    if (track.flows.length === 0) return kept;
    const flow = track.flows[countUpTo(track.flows, position) - 1];
    if (flow === undefined) return kept;
    const current = this.#backwards[countUpTo(this.#backwards, position) - 1];
    if (current?.id !== flow.backward) return kept;
    return flow.before === null ? flow.gradient : addValues(flow.before, flow.gradient, track.info.dtype);
  }

  /** Whether the tensor required grad at `position`. */
  requiresGradAt(id: number, position: number): boolean {
    const track = this.tensors.get(id);
    if (track === undefined) return false;
    const toggle = track.toggles[countUpTo(track.toggles, position) - 1];
    return toggle?.requiresGrad ?? track.info.requiresGrad;
  }

  #take(event: Packed, position: number): void {
    switch (event.type) {
      case 'op':
        return this.#takeOp(event, position);
      case 'name':
        return this.#takeName(event);
      case 'requiresGrad':
        return this.#takeRequiresGrad(event, position);
      case 'mutate':
        this.#moment(event, position);
        this.tensors.get(event.tensor)?.values.push({ position, value: event.value });
        return;
      case 'backward':
        this.#moment(event, position).hasGrad = true;
        this.#backwards.push({ position, id: event.id, event });
        this.#flow(event.root, { position, backward: event.id, before: null, gradient: event.gradient });
        return;
      case 'gradient':
        this.#moment(event, position).hasGrad = true;
        for (const flow of event.flows) {
          const { before, gradient } = flow;
          this.#flow(flow.tensor, { position, backward: event.backward, before, gradient });
        }
        return;
      case 'accumulate':
        this.#moment(event, position).hasGrad = true;
        this.tensors.get(event.tensor)?.grads.push({ position, value: event.after });
        return;
      case 'update':
        this.#moment(event, position);
        this.optimizer ??= event;
        for (const param of event.params) {
          this.tensors.get(param.tensor)?.values.push({ position, value: param.after });
        }
        return;
      case 'zeroGrad':
        this.#moment(event, position);
        for (const id of event.tensors) this.#dropGrad(id, position, event.setToNone);
        return;
      case 'value':
        // what was not recorded changed it meanwhile; that is no step of its own
        this.tensors.get(event.tensor)?.values.push({ position, value: event.value });
        this.tensors.get(event.tensor)?.grads.push({ position, value: event.gradient });
        return;
      case 'loss':
        this.curves.takeLoss(event);
        return;
      case 'losses':
        this.curves.takeLosses(event);
        return;
      case 'log':
        this.curves.takeLog(event);
        return;
      case 'plot':
        this.curves.takePlot(event);
        return;
      case 'omitted':
        this.omitted = event.operations;
        return;
      default:
        return;
    }
  }

  #takeOp(event: OpEvent, position: number): void {
    const episode = this.#moment(event, position);
    const { output } = event;
    const wantsGrad = output.requiresGrad && !this.#isForgotten(event);
    this.#ops.set(event.id, event);
    const track: TensorTrack = {
      info: output,
      made: event,
      position,
      episode: episode.index,
      name: this.#names.get(output.id) ?? null,
      wantsGrad,
      feedsGrad: false,
      values: [{ position, value: event.value }],
      grads: [],
      flows: [],
      toggles: [],
    };
    this.tensors.set(output.id, track);
    if (track.name !== null) this.#index(track.name, track);
    if (!wantsGrad) return;
    episode.hasGrad = true;
    for (const id of event.inputs) {
      const input = this.tensors.get(id);
      if (input === undefined || input.feedsGrad) continue;
      input.feedsGrad = true;
      if (!input.wantsGrad) this.#changed(this.episodes[input.episode]);
    }
  }

  /** Whether this is a view under noGrad: it requires grad as its base does, but is in no graph. */
  #isForgotten({ gradFn, inputs }: OpEvent): boolean {
    return gradFn === null && inputs.some((id) => this.tensors.get(id)?.wantsGrad === true);
  }

  /** The first name stays: a card must not be renamed while it is read. */
  #takeName(event: NameEvent): void {
    const track = this.tensors.get(event.tensor);
    if (track === undefined) {
      if (!this.#names.has(event.tensor)) this.#names.set(event.tensor, event.name);
    } else if (track.name === null) {
      track.name = event.name;
      this.#index(event.name, track);
      this.#changed(this.episodes[track.episode]);
    }
  }

  #index(name: string, track: TensorTrack): void {
    const tracks = this.#byName.get(name);
    if (tracks === undefined) this.#byName.set(name, [track]);
    else tracks.push(track);
  }

  #takeRequiresGrad(event: RequiresGradEvent, position: number): void {
    const episode = this.#moment(event, position);
    const track = this.tensors.get(event.tensor);
    if (track === undefined) return;
    track.toggles.push({ position, requiresGrad: event.requiresGrad });
    if (!event.requiresGrad) return;
    episode.hasGrad = true;
    if (!track.wantsGrad) {
      track.wantsGrad = true;
      const home = this.episodes[track.episode];
      if (home !== undefined) home.hasGrad = true;
      this.#changed(home);
    }
  }

  /** Flows to a leaf are on their way to `.grad`; only what arrives there counts as its gradient. */
  #flow(id: number, version: FlowVersion): void {
    const track = this.tensors.get(id);
    if (track !== undefined && !track.info.isLeaf) track.flows.push(version);
  }

  #dropGrad(id: number, position: number, setToNone: boolean): void {
    const grads = this.tensors.get(id)?.grads;
    const last = grads?.at(-1)?.value ?? null;
    if (grads === undefined || last === null) return;
    grads.push({ position, value: setToNone ? null : zerosLike(last) });
  }

  #moment(event: MomentEvent, position: number): Episode {
    let episode = this.#episodeByNumber.get(event.episode);
    if (episode === undefined) {
      const index = this.episodes.length;
      episode = { number: event.episode, index, moments: [], revision: 0, hasGrad: false };
      this.episodes.push(episode);
      this.#episodeByNumber.set(event.episode, episode);
    }
    this.moments += 1;
    episode.moments.push({ position, event });
    this.#changed(episode);
    return episode;
  }

  #changed(episode: Episode | undefined): void {
    if (episode === undefined) return;
    episode.revision += 1;
    if (episode.index < this.dirtyFrom) this.dirtyFrom = episode.index;
  }
}

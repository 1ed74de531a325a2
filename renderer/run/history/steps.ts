/** @file Steps: what a learner watches one after the other, made out of an episode's events. */

import type {
  AccumulateEvent,
  BackwardEvent,
  GradientEvent,
  MutateEvent,
  OpEvent,
  RequiresGradEvent,
  UpdateEvent,
  ZeroGradEvent,
} from '../../../engine/trace/events';
import type { History } from './history';
import type { Episode, TensorTrack } from './track';

/** 'differentiable' folds the preparation of leaves away where something requires grad; 'all' shows every operation. */
export type Detail = 'differentiable' | 'all';

export type Phase = 'forward' | 'backward' | 'update';

interface StepBase {
  readonly phase: Phase;
  /** index into `History.episodes` */
  readonly episode: number;
  /** 1-based line in the learner's text; 0: none */
  readonly line: number;
  /** positions of its first and last event; the state after the step is the state at `end` */
  readonly start: number;
  readonly end: number;
}

/** A tensor that no operation on view made: by a factory, or prepared by operations that are folded away. */
export interface LeafStep extends StepBase {
  readonly kind: 'leaf';
  readonly event: OpEvent;
  /** the folded operations that led to it, first to last, without its own */
  readonly preparation: readonly OpEvent[];
}

export interface ForwardStep extends StepBase {
  readonly kind: 'forward';
  readonly event: OpEvent;
}

/** One operation's backward, and the leaves that took in what came to them. */
export interface BackwardStep extends StepBase {
  readonly kind: 'backward';
  /** null: `backward()` was called on a leaf, so there is no operation to go through */
  readonly event: GradientEvent | null;
  readonly op: OpEvent | null;
  readonly backward: BackwardEvent | null;
  readonly accumulates: readonly AccumulateEvent[];
}

export interface UpdateStep extends StepBase {
  readonly kind: 'update';
  readonly event: UpdateEvent;
}

export interface ZeroGradStep extends StepBase {
  readonly kind: 'zeroGrad';
  readonly event: ZeroGradEvent;
}

export interface MutateStep extends StepBase {
  readonly kind: 'mutate';
  readonly event: MutateEvent;
}

/** Seen with all operations shown; otherwise part of the leaf's own step. */
export interface RequiresGradStep extends StepBase {
  readonly kind: 'requiresGrad';
  readonly event: RequiresGradEvent;
}

export type Step =
  LeafStep | ForwardStep | BackwardStep | UpdateStep | ZeroGradStep | MutateStep | RequiresGradStep;

/** How many folded operations a leaf's card tells about at most. */
const PREPARATION_LIMIT = 12;

/** Whether every tensor of the episode is shown. */
export function showsAll(episode: Episode, detail: Detail): boolean {
  return detail === 'all' || !episode.hasGrad;
}

/** Whether a tensor is shown where only what is differentiable is. */
export function isKept(track: TensorTrack): boolean {
  return track.wantsGrad || track.feedsGrad;
}

/** The steps of one episode, in order. */
export function buildSteps(history: History, episode: Episode, detail: Detail): Step[] {
  const all = showsAll(episode, detail);
  const shown = (id: number): boolean => {
    const track = history.tensor(id);
    return track !== undefined && (all || isKept(track));
  };
  const steps: Step[] = [];
  let backward: BackwardEvent | null = null;
  /** where the `backward()` stands that no step has taken in yet */
  let pending: number | null = null;
  const base = (phase: Phase, line: number, position: number): StepBase => {
    const start = pending ?? position;
    pending = null;
    return { phase, episode: episode.index, line, start, end: position };
  };

  for (const { position, event } of episode.moments) {
    switch (event.type) {
      case 'op':
        if (!shown(event.output.id)) break;
        if (event.inputs.some(shown)) {
          steps.push({ kind: 'forward', event, ...base('forward', event.line, position) });
        } else {
          const preparation = all ? [] : preparationOf(history, event);
          steps.push({ kind: 'leaf', event, preparation, ...base('forward', event.line, position) });
        }
        break;
      case 'requiresGrad': {
        const last = steps.at(-1);
        if (all) steps.push({ kind: 'requiresGrad', event, ...base('forward', event.line, position) });
        else if (last?.kind === 'leaf' && last.event.output.id === event.tensor) {
          steps[steps.length - 1] = { ...last, end: position };
        }
        break;
      }
      case 'mutate':
        if (shown(event.tensor)) {
          const phase = backward === null ? 'forward' : 'update';
          steps.push({ kind: 'mutate', event, ...base(phase, event.line, position) });
        }
        break;
      case 'backward':
        backward = event;
        pending = position;
        break;
      case 'gradient': {
        const op = history.op(event.op) ?? null;
        const line = op?.line ?? backward?.line ?? 0;
        steps.push({
          kind: 'backward',
          event,
          op,
          backward,
          accumulates: [],
          ...base('backward', line, position),
        });
        break;
      }
      case 'accumulate': {
        const last = steps.at(-1);
        if (last?.kind === 'backward' && pending === null) {
          const accumulates = [...last.accumulates, event];
          steps[steps.length - 1] = { ...last, accumulates, end: position };
        } else {
          const at = base('backward', backward?.line ?? 0, position);
          steps.push({ kind: 'backward', event: null, op: null, backward, accumulates: [event], ...at });
        }
        break;
      }
      case 'update':
        steps.push({ kind: 'update', event, ...base('update', event.line, position) });
        break;
      case 'zeroGrad':
        steps.push({ kind: 'zeroGrad', event, ...base('update', event.line, position) });
        break;
    }
  }
  return steps;
}

/** The folded operations behind a leaf, in the order they ran. */
function preparationOf(history: History, event: OpEvent): OpEvent[] {
  const found = new Map<number, OpEvent>();
  const waiting = [...event.inputs];
  for (let id = waiting.pop(); id !== undefined && found.size < PREPARATION_LIMIT; id = waiting.pop()) {
    const made = history.tensor(id)?.made;
    if (made === undefined || found.has(made.id)) continue;
    found.set(made.id, made);
    waiting.push(...made.inputs);
  }
  return [...found.values()].sort((a, b) => a.id - b.id);
}

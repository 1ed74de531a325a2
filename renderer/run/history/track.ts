/** @file What is known of a tensor over a run, and of an episode: what the history keeps. */

import type {
  AccumulateEvent,
  BackwardEvent,
  GradientEvent,
  MutateEvent,
  OpEvent,
  RequiresGradEvent,
  TensorInfo,
  UpdateEvent,
  Value,
  ZeroGradEvent,
} from '../../../engine/trace/events';

/** The events a learner can step to or through. */
export type MomentEvent =
  | OpEvent
  | RequiresGradEvent
  | MutateEvent
  | BackwardEvent
  | GradientEvent
  | AccumulateEvent
  | UpdateEvent
  | ZeroGradEvent;

/** One such event and its place in the run's stream of events. */
export interface Moment {
  readonly position: number;
  readonly event: MomentEvent;
}

export interface ValueVersion {
  readonly position: number;
  readonly value: Value;
}

/** `.grad` of a tensor from this position on; null: it has none. */
export interface GradVersion {
  readonly position: number;
  readonly value: Value | null;
}

/** What has flowed to a tensor in one backward, from this position on. */
export interface FlowVersion {
  readonly position: number;
  readonly backward: number;
  readonly before: Value | null;
  readonly gradient: Value;
}

/** Everything that is known about one tensor over the whole run. */
export interface TensorTrack {
  readonly info: TensorInfo;
  readonly made: OpEvent;
  /** where in the stream it was made */
  readonly position: number;
  /** index into `History.episodes` of the one it was made in */
  readonly episode: number;
  name: string | null;
  /** it requires grad, or did at some time */
  wantsGrad: boolean;
  /** an operation that is differentiated takes it in */
  feedsGrad: boolean;
  readonly values: ValueVersion[];
  readonly grads: GradVersion[];
  readonly flows: FlowVersion[];
  readonly toggles: { readonly position: number; readonly requiresGrad: boolean }[];
}

/** Forward, backward and update that follow one another. */
export interface Episode {
  /** the recorder's number; those not recorded are missing from the list */
  readonly number: number;
  readonly index: number;
  readonly moments: Moment[];
  /** rises whenever what is shown of it may have changed */
  revision: number;
  /** something in it is differentiated, so the preparation of leaves is folded by default */
  hasGrad: boolean;
}

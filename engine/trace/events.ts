/** @file The trace: what happened in a run, as plain data. The only thing that crosses the worker boundary. */

import type { DTypeName } from '../dtype';
import type { DeviceType } from '../devices/device';

/** Raised when an event changes its meaning, so that a saved trace is refused rather than misread. */
export const TRACE_VERSION = 1;

/** Elements in row-major order. float and small integer types as doubles, int64 exactly. */
export type Elements = Float64Array | BigInt64Array;

/**
 * A tensor's elements at one moment. Of a large tensor only a corner is carried:
 * `shape` is then the corner's shape and `whole` is false.
 */
export interface Value {
  readonly shape: readonly number[];
  readonly elements: Elements;
  readonly whole: boolean;
  /**
   * Of a large tensor: where the run keeps its elements, for as long as it does. Of several, the value is their sum;
   * of none, it is 0 everywhere. Absent: nowhere.
   */
  readonly kept?: readonly number[];
}

export interface DeviceInfo {
  readonly type: DeviceType;
  readonly label: string;
  readonly software: boolean;
}

/** Where a tensor's elements lie: tensors of one storage see the same ones. Strides and offset are in elements. */
export interface MemoryInfo {
  /** unique in its run */
  readonly storage: number;
  /** elements of the storage */
  readonly length: number;
  readonly strides: readonly number[];
  readonly offset: number;
}

/** What is fixed about a tensor when it comes to be. */
export interface TensorInfo {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: DTypeName;
  readonly device: DeviceType;
  readonly requiresGrad: boolean;
  readonly isLeaf: boolean;
  /** absent: not recorded */
  readonly memory?: MemoryInfo;
}

/** An op's settings: `{ dim: 0, keepdim: true }`, or the number in `x.mul(3)` as `{ other: 3 }`. */
export type Attrs = Readonly<Record<string, number | boolean | string | readonly number[] | null>>;

/** Where in the learner's text something happened; 1-based, 0 where there is none. */
interface Located {
  readonly line: number;
}

/** One call of a module that an operation ran in. */
export interface ModuleCall {
  /** unique in a run: a module that is called twice is two of these */
  readonly call: number;
  /** what the module around it knows it by ('blocks.0'); '' for the outermost, and for one that is nobody's */
  readonly name: string;
  /** its class: 'Linear' */
  readonly type: string;
}

interface InEpisode {
  /** forward, backward and update that follow one another share a number, from 0 */
  readonly episode: number;
}

export interface StartEvent {
  readonly type: 'start';
  readonly version: typeof TRACE_VERSION;
  readonly run: number;
  readonly file: string;
  readonly source: string;
  readonly device: DeviceInfo;
}

/** A tensor came to be: by a factory (no inputs), an operation, or a view. */
export interface OpEvent extends Located, InEpisode {
  readonly type: 'op';
  readonly id: number;
  /** the record's name: 'mul', 'tanh', 'tensor' */
  readonly op: string;
  readonly attrs: Attrs;
  /** tensor ids */
  readonly inputs: readonly number[];
  readonly output: TensorInfo;
  /** 'MulBackward0' where the graph remembers it */
  readonly gradFn: string | null;
  /** the modules that were being called, outermost first */
  readonly module: readonly ModuleCall[];
  readonly value: Value;
}

/** A tensor got the name of the variable that holds it. */
export interface NameEvent {
  readonly type: 'name';
  readonly tensor: number;
  readonly name: string;
}

/** `requiresGrad` was switched on a leaf. */
export interface RequiresGradEvent extends Located, InEpisode {
  readonly type: 'requiresGrad';
  readonly tensor: number;
  readonly requiresGrad: boolean;
}

/** A tensor's elements were changed in place. */
export interface MutateEvent extends Located, InEpisode {
  readonly type: 'mutate';
  readonly tensor: number;
  /** 'add_', 'zero_' */
  readonly op: string;
  readonly value: Value;
}

/** `backward()` began at this tensor, with this gradient (1 for a scalar). */
export interface BackwardEvent extends Located, InEpisode {
  readonly type: 'backward';
  readonly id: number;
  readonly root: number;
  readonly gradient: Value;
}

/** What one input of an operation got out of a backward step. */
export interface GradientFlow {
  readonly tensor: number;
  /** which input of the op (x·x has the same tensor twice) */
  readonly input: number;
  /** what this step brings: upstream × local */
  readonly gradient: Value;
  /** what had come to this tensor in this backward before; null: nothing yet */
  readonly before: Value | null;
}

/** One operation's backward ran: `upstream` came in, `flows` went out. */
export interface GradientEvent extends InEpisode {
  readonly type: 'gradient';
  readonly backward: number;
  /** the OpEvent's id */
  readonly op: number;
  readonly output: number;
  readonly upstream: Value;
  readonly flows: readonly GradientFlow[];
}

/** A leaf's `.grad` took in what came to it. */
export interface AccumulateEvent extends InEpisode {
  readonly type: 'accumulate';
  readonly backward: number;
  readonly tensor: number;
  /** `.grad` before; null: there was none */
  readonly before: Value | null;
  readonly added: Value;
  readonly after: Value;
}

/**
 * What a tensor holds and has collected now, after steps that were not recorded.
 * No step of its own: it keeps what follows true.
 */
export interface ValueEvent extends InEpisode {
  readonly type: 'value';
  readonly tensor: number;
  readonly value: Value;
  /** `.grad`; null: there is none */
  readonly gradient: Value | null;
}

export interface UpdateEvent extends Located, InEpisode {
  readonly type: 'update';
  /** 'SGD' */
  readonly optimizer: string;
  readonly settings: Attrs;
  readonly params: readonly {
    readonly tensor: number;
    readonly before: Value;
    readonly gradient: Value;
    readonly after: Value;
  }[];
}

export interface ZeroGradEvent extends Located, InEpisode {
  readonly type: 'zeroGrad';
  readonly tensors: readonly number[];
  /** true: `.grad` is gone (absent); false: it was filled with 0 */
  readonly setToNone: boolean;
}

/** The scalar that `backward()` began at, of every episode, recorded or not: the loss curve. */
export interface LossEvent extends InEpisode {
  readonly type: 'loss';
  readonly value: number;
  readonly name: string | null;
}

/** What the memory budget left out of the recording (never out of the run). */
export interface OmittedEvent extends Located, InEpisode {
  readonly type: 'omitted';
  /** operations of this run not recorded, up to now */
  readonly operations: number;
}

export interface PrintEvent extends Located {
  readonly type: 'print';
  readonly text: string;
}

/** The application speaking in the console: a fall-back, a notice. Not the learner's output. */
export interface NoticeEvent {
  readonly type: 'notice';
  readonly text: string;
}

export interface ProgressEvent {
  readonly type: 'progress';
  readonly done: number;
  readonly total: number;
  readonly label: string;
}

/** A number the learner logs by name: a point of a curve. */
export interface LogEvent extends Located {
  readonly type: 'log';
  readonly name: string;
  readonly value: number;
  /** the episode it belongs to; where nothing is trained, its place among those of its name */
  readonly step: number;
}

/** A line the learner draws over values of their own. */
export interface PlotEvent extends Located {
  readonly type: 'plot';
  /** lines of one chart share its name */
  readonly chart: string;
  readonly name: string;
  readonly xs: readonly number[];
  readonly ys: readonly number[];
}

/** How far a loop of the learner's text has come, told now and then. */
export interface TurnEvent extends Located {
  readonly type: 'turn';
  /** which loop of the text */
  readonly loop: number;
  /** the loop around it in the same function; null: none */
  readonly parent: number | null;
  readonly done: number;
  /** null: it does not say how far it goes */
  readonly total: number | null;
  /** since the run began, without pauses */
  readonly milliseconds: number;
}

export interface ErrorEvent extends Located {
  readonly type: 'error';
  /** 'RuntimeError', 'SyntaxError', 'TypeError' */
  readonly name: string;
  readonly message: string;
}

export interface DoneEvent {
  readonly type: 'done';
  readonly milliseconds: number;
}

export type TraceEvent =
  | StartEvent
  | OpEvent
  | NameEvent
  | RequiresGradEvent
  | MutateEvent
  | BackwardEvent
  | GradientEvent
  | AccumulateEvent
  | ValueEvent
  | UpdateEvent
  | ZeroGradEvent
  | LossEvent
  | OmittedEvent
  | PrintEvent
  | NoticeEvent
  | ProgressEvent
  | LogEvent
  | PlotEvent
  | TurnEvent
  | ErrorEvent
  | DoneEvent;

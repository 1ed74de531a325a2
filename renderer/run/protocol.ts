/** @file What the page and the run worker say to each other. Every message names its run. */

import type { DeviceInfo } from '../../engine/trace/events';
import type { AdapterFacts, Kernel } from '../../engine/devices/webgpu';
import type { Shared } from '../../engine/devices/cpu/wasm/threads';
import type { DeviceType } from '../../engine/devices/device';
import type { Verdict } from '../../lessons/types';
import type { OwnFile } from '../data/files';
import type { LoopFacts } from './compiled';
import type { Packed } from './packing';
import type { WindowAnswer, WindowRequest } from './windows';

/** What the learner picked: auto is webgpu on a hardware adapter, cpu otherwise. */
export type DeviceChoice = 'auto' | DeviceType;

export interface RunRequest {
  /** unique in this window, rising */
  readonly run: number;
  /** shown in messages: 'model.ts' */
  readonly file: string;
  readonly source: string;
  readonly device: DeviceChoice;
  /** the lesson whose check is to judge the run when it is over; null: none */
  readonly check: string | null;
  /** the learner's own data */
  readonly data: readonly OwnFile[];
  /** episodes to record whatever the budget says */
  readonly record?: readonly number[];
}

/** What is known of a run before it is asked for. */
export type LikelyRun = Pick<RunRequest, 'file' | 'source' | 'device' | 'data'>;

export type ToWorker =
  | { readonly type: 'probe' }
  /** the device is settled: 'webgpu' or 'cpu', no more 'auto' */
  | {
      readonly type: 'run';
      readonly request: RunRequest;
      readonly code: string;
      readonly loops: readonly LoopFacts[];
      /** see pauses.ts */
      readonly pauses: SharedArrayBuffer;
    }
  /** the next run may be on the GPU: it is opened in advance, and these kernels are compiled */
  | { readonly type: 'prepare' }
  | { readonly type: 'kernels'; readonly kernels: readonly Kernel[] }
  /** like a run, on a GPU that does nothing: only the kernels are told of */
  | {
      readonly type: 'rehearse';
      readonly adapter: AdapterFacts;
      readonly request: RunRequest;
      readonly code: string;
      readonly loops: readonly LoopFacts[];
      readonly pauses: SharedArrayBuffer;
    }
  /** asks for a part of a large value; `ask` is unique in this window */
  | { readonly type: 'window'; readonly run: number; readonly ask: number; readonly request: WindowRequest };

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'events'; readonly run: number; readonly events: readonly Packed[] }
  /** it stands still, or goes on again */
  | { readonly type: 'paused'; readonly run: number; readonly paused: boolean }
  | { readonly type: 'verdict'; readonly run: number; readonly verdict: Verdict }
  /** null: the value is no longer kept */
  | {
      readonly type: 'window';
      readonly run: number;
      readonly ask: number;
      readonly answer: WindowAnswer | null;
    }
  /** `open`: the worker still answers */
  | { readonly type: 'ended'; readonly run: number; readonly open: boolean }
  | { readonly type: 'devices'; readonly report: DeviceReport }
  /** the answer to 'prepare'; null: there is no adapter */
  | { readonly type: 'adapter'; readonly adapter: AdapterFacts | null }
  /** the answer to 'kernels': they are compiled */
  | { readonly type: 'warm' }
  /** the run has large work for the cpu: threads that have this can help */
  | { readonly type: 'help'; readonly work: Shared }
  /** the run needed these */
  | { readonly type: 'kernels'; readonly run: number; readonly kernels: readonly Kernel[] };

/** What the application found out about this machine's devices. */
export interface DeviceReport {
  readonly cpu: DeviceInfo;
  /** null: there is no adapter */
  readonly webgpu: DeviceInfo | null;
  /** why there is none, in a sentence */
  readonly reason: string | null;
}

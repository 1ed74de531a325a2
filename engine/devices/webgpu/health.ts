/** @file What has gone wrong with a device: its loss, and errors that WebGPU reports by itself, until somebody is told. */

import { OutOfMemoryError } from '../../errors';
import { DeviceLostError, GPUFailureError } from './errors';
import type { Kernel } from './pipelines';

/** Why a device went away, in WebGPU's words. */
export interface DeviceLoss {
  readonly reason: string;
  readonly message: string;
}

export interface WebGPUDeviceOptions {
  /** the most bytes of tensors to allocate; 4 GiB unless told */
  readonly memoryBudget?: number;
  /** checks each submission in an error scope of its own: slower, for tests */
  readonly validate?: boolean;
  /** whether matrix products go through shared memory; by default on hardware, since emulations pay dearly for it */
  readonly sharedTiles?: boolean;
  /**
   * whether large products of matrices read their factors as 16-bit floats: three digits, numbers up to 65,504; never
   * unless told
   */
  readonly halves?: boolean;
  /** whether rows and sums are folded by subgroups where the adapter has them; by default on hardware */
  readonly subgroups?: boolean;
  /** whether attention goes without its weights in memory wherever it can; by their number unless told */
  readonly weightless?: boolean;
  /** whether elementwise work is put off and chains of it become one kernel; true unless told */
  readonly fuse?: boolean;
  /**
   * whether kernels that take long to compile wait until there was work enough for them, and others stand in; by default
   * on an emulation
   */
  readonly standIns?: boolean;
  /** whether small tensors are computed on the cpu as long as their values are known there; true unless told */
  readonly hostValues?: boolean;
  /** told of every kernel that is compiled because it is used */
  readonly onKernel?: (kernel: Kernel) => void;
  /** told of every error that WebGPU reports by itself; the next read rejects with it too */
  readonly onError?: (error: Error) => void;
  /** told when the device goes away, `destroy` included */
  readonly onLost?: (loss: DeviceLoss) => void;
}

/** Rejects the reads that wait; returns how many there were. */
type RejectReads = (error: Error) => number;

export class Health {
  /** resolves when the device goes away, never rejects */
  readonly lost: Promise<DeviceLoss>;
  readonly #options: WebGPUDeviceOptions;
  readonly #rejectReads: RejectReads;
  #loss: DeviceLostError | null = null;
  /** an error WebGPU reported and no read has told of yet */
  #failure: Error | null = null;

  constructor(device: GPUDevice, options: WebGPUDeviceOptions, rejectReads: RejectReads) {
    this.#options = options;
    this.#rejectReads = rejectReads;
    device.addEventListener('uncapturederror', (event) => {
      // told here, so the host need not print it
      event.preventDefault();
      this.report(event.error);
    });
    this.lost = device.lost.then(({ reason, message }) => {
      this.lose(reason, message);
      options.onLost?.({ reason, message });
      return { reason, message };
    });
  }

  get isLost(): boolean {
    return this.#loss !== null;
  }

  /** Throws DeviceLostError after a loss. */
  check(): void {
    if (this.#loss) throw this.#loss;
  }

  /** Whether a read is to be told something. */
  get isFailed(): boolean {
    return this.#loss !== null || this.#failure !== null;
  }

  /** Why reads cannot be answered. A reported error is told once, a loss for ever. */
  take(): Error | null {
    if (this.#loss) return this.#loss;
    const failure = this.#failure;
    this.#failure = null;
    return failure;
  }

  /**
   * An error of WebGPU: the reads that wait hear of it, or else the next.
   * @param among what was being done, where that is known
   */
  report(reported: GPUError, among: readonly string[] = []): void {
    const during = among.length > 0 ? `\nIt was one of these: ${among.join('; ')}.` : '';
    const failure = reported.constructor.name.includes('OutOfMemory')
      ? new OutOfMemoryError(`WebGPU out of memory. ${reported.message}`)
      : new GPUFailureError(`WebGPU reported an error: ${reported.message}${during}`);
    if (this.#rejectReads(failure) === 0) this.#failure ??= failure;
    this.#options.onError?.(failure);
  }

  /** Something else than WebGPU failed, such as work on the cpu whose result was awaited: the next read hears of it. */
  tell(failure: Error): void {
    this.#failure ??= failure;
  }

  /** The device is gone. */
  lose(reason: string, message: string): void {
    if (this.#loss) return;
    this.#loss = new DeviceLostError(reason, message);
    this.#rejectReads(this.#loss);
  }
}

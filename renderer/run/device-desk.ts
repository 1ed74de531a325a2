/** @file The worker's device: opened for a run, or before it, with the kernels compiled that it is likely to need. */

import { cpu } from '../../engine/devices/cpu/cpu';
import type { Device } from '../../engine/devices/device';
import { registerDevice } from '../../engine/devices/registry';
import {
  adapterFacts,
  openWebGPU,
  type AdapterFacts,
  type Kernel,
  type WebGPUDevice,
} from '../../engine/devices/webgpu';

export interface Opened {
  readonly device: Device;
  readonly notice: string | null;
  /** waits for the device's work; rejects with what went wrong and no read has told of */
  readonly settled: () => Promise<void>;
}

export class DeviceDesk {
  readonly #gpu: GPU | undefined;
  readonly #onKernel: (kernel: Kernel) => void;
  /** opened before a run asked for it; null: it was not, or it is lost */
  #ready: WebGPUDevice | null = null;
  /** the way there; a run waits for it */
  #preparing: Promise<AdapterFacts | null> | null = null;
  #warming: Promise<void> = Promise.resolve();
  /** no run has begun */
  #isIdle = true;

  constructor(gpu: GPU | undefined, onKernel: (kernel: Kernel) => void) {
    this.#gpu = gpu;
    this.#onKernel = onKernel;
  }

  /** Opens the GPU, once. @returns the facts of its adapter; null: there is none */
  prepare(): Promise<AdapterFacts | null> {
    return (this.#preparing ??= this.#prepare());
  }

  async #prepare(): Promise<AdapterFacts | null> {
    try {
      const facts = await adapterFacts(this.#gpu);
      if (!facts) return null;
      const device = (this.#ready = await this.#open());
      void device.lost.then(() => (this.#ready = this.#preparing = null));
      return facts;
    } catch {
      // whoever runs on it is told
      return null;
    }
  }

  /** Compiles kernels, one after the other, until a run begins. */
  warm(kernels: readonly Kernel[]): Promise<void> {
    this.#warming = this.#warming
      .then(() => this.#ready?.prepare(kernels, () => this.#isIdle))
      // who uses a kernel that cannot be compiled is told
      .catch(() => undefined);
    return this.#warming;
  }

  /** The device a run was asked to use; the cpu, with a sentence, where there is no adapter. */
  async open(type: 'cpu' | 'webgpu'): Promise<Opened> {
    this.#isIdle = false;
    const onCpu = { device: cpu, settled: () => Promise.resolve() };
    if (type !== 'webgpu') {
      void this.#preparing?.then(() => this.#ready?.destroy());
      return { ...onCpu, notice: null };
    }
    await this.#preparing;
    try {
      const device = this.#ready ?? (await this.#open());
      registerDevice(device);
      return { device, notice: null, settled: () => device.settled() };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { ...onCpu, notice: `${why} This run uses the CPU instead.` };
    }
  }

  #open(): Promise<WebGPUDevice> {
    return openWebGPU(this.#gpu, { onKernel: this.#onKernel });
  }
}

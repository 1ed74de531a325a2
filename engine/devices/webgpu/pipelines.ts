/** @file Compiled kernels and the bindings of their buffers, made once and used again. */

import type { PooledBuffer } from './pool';
import type { Dispatch } from './queue';

/** What a kernel is compiled from: plain data, good for any device of one adapter. */
export interface Kernel {
  readonly key: string;
  readonly code: string;
  /** buffers that are read only, and that are written beside the output */
  readonly inputs: number;
  readonly also: number;
  readonly flag: boolean;
}

export interface PipelineOptions {
  readonly device: GPUDevice;
  /** bound last where a kernel has the `flags` */
  readonly flag: GPUBuffer;
  /** what becomes of a kernel's WGSL on this device */
  readonly code: (wgsl: string) => string;
  /** told of every kernel that is compiled because it is used */
  readonly onKernel?: ((kernel: Kernel) => void) | undefined;
}

interface Layout {
  readonly group: GPUBindGroupLayout;
  readonly pipeline: GPUPipelineLayout;
}

const BIND_GROUPS_KEPT = 2048;
const COMPUTE_STAGE = 4;
const NONE: readonly PooledBuffer[] = [];

export class Pipelines {
  /** of the uniform words, with a dynamic offset: group 0 of every kernel */
  readonly uniformLayout: GPUBindGroupLayout;
  /** how many were compiled */
  compiled = 0;
  readonly #options: PipelineOptions;
  readonly #layouts = new Map<string, Layout>();
  readonly #pipelines = new Map<string, GPUComputePipeline>();
  readonly #groups = new Map<string, GPUBindGroup>();

  constructor(options: PipelineOptions) {
    this.#options = options;
    this.uniformLayout = options.device.createBindGroupLayout({
      entries: [
        { binding: 0, visibility: COMPUTE_STAGE, buffer: { type: 'uniform', hasDynamicOffset: true } },
      ],
    });
  }

  /** The kernel, compiled when it is first asked for: beside one another they take longer where a CPU does it. */
  pipeline(work: Dispatch): GPUComputePipeline {
    let pipeline = this.#pipelines.get(work.key);
    if (!pipeline) {
      const kernel = this.#kernel(work);
      pipeline = this.#options.device.createComputePipeline(this.#descriptor(kernel));
      this.#pipelines.set(kernel.key, pipeline);
      this.compiled++;
      this.#options.onKernel?.(kernel);
    }
    return pipeline;
  }

  has(key: string): boolean {
    return this.#pipelines.has(key);
  }

  /** Compiles the kernel of a dispatch, without anybody waiting for it. */
  compileBeside(work: Dispatch): void {
    const kernel = this.#kernel(work);
    this.#options.onKernel?.(kernel);
    // where it cannot be compiled others go on doing its work
    this.prepare(kernel).catch(() => undefined);
  }

  #kernel({ key, code, flag, inputs, also = NONE }: Dispatch): Kernel {
    return { key, code: this.#options.code(code()), inputs: inputs.length, also: also.length, flag };
  }

  /** Compiles a kernel that will be used, without anybody waiting for it. */
  async prepare(kernel: Kernel): Promise<void> {
    if (this.#pipelines.has(kernel.key)) return;
    const pipeline = await this.#options.device.createComputePipelineAsync(this.#descriptor(kernel));
    // it may have been used meanwhile
    if (!this.#pipelines.has(kernel.key)) this.#pipelines.set(kernel.key, pipeline);
  }

  #descriptor(kernel: Kernel): GPUComputePipelineDescriptor {
    const { key: label, code } = kernel;
    const module = this.#options.device.createShaderModule({ label, code });
    return { label, layout: this.#layout(kernel).pipeline, compute: { module } };
  }

  /** The kernel's buffers, bound. */
  group(work: Dispatch): GPUBindGroup {
    let key = `${work.flag ? 'f' : ''}${work.out.id}`;
    for (const input of work.inputs) key += `,${input.id}`;
    for (const written of work.also ?? NONE) key += `+${written.id}`;
    let group = this.#groups.get(key);
    if (!group) {
      const buffers = [work.out, ...work.inputs, ...(work.also ?? NONE)].map(({ buffer }) => buffer);
      if (work.flag) buffers.push(this.#options.flag);
      group = this.#options.device.createBindGroup({
        layout: this.#layout({ inputs: work.inputs.length, also: work.also?.length ?? 0, flag: work.flag })
          .group,
        entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
      });
      if (this.#groups.size >= BIND_GROUPS_KEPT) this.#groups.clear();
      this.#groups.set(key, group);
    }
    return group;
  }

  /** Forgets bind groups, and with them the buffers they name. */
  clearGroups(): void {
    this.#groups.clear();
  }

  #layout({ inputs, also, flag }: Pick<Kernel, 'inputs' | 'also' | 'flag'>): Layout {
    const { device } = this.#options;
    const key = `${inputs}+${also}${flag ? 'f' : ''}`;
    let layout = this.#layouts.get(key);
    if (!layout) {
      const types: GPUBufferBindingType[] = [
        'storage',
        ...new Array<GPUBufferBindingType>(inputs).fill('read-only-storage'),
        ...new Array<GPUBufferBindingType>(also).fill('storage'),
      ];
      if (flag) types.push('storage');
      const group = device.createBindGroupLayout({
        entries: types.map((type, binding) => ({ binding, visibility: COMPUTE_STAGE, buffer: { type } })),
      });
      const pipeline = device.createPipelineLayout({ bindGroupLayouts: [this.uniformLayout, group] });
      layout = { group, pipeline };
      this.#layouts.set(key, layout);
    }
    return layout;
  }
}

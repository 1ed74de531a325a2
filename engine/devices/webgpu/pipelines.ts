/** @file Compiled kernels and the bindings of their buffers, made once and used again. */

import type { PooledBuffer } from './pool';
import type { Dispatch } from './queue';

export interface PipelineOptions {
  readonly device: GPUDevice;
  /** bound last where a kernel has the `flags` */
  readonly flag: GPUBuffer;
  /** what becomes of a kernel's WGSL on this device */
  readonly code: (wgsl: string) => string;
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
      const { device, code } = this.#options;
      pipeline = device.createComputePipeline({
        label: work.key,
        layout: this.#layout(work).pipeline,
        compute: { module: device.createShaderModule({ label: work.key, code: code(work.code()) }) },
      });
      this.#pipelines.set(work.key, pipeline);
      this.compiled++;
    }
    return pipeline;
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
        layout: this.#layout(work).group,
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

  #layout(work: Dispatch): Layout {
    const { device } = this.#options;
    const { inputs, also = NONE } = work;
    const key = `${inputs.length}+${also.length}${work.flag ? 'f' : ''}`;
    let layout = this.#layouts.get(key);
    if (!layout) {
      const types: GPUBufferBindingType[] = [
        'storage',
        ...inputs.map(() => 'read-only-storage' as const),
        ...also.map(() => 'storage' as const),
      ];
      if (work.flag) types.push('storage');
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

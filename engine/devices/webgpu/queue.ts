/** @file Work for the GPU: dispatches recorded into one pass and submitted together. */

import { Pipelines, type Kernel } from './pipelines';
import { USAGE, type PooledBuffer } from './pool';
import { FLAG_WORDS } from './refusals';

/** One kernel on its buffers. */
export interface Dispatch {
  /** names the compiled kernel; equal keys have equal code */
  readonly key: string;
  /** makes the WGSL, called once a key */
  readonly code: () => string;
  /** bound as `out`, read and written */
  readonly out: PooledBuffer;
  /** bound as `in0`, `in1` …, read only; none of them is `out` */
  readonly inputs: readonly PooledBuffer[];
  /** bound as `also0`, `also1` …, read and written; none of them is any of those above */
  readonly also?: readonly PooledBuffer[];
  /** whether the kernel has the `flags` */
  readonly flag: boolean;
  /** 32-bit words of uniform data, at most 64 */
  readonly params: readonly number[];
  readonly workgroups: number;
}

export interface QueueOptions {
  readonly device: GPUDevice;
  /** whether each flush stands in an error scope of its own */
  readonly validate: boolean;
  /** @param among what the submission did, by the kernels' names */
  readonly onError: (error: GPUError, among: readonly string[]) => void;
  /** what becomes of a kernel's WGSL on this device */
  readonly code: (wgsl: string) => string;
  /** told of every kernel that is compiled because it is used */
  readonly onKernel?: ((kernel: Kernel) => void) | undefined;
}

/** Words of uniform data a dispatch has: WebGPU's alignment of dynamic offsets, 256 bytes. */
export const PARAM_WORDS = 64;
const SLOT_BYTES = PARAM_WORDS * 4;
/** dispatches recorded before they are submitted by themselves */
const FLUSH_AFTER = 64;
/** a serial below that of every use */
const NOTHING_SUBMITTED = -1;
const NONE: readonly PooledBuffer[] = [];

export class CommandQueue {
  readonly #done = { dispatches: 0, submits: 0 };
  /** FLAG_WORDS words in which kernels leave what went wrong; see Refusals */
  readonly flag: GPUBuffer;
  /** whether a kernel that may set the flags was recorded since they were last looked at */
  flagTouched = false;
  readonly #device: GPUDevice;
  readonly #options: QueueOptions;
  readonly #uniforms: GPUBuffer;
  readonly #uniformGroup: GPUBindGroup;
  readonly #slots = new Uint32Array(PARAM_WORDS * FLUSH_AFTER);
  readonly #pipelines: Pipelines;
  readonly #scopes = new Set<Promise<void>>();
  #encoder: GPUCommandEncoder | null = null;
  #pass: GPUComputePassEncoder | null = null;
  #recorded = 0;
  /** where submissions are validated: what is recorded does */
  readonly #names = new Set<string>();
  #serial = 0;
  /** what is waited for, and the work that waits behind it */
  readonly #waiting: (Promise<void> | (() => void))[] = [];
  #draining: Promise<void> | null = null;
  /** whether work that waited is being done */
  #turn = false;

  constructor(options: QueueOptions) {
    this.#options = options;
    const device = (this.#device = options.device);
    this.flag = device.createBuffer({
      size: 4 * FLAG_WORDS,
      usage: USAGE.STORAGE | USAGE.COPY_SRC | USAGE.COPY_DST,
    });
    this.#uniforms = device.createBuffer({
      size: SLOT_BYTES * FLUSH_AFTER,
      usage: USAGE.UNIFORM | USAGE.COPY_DST,
    });
    this.#pipelines = new Pipelines({ ...options, flag: this.flag });
    this.#uniformGroup = device.createBindGroup({
      layout: this.#pipelines.uniformLayout,
      entries: [{ binding: 0, resource: { buffer: this.#uniforms, size: SLOT_BYTES } }],
    });
  }

  /** dispatches, submissions and kernels compiled so far, for tests and measurements */
  get counts(): { dispatches: number; submits: number; pipelines: number } {
    return { ...this.#done, pipelines: this.#pipelines.compiled };
  }

  /**
   * Number of the submission being recorded; a buffer whose `lastUse` is below it has been submitted. While work is
   * held back nothing counts as submitted: it may use any buffer.
   */
  get serial(): number {
    return this.#draining ? NOTHING_SUBMITTED : this.#serial;
  }

  /** Holds everything that is asked for from now on back until `arrival` is settled; it never rejects. */
  hold(arrival: Promise<void>): void {
    this.#waiting.push(arrival);
    this.#draining ??= this.#drain();
  }

  /** Whether work is held back. */
  get isHeld(): boolean {
    return this.#draining !== null;
  }

  /** Resolves when nothing is held back. */
  async idle(): Promise<void> {
    while (this.#draining) await this.#draining;
  }

  /** Does the work in its turn: at once, unless something is held back. */
  inTurn(work: () => void): void {
    if (this.#draining && !this.#turn) this.#waiting.push(work);
    else work();
  }

  /** Records one dispatch. More workgroups than a dimension takes are laid out in two. */
  dispatch(work: Dispatch): void {
    this.inTurn(() => this.#record(work));
  }

  #takeTurn(work: () => void): void {
    this.#turn = true;
    try {
      work();
    } finally {
      this.#turn = false;
    }
  }

  async #drain(): Promise<void> {
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      if (typeof next === 'function') this.#takeTurn(next);
      else await next;
    }
    this.#draining = null;
  }

  #record(work: Dispatch): void {
    const compiled = this.#pipelines.compiled;
    const pipeline = this.#pipelines.pipeline(work);
    const group = this.#pipelines.group(work);
    const slot = this.#recorded * PARAM_WORDS;
    this.#slots.set(work.params, slot);
    this.#encoder ??= this.#device.createCommandEncoder();
    this.#pass ??= this.#encoder.beginComputePass();
    this.#pass.setPipeline(pipeline);
    this.#pass.setBindGroup(0, this.#uniformGroup, [slot * 4]);
    this.#pass.setBindGroup(1, group);
    const most = this.#device.limits.maxComputeWorkgroupsPerDimension;
    const rows = Math.ceil(work.workgroups / most);
    this.#pass.dispatchWorkgroups(Math.ceil(work.workgroups / rows), rows);
    work.out.lastUse = this.#serial;
    for (const input of work.inputs) input.lastUse = this.#serial;
    for (const written of work.also ?? NONE) written.lastUse = this.#serial;
    if (work.flag) this.flagTouched = true;
    if (this.#options.validate) this.#names.add(nameOf(work.key));
    this.#done.dispatches++;
    this.#recorded++;
    // a kernel takes a while to compile: that begins while more is recorded
    if (this.#recorded === FLUSH_AFTER || this.#pipelines.compiled > compiled) this.flush();
  }

  /**
   * Records commands that stand outside a compute pass, copies and clears: now, even while work is held back. They belong
   * to reads, which have waited for their turn already.
   */
  encode(record: (encoder: GPUCommandEncoder) => void): void {
    this.#encoder ??= this.#device.createCommandEncoder();
    this.#pass?.end();
    this.#pass = null;
    record(this.#encoder);
  }

  /** Submits what is recorded. */
  flush(): void {
    const encoder = this.#encoder;
    if (!encoder) return;
    this.#pass?.end();
    if (this.#options.validate) this.#device.pushErrorScope('validation');
    if (this.#recorded > 0)
      this.#device.queue.writeBuffer(this.#uniforms, 0, this.#slots, 0, this.#recorded * PARAM_WORDS);
    this.#device.queue.submit([encoder.finish()]);
    if (this.#options.validate) {
      this.#watch(this.#device.popErrorScope(), [...this.#names]);
      this.#names.clear();
    }
    this.#encoder = null;
    this.#pass = null;
    this.#recorded = 0;
    this.#serial++;
    this.#done.submits++;
  }

  /** Whether a kernel is there. */
  isCompiled(key: string): boolean {
    return this.#pipelines.has(key);
  }

  /** Compiles the kernel of a dispatch without anybody waiting for it. */
  compileBeside(work: Dispatch): void {
    this.#pipelines.compileBeside(work);
  }

  /** Compiles a kernel that will be used. */
  prepare(kernel: Kernel): Promise<void> {
    return this.#pipelines.prepare(kernel);
  }

  /** Forgets bind groups, and with them the buffers they name. */
  clearBindGroups(): void {
    this.#pipelines.clearGroups();
  }

  /** Waits until all submitted work is done and every error of it has been reported. */
  async settled(): Promise<void> {
    await this.#device.queue.onSubmittedWorkDone();
    await Promise.all(this.#scopes);
  }

  #watch(scope: Promise<GPUError | null>, among: readonly string[]): void {
    const watched = scope.then(
      (error) => {
        this.#scopes.delete(watched);
        if (error) this.#options.onError(error, among);
      },
      // a lost device rejects its scopes; the loss itself is reported where it is noticed
      () => void this.#scopes.delete(watched),
    );
    this.#scopes.add(watched);
  }
}

/** What a kernel does, from its key: "matmul.f32"; of formulas in one kernel all: "mul.f32, add.f32". */
function nameOf(key: string): string {
  const [head = '', ...formulas] = key.split(';');
  if (formulas.length === 0) return head.split('/')[0]!;
  return formulas.map((formula) => formula.split(' ')[0]!.replace('*', '')).join(', ');
}

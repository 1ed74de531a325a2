/** @file One operation as the graph remembers it. */

import { RuntimeError } from '../errors';
import type { BackwardContext, OpRecord } from '../ops/op';
import type { Tensor } from '../tensor';
import type { Attrs } from '../trace/events';

let nextSequence = 0;

/** Whether any tensor took another shape in place: then nodes must ask what their tensors were. */
let anyReshaped = false;

/** Called before a tensor takes another shape in place: nodes with a number below the answer know its former self. */
export function beforeReshaping(): number {
  anyReshaped = true;
  return nextSequence;
}

/** Where a gradient goes: to the node that made the tensor, or, for a leaf (node null), to the tensor itself. */
export interface Edge {
  readonly tensor: Tensor;
  readonly node: GradNode | null;
}

interface Saved {
  readonly tensor: Tensor;
  readonly version: number;
}

/** A node or a leaf (node null) in one backward, and what has come to it so far. */
export interface Stop {
  readonly tensor: Tensor;
  readonly node: GradNode | null;
  /** where the node's edges lead */
  readonly next: readonly (Stop | null)[];
  /** how many contributions it still waits for */
  pending: number;
  /** their sum so far, until it is passed on */
  arrived: Tensor | null;
}

export interface NodeStop extends Stop {
  readonly node: GradNode;
  readonly next: (Stop | null)[];
}

/** PyTorch's `grad_fn`: what an operation leaves behind so that gradients can go back through it. */
export class GradNode {
  readonly record: OpRecord;
  readonly attrs: Attrs;
  /** rises with time: an input's node always has a lower one */
  readonly sequence: number;
  /** Where this node's gradients go, an input each; null for those that want none. */
  readonly edges: readonly (Edge | null)[];
  /** set while a backward is planned, and only then: backwards may be nested */
  stop: NodeStop | null = null;
  /** the tensors that backward reads, each with the version it had */
  readonly #saved: Saved[];
  #context: BackwardContext | null;

  constructor(record: OpRecord, inputs: readonly Tensor[], output: Tensor, attrs: Attrs) {
    this.record = record;
    this.attrs = attrs;
    // arrays of their final size: one that grows has room for seventeen
    const needs = new Array<boolean>(inputs.length);
    const edges = new Array<Edge | null>(inputs.length);
    for (let k = 0; k < inputs.length; k++) {
      const input = inputs[k]!;
      const edge = input.requiresGrad ? edgeTo(input) : null;
      needs[k] = edge !== null;
      edges[k] = edge;
    }
    this.edges = edges;
    // a view that follows its base got its node just now
    this.sequence = nextSequence++;
    this.#context = { inputs, output, attrs, needs };
    this.#saved = savedOf(record, inputs, output, needs);
  }

  /** After an in-place op wrote the output: that is the version which backward reads. */
  sealOutput(): void {
    const output = this.#context?.output;
    this.#saved.forEach(({ tensor }, i) => {
      if (tensor === output) this.#saved[i] = withVersion(tensor);
    });
  }

  /** 'MulBackward0' */
  get name(): string {
    return this.record.gradFn(this.attrs);
  }

  /** What the operation took in; nothing once that was freed. */
  get inputs(): readonly Tensor[] {
    return this.#context?.inputs ?? [];
  }

  /**
   * What backward works on.
   * @throws RuntimeError when it was freed, or when a saved tensor was changed in place since
   */
  context(): BackwardContext {
    if (!this.#context) {
      throw new RuntimeError(
        'Trying to backward through the graph a second time (or directly access saved tensors after they have ' +
          'already been freed). Saved intermediate values of the graph are freed when you call .backward() or ' +
          'autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or ' +
          'if you need to access saved tensors after calling backward.',
      );
    }
    for (const { tensor, version } of this.#saved) this.#checkVersion(tensor, version);
    if (!anyReshaped) return this.#context;
    const { inputs, output } = this.#context;
    const asItWas = (tensor: Tensor): Tensor => tensor.asOf(this.sequence);
    return { ...this.#context, inputs: inputs.map(asItWas), output: asItWas(output) };
  }

  /** Lets go of what was saved; `backward` did its work. A node that saved nothing can be gone through again. */
  free(): void {
    if (this.#saved.length > 0) this.#context = null;
  }

  #checkVersion(tensor: Tensor, expected: number): void {
    if (tensor.version === expected) return;
    // what this operation gave out is its own, whatever became of it
    const maker = tensor === this.#context?.output ? this : tensor.lastNode;
    const origin = maker ? `, which is output 0 of ${operationOf(maker)},` : '';
    const kind = `torch.${tensor.dtype.scalarName}Tensor`;
    throw new RuntimeError(
      'one of the variables needed for gradient computation has been modified by an inplace operation: ' +
        `[${kind} [${tensor.shape.join(', ')}]]${origin} is at version ${tensor.version}; expected version ` +
        `${expected} instead. Hint: enable anomaly detection to find the operation that failed to compute its ` +
        'gradient, with torch.autograd.set_detect_anomaly(True, check_nan=False).',
    );
  }
}

/** 'Exp' of 'ExpBackward0', 'Sum1' of 'SumBackward1': how PyTorch names an operation in this message. */
export function operationOf({ name }: GradNode): string {
  if (name === 'CopySlices') return 'torch::autograd::CopySlices';
  return name.replace(/Backward(\d+)$/, (_, number: string) => (number === '0' ? '' : number));
}

const NOTHING: Saved[] = [];

function savedOf(
  { saves }: OpRecord,
  inputs: readonly Tensor[],
  output: Tensor,
  needs: readonly boolean[],
): Saved[] {
  const indices = typeof saves.inputs === 'function' ? saves.inputs(needs) : saves.inputs;
  if (indices.length === 0) return saves.output ? [withVersion(output)] : NOTHING;
  const saved: Saved[] = [];
  for (const k of indices) if (inputs[k]) saved.push(withVersion(inputs[k]));
  if (saves.output) saved.push(withVersion(output));
  return saved;
}

/**
 * Where a tensor's gradient goes; a tensor's former self (see former) stands for the tensor. null: nowhere, for a view
 * that requires grad only because its base does.
 */
function edgeTo(input: Tensor): Edge | null {
  const node = input.gradNode;
  return node === null && !input.collectsGrad ? null : { tensor: input.present, node };
}

const withVersion = (tensor: Tensor): Saved => ({ tensor, version: tensor.version });

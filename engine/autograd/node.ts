/** @file One operation as the graph remembers it. */

import { RuntimeError } from '../errors';
import type { BackwardContext, OpRecord } from '../ops/op';
import type { Tensor } from '../tensor';
import type { Attrs } from '../trace/events';

let nextSequence = 0;

/** PyTorch's `grad_fn`: what an operation leaves behind so that gradients can go back through it. */
export class GradNode {
  readonly record: OpRecord;
  readonly attrs: Attrs;
  /** rises with time: an input's node always has a lower one */
  readonly sequence = nextSequence++;
  /** The tensors this node's gradients go to; null for those that want none. */
  readonly edges: readonly (Tensor | null)[];
  readonly #versions: readonly number[];
  #context: BackwardContext | null;

  constructor(record: OpRecord, inputs: readonly Tensor[], output: Tensor, attrs: Attrs) {
    this.record = record;
    this.attrs = attrs;
    const needs = inputs.map((input) => input.requiresGrad);
    this.edges = inputs.map((input) => (input.requiresGrad ? input : null));
    this.#context = { inputs, output, attrs, needs };
    this.#versions = this.#saved().map((tensor) => tensor.version);
  }

  /** 'MulBackward0' */
  get name(): string {
    return this.record.gradFn(this.attrs);
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
    this.#saved().forEach((tensor, i) => this.#checkVersion(tensor, this.#versions[i]!));
    return this.#context;
  }

  /** Lets go of what was saved; `backward` did its work. */
  free(): void {
    this.#context = null;
  }

  #saved(): Tensor[] {
    if (!this.#context) return [];
    const { inputs, output } = this.record.saves;
    const tensors = inputs.map((k) => this.#context!.inputs[k]).filter((tensor) => tensor !== undefined);
    return output ? [...tensors, this.#context.output] : tensors;
  }

  #checkVersion(tensor: Tensor, expected: number): void {
    if (tensor.version === expected) return;
    const origin = tensor.gradNode ? `, which is output 0 of ${tensor.gradNode.name},` : '';
    const kind = `torch.${tensor.dtype.scalarName}Tensor`;
    throw new RuntimeError(
      'one of the variables needed for gradient computation has been modified by an inplace operation: ' +
        `[${kind} [${tensor.shape.join(', ')}]]${origin} is at version ${tensor.version}; expected version ` +
        `${expected} instead. Hint: enable anomaly detection to find the operation that failed to compute its ` +
        'gradient, with torch.autograd.set_detect_anomaly(True).',
    );
  }
}

/** @file Backward through the graph, as an iterator: one gradient step per `next()`. */

import { RuntimeError } from '../errors';
import { sameShape, shapeText } from '../shape';
import { Tensor } from '../tensor';
import { observer, unobserved } from '../trace/observer';
import type { GradNode } from './node';
import { withGradMode } from './mode';

/** One operation gave its inputs their gradients. */
export interface NodeStep {
  readonly kind: 'node';
  readonly node: GradNode;
  readonly output: Tensor;
  readonly upstream: Tensor;
  readonly flows: readonly {
    readonly input: number;
    readonly tensor: Tensor;
    readonly gradient: Tensor;
    /** what had come to this tensor before, in this backward */
    readonly before: Tensor | null;
  }[];
}

/** A leaf (or a tensor with retainGrad) took its gradient in. */
export interface AccumulateStep {
  readonly kind: 'accumulate';
  readonly tensor: Tensor;
  /** `.grad` before; its elements as they were */
  readonly before: Tensor | null;
  readonly added: Tensor;
  readonly after: Tensor;
}

export type BackwardStep = NodeStep | AccumulateStep;

export interface BackwardOptions {
  /** keep what was saved, so that backward can be called again; default: createGraph */
  readonly retainGraph?: boolean;
  /** make the gradients themselves differentiable */
  readonly createGraph?: boolean;
}

/**
 * Backward from `root`, a step at a time: nodes in the reverse of the order in which they came to be,
 * as PyTorch does it; a leaf's gradient is accumulated as soon as all of it has arrived.
 * Source: https://docs.pytorch.org/docs/stable/notes/autograd.html
 *
 * @param gradient of root's shape; null: 1 for a scalar
 * @throws RuntimeError in PyTorch's words: no graph, not a scalar, a second time, changed in place
 */
export function* backwardSteps(
  root: Tensor,
  gradient: Tensor | null,
  options: BackwardOptions = {},
): Generator<BackwardStep, void, void> {
  const createGraph = options.createGraph ?? false;
  const retainGraph = options.retainGraph ?? createGraph;
  const start = startGradient(root, gradient);
  observer()?.backwardBegin(root, start);

  const plan = planFrom(root);
  /** what has arrived at a tensor and not been passed on */
  const arrived = new Map<Tensor, Tensor>([[root, start]]);
  if (root.isLeaf) {
    yield accumulate(root, start, createGraph);
    return;
  }
  for (const { node, output } of plan.nodes) {
    const upstream = arrived.get(output);
    if (!upstream) continue;
    arrived.delete(output);
    if (output.retainsGrad) yield accumulate(output, upstream, createGraph);
    const context = node.context();
    const gradients = unobserved(() =>
      withGradMode(createGraph, () => node.record.backward!(context, upstream)),
    );
    if (!retainGraph) node.free();
    const flows: NodeStep['flows'][number][] = [];
    const complete: Tensor[] = [];
    node.edges.forEach((tensor, input) => {
      if (!tensor) return;
      const flow = gradients[input];
      const left = plan.pending.get(tensor)! - 1;
      plan.pending.set(tensor, left);
      if (flow) {
        const before = arrived.get(tensor) ?? null;
        const total = before ? unobserved(() => withGradMode(createGraph, () => before.add(flow))) : flow;
        arrived.set(tensor, total);
        flows.push({ input, tensor, gradient: flow, before });
      }
      if (left === 0 && tensor.isLeaf) complete.push(tensor);
    });
    yield { kind: 'node', node, output, upstream, flows };
    for (const leaf of complete) {
      const total = arrived.get(leaf);
      if (total) yield accumulate(leaf, total, createGraph);
      arrived.delete(leaf);
    }
  }
}

function startGradient(root: Tensor, gradient: Tensor | null): Tensor {
  if (!root.requiresGrad) {
    throw new RuntimeError('element 0 of tensors does not require grad and does not have a grad_fn');
  }
  if (gradient) {
    if (!sameShape(gradient.shape, root.shape)) {
      throw new RuntimeError(
        `Mismatch in shape: grad_output[0] has a shape of torch.Size(${shapeText(gradient.shape)}) and output[0] ` +
          `has a shape of torch.Size(${shapeText(root.shape)}).`,
      );
    }
    return gradient;
  }
  if (root.numel() !== 1) throw new RuntimeError('grad can be implicitly created only for scalar outputs');
  return unobserved(() => Tensor.full(root.shape, 1, root.dtype, root.device));
}

interface Plan {
  /** reachable operations, latest first */
  readonly nodes: readonly { node: GradNode; output: Tensor }[];
  /** how many contributions each tensor still waits for */
  readonly pending: Map<Tensor, number>;
}

/** Walks the graph without recursion: a chain of 200,000 operations must not overflow the stack. */
function planFrom(root: Tensor): Plan {
  const pending = new Map<Tensor, number>();
  const nodes: { node: GradNode; output: Tensor }[] = [];
  const seen = new Set<GradNode>();
  const stack: Tensor[] = [root];
  for (let output = stack.pop(); output; output = stack.pop()) {
    const node = output.gradNode;
    if (!node || seen.has(node)) continue;
    seen.add(node);
    nodes.push({ node, output });
    for (const edge of node.edges) {
      if (!edge) continue;
      pending.set(edge, (pending.get(edge) ?? 0) + 1);
      stack.push(edge);
    }
  }
  nodes.sort((a, b) => b.node.sequence - a.node.sequence);
  return { nodes, pending };
}

/** Adds to `.grad` in place, as PyTorch does, or makes it: then always a tensor of its own. */
function accumulate(tensor: Tensor, added: Tensor, createGraph: boolean): AccumulateStep {
  return unobserved(() =>
    withGradMode(createGraph, () => {
      const grad = tensor.grad;
      if (!grad) {
        tensor.grad = createGraph ? added.clone() : added.detach().clone();
        return { kind: 'accumulate', tensor, before: null, added, after: tensor.grad };
      }
      const before = grad.detach().clone();
      if (createGraph) tensor.grad = grad.add(added);
      else grad.add_(added);
      return { kind: 'accumulate', tensor, before, added, after: tensor.grad! };
    }),
  );
}

/**
 * Computes the gradients of the leaves below `root` and adds them to their `.grad`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.Tensor.backward.html
 */
export function backward(root: Tensor, gradient: Tensor | null, options: BackwardOptions): void {
  for (const step of backwardSteps(root, gradient, options)) observer()?.backwardStep(step);
}

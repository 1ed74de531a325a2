/** @file Backward through the graph, as an iterator: one gradient step per `next()`. */

import { RuntimeError } from '../errors';
import { sameShape, shapeText } from '../shape';
import { Tensor } from '../tensor';
import { observer, unobserved } from '../trace/observer';
import type { Edge, GradNode } from './node';
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

/** Where gradients go instead of into `.grad`: the whole gradient of each of these tensors. */
export type Capture = Map<Tensor, Tensor | null>;

/**
 * Backward from `roots`, a step at a time: nodes in the reverse of the order in which they came to be, as
 * PyTorch does it; a leaf's gradient is accumulated as soon as all of it has arrived.
 * Source: https://docs.pytorch.org/docs/stable/notes/autograd.html
 *
 * @param gradients one a root, of its shape; null: 1, for a scalar
 * @param capture tensors whose gradients are wanted; nothing is accumulated then
 * @throws RuntimeError in PyTorch's words: no graph, not a scalar, a second time, changed in place
 */
export function* backwardSteps(
  roots: readonly Tensor[],
  gradients: readonly (Tensor | null)[],
  options: BackwardOptions = {},
  capture: Capture | null = null,
): Generator<BackwardStep, void, void> {
  const createGraph = options.createGraph ?? false;
  const retainGraph = options.retainGraph ?? createGraph;
  const quietly = <T>(work: () => T): T => unobserved(() => withGradMode(createGraph, work));
  const plan = planFrom(roots.map((tensor) => ({ tensor, node: tensor.gradNode })));
  /** what has arrived at a node or a leaf and not been passed on */
  const arrived = new Map<GradNode | Tensor, Tensor>();

  /** Adds a gradient to what has arrived, and returns what had before. */
  const bring = ({ tensor, node }: Edge, gradient: Tensor): Tensor | null => {
    const place = node ?? tensor;
    const before = arrived.get(place) ?? null;
    arrived.set(place, before ? quietly(() => before.add(gradient)) : gradient);
    plan.pending.set(place, plan.pending.get(place)! - 1);
    return before;
  };
  /** All of a tensor's gradient is there: its hooks see it, and who asked for it gets it. */
  const take = (tensor: Tensor, node: GradNode | null): Tensor | null => {
    const gradient = arrived.get(node ?? tensor);
    if (!gradient) return null;
    arrived.delete(node ?? tensor);
    // of a tensor that was changed in place, an earlier self has no hooks of its own
    const own = tensor.gradNode === node;
    const seen = own ? quietly(() => tensor.hooked(gradient)) : gradient;
    if (own && capture?.has(tensor)) capture.set(tensor, seen);
    return seen;
  };
  const leafStep = (leaf: Tensor): AccumulateStep | null => {
    const gradient = take(leaf, null);
    return gradient && !capture ? accumulate(leaf, gradient, createGraph) : null;
  };

  for (const [i, root] of roots.entries()) {
    bring({ tensor: root, node: root.gradNode }, startGradient(root, gradients[i] ?? null));
  }
  for (const root of roots) {
    if (!root.isLeaf || plan.pending.get(root) !== 0) continue;
    const step = leafStep(root);
    if (step) yield step;
  }
  for (const { node, output } of plan.nodes) {
    const upstream = take(output, node);
    if (!upstream) continue;
    if (output.retainsGrad && output.gradNode === node && !capture) {
      yield accumulate(output, upstream, createGraph);
    }
    const context = node.context();
    const results = quietly(() => node.record.backward!(context, upstream));
    if (!retainGraph) node.free();
    const flows: NodeStep['flows'][number][] = [];
    const complete: Tensor[] = [];
    node.edges.forEach((edge, input) => {
      if (!edge) return;
      const { tensor } = edge;
      const place = edge.node ?? tensor;
      const gradient = results[input];
      if (gradient) flows.push({ input, tensor, gradient, before: bring(edge, gradient) });
      else plan.pending.set(place, plan.pending.get(place)! - 1);
      if (plan.pending.get(place) === 0 && !edge.node) complete.push(tensor);
    });
    yield { kind: 'node', node, output, upstream, flows };
    for (const leaf of complete) {
      const step = leafStep(leaf);
      if (step) yield step;
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
    return unobserved(() => gradient.to(root.dtype));
  }
  if (root.numel() !== 1) throw new RuntimeError('grad can be implicitly created only for scalar outputs');
  return unobserved(() => Tensor.full(root.shape, 1, root.dtype, root.device));
}

interface Plan {
  /** reachable operations, latest first */
  readonly nodes: readonly { node: GradNode; output: Tensor }[];
  /** how many contributions each node or leaf still waits for */
  readonly pending: Map<GradNode | Tensor, number>;
}

/** Walks the graph without recursion: a chain of 200,000 operations must not overflow the stack. */
function planFrom(roots: readonly Edge[]): Plan {
  const pending = new Map<GradNode | Tensor, number>();
  const nodes: { node: GradNode; output: Tensor }[] = [];
  const seen = new Set<GradNode>();
  const stack: Edge[] = [];
  const reach = (edge: Edge): void => {
    const place = edge.node ?? edge.tensor;
    pending.set(place, (pending.get(place) ?? 0) + 1);
    stack.push(edge);
  };
  roots.forEach(reach);
  for (let edge = stack.pop(); edge; edge = stack.pop()) {
    const { node, tensor } = edge;
    if (!node || seen.has(node)) continue;
    seen.add(node);
    nodes.push({ node, output: tensor });
    for (const next of node.edges) if (next) reach(next);
  }
  nodes.sort((a, b) => b.node.sequence - a.node.sequence);
  return { nodes, pending };
}

/** The elements of a gradient in a tensor of its own. */
function copyOf(gradient: Tensor): Tensor {
  if (!gradient.isContiguous()) return gradient.detach().clone();
  const out = Tensor.empty(gradient.shape, gradient.dtype, gradient.device);
  gradient.device.copy(gradient, out);
  return out;
}

/** Adds to `.grad` in place, as PyTorch does, or makes it: then always a tensor of its own. */
function accumulate(tensor: Tensor, added: Tensor, createGraph: boolean): AccumulateStep {
  return unobserved(() =>
    withGradMode(createGraph, () => {
      const grad = tensor.grad;
      if (!grad) {
        tensor.grad = createGraph ? added.clone() : copyOf(added);
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
 * Computes the gradients of the leaves below `roots` and adds them to their `.grad`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.autograd.backward.html
 */
export function backward(
  roots: readonly Tensor[],
  gradients: readonly (Tensor | null)[],
  options: BackwardOptions,
): void {
  if (observer()) {
    roots.forEach((root, i) => observer()?.backwardBegin(root, startGradient(root, gradients[i] ?? null)));
  }
  for (const step of backwardSteps(roots, gradients, options)) observer()?.backwardStep(step);
}

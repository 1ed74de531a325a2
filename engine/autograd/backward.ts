/** @file Backward through the graph, as an iterator: one gradient step per `next()`. */

import type { Storage } from '../devices/device';
import { RuntimeError } from '../errors';
import { insist } from '../ops/insist';
import { sameShape, shapeText } from '../shape';
import { Tensor } from '../tensor';
import { observer, unobserved } from '../trace/observer';
import type { GradNode, NodeStop, Stop } from './node';
import { findsAnomalies, withGradMode } from './mode';

/** One operation gave its inputs their gradients. */
export interface NodeStep {
  readonly kind: 'node';
  readonly node: GradNode;
  readonly output: Tensor;
  readonly upstream: Tensor;
  readonly flows: readonly Flow[];
}

export interface Flow {
  readonly input: number;
  readonly tensor: Tensor;
  readonly gradient: Tensor;
  /** what had come to this tensor before, in this backward */
  readonly before: Tensor | null;
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
  const plan = planFrom(roots);

  /** Adds a gradient to what has arrived, and returns what had before. */
  const bring = (stop: Stop, gradient: Tensor): Tensor | null => {
    const before = stop.arrived;
    stop.arrived = before ? quietly(() => before.add(gradient)) : gradient;
    stop.pending--;
    return before;
  };
  /** All of a tensor's gradient is there: its hooks see it, and who asked for it gets it. */
  const take = (stop: Stop): Tensor | null => {
    const { arrived, tensor } = stop;
    if (!arrived) return null;
    stop.arrived = null;
    // of a tensor that was changed in place, an earlier self has no hooks of its own
    const own = tensor.lastNode === stop.node;
    const hooked = own && tensor.watch?.hooks ? tensor.watch : null;
    const seen = hooked ? quietly(() => hooked.seen(arrived)) : arrived;
    if (own && capture?.has(tensor)) capture.set(tensor, seen);
    return seen;
  };
  const leafStep = (leaf: Stop): AccumulateStep | null => {
    const gradient = take(leaf);
    return gradient && !capture ? accumulate(leaf.tensor, gradient, createGraph) : null;
  };

  for (const [i, root] of roots.entries()) bring(plan.roots[i]!, startGradient(root, gradients[i] ?? null));
  for (const root of plan.roots) {
    if (root.node || root.pending !== 0) continue;
    const step = leafStep(root);
    if (step) yield step;
  }
  for (const stop of plan.nodes) {
    const upstream = take(stop);
    if (!upstream) continue;
    const { node, tensor: output, next } = stop;
    if (output.watch?.isKept && output.lastNode === node && !capture) {
      yield accumulate(output, upstream, createGraph);
    }
    const context = node.context();
    const results = quietly(() => node.record.backward!(context, upstream));
    if (findsAnomalies()) checkNumbers(node, results);
    if (!retainGraph) node.free();
    const flows = new Array<Flow>(next.length);
    let flowing = 0;
    let complete: Stop[] | null = null;
    for (let input = 0; input < next.length; input++) {
      const place = next[input];
      if (!place) continue;
      const gradient = results[input];
      if (gradient) {
        const { tensor } = node.edges[input]!;
        flows[flowing++] = { input, tensor, gradient, before: bring(place, gradient) };
      } else place.pending--;
      if (place.pending === 0 && !place.node) (complete ??= []).push(place);
    }
    flows.length = flowing;
    yield { kind: 'node', node, output, upstream, flows };
    for (const leaf of complete ?? []) {
      const step = leafStep(leaf);
      if (step) yield step;
    }
  }
}

/** @throws RuntimeError for a gradient that is NaN: at once where it is known, else at the next read */
function checkNumbers({ name }: GradNode, results: readonly (Tensor | null)[]): void {
  results.forEach((result, i) => {
    if (!result?.dtype.isFloatingPoint) return;
    insist(
      result,
      (x) => x.eq(x),
      (elements) => !elements.some((x: number | bigint) => Number.isNaN(x)),
      () => new RuntimeError(`Function '${name}' returned nan values in its ${i}th output.`),
    );
  });
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
  /** where each root's gradient starts */
  readonly roots: readonly Stop[];
  /** reachable operations, latest first */
  readonly nodes: readonly NodeStop[];
}

/** Walks the graph without recursion: a chain of 200,000 operations must not overflow the stack. */
function planFrom(roots: readonly Tensor[]): Plan {
  const nodes: NodeStop[] = [];
  const leaves = new Map<Tensor, Stop>();
  /** Counts one more contribution to where an edge leads. */
  const reach = (tensor: Tensor, node: GradNode | null): Stop => {
    let stop = node ? node.stop : leaves.get(tensor);
    if (!stop) {
      if (node) {
        const next = new Array<Stop | null>(node.edges.length);
        stop = node.stop = { tensor, node, next, pending: 0, arrived: null };
        nodes.push(node.stop);
      } else leaves.set(tensor, (stop = { tensor, node, next: [], pending: 0, arrived: null }));
    }
    stop.pending++;
    return stop;
  };
  const starts = roots.map((root) => reach(root, root.gradNode));
  // what is reached is added at the end, and looked at in its turn
  for (let i = 0; i < nodes.length; i++) {
    const { node, next } = nodes[i]!;
    for (let k = 0; k < next.length; k++) {
      const edge = node.edges[k];
      next[k] = edge ? reach(edge.tensor, edge.node) : null;
    }
  }
  for (const { node } of nodes) node.stop = null;
  nodes.sort((a, b) => b.node.sequence - a.node.sequence);
  return { roots: starts, nodes };
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
      const grad = tensor.ownGrad;
      if (!grad) {
        const after = createGraph ? added.clone() : copyOf(added);
        tensor.receiveGrad(after);
        return { kind: 'accumulate', tensor, before: null, added, after };
      }
      const before = grad.detach().clone();
      if (createGraph) tensor.grad = grad.add(added);
      else grad.add_(added);
      return { kind: 'accumulate', tensor, before, added, after: tensor.ownGrad! };
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
  const listener = observer();
  if (listener) {
    roots.forEach((root, i) => listener.backwardBegin(root, startGradient(root, gradients[i] ?? null)));
    for (const step of backwardSteps(roots, gradients, options)) {
      // who listens may keep what was accumulated: from here on it is not the engine's alone
      if (step.kind === 'accumulate') void step.tensor.grad;
      observer()?.backwardStep(step);
    }
    return;
  }
  const left = new Left();
  const work = (): void => {
    for (const step of backwardSteps(roots, gradients, options)) left.see(step);
  };
  const device = roots[0]?.device;
  if (device?.scoped && !options.createGraph) device.scoped(work, () => left.storages);
  else work();
}

/** What is left of a backward that nobody listened to: the gradients of the leaves, unless the learner's code saw more. */
class Left {
  readonly #storages = new Set<Storage>();
  #isSeen = false;

  see(step: BackwardStep): void {
    if (step.kind === 'accumulate') {
      this.#storages.add(step.after.storage);
      this.#isSeen ||= Boolean(step.tensor.watch?.hooks);
    } else this.#isSeen ||= Boolean(step.output.watch?.hooks) || step.node.record.foreign === true;
  }

  /** null: it cannot be told */
  get storages(): ReadonlySet<Storage> | null {
    return this.#isSeen ? null : this.#storages;
  }
}

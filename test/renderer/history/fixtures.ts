/** @file Hand-written traces: a small builder, the tanh neuron with its true numbers, and a training loop. */

import type { DTypeName } from '../../../engine/dtype';
import {
  TRACE_VERSION,
  type Attrs,
  type GradientFlow,
  type ModuleCall,
  type TraceEvent,
  type Value,
} from '../../../engine/trace/events';

/** A whole value of these elements. */
export function value(elements: readonly number[], shape: readonly number[] = [elements.length]): Value {
  return { shape, elements: Float64Array.from(elements), whole: true };
}

interface Made {
  readonly inputs?: readonly number[];
  readonly attrs?: Attrs;
  readonly name?: string;
  readonly line?: number;
  readonly dtype?: DTypeName;
  readonly requiresGrad?: boolean;
  readonly isLeaf?: boolean;
  readonly module?: readonly ModuleCall[];
}

/** Writes events in order, keeping count of ids and episodes. */
export class TraceBuilder {
  readonly events: TraceEvent[] = [];
  episode = 0;
  #tensors = 0;
  #ops = 0;
  #backwards = 0;
  readonly #values = new Map<number, Value>();
  /** the op event's id by the tensor it made */
  readonly #opOf = new Map<number, number>();

  constructor() {
    this.events.push({
      type: 'start',
      version: TRACE_VERSION,
      run: 1,
      file: 'model.ts',
      source: '',
      device: { type: 'cpu', label: 'CPU', software: false },
    });
  }

  /** An operation or factory; returns its output's tensor id. */
  op(op: string, held: Value, made: Made = {}): number {
    const id = ++this.#tensors;
    const opId = ++this.#ops;
    const requiresGrad = made.requiresGrad ?? false;
    this.#values.set(id, held);
    this.#opOf.set(id, opId);
    this.events.push({
      type: 'op',
      id: opId,
      op,
      attrs: made.attrs ?? {},
      inputs: made.inputs ?? [],
      output: {
        id,
        shape: held.shape,
        dtype: made.dtype ?? 'float64',
        device: 'cpu',
        requiresGrad,
        isLeaf: made.isLeaf ?? !requiresGrad,
      },
      gradFn: requiresGrad && !made.isLeaf ? `${op[0]?.toUpperCase()}${op.slice(1)}Backward0` : null,
      module: made.module ?? [],
      value: held,
      line: made.line ?? 0,
      episode: this.episode,
    });
    if (made.name !== undefined) this.events.push({ type: 'name', tensor: id, name: made.name });
    return id;
  }

  /** `torch.tensor([…])` as float32, cast to float64, with requiresGrad switched on. */
  leaf(name: string, x: number, line: number): number {
    const raw = this.op('tensor', value([Math.fround(x)]), { dtype: 'float32', line });
    const cast = this.op('to', value([Math.fround(x)]), {
      inputs: [raw],
      attrs: { dtype: 'float64', device: 'cpu' },
      line,
    });
    this.events.push({ type: 'requiresGrad', tensor: cast, requiresGrad: true, line, episode: this.episode });
    this.events.push({ type: 'name', tensor: cast, name });
    return cast;
  }

  backward(root: number, line: number): number {
    const id = ++this.#backwards;
    const shape = this.#values.get(root)?.shape ?? [];
    const count = shape.reduce((a, b) => a * b, 1);
    this.events.push({
      type: 'backward',
      id,
      root,
      gradient: value(
        Array.from({ length: count }, () => 1),
        shape,
      ),
      line,
      episode: this.episode,
    });
    return id;
  }

  gradient(backward: number, output: number, upstream: Value, flows: readonly GradientFlow[]): void {
    const op = this.#opOf.get(output) ?? 0;
    this.events.push({ type: 'gradient', backward, op, output, upstream, flows, episode: this.episode });
  }

  accumulate(backward: number, tensor: number, before: Value | null, added: Value): void {
    const sum = [...added.elements].map((x, i) => Number(x) + Number(before?.elements[i] ?? 0));
    this.events.push({
      type: 'accumulate',
      backward,
      tensor,
      before,
      added,
      after: value(sum, added.shape),
      episode: this.episode,
    });
  }
}

/** One flow of a gradient. */
export function flow(tensor: number, input: number, x: number, before: Value | null = null): GradientFlow {
  return { tensor, input, gradient: value([x]), before };
}

/** Tensor ids of the tanh neuron. */
export interface Neuron {
  readonly events: TraceEvent[];
  readonly x1: number;
  readonly x2: number;
  readonly w1: number;
  readonly w2: number;
  readonly b: number;
  readonly n: number;
  readonly o: number;
  readonly x1w1: number;
}

export const OUTPUT = 0.7071066904050358;
export const GRAD = 0.5000001283844369;
export const BIAS = 6.881373405456543;

/** The tanh neuron: five leaves, x1·w1 + x2·w2 + b, tanh, backward. */
export function tanhNeuron(names: { readonly n?: string } = {}): Neuron {
  const t = new TraceBuilder();
  const x1 = t.leaf('x1', 2, 4);
  const x2 = t.leaf('x2', 0, 5);
  const w1 = t.leaf('w1', -3, 7);
  const w2 = t.leaf('w2', 1, 8);
  const b = t.leaf('b', 6.8813735870195432, 10);
  const grad = { requiresGrad: true } as const;
  const x1w1 = t.op('mul', value([-6]), { inputs: [x1, w1], name: 'x1w1', line: 12, ...grad });
  const x2w2 = t.op('mul', value([0]), { inputs: [x2, w2], name: 'x2w2', line: 13, ...grad });
  const s = t.op('add', value([-6]), { inputs: [x1w1, x2w2], line: 14, ...grad });
  const n = t.op('add', value([BIAS - 6]), { inputs: [s, b], name: names.n ?? 'n', line: 14, ...grad });
  const o = t.op('tanh', value([OUTPUT]), { inputs: [n], name: 'o', line: 15, ...grad });
  t.events.push({ type: 'loss', value: OUTPUT, name: 'o', episode: 0 });
  const back = t.backward(o, 16);
  const g = value([GRAD]);
  t.gradient(back, o, value([1]), [flow(n, 0, GRAD)]);
  t.gradient(back, n, g, [flow(s, 0, GRAD), flow(b, 1, GRAD)]);
  t.accumulate(back, b, null, g);
  t.gradient(back, s, g, [flow(x1w1, 0, GRAD), flow(x2w2, 1, GRAD)]);
  t.gradient(back, x2w2, g, [flow(x2, 0, GRAD), flow(w2, 1, 0)]);
  t.accumulate(back, x2, null, g);
  t.accumulate(back, w2, null, value([0]));
  t.gradient(back, x1w1, g, [flow(x1, 0, -1.5000003851533106), flow(w1, 1, 1.0000002567688737)]);
  t.accumulate(back, x1, null, value([-1.5000003851533106]));
  t.accumulate(back, w1, null, value([1.0000002567688737]));
  t.events.push({ type: 'done', milliseconds: 3 });
  return { events: t.events, x1, x2, w1, w2, b, n, o, x1w1 };
}

export interface Training {
  readonly events: TraceEvent[];
  readonly parameters: readonly [number, number];
}

/**
 * Two numbers whose product is to become 15, by gradient descent: one episode a step.
 * @param reset false: `zeroGrad` is forgotten, so the gradients pile up
 */
export function training(episodes: number, reset = true, lr = 3e-3): Training {
  const t = new TraceBuilder();
  let [p, q] = [3, 4];
  const made = { requiresGrad: true, isLeaf: true } as const;
  const a = t.op('tensor', value([p], []), { name: 'var_1', line: 1, ...made });
  const b = t.op('tensor', value([q], []), { name: 'var_2', line: 2, ...made });
  const grads: [number | null, number | null] = [null, null];
  const grad = { requiresGrad: true } as const;
  const scalar = (x: number): Value => value([x], []);
  const to = (tensor: number, input: number, x: number): GradientFlow => ({
    tensor,
    input,
    gradient: scalar(x),
    before: null,
  });
  for (let episode = 0; episode < episodes; episode++) {
    t.episode = episode;
    const product = t.op('mul', scalar(p * q), { inputs: [a, b], name: 'product', line: 5, ...grad });
    const rest = t.op('rsub', scalar(15 - p * q), {
      inputs: [product],
      attrs: { other: 15 },
      line: 6,
      ...grad,
    });
    const loss = t.op('pow', scalar((15 - p * q) ** 2), {
      inputs: [rest],
      attrs: { other: 2 },
      name: 'loss',
      line: 6,
      ...grad,
    });
    t.events.push({ type: 'loss', value: (15 - p * q) ** 2, name: 'loss', episode });
    const back = t.backward(loss, 7);
    const r = 2 * (15 - p * q);
    t.gradient(back, loss, scalar(1), [to(rest, 0, r)]);
    t.gradient(back, rest, scalar(r), [to(product, 0, -r)]);
    t.gradient(back, product, scalar(-r), [to(a, 0, -r * q), to(b, 1, -r * p)]);
    const added = [-r * q, -r * p] as const;
    [a, b].forEach((tensor, k) => {
      const before = grads[k] ?? null;
      t.accumulate(back, tensor, before === null ? null : scalar(before), scalar(added[k] ?? 0));
      grads[k] = (before ?? 0) + (added[k] ?? 0);
    });
    const after = [p - lr * (grads[0] ?? 0), q - lr * (grads[1] ?? 0)] as const;
    t.events.push({
      type: 'update',
      optimizer: 'SGD',
      settings: { lr },
      params: [a, b].map((tensor, k) => ({
        tensor,
        before: scalar([p, q][k] ?? 0),
        gradient: scalar(grads[k] ?? 0),
        after: scalar(after[k] ?? 0),
      })),
      line: 8,
      episode,
    });
    [p, q] = after;
    if (reset) {
      t.events.push({ type: 'zeroGrad', tensors: [a, b], setToNone: true, line: 9, episode });
      grads[0] = null;
      grads[1] = null;
    }
  }
  t.events.push({ type: 'done', milliseconds: 3 });
  return { events: t.events, parameters: [a, b] };
}

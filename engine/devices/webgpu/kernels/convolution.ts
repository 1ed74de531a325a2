/**
 * @file Convolution and its two gradients as products of matrices that are never laid out: an invocation makes some
 * rows (channels) of four columns (places), and works out where their operands are as it goes.
 */

import type { StridedView } from '../../device';
import type { ConvolutionGeometry, NetworkKernels } from '../../network';
import { numel } from '../layout';
import type { KernelContext } from './context';
import {
  convolutionShader,
  paramsOf,
  type ConvolutionForm,
  type ConvolutionWords,
} from './convolution-shader';
import { recordReduce } from './record';
import { bind } from './wgsl';

const MOST_ROWS = 8;
const COLUMNS = 4;
type Kind = 'forward' | 'input' | 'weight';

/** Invocations that keep a device busy: what the weight's gradient, whose outputs are few, is split for. */
const WANTED = { software: 64, hardware: 4096 } as const;

/** Offset and five strides, of batch, channel, and depth, height, width, where a view may lack the first of these. */
function steps({ offset, strides }: StridedView): number[] {
  const [first = 0, second = 0, ...rest] = strides;
  return [offset, first, second, ...new Array<number>(3 - rest.length).fill(0), ...rest];
}

/** What every kind is as sums of products; `out` begins at 0, and the depth is in one part. */
function wordsOf(
  kind: Kind,
  g: ConvolutionGeometry,
  left: StridedView,
  right: StridedView,
): ConvolutionWords {
  const [inGroup, outGroup] = [g.inChannels / g.groups, g.outChannels / g.groups];
  const [a = 0, a0 = 0, a1 = 0, ...inA] = steps(left);
  const [b = 0, b0 = 0, b1 = 0, ...inB] = steps(right);
  const ONE = [1, 1, 1];
  const negative = (list: readonly number[]): number[] => list.map((x) => -x);
  const common = { groups: g.groups, splits: 1, divisor: ONE };
  if (kind === 'weight') {
    // out[o, c, k] = Σ g[n, o, p] · x[n, c, p · stride − padding + k · dilation]
    const columns = inGroup * numel(g.kernel);
    return {
      ...{ ...common, rows: outGroup, columns, depth: g.batch, chunk: g.batch },
      ...{ sizes: g.kernel, loops: g.output, limits: g.input },
      ...{ origin: negative(g.padding), column: g.dilation, loop: g.stride },
      left: [a, outGroup * a1, a1, a0, ...inA],
      right: [b, inGroup * b1, b1, b0, ...inB],
      out: [0, g.outChannels * columns, outGroup * columns, columns, 0],
    };
  }
  const sizes = kind === 'forward' ? g.output : g.input;
  const [rows, depth] = kind === 'forward' ? [outGroup, inGroup] : [inGroup, outGroup];
  const each = numel(sizes);
  const place =
    kind === 'forward'
      ? // out[n, o, p] = Σ weight[o, c, k] · x[n, c, p · stride − padding + k · dilation]
        { limits: g.input, origin: negative(g.padding), column: g.stride, loop: g.dilation }
      : // out[n, c, i] = Σ weight[o, c, k] · g[n, o, (i + padding − k · dilation) / stride] where that is whole
        { limits: g.output, origin: g.padding, column: ONE, loop: negative(g.dilation), divisor: g.stride };
  return {
    ...{ ...common, rows, columns: g.batch * each, depth, chunk: depth },
    ...{ sizes, loops: g.kernel, ...place },
    left: kind === 'forward' ? [a, rows * a0, a0, a1, ...inA] : [a, depth * a0, a1, a0, ...inA],
    right: [b, depth * b1, b0, b1, ...inB],
    // a column's number has its sample in it
    out: [0, 0, rows * each, each, (g.groups * rows - 1) * each],
  };
}

function record(
  context: KernelContext,
  software: boolean,
  kind: Kind,
  g: ConvolutionGeometry,
  left: StridedView,
  right: StridedView,
  out: StridedView,
): void {
  if (numel(out.shape) === 0) return;
  // the output is zeros already, which is what sums of nothing are
  if (numel(left.shape) === 0 || numel(right.shape) === 0) return;
  const words = wordsOf(kind, g, left, right);
  const [a, b] = [context.source(left), context.source(right)];
  const target = context.target(out);
  const tiles = Math.ceil(words.rows / MOST_ROWS);
  const rows = Math.ceil(words.rows / tiles);
  const each = Math.ceil(words.columns / COLUMNS) * tiles * g.groups;
  const wanted = software ? WANTED.software : WANTED.hardware;
  const splits = kind === 'weight' ? Math.max(1, Math.min(g.batch, Math.ceil(wanted / each))) : 1;
  const size = software ? 16 : 64;
  const bound = bind(target.entry, [a.entry, b.entry]);
  const [nameA = 'in0', nameB = 'in1'] = bound.names;
  const scratch = splits > 1 ? context.pool.take(splits * numel(out.shape) * 4) : null;
  const places = placesOf(kind, g, software);
  const flat = [g.input, g.kernel, g.output].every(([depth]) => depth === 1) && g.padding[0] === 0;
  context.queue.dispatch({
    key: `convolution.${places}/${flat ? 2 : 3}/${rows}/${size}/${nameA}/${nameB}`,
    code: () => convolutionShader({ rows, size, places, flat, short: software, a: nameA, b: nameB }),
    out: scratch ?? target.entry,
    inputs: bound.inputs,
    flag: false,
    params: paramsOf({
      ...words,
      splits,
      chunk: Math.ceil(words.depth / splits),
      out: [scratch ? 0 : out.offset, ...words.out.slice(1)],
    }),
    workgroups: Math.ceil((each * splits) / size),
  });
  if (!scratch) return;
  const count = numel(out.shape);
  const parts = { shape: [count, splits], strides: [1, count], offset: 0 };
  const whole = { shape: [count], strides: [1], offset: out.offset };
  const sums = { view: whole, entry: target.entry };
  recordReduce(context, 'sum', 'f32', { view: parts, entry: scratch }, sums);
  context.pool.release(scratch);
}

/** Where a kernel is dear to compile one does it for all: it looks at every place whether that is inside. */
function placesOf(
  kind: Kind,
  { padding, stride }: ConvolutionGeometry,
  software: boolean,
): ConvolutionForm['places'] {
  if (kind === 'input' && stride.some((s) => s > 1)) return 'divided';
  return software || kind === 'input' || padding.some((p) => p > 0) ? 'outside' : 'inside';
}

/** The kernels of convolution; float32 alone comes here. */
export function convolutionKernels(
  context: KernelContext,
  software: boolean,
): Pick<NetworkKernels, 'convolve' | 'convolveInput' | 'convolveWeight'> {
  return {
    convolve: (g, x, weight, out) => record(context, software, 'forward', g, weight, x, out),
    convolveInput: (g, y, weight, out) => record(context, software, 'input', g, weight, y, out),
    convolveWeight: (g, x, y, out) => record(context, software, 'weight', g, y, x, out),
  };
}

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
  type ConvolutionKind,
  type ConvolutionSizes,
} from './convolution-shader';
import { recordReduce } from './record';
import { bind } from './wgsl';

const MOST_ROWS = 8;
const COLUMNS = 4;
/** Invocations that keep a device busy: what the weight's gradient, whose outputs are few, is split for. */
const WANTED = { software: 64, hardware: 4096 } as const;

function sizesOf(kind: ConvolutionKind, g: ConvolutionGeometry): ConvolutionSizes {
  const inGroup = g.inChannels / g.groups;
  const outGroup = g.outChannels / g.groups;
  switch (kind) {
    case 'forward':
      return { rows: outGroup, depth: inGroup, columns: g.batch * numel(g.output) };
    case 'input':
      return { rows: inGroup, depth: outGroup, columns: g.batch * numel(g.input) };
    case 'weight':
      return { rows: outGroup, depth: g.batch, columns: inGroup * numel(g.kernel) };
  }
}

/** Offset and five strides, of batch, channel, and depth, height, width, where a view may lack the first of these. */
function steps({ offset, strides }: StridedView): number[] {
  const [first = 0, second = 0, ...rest] = strides;
  return [offset, first, second, ...new Array<number>(3 - rest.length).fill(0), ...rest];
}

function record(
  context: KernelContext,
  software: boolean,
  kind: ConvolutionKind,
  g: ConvolutionGeometry,
  left: StridedView,
  right: StridedView,
  out: StridedView,
): void {
  if (numel(out.shape) === 0) return;
  const sizes = sizesOf(kind, g);
  // the output is zeros already, which is what sums of nothing are
  if (numel(left.shape) === 0 || numel(right.shape) === 0) return;
  const [a, b] = [context.source(left), context.source(right)];
  const target = context.target(out);
  const tiles = Math.ceil(sizes.rows / MOST_ROWS);
  const rows = Math.ceil(sizes.rows / tiles);
  const each = Math.ceil(sizes.columns / COLUMNS) * tiles * g.groups;
  const wanted = software ? WANTED.software : WANTED.hardware;
  const splits = kind === 'weight' ? Math.max(1, Math.min(g.batch, Math.ceil(wanted / each))) : 1;
  const size = software ? 16 : 64;
  const bound = bind(target.entry, [a.entry, b.entry]);
  const [nameA = 'in0', nameB = 'in1'] = bound.names;
  const padded = g.padding.some((p) => p > 0);
  const strided = g.stride.some((s) => s > 1);
  const scratch = splits > 1 ? context.pool.take(splits * numel(out.shape) * 4) : null;
  const form = `${rows}/${size}/${kind === 'input' ? (strided ? 'strided' : '') : padded ? 'padded' : ''}`;
  context.queue.dispatch({
    key: `convolution.${kind}/${form}/${nameA}/${nameB}`,
    code: () => convolutionShader({ kind, rows, size, padded, strided, short: software, a: nameA, b: nameB }),
    out: scratch ?? target.entry,
    inputs: bound.inputs,
    flag: false,
    params: paramsOf(g, sizes, {
      left: steps(left),
      right: steps(right),
      out: scratch ? 0 : out.offset,
      chunk: Math.ceil(sizes.depth / splits),
      splits,
    }),
    workgroups: Math.ceil((each * splits) / size),
  });
  if (!scratch) return;
  const count = numel(out.shape);
  const parts = { shape: [count, splits], strides: [1, count], offset: 0 };
  const flat = { shape: [count], strides: [1], offset: out.offset };
  const sums = { view: flat, entry: target.entry };
  recordReduce(context, 'sum', 'f32', { view: parts, entry: scratch }, sums);
  context.pool.release(scratch);
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

/** @file From views to dispatches: makes shapes simple, picks the kernel, and lays out its words. */

import type { ReduceKernel } from '../../device';
import { coalesce, contiguousStrides, numel, widened } from '../layout';
import type { PooledBuffer } from '../pool';
import type { CommandQueue } from '../queue';
import type { WordClass } from '../words';
import type { Recording } from './context';
import { ELEMENTWISE_SIZE, elementwiseParams, elementwiseShader, type Formula } from './elementwise';
import { REDUCE_CHUNK, REDUCE_SIZE, reduceFlag, reduceParams, reduceShader, type ReduceForm } from './reduce';
import { bind } from './wgsl';

/** Shape, strides and offset, wherever the words lie. */
export interface Extent {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

/** An operand in memory. */
export interface Source {
  readonly view: Extent;
  readonly entry: PooledBuffer;
}

/** Records an elementwise kernel; operands are views of `out`'s shape, or words. */
export function recordElementwise(
  queue: CommandQueue,
  formula: Formula,
  out: Extent,
  target: PooledBuffer,
  operands: readonly (Source | number)[],
  alpha: number,
): void {
  const views: Source[] = [];
  const numbers: number[] = [];
  for (const operand of operands) {
    if (typeof operand === 'number') numbers.push(operand);
    else views.push(operand);
  }
  const { shape, strides } = coalesce(out.shape, [out.strides, ...views.map(({ view }) => view.strides)]);
  const bound = bind(
    target,
    views.map(({ entry }) => entry),
  );
  let next = 0;
  const sources = operands.map((operand) =>
    typeof operand === 'number' ? null : (bound.names[next++] ?? null),
  );
  const rank = shape.length;
  const count = numel(shape);
  queue.dispatch({
    key: `${formula.name}/${rank}/${sources.map((source) => source ?? 'number').join()}`,
    code: () => elementwiseShader(formula, rank, sources),
    out: target,
    inputs: bound.inputs,
    flag: formula.flag,
    params: elementwiseParams({
      count,
      alpha,
      numbers,
      shape,
      views: [out, ...views.map(({ view }) => view)].map(({ offset }, v) => ({
        offset,
        strides: strides[v] ?? [],
      })),
    }),
    workgroups: Math.ceil(count / ELEMENTWISE_SIZE),
  });
}

/** Elements of one output up to which one invocation reduces them whatever the number of outputs. */
const ALONE = 64;
/** The same where there are outputs enough to keep a GPU busy. */
const MANY_OUTPUTS = 1024;
const ALONE_AMONG_MANY = 4096;
/** Invocations that keep an emulation busy, which pays dearly for workgroups that wait for one another. */
const SOFTWARE_OUTPUTS = 2048;

/** How an output of `count` elements is reduced: by whom, and in parts of how many. */
function planOf(outputs: number, count: number, software: boolean): { form: ReduceForm; chunk: number } {
  const alone = count <= ALONE || (outputs >= MANY_OUTPUTS && count <= ALONE_AMONG_MANY);
  if (alone) return { form: 'invocation', chunk: count };
  if (!software) return { form: 'workgroup', chunk: REDUCE_CHUNK };
  const even = Math.ceil((count * outputs) / SOFTWARE_OUTPUTS);
  return { form: 'invocation', chunk: Math.min(count, Math.max(ALONE, Math.min(even, ALONE_AMONG_MANY))) };
}

/** Records a reduction of `x`'s trailing dimensions; long ones in stages, through scratch memory. */
export function recordReduce(
  context: Recording,
  kernel: ReduceKernel,
  kind: WordClass,
  { view: x, entry: source }: Source,
  { view: out, entry: target }: Source,
): void {
  const outer = out.shape.length;
  const inner = coalesce(x.shape.slice(outer), [x.strides.slice(outer)]);
  const innerStrides = inner.strides[0] ?? [];
  const last = inner.shape.length - 1;
  if (context.software && last > 0) {
    // an emulation divides slowly: one dimension after the other needs no division for each element
    const rows = [...out.shape, ...inner.shape.slice(0, last)];
    const partial = denseExtent(rows);
    const scratch = context.pool.take(numel(rows) * 4);
    const strides = [...x.strides.slice(0, outer), ...innerStrides];
    const lanes = { shape: [...rows, inner.shape[last]!], strides, offset: x.offset };
    const made = { view: partial, entry: scratch };
    recordReduce(context, kernel, kind, { view: lanes, entry: source }, made);
    recordReduce(context, kernel, kind, made, { view: out, entry: target });
    context.pool.release(scratch);
    return;
  }
  const count = numel(inner.shape);
  const outputs = numel(out.shape);
  const { form, chunk } = planOf(outputs, count, context.software);
  const chunks = Math.ceil(count / chunk);
  if (chunks > 1) {
    const scratch = context.pool.take(outputs * chunks * 4);
    // the partial results lie output after output, in the order of `out`
    const partial = denseExtent([...out.shape, chunks]);
    stage(partial.strides.slice(0, outer), 0, scratch);
    recordReduce(context, kernel, kind, { view: partial, entry: scratch }, { view: out, entry: target });
    context.pool.release(scratch);
    return;
  }
  stage(out.strides, out.offset, target);

  function stage(outStrides: readonly number[], outOffset: number, into: PooledBuffer): void {
    const simple = coalesce(out.shape, [x.strides.slice(0, outer), outStrides]);
    const outerPart = context.software ? widened(simple, 2) : simple;
    const bound = bind(into, [source]);
    const [name = 'in0'] = bound.names;
    const ranks = [outerPart.shape.length, inner.shape.length] as const;
    context.queue.dispatch({
      key: `${kernel}.${kind}/${form}/${ranks.join()}/${name}`,
      code: () => reduceShader(kernel, kind, form, ...ranks, name, context.subgroups),
      out: into,
      inputs: bound.inputs,
      flag: reduceFlag(kernel, kind),
      params: reduceParams({
        outputs,
        count,
        chunks,
        chunk,
        xOffset: x.offset,
        outOffset,
        outerShape: outerPart.shape,
        outerStrides: outerPart.strides[0] ?? [],
        outStrides: outerPart.strides[1] ?? [],
        innerShape: inner.shape,
        innerStrides,
      }),
      workgroups: form === 'invocation' ? Math.ceil((outputs * chunks) / REDUCE_SIZE) : outputs * chunks,
    });
  }
}

function denseExtent(shape: readonly number[]): Extent {
  return { shape, strides: contiguousStrides(shape), offset: 0 };
}

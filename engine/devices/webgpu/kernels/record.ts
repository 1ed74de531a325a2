/** @file From views to dispatches: makes shapes simple, picks the kernel, and lays out its words. */

import type { ReduceKernel } from '../../device';
import { coalesce, numel } from '../layout';
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

/** Records a reduction of `x`'s trailing dimensions; long ones in stages, through scratch memory. */
export function recordReduce(
  context: Recording,
  kernel: ReduceKernel,
  kind: WordClass,
  { view: x, entry: source }: Source,
  { view: out, entry: target }: Source,
): void {
  const outer = out.shape.length;
  const innerShape = x.shape.slice(outer);
  const count = numel(innerShape);
  const outputs = numel(out.shape);
  const alone = count <= ALONE || (outputs >= MANY_OUTPUTS && count <= ALONE_AMONG_MANY);
  const form: ReduceForm = alone ? 'invocation' : 'workgroup';
  const chunks = alone ? 1 : Math.ceil(count / REDUCE_CHUNK);
  if (chunks > 1) {
    const scratch = context.pool.take(outputs * chunks * 4);
    // the partial results lie output after output, in the order of `out`
    const steps = out.shape.map((_, d) => chunks * numel(out.shape.slice(d + 1)));
    stage(steps, 0, scratch);
    const partial = { shape: [...out.shape, chunks], strides: [...steps, 1], offset: 0 };
    recordReduce(context, kernel, kind, { view: partial, entry: scratch }, { view: out, entry: target });
    context.pool.release(scratch);
    return;
  }
  stage(out.strides, out.offset, target);

  function stage(outStrides: readonly number[], outOffset: number, into: PooledBuffer): void {
    const outerPart = coalesce(out.shape, [x.strides.slice(0, outer), outStrides]);
    const innerPart = coalesce(innerShape, [x.strides.slice(outer)]);
    const bound = bind(into, [source]);
    const [name = 'in0'] = bound.names;
    const ranks = [outerPart.shape.length, innerPart.shape.length] as const;
    context.queue.dispatch({
      key: `${kernel}.${kind}/${form}/${ranks.join()}/${name}`,
      code: () => reduceShader(kernel, kind, form, ...ranks, name),
      out: into,
      inputs: bound.inputs,
      flag: reduceFlag(kernel, kind),
      params: reduceParams({
        outputs,
        count,
        chunks,
        xOffset: x.offset,
        outOffset,
        outerShape: outerPart.shape,
        outerStrides: outerPart.strides[0] ?? [],
        outStrides: outerPart.strides[1] ?? [],
        innerShape: innerPart.shape,
        innerStrides: innerPart.strides[0] ?? [],
      }),
      workgroups: form === 'invocation' ? Math.ceil(outputs / REDUCE_SIZE) : outputs * chunks,
    });
  }
}

/** @file Attention without the matrix of weights in memory, and its gradients; sums are made in one order, always. */

import type { Attention, AttentionKernels, AttentionSlopes } from '../../attention';
import type { StridedView } from '../../device';
import { numel } from '../layout';
import type { PooledBuffer } from '../pool';
import { floatWord } from '../words';
import { attentionShader, ROWS, VIEW_NAMES, type AttentionForm, type ViewName } from './attention-shader';
import type { KernelContext } from './context';
import { MOVE } from './copy';
import { recordElementwise, type Source } from './record';
import { scratch, type Scratch } from './views';

/** Elements of a query up to which a row's sums fit into registers. */
const WIDEST = 128;
/** Weights from which on a GPU spends more on writing and reading them than on making them again. */
const MANY_WEIGHTS = 2 ** 18;
/**
 * The same for an emulation. Measured on SwiftShader: what is causal is done in half the work, and for narrow queries sooner
 * than with weights (a step of 1.0 to 1.8 times the speed); the rest takes up to twice as long and is done for the memory.
 */
const SOFTWARE = { narrow: 32, causal: 2 ** 14, other: 2 ** 23 } as const;

type Views = Readonly<Partial<Record<ViewName, Source>>>;

/** @param weightless whether to do all of it that can be done, or (false) none; by size unless told */
export function attentionKernels(context: KernelContext, weightless?: boolean): AttentionKernels {
  function pays({ q, k, isCausal }: Attention): boolean {
    const [batch = 1, heads = 1, length = 1, width = 1] = q.shape;
    const weights = batch * heads * length * (k.shape[2] ?? 1);
    if (width % 4 !== 0 || width > WIDEST || weights === 0) return false;
    if (weightless !== undefined) return weightless;
    if (!context.software) return weights >= MANY_WEIGHTS;
    return weights >= (isCausal && width <= SOFTWARE.narrow ? SOFTWARE.causal : SOFTWARE.other);
  }

  /** What is read four at a time: as it lies, or copied. */
  function fours(view: StridedView, copies: Scratch[]): Source {
    const source = context.source(view);
    const { strides, offset, shape } = view;
    const fits = strides[3] === 1 && [offset, ...strides.slice(0, 3)].every((step) => step % 4 === 0);
    if (fits) return source;
    const copy = scratch(context, shape);
    recordElementwise(context.queue, MOVE, copy.view, copy.entry, [source], 0);
    copies.push(copy);
    return copy;
  }

  /** What is read word by word beside others: copied where it lies among them, since a buffer has one type in a kernel. */
  function words(view: StridedView | null, others: readonly Source[], copies: Scratch[]): Source | null {
    if (!view) return null;
    const source = context.source(view);
    if (!others.some(({ entry }) => entry === source.entry)) return source;
    const copy = scratch(context, view.shape);
    recordElementwise(context.queue, MOVE, copy.view, copy.entry, [source], 0);
    copies.push(copy);
    return copy;
  }

  function record(
    kernel: AttentionForm['kernel'],
    attention: Attention,
    read: Views,
    written: Views,
    mask: Source | null,
    stats: Scratch | null,
  ): void {
    const [batch = 1, heads = 1, length = 1, width = 1] = attention.q.shape;
    const keys = attention.k.shape[2] ?? 1;
    const outs = [...Object.values(written), ...(kernel === 'query' && stats ? [stats] : [])];
    const ins = [
      ...Object.values(read),
      ...(mask ? [mask] : []),
      ...(kernel === 'key' && stats ? [stats] : []),
    ];
    const names = new Map<PooledBuffer, string>();
    outs.forEach(({ entry }, i) => names.set(entry, i === 0 ? 'out' : `also${i - 1}`));
    const inputs = [...new Set(ins.map(({ entry }) => entry))];
    inputs.forEach((entry, i) => names.set(entry, `in${i}`));
    const named: Partial<Record<ViewName | 'mask' | 'stats', string>> = {};
    const all: Views = { ...read, ...written };
    const words = VIEW_NAMES.flatMap((name) => {
      const source = all[name];
      if (!source) return [0, 0, 0, 0];
      named[name] = names.get(source.entry)!;
      const { offset, strides } = source.view;
      return [offset, ...strides.slice(0, 3)].map((step) => step / 4);
    });
    if (mask) named.mask = names.get(mask.entry)!;
    if (stats) named.stats = names.get(stats.entry)!;
    const shares = !context.software;
    const kind = !attention.mask ? 'none' : attention.mask.storage.dtype.name === 'bool' ? 'bool' : 'float';
    const form: AttentionForm = {
      kernel,
      width,
      mask: kind,
      isCausal: attention.isCausal,
      shares,
      names: named,
      inputs: inputs.length,
      also: outs.length - 1,
    };
    const rows = kernel === 'key' ? keys : length;
    context.queue.dispatch({
      key: `attention.${kernel}/${width}/${kind}/${attention.isCausal}/${shares}/${JSON.stringify(named)}`,
      code: () => attentionShader(form),
      out: outs[0]!.entry,
      inputs,
      also: outs.slice(1).map(({ entry }) => entry),
      flag: false,
      params: [
        ...[length, keys, heads, floatWord(attention.scale), batch * heads],
        ...words,
        ...(mask ? [mask.view.offset, ...mask.view.strides] : []),
      ],
      workgroups: shares ? Math.ceil(rows / ROWS) * batch * heads : Math.ceil((rows * batch * heads) / ROWS),
    });
  }

  function forward(attention: Attention, out: StridedView): void {
    const copies: Scratch[] = [];
    const [q, k, v] = [attention.q, attention.k, attention.v].map((view) => fours(view, copies));
    const mask = words(attention.mask, [q!, k!, v!], copies);
    record('forward', attention, { q: q!, k: k!, v: v! }, { o: context.target(out) }, mask, null);
    copies.forEach((copy) => copy.done());
  }

  function input(attention: Attention, output: StridedView, g: StridedView, slopes: AttentionSlopes): void {
    const copies: Scratch[] = [];
    const views = [attention.q, attention.k, attention.v, output, g].map((view) => fours(view, copies));
    const [q, k, v, o, slope] = views as [Source, Source, Source, Source, Source];
    const mask = words(attention.mask, [q, k, v, o, slope], copies);
    // of each query: its largest score, one over the sum of its powers, and what flows into all of its weights
    const stats = scratch(context, [3, numel(attention.q.shape.slice(0, 3))]);
    const target = (view: StridedView | null, name: ViewName): Views =>
      view ? { [name]: context.target(view) } : {};
    record('query', attention, { q, k, v, o, g: slope }, target(slopes.q, 'dq'), mask, stats);
    if (slopes.k || slopes.v) {
      const written = { ...target(slopes.k, 'dk'), ...target(slopes.v, 'dv') };
      record('key', attention, { q, k, v, g: slope }, written, mask, stats);
    }
    stats.done();
    copies.forEach((copy) => copy.done());
  }

  return { pays, forward, input };
}

/** @file Windows into large tensors: what the page asks of a run's worker, and how the worker answers from what it kept. */

import { dataOf } from '../../engine/devices/cpu/storage';
import type { DataArray, DTypeName } from '../../engine/dtype';
import type { Kept } from '../../engine/trace/kept';
import type { Tensor } from '../../engine/tensor';
import { isDistant, partThere, statisticsThere } from './distant-window';
import { denseLayout, partOf, type Data, type Layout, type Look, type Part } from '../tensor/part';
import { statisticsOf, type Question, type Statistics } from '../tensor/statistics';

/** A part of a value, and what can be said of all of it. */
export interface WindowRequest {
  /** see Value.kept; not empty */
  readonly kept: readonly number[];
  /** of the tensor: sums are rounded to it */
  readonly dtype: DTypeName;
  readonly look: Look;
  readonly question: Question;
}

export interface WindowAnswer {
  readonly part: Part;
  readonly statistics: Statistics;
}

/** Asks the worker of a run; null: it no longer has the value. */
export type Ask = (request: WindowRequest) => Promise<WindowAnswer | null>;

interface Elements {
  readonly data: Data;
  readonly layout: Layout;
}

/** Answers from what a run kept. What was read last is remembered: a view looks at one tensor for a while. */
export class Windows {
  readonly #kept: Kept;
  #elements: { readonly key: string; readonly read: Promise<Elements> } | null = null;
  #statistics: { readonly key: string; readonly statistics: Statistics } | null = null;

  constructor(kept: Kept) {
    this.#kept = kept;
  }

  /** The answer at once, as it is needed in the middle of code; undefined: it takes a while, as on a GPU. */
  answerNow(request: WindowRequest): WindowAnswer | null | undefined {
    const tensors = this.#find(request);
    if (tensors === null) return null;
    if (tensors.some(({ device }) => device.type !== 'cpu')) return undefined;
    if (tensors.length === 1) return this.#look(inPlace(tensors[0]!), request);
    const parts = tensors
      .map((tensor) => tensor.device.read(tensor))
      .filter((part): part is DataArray => !(part instanceof Promise));
    if (parts.length < tensors.length) return undefined;
    return this.#look(sumOf(parts, tensors[0]!, request.dtype), request);
  }

  async answer(request: WindowRequest): Promise<WindowAnswer | null> {
    const tensors = this.#find(request);
    if (tensors === null) return null;
    const [tensor] = tensors;
    if (tensors.length === 1 && isDistant(tensor!)) return this.#lookThere(tensor!, request);
    const key = keyOf(request);
    if (this.#elements?.key !== key) this.#elements = { key, read: elementsOf(tensors, request.dtype) };
    return this.#look(await this.#elements.read, request);
  }

  /** What is said of all of it is asked once, the part on view each time. */
  async #lookThere(tensor: Tensor, request: WindowRequest): Promise<WindowAnswer | null> {
    const { look, question } = request;
    const key = questionOf(request);
    const known = this.#statistics?.key === key ? this.#statistics.statistics : null;
    const asked = [partThere(tensor, look), known ?? statisticsThere(tensor, question)] as const;
    const [part, statistics] = await Promise.all(asked);
    const now = this.#find(request);
    // changed in place meanwhile: what is kept is a copy
    if (now !== null && now[0] !== tensor) return this.answer(request);
    if (now !== null) this.#statistics = { key, statistics };
    return { part, statistics };
  }

  /** What it asks for, as long as it is kept: what was read before is not held beyond that. */
  #find({ kept }: WindowRequest): readonly Tensor[] | null {
    const tensors = kept.map((id) => this.#kept.find(id)).filter((tensor) => tensor !== null);
    if (tensors.length > 0 && tensors.length === kept.length) return tensors;
    this.#elements = this.#statistics = null;
    return null;
  }

  #look(elements: Elements, request: WindowRequest): WindowAnswer {
    const { data, layout } = elements;
    const key = questionOf(request);
    if (this.#statistics?.key !== key) {
      this.#statistics = { key, statistics: statisticsOf(data, layout, request.question) };
    }
    return { part: partOf(data, layout, request.look), statistics: this.#statistics.statistics };
  }
}

const keyOf = ({ kept, dtype }: WindowRequest): string => `${kept.join()} ${dtype}`;

const questionOf = (request: WindowRequest): string =>
  `${keyOf(request)} ${JSON.stringify(request.question)}`;

/** On the cpu they are looked at where they lie; from a GPU they are read. Of several it is their sum. */
async function elementsOf(tensors: readonly Tensor[], dtype: DTypeName): Promise<Elements> {
  const [first] = tensors;
  if (tensors.length === 1 && first!.device.type === 'cpu') return inPlace(first!);
  const parts = await Promise.all(tensors.map((tensor) => tensor.device.read(tensor)));
  return sumOf(parts, first!, dtype);
}

const inPlace = (tensor: Tensor): Elements => ({ data: dataOf(tensor), layout: tensor });

function sumOf(parts: readonly Data[], { shape }: Tensor, dtype: DTypeName): Elements {
  const layout = denseLayout(shape);
  if (parts.length === 1) return { data: parts[0]!, layout };
  const round = dtype === 'float32' ? Math.fround : (x: number): number => x;
  const sum = Float64Array.from(parts[0]!, Number);
  for (const part of parts.slice(1)) sum.forEach((x, i) => (sum[i] = round(x + Number(part[i]))));
  return { data: sum, layout };
}

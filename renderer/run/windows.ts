/** @file Windows into large tensors: what the page asks of a run's worker, and how the worker answers from what it kept. */

import { dataOf } from '../../engine/devices/cpu/storage';
import type { DTypeName } from '../../engine/dtype';
import type { Kept } from '../../engine/trace/kept';
import type { Tensor } from '../../engine/tensor';
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
  #elements: { readonly key: string; readonly read: Promise<Elements | null> } | null = null;
  #statistics: { readonly key: string; readonly statistics: Statistics } | null = null;

  constructor(kept: Kept) {
    this.#kept = kept;
  }

  async answer(request: WindowRequest): Promise<WindowAnswer | null> {
    // as long as it is kept: what was read before is not held beyond that
    if (request.kept.some((id) => this.#kept.find(id) === null)) {
      this.#elements = this.#statistics = null;
      return null;
    }
    const key = `${request.kept.join()} ${request.dtype}`;
    if (this.#elements?.key !== key) this.#elements = { key, read: this.#read(request) };
    const elements = await this.#elements.read;
    if (elements === null) return null;
    const { data, layout } = elements;
    return {
      part: partOf(data, layout, request.look),
      statistics: this.#statisticsOf(elements, key, request.question),
    };
  }

  #statisticsOf({ data, layout }: Elements, value: string, question: Question): Statistics {
    const key = `${value} ${JSON.stringify(question)}`;
    if (this.#statistics?.key !== key) {
      this.#statistics = { key, statistics: statisticsOf(data, layout, question) };
    }
    return this.#statistics.statistics;
  }

  async #read({ kept, dtype }: WindowRequest): Promise<Elements | null> {
    const tensors = kept.map((id) => this.#kept.find(id)).filter((tensor) => tensor !== null);
    const [first] = tensors;
    if (first === undefined || tensors.length < kept.length) return null;
    if (tensors.length === 1) return elementsOf(first);
    const parts = await Promise.all(tensors.map((tensor) => tensor.device.read(tensor)));
    const round = dtype === 'float32' ? Math.fround : (x: number): number => x;
    const sum = Float64Array.from(parts[0]!, Number);
    for (const part of parts.slice(1)) sum.forEach((x, i) => (sum[i] = round(x + Number(part[i]))));
    return { data: sum, layout: denseLayout(first.shape) };
  }
}

/** On the cpu they are looked at where they lie; from a GPU they are read. */
async function elementsOf(tensor: Tensor): Promise<Elements> {
  if (tensor.device.type === 'cpu') return { data: dataOf(tensor), layout: tensor };
  return { data: await tensor.device.read(tensor), layout: denseLayout(tensor.shape) };
}

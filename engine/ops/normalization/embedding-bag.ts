/** @file Bags of rows of a table: the sum, mean or maximum of each, as one op. */

import { apply } from '../../autograd/apply';
import { where } from '../pointwise/where';
import { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { elementAt, operandTex } from '../common';
import type { Evidence, Local, OpRecord } from '../op';
import { inside } from '../reduction/lanes';
import { membership, upTo, type Membership } from './bags';
import { embedding, embeddingBackward } from './embedding';

/** Inputs: the table [V, D], indices, then where the bags begin (if `offsets`) and a factor for each index (if `weighted`). */
interface Parts {
  readonly weight: Tensor;
  readonly indices: Tensor;
  readonly factors: Tensor | null;
  readonly bags: Membership;
  readonly mode: 'sum' | 'mean' | 'max';
}

const at = (attrs: Attrs, name: 'offsets' | 'factors'): number | null => {
  if (name === 'offsets') return attrs['offsets'] ? 2 : null;
  return attrs['weighted'] ? (attrs['offsets'] ? 3 : 2) : null;
};

function partsOf(inputs: readonly Tensor[], attrs: Attrs): Parts {
  const input = (k: number | null): Tensor | null => (k === null ? null : inputs[k]!);
  const [weight, indices] = inputs as [Tensor, Tensor];
  const padding = attrs['paddingIdx'] as number;
  return {
    weight,
    indices: indices.reshape(-1),
    factors: input(at(attrs, 'factors'))?.reshape(-1, 1) ?? null,
    bags: membership(
      indices,
      input(at(attrs, 'offsets')),
      attrs['includeLastOffset'] as boolean,
      padding < 0 ? null : padding,
    ),
    mode: attrs['mode'] as Parts['mode'],
  };
}

/** The rows [M, D] that the indices name, times their factors. */
function rowsOf({ weight, indices, factors }: Parts): Tensor {
  const rows = apply(embedding, [weight, indices], { paddingIdx: -1 });
  return factors ? rows.mul(factors) : rows;
}

/** How many rows of each bag count, at least 1: [B]. */
function sizesOf({ bags: { bag, counts, bags } }: Parts, like: Tensor): Tensor {
  return Tensor.full([bags], 0, like.dtype, like.device).indexAdd(0, bag, counts.to(like.dtype)).clamp(1);
}

/** Of each bag the largest element of each column; zeros for an empty one. */
function largestOf(rows: Tensor, { bags: { bag, counts, bags } }: Parts): Tensor {
  const width = rows.shape[1]!;
  const lowest = Tensor.full([bags, width], -Infinity, rows.dtype, rows.device);
  const own = where(counts.reshape(-1, 1), rows, -Infinity);
  const largest = lowest.scatterReduce(0, bag.reshape(-1, 1).expand(rows.shape), own, 'amax');
  const isEmpty = Tensor.full([bags], 0, rows.dtype, rows.device)
    .indexAdd(0, bag, counts.to(rows.dtype))
    .eq(0);
  return where(isEmpty.reshape(-1, 1), 0, largest);
}

function forward(parts: Parts): Tensor {
  const { bags, mode } = parts;
  const rows = rowsOf(parts);
  const [count, width] = rows.shape as [number, number];
  const zeros = Tensor.full([bags.bags, width], 0, rows.dtype, rows.device);
  if (count === 0 || bags.bags === 0) return zeros;
  if (mode === 'max') return largestOf(rows, parts);
  const sums = zeros.indexAdd(0, bags.bag, where(bags.counts.reshape(-1, 1), rows, 0));
  return mode === 'sum' ? sums : sums.div(sizesOf(parts, rows).reshape(-1, 1));
}

/** What an element of each row [M, D] (or [M, 1]) enters its bag with, but for its factor. */
function shares(parts: Parts, output: Tensor): Tensor {
  const { bag, counts, bags } = parts.bags;
  const isIn = counts.reshape(-1, 1);
  if (parts.mode === 'sum') return isIn.to(output.dtype);
  if (parts.mode === 'mean')
    return isIn.to(output.dtype).div(sizesOf(parts, output).indexSelect(0, bag).reshape(-1, 1));
  // the first of the largest
  const rows = rowsOf(parts);
  const count = rows.shape[0]!;
  const wide = bag.reshape(-1, 1).expand(rows.shape);
  const places = upTo(count, bag).reshape(-1, 1).expand(rows.shape);
  const isLargest = rows.eq(output.indexSelect(0, bag)).logicalAnd(isIn);
  const none = Tensor.full([bags, rows.shape[1]!], count, bag.dtype, bag.device);
  const first = none.scatterReduce(0, wide, where(isLargest, places, count), 'amin');
  return places.eq(first.indexSelect(0, bag)).to(output.dtype);
}

export const embeddingBag: OpRecord = {
  name: 'embeddingBag',
  gradFn: () => 'EmbeddingBagBackward0',
  symbol: '☰∑',
  formula: (n) => `\\operatorname{${String(n.attrs['mode'])}}\\, ${operandTex(n, 0)}[${operandTex(n, 1)}]`,
  forward: (inputs, attrs) => inside(() => forward(partsOf(inputs, attrs))),
  saves: { inputs: [0, 1, 2, 3], output: true },
  backward({ inputs, output, attrs, needs }, g) {
    const parts = partsOf(inputs, attrs);
    const { weight, indices, factors, bags } = parts;
    const place = at(attrs, 'factors');
    const isNothing = indices.numel() === 0 || bags.bags === 0;
    const given = isNothing
      ? Tensor.full([indices.numel(), weight.shape[1]!], 0, g.dtype, g.device)
      : g.indexSelect(0, bags.bag).mul(inside(() => shares(parts, output)));
    const ofRows = factors ? given.mul(factors) : given;
    return inputs.map((input, k) => {
      if (!needs[k]) return null;
      if (k === 0) {
        return apply(embeddingBackward, [ofRows, indices], {
          paddingIdx: attrs['paddingIdx']!,
          shape: weight.shape,
        });
      }
      return k === place
        ? given
            .mul(rowsOf({ ...parts, factors: null }))
            .sum(1)
            .reshape(input.shape)
        : null;
    });
  },
  explain: { tex, locals },
};

function tex(k: number, { attrs, inputs }: Parameters<NonNullable<OpRecord['explain']>['tex']>[1]): string {
  if (k === at(attrs, 'factors')) return `${inputs[0]!}[${inputs[1]!}]`;
  if (k > 0) return '0';
  if (attrs['mode'] === 'mean') return '\\frac{1}{n}';
  return attrs['weighted'] ? inputs[at(attrs, 'factors')!]! : '1';
}

/** The bag of each index, as numbers; null: it does not count. */
function bagsOf({ inputs, attrs }: Evidence): (number | null)[] {
  const [, indices] = inputs;
  const starts = at(attrs, 'offsets') === null ? null : inputs[2]!;
  const length = starts ? 0 : Math.max(1, indices!.shape[1]!);
  const count = starts ? starts.elements.length - (attrs['includeLastOffset'] ? 1 : 0) : indices!.shape[0]!;
  return Array.from<number | bigint, number | null>(indices!.elements, (index, m) => {
    if (Number(index) === attrs['paddingIdx']) return null;
    const bag = starts
      ? Array.from<number | bigint, number>(starts.elements, Number).filter((start) => start <= m).length - 1
      : Math.floor(m / length);
    return bag < count ? bag : null;
  });
}

function locals(k: number, i: number, evidence: Evidence): Local[] {
  const { inputs, output, attrs } = evidence;
  const width = inputs[0]!.shape[1]!;
  const place = at(attrs, 'factors');
  const bags = bagsOf(evidence);
  const row = (m: number): number => elementAt(inputs[1]!, m);
  if (k === place) {
    const bag = bags[i];
    if (bag === null || bag === undefined) return [];
    return Array.from({ length: width }, (_, d) => ({
      at: bag * width + d,
      value: elementAt(inputs[0]!, row(i) * width + d),
    }));
  }
  if (k > 0) return [];
  const d = i % width;
  const members = (bag: number): number[] => bags.flatMap((own, m) => (own === bag ? [m] : []));
  return bags.flatMap((bag, m) => {
    if (bag === null || row(m) !== Math.floor(i / width)) return [];
    const to = bag * width + d;
    const factor = place === null ? 1 : elementAt(inputs[place]!, m);
    if (attrs['mode'] === 'sum') return [{ at: to, value: factor }];
    if (attrs['mode'] === 'mean') return [{ at: to, value: 1 / members(bag).length }];
    const first = members(bag).find(
      (n) => elementAt(inputs[0]!, row(n) * width + d) === elementAt(output, to),
    );
    return first === m ? [{ at: to, value: 1 }] : [];
  });
}

/** @file Examples for reductions, running results, order and softmax. */

import type { Example } from './example';

const over: Example[] = [null, [0], [1], [-1], [0, 2]].flatMap((dim) =>
  [false, true].map((keepdim) => ({ shapes: [[2, 3, 4]], attrs: { dim, keepdim } })),
);
const withAttrs = (attrs: Example['attrs']): Example[] =>
  over.map((e) => ({ ...e, attrs: { ...e.attrs!, ...attrs } }));
const all: Example[] = [{ shapes: [[2, 3]], attrs: { dim: null, keepdim: false } }];
const along: Example[] = [
  { shapes: [[4]], attrs: { dim: 0 } },
  { shapes: [[2, 3, 2]], attrs: { dim: 1 } },
  { shapes: [[2, 3]], attrs: { dim: -1 } },
  { shapes: [[]], attrs: { dim: 0 } },
];
const bothWays: Example[] = along.flatMap((e) =>
  [false, true].map((reverse) => ({ ...e, attrs: { ...e.attrs!, reverse } })),
);
/** Values at indices, with the dimension kept and dropped. */
const picked: Example[] = [
  {
    shapes: [
      [2, 3],
      [2, 1],
    ],
    given: [null, [2, 0]],
    attrs: { dim: 1, drop: false },
  },
  { shapes: [[2, 3], [3]], given: [null, [1, 0, 1]], attrs: { dim: 0, drop: true } },
  { shapes: [[], []], given: [null, [0]], attrs: { dim: 0, drop: true } },
];
const pickedMany: Example[] = [
  {
    shapes: [
      [2, 3],
      [2, 3],
    ],
    given: [null, [2, 0, 1, 0, 0, 2]],
    attrs: { dim: 1 },
  },
];

/** At least one example for every op of the family that has a derivative. */
export const reduction: Record<string, Example[]> = {
  max: all,
  min: all,
  amax: over,
  amin: over,
  aminmaxMin: all,
  aminmaxMax: all,
  maxDim: picked,
  minDim: picked,
  var: [...over, ...withAttrs({ correction: 0 })],
  std: [...over, ...withAttrs({ correction: 0 })],
  varMeanVar: all,
  stdMeanStd: all,
  varMeanMean: over,
  stdMeanMean: over,
  logsumexp: over,
  nansum: over,
  dist: [
    { shapes: [[4], [4]], attrs: { p: 2 } },
    { shapes: [[2, 3], [3]], attrs: { p: 1 } },
    { shapes: [[3], []], attrs: { p: 3 } },
  ],
  norm: [
    ...[1, 2, 3, 'Infinity', '-Infinity'].flatMap((p) => withAttrs({ p })),
    // steep near 0
    ...[0.5, 1.5].map((p) => ({ ...all[0]!, range: [0.5, 1.5] as const, attrs: { ...all[0]!.attrs!, p } })),
  ],
  prod: over.filter(({ attrs }) => !attrs!['dim'] || (attrs!['dim'] as number[]).length === 1),
  cumsum: bothWays,
  cumprod: bothWays,
  logcumsumexp: along,
  shift: along.flatMap((e) => [1, -1].map((by) => ({ ...e, attrs: { ...e.attrs!, by, fill: 0 } }))),
  recurrence: bothWays.map((e) => ({ ...e, shapes: [e.shapes[0]!, e.shapes[0]!] })),
  cummax: pickedMany,
  cummin: pickedMany,
  sort: pickedMany,
  topk: pickedMany,
  pick: pickedMany,
  kthvalue: picked,
  medianDim: picked,
  mode: picked,
  nanmedianDim: picked,
  nanmedian: [{ shapes: [[5]] }, { shapes: [[2, 3]] }],
  median: [{ shapes: [[5]] }, { shapes: [[2, 3]] }],
  quantile: [
    { shapes: [[5]], attrs: { q: [0.3], dim: 0, scalar: true, keepdim: false } },
    { shapes: [[3, 4]], attrs: { q: [0.25, 0.9], dim: 0, scalar: false, keepdim: false } },
    { shapes: [[3, 4, 2]], attrs: { q: [0, 0.5, 1], dim: 1, scalar: false, keepdim: true } },
  ],
  valueSelectingBackward: [
    {
      shapes: [
        [2, 2],
        [2, 2],
      ],
      given: [null, [2, 0, 1, 1]],
      attrs: { dim: 1, shape: [2, 3] },
    },
  ],
  softmax: along,
  logSoftmax: along,
};

/** @file Examples for losses. */

import type { Example } from './example';

const REDUCTIONS = ['mean', 'sum', 'none'];
const pairs = (attrs: Example['attrs'] = {}, shapes: number[][] = [[4], [4]]): Example[] =>
  REDUCTIONS.map((reduction) => ({ shapes, attrs: { ...attrs, reduction } }));
const square = [
  [2, 3],
  [2, 3],
];

/** Logits with their class indices; 1 is ignored in the second. */
const classes: Example[] = REDUCTIONS.flatMap((reduction) => [
  { shapes: [[3, 4], [3]], given: [null, [2, 0, 3]], attrs: { reduction, ignoreIndex: -100 } },
  { shapes: [[3, 4], [3]], given: [null, [1, 0, 3]], attrs: { reduction, ignoreIndex: 1 } },
  {
    shapes: [
      [2, 3, 2],
      [2, 2],
    ],
    given: [null, [1, 0, 2, 2]],
    attrs: { reduction, ignoreIndex: -100 },
  },
  { shapes: [[3], []], given: [null, [2]], attrs: { reduction, ignoreIndex: -100 } },
  { shapes: [[2, 3], [2], [3]], given: [null, [1, 2], [4, 1, 2]], attrs: { reduction, ignoreIndex: -100 } },
]);
/** Weights that want no gradient: whole numbers. */
const weighted: Example[] = [
  { shapes: [...square, [3]], given: [null, null, [1, 2, 3]], attrs: { reduction: 'mean', weighted: true } },
  {
    shapes: [...square, [3]],
    given: [null, null, [1, 2, 3]],
    attrs: { reduction: 'none', posWeighted: true },
  },
  {
    shapes: [...square, [3], [3]],
    given: [null, null, [1, 2, 3], [3, 1, 2]],
    attrs: { reduction: 'sum', weighted: true, posWeighted: true },
  },
];

/** At least one example for every loss that has a derivative. */
export const loss: Record<string, Example[]> = {
  nllLoss: classes,
  mseLoss: [...pairs(), ...pairs({}, square)],
  smoothL1Loss: [...pairs({ beta: 1 }), ...pairs({ beta: 0.3 })],
  huberLoss: [...pairs({ delta: 1 }), ...pairs({ delta: 0.3 })],
  binaryCrossEntropy: REDUCTIONS.flatMap((reduction) => [
    { shapes: [[4], [4]], range: [0.2, 0.8], attrs: { reduction } },
    { shapes: [...square, [3]], range: [0.2, 0.8], given: [null, null, [1, 2, 3]], attrs: { reduction } },
  ]),
  binaryCrossEntropyWithLogits: [...pairs(), ...weighted],
  ctcLoss: [
    {
      shapes: [[4, 2, 3], [2, 2], [2], [2]],
      given: [null, [1, 2, 2, 2], [4, 3], [2, 1]],
      attrs: { blank: 0, zeroInfinity: false },
    },
    {
      shapes: [[3, 2, 3], [3], [2], [2]],
      given: [null, [1, 0, 0], [3, 2], [1, 2]],
      attrs: { blank: 2, zeroInfinity: true },
    },
  ],
  divCount: [{ shapes: [[]], attrs: { other: 3 } }],
  softMarginLoss: pairs({}, square).map((one) => ({ ...one, given: [null, [1, -1, 1, 1, -1, -1]] })),
  multiMarginLoss: REDUCTIONS.flatMap((reduction) => [
    { shapes: [[2, 4], [2]], given: [null, [3, 1]], attrs: { reduction, p: 1, margin: 1 } },
    {
      shapes: [[2, 4], [2], [4]],
      given: [null, [3, 0], [4, 1, 2, 3]],
      attrs: { reduction, p: 2, margin: 2 },
    },
    { shapes: [[3], []], given: [null, [2]], attrs: { reduction, p: 1, margin: 2 } },
  ]),
  multilabelMarginLoss: REDUCTIONS.flatMap((reduction) => [
    {
      shapes: [
        [2, 4],
        [2, 4],
      ],
      given: [null, [3, 0, -1, 1, 2, 2, -1, 0]],
      attrs: { reduction },
    },
    { shapes: [[3], [3]], given: [null, [1, -1, 0]], attrs: { reduction } },
  ]),
  distanceNorm: [{ shapes: [[2, 3]], attrs: { p: 2, dim: [-1], keepdim: false } }],
};

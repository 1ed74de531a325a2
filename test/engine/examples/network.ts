/** @file Examples for the ops of networks: convolution, pooling, normalising, attention. */

import type { Example } from './example';

const plain = { stride: [1, 1], padding: [0, 0], dilation: [1, 1], groups: 1 };
const rich = { stride: [2, 1], padding: [1, 0], dilation: [1, 2], groups: 2 };
const windows = { kernelSize: [2, 2], stride: [1, 2], padding: [1, 0], dilation: [1, 1], ceilMode: true };
const average = { ...windows, countIncludePad: true, divisorOverride: null };
const patches = { kernelSize: [2, 2], stride: [1, 1], padding: [1, 0], dilation: [1, 2], ceilMode: false };
const one = (shape: number[], attrs: Example['attrs'] = {}): Example => ({ shapes: [shape], attrs });
const affine = (shape: number[], weight: number[], attrs: Example['attrs']): Example[] => [
  { shapes: [shape], attrs: { ...attrs, eps: 1e-5, weight: false, bias: false } },
  { shapes: [shape, weight], attrs: { ...attrs, eps: 1e-5, weight: true, bias: false } },
  { shapes: [shape, weight, weight], attrs: { ...attrs, eps: 1e-5, weight: true, bias: true } },
];
const padding = ['constant', 'reflect', 'replicate', 'circular'].map((mode) => ({ mode, value: 0 }));
const scaling = [
  { mode: 'nearest', size: [4, 3] },
  { mode: 'bilinear', size: [3, 5], alignCorners: false },
  { mode: 'bilinear', size: [3, 5], alignCorners: true },
].map((attrs) => ({ scaleFactor: null, alignCorners: false, single: false, ...attrs }));
const indices = [0, 3, 5, 2, 2, 1];

const sampled: Example[] = ['zeros', 'border', 'reflection'].flatMap((padding) =>
  ['bilinear', 'nearest'].flatMap((mode) =>
    [true, false].map((alignCorners) => ({
      shapes: [
        [2, 2, 3, 4],
        [2, 2, 3, 2],
      ],
      attrs: { mode, padding, alignCorners, rank: 2 },
    })),
  ),
);

/** At least one example for every op that has a derivative. */
export const network: Record<string, Example[]> = {
  gridSample: [
    ...sampled,
    {
      shapes: [
        [1, 1, 2, 3, 2],
        [1, 2, 1, 2, 3],
      ],
      attrs: { mode: 'bilinear', padding: 'zeros', alignCorners: false, rank: 3 },
    },
  ],
  affineGrid: [
    { shapes: [[2, 2, 3]], attrs: { size: [2, 1, 3, 2], alignCorners: true } },
    { shapes: [[1, 2, 3]], attrs: { size: [1, 1, 1, 3], alignCorners: false } },
    { shapes: [[1, 3, 4]], attrs: { size: [1, 1, 2, 1, 2], alignCorners: false } },
  ],
  convolution: [
    { shapes: [[1, 2, 4, 3], [2, 2, 2, 2], [2]], attrs: plain },
    {
      shapes: [
        [2, 2, 4, 4],
        [4, 1, 2, 2],
      ],
      attrs: rich,
    },
    { shapes: [[1, 2, 5], [2, 2, 3], [2]], attrs: { stride: [2], padding: [1], dilation: [1], groups: 1 } },
  ],
  convolutionInput: [
    {
      shapes: [
        [1, 4, 3, 2],
        [4, 1, 2, 2],
      ],
      attrs: { ...rich, shape: [1, 2, 4, 4] },
    },
  ],
  convolutionWeight: [
    {
      shapes: [
        [1, 2, 4, 4],
        [1, 4, 3, 2],
      ],
      attrs: { ...rich, shape: [4, 1, 2, 2] },
    },
  ],
  convolutionTransposed: [
    { shapes: [[1, 2, 2, 3], [2, 2, 2, 2], [2]], attrs: { ...plain, outputPadding: [0, 0] } },
    { shapes: [[1, 4, 2, 2], [4, 1, 2, 2], [2]], attrs: { ...rich, outputPadding: [1, 0] } },
  ],
  unfold: [one([2, 2, 3, 4], patches)],
  fold: [one([1, 8, 8], { ...patches, shape: [1, 2, 3, 4] })],
  avgPool2d: [
    one([1, 2, 4, 3], average),
    one([2, 4, 4], { ...average, countIncludePad: false }),
    one([2, 4, 4], { ...average, divisorOverride: 3 }),
  ],
  avgPool2dBackward: [one([2, 5, 2], { ...average, shape: [2, 4, 3] })],
  adaptiveAvgPool2d: [one([2, 5, 4], { outputSize: [2, 3] })],
  adaptiveAvgPool2dBackward: [one([2, 2, 3], { outputSize: [2, 3], shape: [2, 5, 4] })],
  maxPool2d: [one([1, 2, 4, 3], windows)],
  maxUnpool2d: [
    {
      shapes: [
        [2, 1, 3],
        [2, 1, 3],
      ],
      attrs: { size: [2, 3] },
      // a place named twice has the last value, and PyTorch's gradient of it goes to both
      given: [null, [5, 0, 3, 1, 2, 4]],
    },
  ],
  adaptiveMaxPool2d: [one([2, 5, 4], { outputSize: [2, 3] })],
  planeScatter: [
    {
      shapes: [
        [2, 1, 3],
        [2, 1, 3],
      ],
      attrs: { rank: 2, shape: [2, 2, 3] },
      given: [null, indices],
    },
  ],
  planePick: [
    {
      shapes: [
        [2, 2, 3],
        [2, 1, 3],
      ],
      attrs: { rank: 2 },
      given: [null, indices],
    },
  ],
  pad: padding.map((attrs) => one([1, 2, 3, 4], { ...attrs, pad: [1, 2, 2, -1] })),
  padBackward: padding.map((attrs) =>
    one([1, 2, 4, 7], { ...attrs, pad: [1, 2, 2, -1], shape: [1, 2, 3, 4] }),
  ),
  interpolate: scaling.map((attrs) => one([1, 2, 2, 3], attrs)),
  interpolateBackward: scaling.map((attrs) => one([1, 2, ...attrs.size], { ...attrs, shape: [1, 2, 2, 3] })),
  pixelShuffle: [one([2, 4, 2, 3], { factor: 2 }), one([1, 8, 1, 1], { factor: 2 })],
  pixelUnshuffle: [one([2, 1, 4, 6], { factor: 2 })],
  layerNorm: [
    ...affine([2, 3], [3], { normalizedShape: [3] }),
    ...affine([2, 2, 3], [2, 3], { normalizedShape: [2, 3] }),
  ],
  batchNorm: [...affine([3, 2], [2], {}), ...affine([2, 2, 3], [2], {})],
  groupNorm: affine([2, 4, 2], [4], { groups: 2 }),
  batchNormEval: [
    {
      shapes: [[3, 2], [2], [2], [2], [2]],
      positive: true,
      given: [null, [0, 1], [2, 1], null, null],
      attrs: { eps: 1e-5, weight: true, bias: true },
    },
  ],
  embeddingBag: ['sum', 'mean', 'max'].flatMap((mode) => [
    {
      shapes: [
        [4, 2],
        [2, 3],
      ],
      attrs: { mode, paddingIdx: 0, offsets: false, includeLastOffset: false, weighted: false },
      given: [null, [1, 3, 3, 0, 2, 1]],
    },
    {
      shapes: [[4, 2], [5], [3], ...(mode === 'sum' ? [[5]] : [])],
      attrs: {
        mode,
        paddingIdx: -1,
        offsets: true,
        includeLastOffset: mode === 'mean',
        weighted: mode === 'sum',
      },
      given: [null, [1, 3, 3, 0, 2], [0, 2, 2], ...(mode === 'sum' ? [null] : [])],
    },
  ]),
  embedding: [{ shapes: [[4, 2], [3]], attrs: { paddingIdx: 0 }, given: [null, [1, 3, 3]] }],
  embeddingBackward: [
    { shapes: [[3, 2], [3]], attrs: { paddingIdx: 1, shape: [4, 2] }, given: [null, [1, 3, 3]] },
  ],
  scaledDotProductAttention: [
    {
      shapes: [
        [1, 2, 3, 2],
        [1, 2, 4, 2],
        [1, 2, 4, 2],
      ],
      attrs: { scale: 0.7, isCausal: false },
    },
    {
      shapes: [
        [1, 1, 3, 2],
        [1, 1, 3, 2],
        [1, 1, 3, 2],
      ],
      attrs: { scale: 0.7, isCausal: true },
    },
  ],
};

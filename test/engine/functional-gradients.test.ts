/** @file Every function of F: its gradients, of all inputs, against finite differences, and the second ones against the first. */

import { beforeAll, expect, test } from 'vitest';
import { cpu } from '../../engine/devices/cpu/cpu';
import { setDefaultDevice } from '../../engine/devices/registry';
import { F, torch, type Tensor } from '../../engine/index';
import { float64, positive, share, spread, x } from './examples/inputs';
import { expectGradients, gradientsAlong } from './finite-differences';

beforeAll(() => setDefaultDevice(cpu));

/** Inputs, made anew for each example, and what is computed of them. */
interface Example {
  readonly inputs: readonly (() => Tensor)[];
  readonly of: (...inputs: Tensor[]) => Tensor;
}

const classes = (): Tensor => torch.tensor([0, 2, 1]);
const signs = (): Tensor => torch.tensor([1, -1, 1], float64);
const unary = (f: (x: Tensor) => Tensor, input = spread(6)): Example => ({ inputs: [input], of: f });
const pair = (f: (a: Tensor, b: Tensor) => Tensor, a = x(3), b = x(3)): Example => ({
  inputs: [a, b],
  of: (first, second) => f(first!, second!),
});
/** In place: of a copy, which is no leaf. */
const inPlace = (f: (x: Tensor) => Tensor): Example => unary((input) => f(input.mul(1)));
const layer = (of: Example['of'], ...inputs: Example['inputs']): Example => ({ inputs, of });

/** By function; at least one each. */
const EXAMPLES: Record<string, Example[]> = {
  relu: [unary(F.relu)],
  sigmoid: [unary(F.sigmoid)],
  tanh: [unary(F.tanh)],
  leakyRelu: [unary((a) => F.leakyRelu(a, { negativeSlope: 0.2 }))],
  elu: [unary((a) => F.elu(a, { alpha: 1.5 }))],
  selu: [unary(F.selu)],
  celu: [unary((a) => F.celu(a, { alpha: 1.5 }))],
  gelu: [unary((a) => F.gelu(a)), unary((a) => F.gelu(a, { approximate: 'tanh' }))],
  silu: [unary(F.silu)],
  mish: [unary(F.mish)],
  softplus: [unary((a) => F.softplus(a, { beta: 2 }))],
  softsign: [unary(F.softsign)],
  logsigmoid: [unary(F.logsigmoid)],
  hardtanh: [unary((a) => F.hardtanh(a, { minVal: -0.55, maxVal: 0.75 }))],
  relu6: [unary(F.relu6, spread(30))],
  hardsigmoid: [unary(F.hardsigmoid, spread(20))],
  hardswish: [unary(F.hardswish, spread(20))],
  threshold: [unary((a) => F.threshold(a, 0.25, 3))],
  tanhshrink: [unary(F.tanhshrink)],
  softshrink: [unary((a) => F.softshrink(a, { lambd: 0.45 }))],
  hardshrink: [unary((a) => F.hardshrink(a, { lambd: 0.45 }))],
  prelu: [pair(F.prelu, spread(2, 3), x(3))],
  glu: [unary((a) => F.glu(a, { dim: 1 }), x(2, 4))],
  relu_: [inPlace(F.relu_)],
  leakyRelu_: [inPlace(F.leakyRelu_)],
  elu_: [inPlace(F.elu_)],
  selu_: [inPlace(F.selu_)],
  celu_: [inPlace(F.celu_)],
  hardtanh_: [inPlace((a) => F.hardtanh_(a, { minVal: -0.55, maxVal: 0.75 }))],
  threshold_: [inPlace((a) => F.threshold_(a, 0.25, 3))],
  crossEntropy: [
    unary((a) => F.crossEntropy(a, classes(), { labelSmoothing: 0.1, ignoreIndex: 1 }), x(3, 3)),
    pair((a, p) => F.crossEntropy(a, p), x(2, 3), positive(2, 3)),
  ],
  nllLoss: [unary((a) => F.nllLoss(a, classes()), x(3, 3))],
  mseLoss: [pair(F.mseLoss)],
  l1Loss: [pair(F.l1Loss, spread(4), () => share(4).sub(7))],
  smoothL1Loss: [pair(F.smoothL1Loss)],
  huberLoss: [pair(F.huberLoss)],
  binaryCrossEntropy: [unary((a) => F.binaryCrossEntropy(a.sigmoid(), share(3)), x(3))],
  binaryCrossEntropyWithLogits: [unary((a) => F.binaryCrossEntropyWithLogits(a, share(3)), x(3))],
  klDiv: [pair((a, p) => F.klDiv(a, p, { reduction: 'batchmean' }), x(2, 3), positive(2, 3))],
  poissonNllLoss: [unary((a) => F.poissonNllLoss(a, share(3)), x(3))],
  gaussianNllLoss: [layer((a, b, v) => F.gaussianNllLoss(a!, b!, v!), x(3), x(3), positive(3))],
  hingeEmbeddingLoss: [unary((a) => F.hingeEmbeddingLoss(a, signs()), x(3))],
  marginRankingLoss: [pair((a, b) => F.marginRankingLoss(a, b, signs(), { margin: 0.5 }))],
  cosineEmbeddingLoss: [pair((a, b) => F.cosineEmbeddingLoss(a, b, signs()), x(3, 2), x(3, 2))],
  tripletMarginLoss: [layer((a, p, n) => F.tripletMarginLoss(a!, p!, n!), x(3, 2), x(3, 2), x(3, 2))],
  softMarginLoss: [unary((a) => F.softMarginLoss(a, signs()), x(3))],
  multilabelSoftMarginLoss: [unary((a) => F.multilabelSoftMarginLoss(a, share(2, 3)), x(2, 3))],
  multiMarginLoss: [unary((a) => F.multiMarginLoss(a, classes(), { p: 2 }), x(3, 3))],
  multilabelMarginLoss: [unary((a) => F.multilabelMarginLoss(a, torch.tensor([[2, 0, -1, 1]])), x(1, 4))],
  softmax: [unary((a) => F.softmax(a, 1), x(2, 3))],
  logSoftmax: [unary((a) => F.logSoftmax(a, 1), x(2, 3))],
  softmin: [unary((a) => F.softmin(a, 1), x(2, 3))],
  normalize: [unary((a) => F.normalize(a), x(2, 3))],
  cosineSimilarity: [pair((a, b) => F.cosineSimilarity(a, b), x(2, 3), x(2, 3))],
  pairwiseDistance: [pair((a, b) => F.pairwiseDistance(a, b), x(2, 3), x(2, 3))],
  gumbelSoftmax: [unary((a) => F.gumbelSoftmax(a, { tau: 2 }), x(2, 3))],
  alphaDropout: [unary((a) => F.alphaDropout(a, 0.5, { training: true }))],
  featureAlphaDropout: [unary((a) => F.featureAlphaDropout(a, 0.5, { training: true }), x(2, 3, 2))],
  rrelu: [unary((a) => F.rrelu(a, { training: true }))],
  scaledDotProductAttention: [
    layer(
      (q, k, v) => F.scaledDotProductAttention(q!, k!, v!, { isCausal: true }),
      x(1, 3, 2),
      x(1, 3, 2),
      x(1, 3, 2),
    ),
  ],
  conv1d: [layer((a, w, b) => F.conv1d(a!, w!, b!, { padding: 1 }), x(1, 2, 3), x(2, 2, 2), x(2))],
  conv2d: [layer((a, w) => F.conv2d(a!, w!, null, { stride: 2, groups: 2 }), x(1, 2, 3, 3), x(2, 1, 2, 2))],
  conv3d: [layer((a, w) => F.conv3d(a!, w!), x(1, 1, 2, 2, 3), x(1, 1, 2, 2, 2))],
  convTranspose1d: [
    layer((a, w, b) => F.convTranspose1d(a!, w!, b!, { stride: 2 }), x(1, 1, 3), x(1, 2, 2), x(2)),
  ],
  convTranspose2d: [layer((a, w) => F.convTranspose2d(a!, w!), x(1, 1, 2, 2), x(1, 1, 2, 2))],
  embedding: [unary((w) => F.embedding(torch.tensor([[0, 2, 2]]), w), x(3, 2))],
  embeddingBag: [unary((w) => F.embeddingBag(torch.tensor([[0, 2, 2]]), w), x(3, 2))],
  linear: [layer((a, w, b) => F.linear(a!, w!, b!), x(2, 3), x(2, 3), x(2))],
  bilinear: [layer((a, b, w) => F.bilinear(a!, b!, w!), x(2, 2), x(2, 3), x(2, 2, 3))],
  layerNorm: [layer((a, w, b) => F.layerNorm(a!, [3], w!, b!), x(2, 3), x(3), x(3))],
  rmsNorm: [layer((a, w) => F.rmsNorm(a!, [3], w!), x(2, 3), x(3))],
  groupNorm: [layer((a, w, b) => F.groupNorm(a!, 2, w!, b!), x(2, 4, 2), x(4), x(4))],
  batchNorm: [
    layer((a, w, b) => F.batchNorm(a!, null, null, w!, b!, { training: true }), x(3, 2), x(2), x(2)),
    layer((a) => F.batchNorm(a!, share(2), share(2).add(1)), x(3, 2)),
  ],
  instanceNorm: [layer((a) => F.instanceNorm(a!), x(1, 2, 3))],
  localResponseNorm: [unary((a) => F.localResponseNorm(a, 2, { alpha: 0.5 }), x(1, 3, 2))],
  maxPool1d: [unary((a) => F.maxPool1d(a, 2), spread(1, 1, 4))],
  maxPool2d: [unary((a) => F.maxPool2d(a, 2, 1), spread(1, 1, 3, 3))],
  avgPool1d: [unary((a) => F.avgPool1d(a, 2), x(1, 1, 4))],
  avgPool2d: [unary((a) => F.avgPool2d(a, 2), x(1, 1, 2, 4))],
  adaptiveAvgPool1d: [unary((a) => F.adaptiveAvgPool1d(a, 2), x(1, 1, 5))],
  adaptiveAvgPool2d: [unary((a) => F.adaptiveAvgPool2d(a, 2), x(1, 1, 3, 5))],
  adaptiveMaxPool1d: [unary((a) => F.adaptiveMaxPool1d(a, 2) as Tensor, spread(1, 1, 5))],
  adaptiveMaxPool2d: [unary((a) => F.adaptiveMaxPool2d(a, 2) as Tensor, spread(1, 1, 3, 3))],
  lpPool2d: [unary((a) => F.lpPool2d(a, 3, 2), positive(1, 1, 2, 4))],
  maxUnpool1d: [unary((a) => F.maxUnpool1d(a, torch.tensor([[[1, 2]]]), 2), x(1, 1, 2))],
  maxUnpool2d: [unary((a) => F.maxUnpool2d(a, torch.tensor([[[[1, 6]]]]), 2), x(1, 1, 1, 2))],
  gridSample: [pair((a, g) => F.gridSample(a, g.mul(0.3)), x(1, 1, 3, 3), x(1, 2, 2, 2))],
  affineGrid: [unary((a) => F.affineGrid(a, [1, 1, 2, 2]), x(1, 2, 3))],
  ctcLoss: [unary((a) => F.ctcLoss(a.logSoftmax(2), torch.tensor([[1, 2]]), [4], [2]), x(4, 1, 3))],
  dropout: [unary((a) => F.dropout(a, 0.5, { training: true }))],
  dropout1d: [unary((a) => F.dropout1d(a, 0.5, { training: true }), x(2, 3, 2))],
  dropout2d: [unary((a) => F.dropout2d(a, 0.5, { training: true }), x(1, 3, 2, 2))],
  pad: [unary((a) => F.pad(a, [1, 2], 'reflect'), x(1, 1, 4)), unary((a) => F.pad(a, [1, -1]), x(3))],
  interpolate: [
    unary((a) => F.interpolate(a, { scaleFactor: 2 }), x(1, 1, 2, 2)),
    unary((a) => F.interpolate(a, { size: [3, 3], mode: 'bilinear' }), x(1, 1, 2, 2)),
  ],
  unfold: [unary((a) => F.unfold(a, 2), x(1, 1, 3, 3))],
  fold: [unary((a) => F.fold(a, [3, 3], 2), x(1, 4, 4))],
  pixelShuffle: [unary((a) => F.pixelShuffle(a, 2), x(1, 4, 1, 2))],
  pixelUnshuffle: [unary((a) => F.pixelUnshuffle(a, 2), x(1, 1, 2, 4))],
};

/** It gives whole numbers. */
const WITHOUT_GRADIENT = ['oneHot'];
/** PyTorch's backward of it is no function of the graph: it has no second derivative. */
const FIRST_ORDER_ALONE = ['ctcLoss'];

test('every function of F has an example here', () => {
  const functions = Object.entries(F).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []));
  expect(Object.keys(EXAMPLES).sort()).toEqual(
    functions.filter((name) => !WITHOUT_GRADIENT.includes(name)).sort(),
  );
});

test.each(Object.entries(EXAMPLES))('%s', async (name, examples) => {
  for (const { inputs, of } of examples) {
    torch.manualSeed(3);
    const leaves = inputs.map((make) => make().detach().requiresGrad_());
    const generator = new torch.Generator().manualSeed(4);
    // what it draws is drawn anew each time, and the same
    const drawn = (): Tensor => {
      torch.manualSeed(5);
      return of(...leaves);
    };
    const weights = torch.randn(drawn().shape, { ...float64, generator });
    const f = (): Tensor => drawn().mul(weights).sum();
    await expectGradients(f, leaves, name);
    if (FIRST_ORDER_ALONE.includes(name)) continue;
    await expectGradients(gradientsAlong(f, leaves, generator), leaves, `${name}, second order:`);
  }
});

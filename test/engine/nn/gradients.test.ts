/** @file Every module there is: its gradients, of inputs and parameters, against finite differences. */

import { beforeEach, describe, expect, test } from 'vitest';
import { cpu } from '../../../engine/devices/cpu/cpu';
import { setDefaultDevice } from '../../../engine/devices/registry';
import { nn, torch, Tensor } from '../../../engine/index';
import { AnyModule } from '../../../engine/nn/tree';
import { expectGradients, gradientsAlong } from '../finite-differences';

beforeEach(() => setDefaultDevice(cpu));

type AnyCall = AnyModule & ((...inputs: unknown[]) => unknown);
type Example = () => [module: AnyModule, ...inputs: unknown[]];

const float64 = { dtype: torch.float64, device: 'cpu' } as const;
const x = (...shape: number[]): Tensor => torch.randn(shape, float64).requiresGrad_();
const positive = (...shape: number[]): Tensor => torch.rand(shape, float64).add(0.2).detach().requiresGrad_();
/** far from each other, so that the largest stays the largest */
const spread = (...shape: number[]): Tensor =>
  torch
    .randperm(shape.reduce((a, b) => a * b, 1))
    .reshape(shape)
    .to(torch.float64)
    .mul(0.3)
    .sub(1.1)
    .detach()
    .requiresGrad_();
const classes = (): Tensor => torch.tensor([0, 2, 1]);
const signs = (): Tensor => torch.tensor([1, -1, 1], float64);
const indices = (): Tensor =>
  torch.tensor([
    [0, 2],
    [1, 1],
  ]);
const target = (...shape: number[]): Tensor => torch.rand(shape, float64);
const layer = { dimFeedforward: 4, dropout: 0 };

/** Its gradient is right behind a log-softmax alone, which is how PyTorch computes it. */
class CtcOfLogits extends nn.CTCLoss {
  override forward(logits: Tensor, ...rest: [Tensor, number[], number[]]): Tensor {
    return super.forward(logits.logSoftmax(2), ...rest);
  }
}

/** By class; at least one each. */
const EXAMPLES: Record<string, Example[]> = {
  ReLU: [() => [new nn.ReLU(), spread(5)]],
  LeakyReLU: [() => [new nn.LeakyReLU(0.2), spread(5)]],
  ELU: [() => [new nn.ELU(1.5), spread(5)]],
  CELU: [() => [new nn.CELU(1.5), spread(5)]],
  SELU: [() => [new nn.SELU(), spread(5)]],
  GELU: [() => [new nn.GELU(), x(5)], () => [new nn.GELU({ approximate: 'tanh' }), x(5)]],
  SiLU: [() => [new nn.SiLU(), x(5)]],
  Mish: [() => [new nn.Mish(), x(5)]],
  Sigmoid: [() => [new nn.Sigmoid(), x(5)]],
  Tanh: [() => [new nn.Tanh(), x(5)]],
  LogSigmoid: [() => [new nn.LogSigmoid(), x(5)]],
  Softsign: [() => [new nn.Softsign(), spread(5)]],
  Tanhshrink: [() => [new nn.Tanhshrink(), x(5)]],
  ReLU6: [() => [new nn.ReLU6(), spread(30)]],
  RReLU: [() => [new nn.RReLU().eval(), spread(5)]],
  Hardsigmoid: [() => [new nn.Hardsigmoid(), spread(20)]],
  Hardswish: [() => [new nn.Hardswish(), spread(20)]],
  Softplus: [() => [new nn.Softplus({ beta: 2 }), x(5)]],
  Hardtanh: [() => [new nn.Hardtanh({ minVal: -0.55, maxVal: 0.75 }), spread(8)]],
  Threshold: [() => [new nn.Threshold(0.25, 3), spread(6)]],
  Softshrink: [() => [new nn.Softshrink(0.45), spread(6)]],
  Hardshrink: [() => [new nn.Hardshrink(0.45), spread(6)]],
  GLU: [() => [new nn.GLU(), x(2, 4)]],
  Softmax: [() => [new nn.Softmax({ dim: 1 }), x(2, 3)]],
  Softmin: [() => [new nn.Softmin({ dim: 1 }), x(2, 3)]],
  Softmax2d: [() => [new nn.Softmax2d(), x(1, 3, 1, 2)]],
  LogSoftmax: [() => [new nn.LogSoftmax({ dim: 1 }), x(2, 3)]],
  PReLU: [() => [new nn.PReLU({ numParameters: 2 }), spread(2, 2, 2)]],
  MultiheadAttention: [
    () => [new nn.MultiheadAttention(4, 2), x(2, 1, 4), x(3, 1, 4), x(3, 1, 4)],
    () => [
      new nn.MultiheadAttention(4, 2, { bias: false }),
      x(2, 1, 4),
      x(3, 1, 4),
      x(3, 1, 4),
      { needWeights: false },
    ],
  ],
  TransformerEncoderLayer: [
    () => [new nn.TransformerEncoderLayer(4, 2, { ...layer, activation: 'gelu' }), x(2, 1, 4)],
    () => [
      new nn.TransformerEncoderLayer(4, 2, { ...layer, activation: 'gelu', normFirst: true }),
      x(2, 1, 4),
    ],
  ],
  TransformerDecoderLayer: [
    () => [new nn.TransformerDecoderLayer(4, 2, { ...layer, activation: 'gelu' }), x(2, 1, 4), x(3, 1, 4)],
  ],
  TransformerEncoder: [
    () => [
      new nn.TransformerEncoder(new nn.TransformerEncoderLayer(2, 1, { ...layer, activation: 'gelu' }), 2),
      x(2, 1, 2),
    ],
  ],
  TransformerDecoder: [
    () => [
      new nn.TransformerDecoder(new nn.TransformerDecoderLayer(2, 1, { ...layer, activation: 'gelu' }), 2),
      x(2, 1, 2),
      x(2, 1, 2),
    ],
  ],
  Transformer: [
    () => [
      new nn.Transformer({
        dModel: 2,
        nhead: 1,
        numEncoderLayers: 1,
        numDecoderLayers: 1,
        ...layer,
        activation: 'gelu',
      }),
      x(2, 1, 2),
      x(2, 1, 2),
    ],
  ],
  RNNCell: [() => [new nn.RNNCell(2, 3), x(2, 2), x(2, 3)]],
  LSTMCell: [() => [new nn.LSTMCell(2, 3), x(2, 2)]],
  GRUCell: [() => [new nn.GRUCell(2, 3), x(2, 2), x(2, 3)]],
  RNN: [() => [new nn.RNN(2, 2, { bidirectional: true }), x(3, 1, 2)]],
  LSTM: [() => [new nn.LSTM(2, 2, { numLayers: 2 }), x(2, 1, 2)]],
  GRU: [() => [new nn.GRU(2, 2, { batchFirst: true }), x(1, 3, 2)]],
  Sequential: [() => [new nn.Sequential(new nn.Linear(2, 3), new nn.Tanh(), new nn.Linear(3, 1)), x(2, 2)]],
  Linear: [() => [new nn.Linear(3, 2), x(2, 3)], () => [new nn.Linear(3, 2, { bias: false }), x(3)]],
  Bilinear: [() => [new nn.Bilinear(2, 3, 2), x(2, 2), x(2, 3)]],
  Identity: [() => [new nn.Identity(), x(3)]],
  Flatten: [() => [new nn.Flatten(), x(2, 2, 2)]],
  Unflatten: [() => [new nn.Unflatten(1, [2, 2]), x(2, 4)]],
  Conv1d: [() => [new nn.Conv1d(2, 2, 2, { padding: 1 }), x(1, 2, 3)]],
  Conv2d: [
    () => [new nn.Conv2d(1, 2, 2), x(1, 1, 3, 3)],
    () => [new nn.Conv2d(2, 2, 2, { groups: 2, stride: 2, padding: 1, bias: false }), x(1, 2, 3, 3)],
  ],
  Conv3d: [() => [new nn.Conv3d(1, 2, 2), x(1, 1, 2, 3, 2)]],
  ConvTranspose1d: [() => [new nn.ConvTranspose1d(1, 2, 2, { stride: 2 }), x(1, 1, 3)]],
  ConvTranspose2d: [() => [new nn.ConvTranspose2d(1, 2, 2, { outputPadding: 0 }), x(1, 1, 2, 2)]],
  LazyLinear: [() => [new nn.LazyLinear(2), x(2, 3)]],
  LazyConv1d: [() => [new nn.LazyConv1d(2, 2), x(1, 2, 3)]],
  LazyConv2d: [() => [new nn.LazyConv2d(2, 2, { stride: 2, padding: 1 }), x(1, 2, 3, 3)]],
  LazyConvTranspose1d: [() => [new nn.LazyConvTranspose1d(2, 2), x(1, 1, 3)]],
  LazyConvTranspose2d: [() => [new nn.LazyConvTranspose2d(2, 2, { bias: false }), x(1, 1, 2, 2)]],
  LazyBatchNorm1d: [() => [new nn.LazyBatchNorm1d({ trackRunningStats: false }), x(3, 2)]],
  LazyBatchNorm2d: [() => [new nn.LazyBatchNorm2d({ trackRunningStats: false }), x(2, 2, 2, 2)]],
  LazyInstanceNorm1d: [() => [new nn.LazyInstanceNorm1d({ trackRunningStats: false }), x(2, 2, 3)]],
  LazyInstanceNorm2d: [() => [new nn.LazyInstanceNorm2d({ trackRunningStats: false }), x(1, 2, 2, 2)]],
  MaxPool1d: [() => [new nn.MaxPool1d(2), spread(1, 1, 4)]],
  MaxPool2d: [() => [new nn.MaxPool2d(2, { stride: 1 }), spread(1, 1, 3, 3)]],
  AvgPool1d: [() => [new nn.AvgPool1d(2), x(1, 1, 4)]],
  AvgPool2d: [() => [new nn.AvgPool2d(2, { padding: 1 }), x(1, 1, 3, 3)]],
  LPPool2d: [() => [new nn.LPPool2d(3, 2), positive(1, 1, 2, 4)]],
  AdaptiveAvgPool1d: [() => [new nn.AdaptiveAvgPool1d(2), x(1, 1, 5)]],
  AdaptiveAvgPool2d: [() => [new nn.AdaptiveAvgPool2d(2), x(1, 1, 3, 5)]],
  AdaptiveMaxPool1d: [() => [new nn.AdaptiveMaxPool1d(2), spread(1, 1, 5)]],
  AdaptiveMaxPool2d: [() => [new nn.AdaptiveMaxPool2d(2), spread(1, 1, 3, 3)]],
  MaxUnpool1d: [() => [new nn.MaxUnpool1d(2), x(1, 1, 2), torch.tensor([[[1, 2]]])]],
  MaxUnpool2d: [() => [new nn.MaxUnpool2d(2), x(1, 1, 1, 2), torch.tensor([[[[1, 6]]]])]],
  ConstantPad1d: [() => [new nn.ConstantPad1d(1, 2), x(1, 1, 3)]],
  ConstantPad2d: [() => [new nn.ConstantPad2d(1, 2), x(1, 1, 2, 2)]],
  ZeroPad1d: [() => [new nn.ZeroPad1d(1), x(1, 1, 3)]],
  ZeroPad2d: [() => [new nn.ZeroPad2d(1), x(1, 1, 2, 2)]],
  ReflectionPad1d: [() => [new nn.ReflectionPad1d(1), x(1, 1, 3)]],
  ReflectionPad2d: [() => [new nn.ReflectionPad2d(1), x(1, 1, 2, 3)]],
  ReplicationPad1d: [() => [new nn.ReplicationPad1d(1), x(1, 1, 3)]],
  ReplicationPad2d: [() => [new nn.ReplicationPad2d(1), x(1, 1, 2, 2)]],
  CircularPad1d: [() => [new nn.CircularPad1d(1), x(1, 1, 3)]],
  UpsamplingNearest2d: [() => [new nn.UpsamplingNearest2d({ scaleFactor: 2 }), x(1, 1, 2, 2)]],
  UpsamplingBilinear2d: [() => [new nn.UpsamplingBilinear2d({ size: 3 }), x(1, 1, 2, 2)]],
  CircularPad2d: [() => [new nn.CircularPad2d(1), x(1, 1, 2, 3)]],
  Unfold: [() => [new nn.Unfold(2), x(1, 1, 3, 3)]],
  Fold: [() => [new nn.Fold([3, 3], 2), x(1, 4, 4)]],
  Upsample: [
    () => [new nn.Upsample({ scaleFactor: 2 }), x(1, 1, 2, 2)],
    () => [new nn.Upsample({ size: 3, mode: 'bilinear' }), x(1, 1, 2, 2)],
  ],
  PixelShuffle: [() => [new nn.PixelShuffle(2), x(1, 4, 1, 2)]],
  PixelUnshuffle: [() => [new nn.PixelUnshuffle(2), x(1, 1, 2, 4)]],
  LayerNorm: [() => [new nn.LayerNorm(3), x(2, 3)]],
  RMSNorm: [() => [new nn.RMSNorm(3), x(2, 3)]],
  GroupNorm: [() => [new nn.GroupNorm(2, 4), x(2, 4, 2)]],
  BatchNorm1d: [
    () => [new nn.BatchNorm1d(2, { trackRunningStats: false }), x(3, 2)],
    () => [new nn.BatchNorm1d(2).eval(), x(3, 2)],
  ],
  BatchNorm2d: [() => [new nn.BatchNorm2d(2, { trackRunningStats: false }), x(2, 2, 2, 2)]],
  BatchNorm3d: [() => [new nn.BatchNorm3d(2, { trackRunningStats: false }), x(2, 2, 2, 1, 2)]],
  InstanceNorm3d: [() => [new nn.InstanceNorm3d(1), x(1, 1, 2, 2, 2)]],
  InstanceNorm1d: [() => [new nn.InstanceNorm1d(2, { affine: true }), x(2, 2, 3)]],
  InstanceNorm2d: [() => [new nn.InstanceNorm2d(2), x(1, 2, 2, 2)]],
  LocalResponseNorm: [() => [new nn.LocalResponseNorm(2, { alpha: 0.5 }), x(1, 3, 2)]],
  Embedding: [() => [new nn.Embedding(3, 2), indices()]],
  EmbeddingBag: (['sum', 'mean', 'max'] as const).map((mode) => () => [
    new nn.EmbeddingBag(3, 2, { mode }),
    indices(),
  ]),
  Dropout: [() => [new nn.Dropout(0.5).eval(), x(4)]],
  Dropout1d: [() => [new nn.Dropout1d(0.5).eval(), x(1, 2, 2)]],
  Dropout2d: [() => [new nn.Dropout2d(0.5).eval(), x(1, 2, 1, 2)]],
  AlphaDropout: [() => [new nn.AlphaDropout(0.5).eval(), x(4)]],
  FeatureAlphaDropout: [() => [new nn.FeatureAlphaDropout(0.5).eval(), x(1, 2, 2)]],
  CosineSimilarity: [() => [new nn.CosineSimilarity(), x(2, 3), x(2, 3)]],
  PairwiseDistance: [() => [new nn.PairwiseDistance(), x(2, 3), x(2, 3)]],
  MSELoss: [() => [new nn.MSELoss(), x(3), x(3)]],
  L1Loss: [() => [new nn.L1Loss(), spread(4), target(4).sub(7)]],
  SmoothL1Loss: [() => [new nn.SmoothL1Loss(), x(3), x(3)]],
  HuberLoss: [() => [new nn.HuberLoss(), x(3), x(3)]],
  KLDivLoss: [() => [new nn.KLDivLoss({ reduction: 'batchmean' }), x(2, 3), positive(2, 3)]],
  CrossEntropyLoss: [
    () => [new nn.CrossEntropyLoss({ labelSmoothing: 0.1 }), x(3, 3), classes()],
    () => [new nn.CrossEntropyLoss(), x(3, 3), target(3, 3)],
  ],
  NLLLoss: [() => [new nn.NLLLoss(), x(3, 3), classes()]],
  CTCLoss: [
    () => [
      new CtcOfLogits(),
      x(4, 2, 3),
      torch.tensor([
        [1, 2],
        [2, 1],
      ]),
      [4, 3],
      [2, 1],
    ],
  ],
  BCELoss: [() => [new nn.BCELoss(), torch.tensor([0.2, 0.7, 0.4], float64).requiresGrad_(), target(3)]],
  BCEWithLogitsLoss: [() => [new nn.BCEWithLogitsLoss(), x(3), target(3)]],
  CosineEmbeddingLoss: [() => [new nn.CosineEmbeddingLoss(), x(3, 2), x(3, 2), signs()]],
  MarginRankingLoss: [() => [new nn.MarginRankingLoss({ margin: 0.5 }), x(3), x(3), signs()]],
  TripletMarginLoss: [() => [new nn.TripletMarginLoss(), x(3, 2), x(3, 2), x(3, 2)]],
  HingeEmbeddingLoss: [() => [new nn.HingeEmbeddingLoss(), x(3), signs()]],
  MultiMarginLoss: [() => [new nn.MultiMarginLoss(), x(3, 3), classes()]],
  MultiLabelMarginLoss: [() => [new nn.MultiLabelMarginLoss(), x(1, 4), torch.tensor([[2, 0, -1, 1]])]],
  SoftMarginLoss: [() => [new nn.SoftMarginLoss(), x(3), signs()]],
  MultiLabelSoftMarginLoss: [() => [new nn.MultiLabelSoftMarginLoss(), x(2, 3), target(2, 3)]],
  PoissonNLLLoss: [() => [new nn.PoissonNLLLoss(), x(3), target(3)]],
  GaussianNLLLoss: [() => [new nn.GaussianNLLLoss(), x(3), x(3), positive(3)]],
};

/** They compute nothing of their own. */
const WITHOUT_FORWARD = ['Module', 'ModuleList', 'ModuleDict', 'ParameterDict', 'ParameterList'];

/** PyTorch's backward of it is no function of the graph: it has no second derivative. */
const FIRST_ORDER_ALONE = ['CTCLoss'];

test('every module of nn has an example here', () => {
  const modules = Object.entries(nn)
    .filter(([, value]) => typeof value === 'function' && value.prototype instanceof AnyModule)
    .map(([name]) => name);
  expect(Object.keys(EXAMPLES).sort()).toEqual(
    modules.filter((name) => !WITHOUT_FORWARD.includes(name)).sort(),
  );
});

function tensorsOf(value: unknown): Tensor[] {
  if (value instanceof Tensor) return [value];
  return Array.isArray(value) ? value.flatMap(tensorsOf) : [];
}

describe.each(Object.entries(EXAMPLES))('%s', (name, examples) => {
  test.each(examples.map((example, i) => [i, example] as const))('example %i', async (_, example) => {
    torch.manualSeed(3);
    const [module, ...inputs] = example();
    module.double();
    const leaves = [...tensorsOf(inputs).filter((input) => input.requiresGrad), ...module.parameters()];
    const generator = new torch.Generator().manualSeed(4);
    const outputs = (): Tensor[] => tensorsOf((module as AnyCall)(...inputs));
    const weights = outputs().map((y) => torch.randn(y.shape, { ...float64, generator }));
    const f = (): Tensor =>
      outputs()
        .map((y, i) => y.mul(weights[i]!).sum())
        .reduce((a, b) => a.add(b));
    await expectGradients(f, leaves, name);
    if (FIRST_ORDER_ALONE.includes(name)) return;
    await expectGradients(gradientsAlong(f, leaves, generator), leaves, `${name}, second order:`);
  });
});

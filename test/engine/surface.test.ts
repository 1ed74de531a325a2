/** @file The floor of what a learner finds: every name that tutorials use is there, under PyTorch's name in camelCase. */

import { describe, expect, test } from 'vitest';
import { data, F, Generator, nn, optim, Tensor, torch } from '../../engine/index';
import * as engine from '../../engine/index';

const words = (text: string): string[] => text.trim().split(/\s+/);

const SURFACE: Record<string, [object, string[]]> = {
  torch: [
    torch,
    words(`tensor Tensor arange linspace logspace eye zeros ones full empty zerosLike onesLike fullLike emptyLike rand
      randn randint randperm poisson binomial randLike randnLike randintLike normal bernoulli multinomial tril triu meshgrid diag oneHot
      fromArray asTensor Generator manualSeed seed getRngState setRngState cat stack hstack vstack dstack concat split
      chunk unbind tensorSplit where isTensor finfo iinfo einsum kron cdist matmul mm bmm mv dot outer addmm baddbmm
      linalg autograd noGrad enableGrad isGradEnabled setGradEnabled inferenceMode cuda unique sort argsort topk allclose
      equal lgamma digamma erfinv scatterReduce sinc deg2rad
      rad2deg copysign heaviside signbit floatPower logaddexp2 isposinf isneginf trapezoid trapz cumulativeTrapezoid gradient
      vander msort nanmedian hannWindow hammingWindow blackmanWindow bartlettWindow conv1d conv2d conv3d convTranspose1d convTranspose2d maxPool1d maxPool2d avgPool1d adaptiveAvgPool1d
      layerNorm groupNorm rmsNorm batchNorm instanceNorm dropout alphaDropout featureDropout featureAlphaDropout embedding bilinear
      cosineSimilarity pairwiseDistance pixelShuffle pixelUnshuffle FloatTensor DoubleTensor LongTensor IntTensor ByteTensor
      BoolTensor device scalarTensor rowStack detach splitWithSizes setDefaultDtype getDefaultDtype setPrintoptions getPrintoptions float32 float64 int64 int32 uint8 bool float double long int inf nan pi e`),
  ],
  tensor: [
    Tensor.prototype,
    words(`shape size stride dim ndim numel dtype device isContiguous item tolist data to float double long int bool type
      cpu cuda clone contiguous detach detach_ requiresGrad requiresGrad_ grad gradFn isLeaf backward retainGrad
      registerHook view viewAs reshape permute transpose t T mT squeeze unsqueeze expand expandAs repeat repeatInterleave
      tile flatten unflatten unfold movedim flip roll rot90 split chunk unbind tensorSplit narrow select squeeze_
      unsqueeze_ transpose_ t_ at put gather scatter scatterAdd indexSelect indexAdd indexPut indexPut_ take takeAlongDim
      maskedSelect maskedFill where nonzero diagonal add sub mul div pow neg sqrt rsqrt exp expm1 log log1p log2 log10
      sin cos tan asin acos atan atan2 sinh cosh tanh sigmoid erf lgamma digamma erfinv scatterReduce abs sign floor ceil round trunc frac fmod remainder
      floorDivide clamp minimum maximum lerp reciprocal isnan isinf isfinite eq ne lt le gt ge logicalAnd logicalOr
      logicalXor logicalNot bitwiseAnd bitwiseOr bitwiseXor bitwiseNot add_ sub_ mul_ div_ zero_ copy_ fill_ exp_ clamp_
      uniform_ normal_ logNormal_ cauchy_ geometric_ exponential_ random_ bernoulli_ sum mean prod std var min max amin amax argmin argmax median mode norm all any
      cumsum cumprod logsumexp sort argsort topk unique bincount histc countNonzero allclose equal matmul mm bmm mv dot
      outer addmm baddbmm kron det relu softmax logSoftmax`),
  ],
  distributions: [
    torch.distributions,
    words('Distribution Normal Categorical Bernoulli Multinomial Uniform Exponential klDivergence'),
  ],
  func: [
    torch.func,
    words('grad gradAndValue vjp jvp jacrev jacfwd hessian vmap functionalCall stackModuleState'),
  ],
  rnn: [
    nn.utils.rnn,
    words(
      'PackedSequence padSequence unpadSequence packPaddedSequence padPackedSequence packSequence unpackSequence',
    ),
  ],
  linalg: [
    torch.linalg,
    words('norm inv solve lstsq det slogdet cholesky qr eigh eigvalsh svd svdvals pinv'),
  ],
  F: [
    F,
    words(`relu leakyRelu elu gelu silu softplus softmax logSoftmax sigmoid tanh crossEntropy nllLoss mseLoss l1Loss
      smoothL1Loss huberLoss binaryCrossEntropy binaryCrossEntropyWithLogits klDiv ctcLoss cosineSimilarity linear conv1d
      conv2d convTranspose2d maxPool1d maxPool2d avgPool2d adaptiveAvgPool2d pad interpolate gridSample affineGrid dropout
      embedding oneHot layerNorm batchNorm groupNorm rmsNorm scaledDotProductAttention unfold fold normalize`),
  ],
  nn: [
    nn,
    words(`Module Parameter Sequential ModuleList ModuleDict ParameterList ParameterDict Linear Bilinear Identity Conv1d Conv2d
      ConvTranspose2d MaxPool1d MaxPool2d AvgPool2d AdaptiveAvgPool2d Flatten Unflatten Embedding LayerNorm BatchNorm1d
      BatchNorm2d GroupNorm RMSNorm InstanceNorm2d Dropout AlphaDropout FeatureAlphaDropout MaxUnpool1d MaxUnpool2d RReLU
      MultiLabelMarginLoss ReLU LeakyReLU ELU GELU SiLU Softplus Softmax LogSoftmax
      Sigmoid Tanh CrossEntropyLoss NLLLoss MSELoss L1Loss SmoothL1Loss HuberLoss BCELoss BCEWithLogitsLoss KLDivLoss
      CTCLoss RNN LSTM GRU RNNCell LSTMCell GRUCell MultiheadAttention TransformerEncoderLayer TransformerEncoder
      TransformerDecoderLayer TransformerDecoder Transformer LazyLinear LazyConv1d LazyConv2d LazyConvTranspose1d
      LazyConvTranspose2d LazyBatchNorm1d LazyBatchNorm2d LazyInstanceNorm1d LazyInstanceNorm2d UninitializedParameter
      UninitializedBuffer init utils`),
  ],
  module: [
    nn.Linear.prototype,
    words(`parameters namedParameters buffers namedBuffers children namedChildren modules namedModules apply train eval
      stateDict loadStateDict zeroGrad requiresGrad_ to cpu cuda float double registerBuffer registerForwardHook
      registerForwardPreHook registerFullBackwardHook registerFullBackwardPreHook toString`),
  ],
  init: [
    nn.init,
    words(`uniform_ normal_ constant_ ones_ zeros_ eye_ xavierUniform_ xavierNormal_ kaimingUniform_ kaimingNormal_
      truncNormal_ orthogonal_ dirac_ calculateGain`),
  ],
  utils: [
    nn.utils,
    words(
      'removeSpectralNorm removeWeightNorm spectralNorm weightNorm clipGradNorm_ clipGradValue_ parametersToVector vectorToParameters rnn',
    ),
  ],
  optim: [
    optim,
    words(
      'Optimizer SGD Adam AdamW NAdam RAdam Adamax RMSprop Adagrad Adadelta Rprop ASGD Adafactor LBFGS lrScheduler',
    ),
  ],
  lrScheduler: [
    optim.lrScheduler,
    words(`StepLR MultiStepLR ExponentialLR CosineAnnealingLR CosineAnnealingWarmRestarts LambdaLR MultiplicativeLR
      LinearLR ConstantLR PolynomialLR OneCycleLR CyclicLR ReduceLROnPlateau SequentialLR ChainedScheduler`),
  ],
  autograd: [
    torch.autograd,
    words(
      'backward grad Function gradcheck gradgradcheck functional detectAnomaly setDetectAnomaly noGrad enableGrad',
    ),
  ],
  functional: [torch.autograd.functional, words('jacobian hessian jvp vjp hvp vhp')],
  data: [
    data,
    words(`Dataset IterableDataset TensorDataset Subset ConcatDataset DataLoader randomSplit defaultCollate SequentialSampler RandomSampler
      SubsetRandomSampler WeightedRandomSampler BatchSampler`),
  ],
  generator: [Generator.prototype, words('manualSeed seed initialSeed getState setState')],
  save: [engine, words('saveSafetensors loadSafetensors')],
};

describe.each(Object.entries(SURFACE))('%s', (_, [owner, names]) => {
  test.each(names)('%s', (name) => {
    expect(name in owner || isField(owner, name)).toBe(true);
  });
});

/** Fields that the constructor of a tensor sets stand on no prototype. */
function isField(owner: object, name: string): boolean {
  return owner === Tensor.prototype && name in torch.zeros(1);
}

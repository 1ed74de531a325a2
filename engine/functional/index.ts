/** @file The namespace `F`: PyTorch's torch.nn.functional. */

export { oneHot } from '../functions/one-hot';
export * from './activation';
export * from './activation-inplace';
export * from './loss';
export * from './softmax';
export * from './alpha-dropout';
export * from './attention';
export * from './convolution';
export * from './embedding';
export * from './linear';
export * from './normalization';
export { batchNorm, instanceNorm, type BatchNormOptions, type InstanceNormOptions } from './running-norm';
export * from './adaptive-pooling';
export * from './pooling';
export * from './sampling';
export * from './sequence';
export { dropout, dropout1d, dropout2d, embedding, type DropoutOptions } from './sparse';
export * from './unpooling';
export * from './vision';

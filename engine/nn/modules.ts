/** @file All modules there are. */

export * from './activation';
export * from './attention';
export * from './cells';
export * from './containers';
export * from './convolution';
export * from './dictionaries';
export * from './distance';
export * from './lazy';
export * from './linear';
export * from './loss';
export * from './margin';
export * from './norm';
export * from './running-norm';
export * from './pooling';
export * from './recurrent';
export * from './reshaping';
export * from './softmax';
export * from './sparse';
export * from './threshold';
export * from './transformer';
export * from './unpooling';

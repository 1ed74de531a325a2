/** @file All modules there are. */

export * from './activation';
export * from './attention';
export * from './cells';
export * from './containers';
export * from './convolution';
export * from './linear';
export * from './loss';
export * from './norm';
export * from './pooling';
export * from './recurrent';
export * from './sparse';

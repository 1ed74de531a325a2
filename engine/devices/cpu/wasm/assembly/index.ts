/** @file The kernels as one module. Memory is the caller's: all that is exported works on addresses it is given. */

export { adam } from './adam';
export { correlate, correlateWeights, crop, spread } from './convolution';
export { binary, softmax, unary } from './elementwise';
export { matmul } from './matmul';

/** @file The kernels as one module. Memory is the caller's: all that is exported works on addresses it is given. */

export { correlate, correlateWeights, crop, spread } from './convolution';
export { matmul } from './matmul';

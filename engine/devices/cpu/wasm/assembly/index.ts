/** @file The kernels as one module. Memory is the caller's: all that is exported works on addresses it is given. */

export { matmul } from './matmul';

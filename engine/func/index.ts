/** @file The namespace `torch.func`: functions of functions, and modules as functions of their parameters. */

export { grad, gradAndValue, hessian, jacfwd, jacrev, jvp, vjp, type DerivativeOptions } from './derivatives';
export { vmap, type VmapOptions } from './vmap';
export { functionalCall, stackModuleState, type CallOptions } from './call';

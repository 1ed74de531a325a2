/** @file The `nn` namespace. */

import { tellBuiltIn } from './module';
import * as modules from './modules';

export * from './modules';
export { Module } from './module';
export type { NamedOptions } from './naming';
export type { AnyModule } from './tree';
export { Parameter } from './parameter';
export { UninitializedBuffer, UninitializedParameter } from './uninitialized';
export type { RemovableHandle } from './hooks';
export type { StateDict, IncompatibleKeys } from './state-dict';
export type { LayerOptions } from './weights';
export * as init from './init';
export * as utils from './utils';

// bundlers shorten the names of classes; what is printed has to be PyTorch's
for (const [name, value] of Object.entries(modules)) {
  Object.defineProperty(value, 'name', { value: name });
  tellBuiltIn(value);
}

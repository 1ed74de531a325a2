/** @file The `optim` namespace. */

export { SGD, type SGDOptions } from './sgd';

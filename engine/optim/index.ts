/** @file The `optim` namespace. */

export { Optimizer } from './optimizer';
export type { GroupInput, OptimizerState, ParamGroup, Params, ParamState } from './optimizer';
export { SGD, type SGDOptions, type SGDSettings } from './sgd';
export { Adam, AdamW, NAdam, type AdamOptions, type AdamSettings, type NAdamSettings } from './adam';
export { Adadelta, Adagrad, RMSprop } from './adaptive';
export type { AdadeltaSettings, AdagradSettings, RMSpropSettings } from './adaptive';
export * as lrScheduler from './schedulers';

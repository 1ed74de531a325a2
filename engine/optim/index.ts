/** @file The `optim` namespace. */

export { Optimizer } from './optimizer';
export type { GroupInput, OptimizerState, ParamGroup, Params, ParamState } from './optimizer';
export type { SchedulerState } from './scheduler';
export { SGD, type SGDOptions, type SGDSettings } from './sgd';
export { Adam, AdamW, NAdam, type AdamOptions, type AdamSettings, type NAdamSettings } from './adam';
export { Adadelta, Adagrad, RMSprop } from './adaptive';
export type { AdadeltaSettings, AdagradSettings, RMSpropSettings } from './adaptive';
export { Adamax, RAdam, type AdamaxSettings, type RAdamSettings } from './rectified';
export { ASGD, type ASGDSettings } from './averaged';
export { Adafactor, type AdafactorSettings } from './factored';
export { LBFGS, type LBFGSSettings } from './lbfgs';
export { Rprop, type RpropSettings } from './rprop';
export * as lrScheduler from './schedulers';

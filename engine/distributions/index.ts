/** @file The namespace `torch.distributions`: what policies and generative models draw from. */

export { Distribution, type DistributionOptions } from './distribution';
export { Bernoulli, Categorical, Multinomial, type BernoulliOptions, type ChoiceOptions } from './choices';
export { Exponential, Normal, Uniform } from './continuous';
export { klDivergence } from './divergence';

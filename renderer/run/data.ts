/** @file The namespace `data` of learner code: torch.utils.data, and the data that come with the application. */

export * from '../../engine/data/index';
export { digits } from '../../assets/data-sets/digits';
export type { DigitOptions } from '../../assets/data-sets/digits';
export { names } from '../../assets/data-sets/names';

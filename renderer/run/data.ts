/** @file The namespace `data` of learner code: torch.utils.data, the data that come with the application, and the learner’s own. */

export * from '../../engine/data/index';
export { digits } from '../../assets/data-sets/digits';
export type { DigitOptions } from '../../assets/data-sets/digits';
export { names } from '../../assets/data-sets/names';
export { DataError, drawn, lines, table, text } from './own-files';
export type { OwnTable } from './own-files';

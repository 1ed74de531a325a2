/** @file One-hot rows. */

import { int64, type DataArray } from '../dtype';
import { RuntimeError } from '../errors';
import { withElements, type Counted } from '../ops/counted';
import { insist } from '../ops/insist';
import type { Tensor } from '../tensor';
import { unobserved } from '../trace/observer';
import { created } from './creation';
import { checkTensors, mustBe } from '../refusals';
import { arange } from './make';

/**
 * Rows of zeros with a 1 at each index; `numClasses` −1: one more than the largest index.
 * Shape: […] → […, classes].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.one_hot.html
 * @throws RuntimeError for another dtype than int64, and an index that is not a class
 */
export function oneHot(index: Tensor, numClasses: number): Tensor;
export function oneHot(index: Tensor): Counted<Tensor>;
export function oneHot(index: Tensor, numClasses = -1): Counted<Tensor> {
  checkTensors('oneHot', { input: index });
  if (!Number.isInteger(numClasses)) mustBe('oneHot', 'num_classes', 2, 'int', numClasses);
  if (index.dtype !== int64) {
    throw new RuntimeError('one_hot is only applicable to index tensor of type LongTensor.');
  }
  if (index.numel() === 0 && numClasses <= 0) {
    throw new RuntimeError('Can not infer total number of classes from empty tensor.');
  }
  if (numClasses === -1) {
    return withElements(index, (elements) => {
      const largest = Array.from(elements, Number).reduce((a, b) => Math.max(a, b), 0);
      return hotRows(index, largest + 1);
    });
  }
  return hotRows(index, numClasses) as Counted<Tensor>;
}

function hotRows(index: Tensor, count: number): Tensor {
  const all = (test: (one: number) => boolean) => (elements: DataArray) =>
    Array.from(elements, Number).every(test);
  insist(
    index,
    (x) => x.ge(0),
    all((one) => one >= 0),
    () => new RuntimeError('Class values must be non-negative.'),
  );
  insist(
    index,
    (x) => x.lt(count),
    all((one) => one < count),
    () => new RuntimeError('Class values must be smaller than num_classes.'),
  );
  const out = unobserved(() => {
    const places = arange(count, { device: index.device.type });
    return index.unsqueeze(-1).eq(places).to(int64);
  });
  return created('oneHot', { num_classes: count }, out, {});
}

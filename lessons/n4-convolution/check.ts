/** @file Slides the learner's `correlate` over small pictures and compares it with what Conv2d computes. */

import { F, torch } from '../../engine/index';
import type { Tensor } from '../../engine/index';
import { call, fail, figures, learnerFunction, pass } from '../check-helpers';
import { readNumbers, type Numbers } from '../check-networks';
import type { Check } from '../types';

/** Picture and kernel: neither square nor symmetric, so that no mix-up of rows, columns or ends stays unseen. */
const CASES: readonly (readonly [height: number, width: number, rows: number, columns: number])[] = [
  [4, 5, 2, 3],
  [5, 4, 3, 1],
  [3, 3, 3, 3],
];

/** Numbers that repeat nowhere, of both signs. */
const filled = (rows: number, columns: number, from: number): Tensor =>
  torch
    .arange(rows * columns)
    .float()
    .mul(0.7)
    .add(from)
    .sin()
    .view(rows, columns);

/** What Conv2d makes of one picture in one channel. */
function convolved(image: Tensor, kernel: Tensor, padding: readonly [number, number] = [0, 0]): Tensor {
  const four = (x: Tensor): Tensor => x.view([1, 1, ...x.shape]);
  const maps = F.conv2d(four(image), four(kernel), null, { padding: [...padding] });
  return maps.view(maps.shape.slice(2));
}

/** Ways to be nearly right. */
const SLIPS: readonly (readonly [(image: Tensor, kernel: Tensor) => Tensor, string])[] = [
  [
    (image, kernel) => convolved(image, kernel.flip([0, 1])),
    'That is the kernel turned round: the convolution of mathematics. Conv2d lays it on as it is.',
  ],
  [
    (image, kernel) => convolved(image, kernel).div(kernel.numel()),
    'That is the mean of the products; it should be their sum.',
  ],
  [
    (image, kernel) => F.relu(convolved(image, kernel)),
    'The negative numbers are gone: ReLU comes after the convolution.',
  ],
];

const close = (a: Numbers, b: Numbers): number =>
  b.values.findIndex((wanted, i) => !(Math.abs(a.values[i]! - wanted) <= 1e-4));

const size = (shape: readonly number[]): string => shape.join(' × ');

/** What a wrong size tells. */
function sizeHint(actual: Numbers, image: Tensor, kernel: Tensor): string {
  const [rows = 0, columns = 0] = kernel.shape;
  if (size(actual.shape) === size(image.shape)) return ' The kernel must not hang over the edge.';
  const short = [image.shape[0]! - rows, image.shape[1]! - columns];
  if (size(actual.shape) === size(short)) return ' One place is left out: the last one where it still fits.';
  return ` The kernel fits in ${image.shape[0]!} − ${rows} + 1 places from top to bottom.`;
}

/** Passes when `correlate(image, kernel)` is the feature map that Conv2d makes. */
export const check: Check = async (context) => {
  const correlate = learnerFunction(context, 'correlate');
  if (!correlate.ok) return fail(correlate.reason);

  for (const [height, width, rows, columns] of CASES) {
    const image = filled(height, width, 0.3);
    const kernel = filled(rows, columns, 2);
    const where = `For a picture of ${size(image.shape)} and a kernel of ${size(kernel.shape)}, correlate`;
    const result = await call('correlate', correlate.value, [image, kernel]);
    if (!result.ok) return fail(result.reason);
    const actual = await readNumbers(result.value);
    if (!actual.ok) return fail(`${where} gives ${actual.reason}. It should give a tensor.`);
    const map = convolved(image, kernel);
    if (size(actual.value.shape) !== size(map.shape)) {
      const got = `${where} gives ${actual.value.shape.length === 0 ? 'one number' : size(actual.value.shape)}`;
      return fail(`${got}; it should be ${size(map.shape)}.${sizeHint(actual.value, image, kernel)}`);
    }
    const expected = await readNumbers(map);
    if (!expected.ok) return fail(expected.reason);
    const place = close(actual.value, expected.value);
    if (place < 0) continue;
    const at = `[${Math.floor(place / map.shape[1]!)}, ${place % map.shape[1]!}]`;
    const [got, wanted] = figures(actual.value.values[place]!, expected.value.values[place]!);
    for (const [rule, hint] of SLIPS) {
      const slipped = await readNumbers(rule(image, kernel));
      if (slipped.ok && close(actual.value, slipped.value) < 0)
        return fail(`${where} has ${got} at ${at}, not ${wanted}. ${hint}`);
    }
    return fail(
      `${where} has ${got} at ${at}; the products of kernel and picture there add up to ${wanted}.`,
    );
  }
  return pass(`correlate makes the feature maps of Conv2d, for ${CASES.length} sizes of picture and kernel.`);
};

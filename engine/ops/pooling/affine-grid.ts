/** @file The grid of an affine map. */

import type { Shape } from '../../shape';
import { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { operandTex } from '../common';
import type { OpRecord } from '../op';
import { inside } from '../reduction/lanes';

/** Numbers from −1 to 1 for the elements of a dimension: their centres, or with alignCorners up to the outer ones. */
function steps(size: number, alignCorners: boolean): number[] {
  const last = size - 1;
  return Array.from({ length: size }, (_, i) => {
    if (size === 1) return 0;
    const number = -1 + (2 * i) / last;
    return alignCorners ? number : (number * last) / size;
  });
}

/** [elements, rank + 1]: each element's numbers, the last dimension's first, and a 1. */
function basis(spatial: Shape, alignCorners: boolean): number[] {
  let rows: number[][] = [[]];
  for (const size of spatial) {
    const numbers = steps(size, alignCorners);
    rows = rows.flatMap((row) => numbers.map((number) => [number, ...row]));
  }
  return rows.flatMap((row) => [...row, 1]);
}

function basisTensor(theta: Tensor, attrs: Attrs): Tensor {
  const spatial = (attrs['size'] as Shape).slice(2);
  const rows = basis(spatial, attrs['alignCorners'] as boolean);
  const array = theta.dtype.array(rows.length);
  rows.forEach((number, i) => (array[i] = number));
  const width = spatial.length + 1;
  const storage = theta.device.upload(theta.dtype, array);
  return new Tensor({ storage, shape: [rows.length / width, width], strides: [width, 1], offset: 0 });
}

/** Input: theta [N, rank, rank + 1]; the grid [N, …, rank] of where each element of the output looks. */
export const affineGrid: OpRecord = {
  name: 'affineGrid',
  gradFn: () => 'AffineGridGeneratorBackward0',
  symbol: '⌗',
  formula: (n) => `${operandTex(n, 0)} \\cdot (x, y, 1)^\\mathsf{T}`,
  forward([theta], attrs) {
    const size = attrs['size'] as Shape;
    return inside(() => {
      const rows = basisTensor(theta!, attrs).matmul(theta!.transpose(1, 2));
      return rows.reshape(size[0]!, ...size.slice(2), size.length - 2);
    });
  },
  saves: { inputs: [0], output: false },
  backward({ inputs, attrs }, g) {
    const theta = inputs[0]!;
    const flat = g.reshape(g.shape[0]!, -1, g.shape.at(-1)!);
    return [flat.transpose(1, 2).matmul(inside(() => basisTensor(theta, attrs)))];
  },
  explain: {
    tex: () => '(x, y, 1)',
    locals(_, i, { attrs }) {
      const size = attrs['size'] as Shape;
      const rank = size.length - 2;
      const rows = basis(size.slice(2), attrs['alignCorners'] as boolean);
      const count = rows.length / (rank + 1);
      const [n, d, column] = [
        Math.floor(i / (rank * (rank + 1))),
        Math.floor(i / (rank + 1)) % rank,
        i % (rank + 1),
      ];
      return Array.from({ length: count }, (_, point) => ({
        at: (n * count + point) * rank + d,
        value: rows[point * (rank + 1) + column]!,
      }));
    },
  },
};

/** @file Matrices one behind the other on the diagonal of a larger one. */

import { DType } from '../../dtype';
import { contiguousStrides, type Shape } from '../../shape';
import { Tensor } from '../../tensor';
import type { OpRecord } from '../op';

interface Block {
  /** as the matrix that it counts as */
  readonly shape: readonly [number, number];
  readonly row: number;
  readonly column: number;
}

const asMatrix = (shape: Shape): [number, number] =>
  shape.length === 2 ? [shape[0]!, shape[1]!] : [1, shape[0] ?? 1];

/** Where each block lies. */
function blocksOf(shapes: readonly Shape[]): Block[] {
  let [row, column] = [0, 0];
  return shapes.map((own) => {
    const block = { shape: asMatrix(own), row, column };
    row += block.shape[0];
    column += block.shape[1];
    return block;
  });
}

export const blockDiagonal: OpRecord = {
  name: 'blockDiag',
  gradFn: () => 'BlockDiagBackward0',
  symbol: '⋱',
  formula: (n) => `\\operatorname{diag}(${n.inputs.join(', ')})`,
  forward(inputs) {
    const blocks = blocksOf(inputs.map((x) => x.shape));
    const size = (d: 0 | 1): number => blocks.reduce((sum, { shape }) => sum + shape[d], 0);
    const dtype = inputs.map((x) => x.dtype).reduce((a, b) => DType.promote(a, b));
    const out = Tensor.empty([size(0), size(1)], dtype, inputs[0]!.device);
    inputs.forEach((x, k) => {
      const { shape, row, column } = blocks[k]!;
      if (x.numel() === 0) return;
      out.device.copy(
        x.look(shape, matrixStrides(x), x.offset),
        out.look(shape, out.strides, row * out.strides[0]! + column),
      );
    });
    return out;
  },
  saves: { inputs: [], output: false },
  backward({ inputs, needs }, g) {
    const blocks = blocksOf(inputs.map((x) => x.shape));
    return inputs.map((x, k) => {
      const { shape, row, column } = blocks[k]!;
      if (!needs[k]) return null;
      return g.narrow(0, row, shape[0]).narrow(1, column, shape[1]).reshape(x.shape).to(x.dtype);
    });
  },
  explain: {
    tex: () => '1',
    locals(k, i, { inputs, output }) {
      const { shape, row, column } = blocksOf(inputs.map((x) => x.shape))[k]!;
      const width = contiguousStrides(output.shape)[0]!;
      return [{ at: (row + Math.floor(i / shape[1])) * width + column + (i % shape[1]), value: 1 }];
    },
  },
};

const matrixStrides = (x: Tensor): number[] => (x.ndim === 2 ? [...x.strides] : [0, x.strides[0] ?? 1]);

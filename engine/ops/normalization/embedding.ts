/** @file Rows of a table by index, and adding to them. */

import { apply } from '../../autograd/apply';
import { networkKernel } from '../../devices/needs';
import { RuntimeError } from '../../errors';
import { numel, type Shape } from '../../shape';
import { Tensor } from '../../tensor';
import { elementAt, operandTex } from '../common';
import type { OpRecord } from '../op';
import { inside } from '../reduction/lanes';

/** Inputs: the table [V, D] and whole-numbered indices of any shape. */
export const embedding: OpRecord = {
  name: 'embedding',
  gradFn: () => 'EmbeddingBackward0',
  symbol: '☰',
  formula: (n) => `${operandTex(n, 0)}[${operandTex(n, 1)}]`,
  forward([weight, indices]) {
    check(weight!, indices!);
    const width = weight!.shape[1]!;
    if (!weight!.dtype.isFloatingPoint) {
      return inside(() => weight!.indexSelect(0, indices!.reshape(-1)).view([...indices!.shape, width]));
    }
    const out = Tensor.empty([...indices!.shape, width], weight!.dtype, weight!.device);
    networkKernel('rows', 'embedding', weight!.device)(weight!, indices!, out);
    return out;
  },
  saves: { inputs: [1], output: false },
  backward: ({ inputs, attrs }, g) => [
    apply(embeddingBackward, [g, inputs[1]!], { paddingIdx: attrs['paddingIdx']!, shape: inputs[0]!.shape }),
    null,
  ],
  explain: {
    tex: (k) => (k === 0 ? '1' : '0'),
    locals(k, i, e) {
      if (k === 1) return [];
      const width = e.inputs[0]!.shape[1]!;
      const row = Math.floor(i / width);
      if (row === e.attrs['paddingIdx']) return [];
      return Array.from({ length: e.inputs[1]!.elements.length }, (_, at) => at)
        .filter((at) => elementAt(e.inputs[1]!, at) === row)
        .map((at) => ({ at: at * width + (i % width), value: 1 }));
    },
  },
};

function check(weight: Tensor, indices: Tensor): void {
  if (weight.ndim !== 2) throw new RuntimeError("'weight' must be 2-D");
  if (indices.dtype.name !== 'int64' && indices.dtype.name !== 'int32') {
    throw new RuntimeError(
      `Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got torch.${indices.dtype.scalarName}Tensor instead (while checking arguments for embedding)`,
    );
  }
  if (weight.shape[0] === 0 && indices.numel() > 0) {
    throw new RuntimeError('index_select(): self indexing axis dim should be positive');
  }
}

/** Adds each row of the gradient to the table's row that it came from; the padding's row gets nothing. */
export const embeddingBackward: OpRecord = {
  name: 'embeddingBackward',
  gradFn: () => 'EmbeddingDenseBackwardBackward0',
  symbol: '☰ᵀ',
  formula: (n) => `\\operatorname{rows}(${operandTex(n, 0)}, ${operandTex(n, 1)})`,
  forward([g, indices], attrs) {
    const out = Tensor.empty(attrs['shape'] as Shape, g!.dtype, g!.device);
    const padding = attrs['paddingIdx'] as number;
    if (numel(indices!.shape) > 0) {
      networkKernel('addRows', 'embedding', g!.device)(g!, indices!, padding, out);
    }
    return out;
  },
  saves: { inputs: [1], output: false },
  backward({ inputs, attrs }, g) {
    const rows = apply(embedding, [g, inputs[1]!], { paddingIdx: attrs['paddingIdx']! });
    const skipped = inputs[1]!.eq(attrs['paddingIdx'] as number).unsqueeze(-1);
    return [rows.mul(skipped.eq(0).to(rows.dtype)), null];
  },
  explain: {
    tex: (k) => (k === 0 ? '1' : '0'),
    locals(k, i, e) {
      if (k === 1) return [];
      const width = e.output.shape[1]!;
      const row = elementAt(e.inputs[1]!, Math.floor(i / width));
      return row === e.attrs['paddingIdx'] ? [] : [{ at: row * width + (i % width), value: 1 }];
    },
  },
};

export const EMBEDDING_OPS: readonly OpRecord[] = [embedding, embeddingBackward];

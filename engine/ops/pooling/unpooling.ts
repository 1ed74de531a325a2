/** @file Max pooling undone: each value goes back to the place it came from, the rest is 0. */

import { numel, type Shape } from '../../shape';
import { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { operandTex } from '../common';
import type { OpRecord } from '../op';
import { plain } from '../pointwise/common';

const sizeOf = (attrs: Attrs): Shape => attrs['size'] as Shape;

/** [planes, places] */
const flat = (x: Tensor, places: number): Tensor =>
  x.reshape([places === 0 ? 0 : x.numel() / places, places]);

/** attrs.size: the planes' height and width; the second input: a place in its plane for each value */
export const maxUnpool2d: OpRecord = {
  name: 'maxUnpool2d',
  gradFn: () => 'MaxUnpool2DBackward0',
  symbol: 'unpool',
  formula: (n) => `\\operatorname{unpool}(${operandTex(n, 0)})`,
  forward([x, indices], attrs) {
    const [shape, own] = [[...x!.shape.slice(0, -2), ...sizeOf(attrs)], numel(x!.shape.slice(-2))];
    return plain(() => {
      const out = Tensor.full(shape, 0, x!.dtype, x!.device);
      if (x!.numel() === 0) return out;
      return flat(out, numel(sizeOf(attrs)))
        .scatter(1, flat(indices!, own), flat(x!, own))
        .reshape(shape);
    });
  },
  saves: { inputs: [1], output: false },
  backward({ inputs, attrs }, g) {
    const [x, indices] = [inputs[0]!, inputs[1]!];
    const own = numel(x.shape.slice(-2));
    return [
      flat(g, numel(sizeOf(attrs)))
        .gather(1, flat(indices, own))
        .reshape(x.shape),
      null,
    ];
  },
  explain: {
    tex: (k, n) => (k === 0 ? `[\\text{${operandTex(n, 0)} came from here}]` : '0'),
    locals(k, i, { inputs, attrs }) {
      if (k === 1) return [];
      const plane = Math.floor(i / numel(inputs[0]!.shape.slice(-2)));
      return [{ at: plane * numel(sizeOf(attrs)) + Number(inputs[1]!.elements[i]), value: 1 }];
    },
  },
};

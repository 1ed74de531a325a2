/** @file Methods of the tensor: backward, and leaving the graph. */

import { backward, type BackwardOptions } from '../autograd/backward';
import { extend, Tensor } from '../tensor';
import { observer } from '../trace/observer';

declare module '../tensor' {
  interface Tensor {
    /** The same elements without history; shares the storage. Shape: any; keeps it. */
    detach(): Tensor;
    /**
     * Computes gradients back to the leaves and adds them to their `.grad`.
     * @param gradient of this tensor's shape; left out: 1, for a scalar alone. Options may take its place:
     *   `loss.backward({ retainGraph: true })`
     */
    backward(gradient?: Tensor | BackwardOptions | null, options?: BackwardOptions): void;
  }
}

extend({
  detach() {
    const out = this.look(this.shape, this.strides, this.offset);
    observer()?.op('detach', [this], {}, out);
    return out;
  },
  backward(gradient = null, options = {}) {
    if (gradient instanceof Tensor || gradient === null) backward([this], [gradient], options);
    else backward([this], [null], gradient);
  },
});

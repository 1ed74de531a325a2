/**
 * @file One-hot rows and draws by probability where the values are on a GPU and can only be waited for. A value that
 * does not fit is refused at the next read, in the words that the cpu refuses it with at once.
 */

import type { Device } from '../devices/device';
import { float32, int64 } from '../dtype';
import { computeLookUp, putInto } from '../ops/indexing/lookup';
import { exponential } from '../random/fill';
import type { Generator } from '../random/generator';
import { contiguousStrides, numel, type Shape } from '../shape';
import { Tensor } from '../tensor';

/** Rows of zeros with a 1 at each class. */
export function oneHotLater(index: Tensor, count: number): Tensor {
  const rows = index.numel();
  const out = Tensor.empty([rows, count], int64, index.device);
  const row = uploaded([rows], index.device, int64, (i) => BigInt(i));
  if (rows > 0) putInto('oneHot', out, [row, index.reshape(rows)], 1, [0, 1], 'class', false);
  return out.reshape([...index.shape, count]);
}

/** `count` indices for each distribution; the random numbers are the cpu's. */
export function multinomialLater(
  weights: Tensor,
  count: number,
  replacement: boolean,
  generator: Generator,
): Tensor {
  refuseOdd(weights, replacement && count > 1);
  const around = weights.shape.slice(0, -1);
  if (!replacement || count === 1) {
    // each weight divided by an exponential of its own: the largest are the draw
    const race = float32.array(weights.numel()) as Float32Array;
    exponential(1)(race, float32, generator, true);
    const rivals = uploaded(weights.shape, weights.device, float32, (i) => race[i]!);
    return weights.div(rivals).topk(count, -1).indices;
  }
  const size = weights.shape.at(-1)!;
  const sums = weights.cumsum(-1);
  const shares = sums.div(sums.narrow(-1, size - 1, 1));
  const drawn = uploaded([...around, count, 1], weights.device, float32, () => generator.double());
  // as many as lie below; the last share is 1 and below none
  return shares
    .narrow(-1, 0, size - 1)
    .unsqueeze(-2)
    .lt(drawn)
    .sum(-1);
}

function uploaded<T extends number | bigint>(
  shape: Shape,
  device: Device,
  dtype: typeof float32,
  element: (i: number) => T,
): Tensor {
  const array = dtype.array(numel(shape));
  for (let i = 0; i < array.length; i++) array[i] = element(i);
  return new Tensor({
    storage: device.upload(dtype, array),
    shape,
    strides: contiguousStrides(shape),
    offset: 0,
  });
}

/** Looks a vector of one element up at the number of what is wrong: at 0, nothing, it is there. */
function refuseOdd(weights: Tensor, cumulated: boolean): void {
  const negative = weights.lt(0).any();
  const infinite = weights.lt(Infinity).logicalNot().any();
  const empty = weights.sum(-1).gt(0).logicalNot().any();
  const [first, second] = cumulated ? [1, 2] : [4, 4];
  const code = empty.long().mul(3).maskedFill(infinite, second).maskedFill(negative, first);
  const one = Tensor.empty([1], int64, weights.device);
  computeLookUp('multinomial', one, [code.reshape(1)], [0], 'chance');
}

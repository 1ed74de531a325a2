/** @file F: linear and bilinear maps. */

import { RuntimeError } from '../errors';
import { refuseBool } from '../ops/matrix/ways';
import type { Tensor } from '../tensor';
import { checkTensors } from '../refusals';

/**
 * x Wᵀ + b, for x [*, in], weight [out, in] and bias [out]; not for bools.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.linear.html
 * @throws RuntimeError for sizes that do not fit, or several dtypes
 */
export function linear(x: Tensor, weight: Tensor, bias: Tensor | null = null): Tensor {
  checkTensors('linear', { input: x, weight });
  if (x.ndim === 0 || weight.ndim === 0) {
    throw new RuntimeError(
      `both arguments to linear need to be at least 1D, but they are ${x.ndim}D and ${weight.ndim}D`,
    );
  }
  if (!bias) return x.matmul(weight.t());
  if (x.ndim === 2) return bias.addmm(x, weight.t());
  if (x.isContiguous() && weight.ndim === 2) {
    // PyTorch folds the leading dimensions into one matrix
    return bias
      .addmm(x.reshape(-1, x.shape.at(-1)!), weight.t())
      .view([...x.shape.slice(0, -1), weight.shape[0]!]);
  }
  return x.matmul(weight.t()).add(bias);
}

/**
 * x1ᵀ A x2 + b, for x1 [*, in1], x2 [*, in2], weight [out, in1, in2] and bias [out]; not for bools.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.bilinear.html
 * @throws RuntimeError for sizes that do not fit, or several dtypes
 */
export function bilinear(x1: Tensor, x2: Tensor, weight: Tensor, bias: Tensor | null = null): Tensor {
  checkTensors('bilinear', { input1: x1, input2: x2, weight });
  checkBilinear(x1, x2, weight, bias);
  refuseBool(weight.dtype, 'bmm');
  const [out, in1, in2] = weight.shape as [number, number, number];
  const lead = x1.shape.slice(0, -1);
  const left = x1.reshape(-1, in1).reshape([-1, 1, in1, 1]);
  const right = x2.reshape(-1, in2).reshape([-1, 1, 1, in2]);
  const products = left.mul(right).mul(weight.reshape(1, out, in1, in2));
  const result = products
    .sum([2, 3])
    .to(weight.dtype)
    .view([...lead, out]);
  return bias ? result.add(bias) : result;
}

function checkBilinear(x1: Tensor, x2: Tensor, weight: Tensor, bias: Tensor | null): void {
  const given = { input1: x1, input2: x2, weight, ...(bias && { bias }) };
  if (Object.values(given).some((x) => x.dtype !== x1.dtype)) {
    const types = Object.entries(given).map(([name, x]) => `${name}: ${x.dtype.cName}`);
    throw new RuntimeError(`All tensors must have the same dtype, got ${types.join(', ')}`);
  }
  if (x1.ndim !== x2.ndim) {
    throw new RuntimeError(`bilinear(): input dimensions do not match: got ${x1.ndim} and ${x2.ndim}`);
  }
  x1.shape.slice(0, -1).forEach((size, d) => {
    if (size === x2.shape[d]) return;
    throw new RuntimeError(
      `bilinear(): input batch dimensions do not match at dim ${d}: got ${size} and ${x2.shape[d]}`,
    );
  });
  [x1, x2].forEach((x, k) => {
    if (weight.size(k + 1) === x.size(-1)) return;
    throw new RuntimeError(
      `bilinear(): input${k + 1} size does not match weight size: got ${x.shape.at(-1)} but expected ${weight.shape[k + 1]}`,
    );
  });
  if (bias && bias.size(0) !== weight.size(0)) {
    throw new RuntimeError(
      `bilinear(): bias size does not match weight size: got ${bias.shape[0]} but expected ${weight.shape[0]}`,
    );
  }
}

/** @file F: scaled dot-product attention. */

import { apply } from '../autograd/apply';
import { RuntimeError } from '../errors';
import { pythonNumber } from '../format/python';
import { attention, attentionWeights } from '../ops/attention/attention';
import { times } from '../ops/times';
import { Tensor } from '../tensor';
import { unobserved } from '../trace/observer';
import { dropout } from './sparse';
import { checkTensors } from '../refusals';

export interface AttentionOptions {
  /** bool: true where a query may look; float: added to the scores */
  readonly attnMask?: Tensor | null;
  readonly dropoutP?: number;
  /** a query looks at no key behind it */
  readonly isCausal?: boolean;
  /** default 1 / √(size of a query) */
  readonly scale?: number | null;
}

/**
 * softmax(Q Kᵀ · scale + mask) V, for query [*, L, E], key [*, S, E] and value [*, S, Ev]; floating-point alone.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.scaled_dot_product_attention.html
 * @throws RuntimeError for sizes that do not fit, or several dtypes
 */
export function scaledDotProductAttention(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  options: AttentionOptions = {},
): Tensor {
  checkTensors('scaledDotProductAttention', { query, key, value });
  const { attnMask = null, dropoutP = 0, isCausal = false } = options;
  check(query, key, value, attnMask);
  if (isCausal && attnMask) {
    throw new RuntimeError(
      '_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True',
    );
  }
  if (!(dropoutP >= 0 && dropoutP <= 1)) {
    throw new RuntimeError(
      `dropout probability has to be between 0 and 1, but got ${pythonNumber(dropoutP)}`,
    );
  }
  if (value.numel() === 0 || query.shape.slice(0, -1).includes(0)) return ofNothing(query, key, value);
  // of nothing the products are 0, whatever they are scaled by
  const scale = options.scale ?? 1 / Math.sqrt(Math.max(1, query.shape.at(-1)!));
  const attrs = { scale, isCausal };
  if (isOneNode(query, key, value, attnMask, dropoutP)) {
    return apply(attention, attnMask ? [query, key, value, attnMask] : [query, key, value], attrs);
  }
  const weights = attentionWeights(query, key, attnMask, attrs);
  return (dropoutP > 0 ? dropout(weights, dropoutP) : weights).matmul(value);
}

/** Zeros that the graph knows. */
function ofNothing(query: Tensor, key: Tensor, value: Tensor): Tensor {
  const shape = [...query.shape.slice(0, -1), value.shape.at(-1)!];
  const none = times(query.sum().add(key.sum()).add(value.sum()), 0);
  return unobserved(() => Tensor.full(shape, 0, query.dtype, query.device)).add(none);
}

/** Where PyTorch has a fused kernel, the graph shows one node. */
function isOneNode(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | null, dropoutP: number): boolean {
  const sizes = [k, v].every(
    (x) =>
      x.ndim === 4 && x.shape[0] === q.shape[0] && x.shape[1] === q.shape[1] && x.shape[3] === q.shape[3],
  );
  return q.ndim === 4 && sizes && dropoutP === 0 && !mask?.requiresGrad && q.dtype.isFloatingPoint;
}

function check(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | null): void {
  if (q.ndim < 2 || k.ndim < 2 || v.ndim < 2) {
    throw new RuntimeError(
      `Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: ${q.ndim} key.dim: ${k.ndim} and value.dim: ${v.ndim} instead.`,
    );
  }
  if (q.dtype !== k.dtype || q.dtype !== v.dtype) {
    throw new RuntimeError(
      `Expected query, key, and value to have the same dtype, but got query.dtype: ${q.dtype.cName} key.dtype: ${k.dtype.cName} and value.dtype: ${v.dtype.cName} instead.`,
    );
  }
  if (!mask || mask.dtype.name === 'bool' || mask.dtype.name === 'float32' || mask.dtype === q.dtype) return;
  throw new RuntimeError(
    `Expected attn_mask dtype to be bool or float or to match query dtype, but got attn_mask.dtype: ${mask.dtype.cName} and  query.dtype: ${q.dtype.cName} instead.`,
  );
}

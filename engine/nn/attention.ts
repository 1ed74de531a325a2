/** @file Attention in several heads. */

import { AssertionError, ValueError } from '../errors';
import { scaledDotProductAttention } from '../functional/attention';
import { dropout } from '../functional/sparse';
import { linear } from '../functional/linear';
import { snakeCase } from '../format/python';
import { Tensor } from '../tensor';
import { unobserved } from '../trace/observer';
import { checkTensors } from '../refusals';
import { checkAttention, checkRanksAndTypes } from './attention-checks';
import { xavierUniform_ } from './init';
import { Linear } from './linear';
import { Module } from './module';
import type { Parameter } from './parameter';
import { constantParameter, parameter, type LayerOptions } from './weights';

/** The name that PyTorch has for it in its prints. */
class NonDynamicallyQuantizableLinear extends Linear {
  override typeName(): string {
    return 'NonDynamicallyQuantizableLinear';
  }
}

export interface MultiheadOptions extends LayerOptions {
  readonly dropout?: number;
  readonly bias?: boolean;
  /** [N, L, E] instead of [L, N, E] */
  readonly batchFirst?: boolean;
}

export interface MultiheadCallOptions {
  /** [N, S], true where a key is to be left out */
  readonly keyPaddingMask?: Tensor | null;
  /** whether the weights are given back, too; default true */
  readonly needWeights?: boolean;
  /** [L, S] or [N · heads, L, S]: bool, true where a query may not look; or float, added to the scores */
  readonly attnMask?: Tensor | null;
  /** the mean of all heads' weights; default true */
  readonly averageAttnWeights?: boolean;
}

/**
 * Attention in several heads. Gives the output and the weights (null where these are not asked for).
 * Shapes: query [L, N, E], key [S, N, kdim], value [S, N, vdim] (with `batchFirst` N first; without N one
 * sample) → [L, N, E], and the weights [N, L, S].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html
 * @throws ValueError for sizes below 1; AssertionError for heads that do not divide the size, and for queries, keys
 *   and masks that do not fit
 */
export class MultiheadAttention extends Module<
  [query: Tensor, key: Tensor, value: Tensor, options?: MultiheadCallOptions],
  [Tensor, Tensor | null]
> {
  static override readonly forwardNames = ['query', 'key', 'value'];

  readonly embedDim: number;
  readonly numHeads: number;
  readonly dropout: number;
  readonly batchFirst: boolean;
  /** [3 · embedDim, embedDim]: what makes queries, keys and values */
  inProjWeight: Parameter;
  inProjBias: Parameter | null;
  outProj: Linear;

  constructor(embedDim: number, numHeads: number, given: MultiheadOptions = {}) {
    super();
    const { dropout: p = 0, bias = true, batchFirst = false, ...options } = given;
    if (embedDim <= 0 || numHeads <= 0) {
      throw new ValueError(
        `embed_dim and num_heads must be greater than 0, got embed_dim=${embedDim} and num_heads=${numHeads} instead`,
      );
    }
    if (embedDim % numHeads !== 0) throw new AssertionError('embed_dim must be divisible by num_heads');
    this.embedDim = embedDim;
    this.numHeads = numHeads;
    this.dropout = p;
    this.batchFirst = batchFirst;
    // the output's weights are drawn first, as in PyTorch; the order of definition is another one
    const outProj = new NonDynamicallyQuantizableLinear(embedDim, embedDim, { bias, ...options });
    if (outProj.bias) outProj.bias = constantParameter([embedDim], 0, options);
    this.inProjWeight = parameter([3 * embedDim, embedDim], options, (data) => xavierUniform_(data));
    this.inProjBias = bias ? constantParameter([3 * embedDim], 0, options) : null;
    this.outProj = outProj;
  }

  protected override stateName(property: string): string {
    return snakeCase(property);
  }

  forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    options: MultiheadCallOptions = {},
  ): [Tensor, Tensor | null] {
    const { needWeights = true, averageAttnWeights = true } = options;
    const isBatched = query.ndim === 3;
    this.#check(query, key, value, options);
    const [q, k, v] = this.#projected(
      [query, key, value].map((x) => (isBatched ? x : x.unsqueeze(1))),
      isBatched,
    );
    const [batch, length] = [q!.shape[0]!, q!.shape[2]!];
    const mask = this.#mask(options, batch, length, k!.shape[2]!, q!);
    const p = this.training ? this.dropout : 0;
    let weights: Tensor | null = null;
    let heads: Tensor;
    if (needWeights) {
      const scores = q!.mul(Math.sqrt(1 / (this.embedDim / this.numHeads))).matmul(k!.transpose(-2, -1));
      weights = (mask ? scores.add(mask) : scores).softmax(-1);
      if (p > 0) weights = dropout(weights, p);
      heads = weights.matmul(v!);
    } else {
      heads = scaledDotProductAttention(q!, k!, v!, { attnMask: mask, dropoutP: p });
    }
    const joined = heads.permute(2, 0, 1, 3).reshape(length * batch, this.embedDim);
    const output = this.outProj.forward(joined).view(length, batch, this.embedDim);
    const mean = weights && averageAttnWeights ? weights.mean(1) : weights;
    if (!isBatched) return [output.squeeze(1), mean?.squeeze(0) ?? null];
    return [this.batchFirst ? output.transpose(0, 1) : output, mean];
  }

  /** @throws AssertionError, RuntimeError for what does not fit together */
  #check(query: Tensor, key: Tensor, value: Tensor, options: MultiheadCallOptions): void {
    checkTensors('MultiheadAttention.forward', { query, key, value }, 'python');
    const { attnMask = null, keyPaddingMask = null } = options;
    checkRanksAndTypes({ query, key, value, attnMask, keyPaddingMask }, this.numHeads);
    const isBatched = query.ndim === 3;
    const laid = (x: Tensor): Tensor => {
      if (!isBatched) return x.unsqueeze(1);
      return this.batchFirst ? x.transpose(0, 1) : x;
    };
    unobserved(() => {
      const [q, k, v] = [laid(query), laid(key), laid(value)];
      const padding = isBatched ? keyPaddingMask : (keyPaddingMask?.unsqueeze(0) ?? null);
      checkAttention(
        { query: q, key: k, value: v, attnMask, keyPaddingMask: padding },
        this.embedDim,
        this.numHeads,
      );
    });
  }

  /** Queries, keys and values as [N, heads, L, size]. */
  #projected(inputs: readonly Tensor[], isBatched: boolean): Tensor[] {
    const weights = this.inProjWeight.chunk(3, 0);
    const biases = this.inProjBias?.chunk(3, 0);
    const size = this.embedDim / this.numHeads;
    return inputs.map((x, i) => {
      const all = linear(x, weights[i]!, biases?.[i] ?? null);
      const heads = all.reshape([x.shape[0]!, x.shape[1]!, this.numHeads, size]);
      return this.batchFirst && isBatched ? heads.transpose(1, 2) : heads.permute(1, 2, 0, 3);
    });
  }

  /** Both masks as one that is added to the scores [N, heads, L, S]. */
  #mask(
    options: MultiheadCallOptions,
    batch: number,
    rows: number,
    columns: number,
    like: Tensor,
  ): Tensor | null {
    const { attnMask = null, keyPaddingMask = null } = options;
    const added = (mask: Tensor): Tensor => {
      if (mask.dtype.isFloatingPoint) return mask;
      const none = Tensor.full(mask.shape, 0, like.dtype, like.device);
      return unobserved(() => none.maskedFill(mask, -Infinity));
    };
    const attention = attnMask && added(attnMask);
    const scores =
      attention?.ndim === 3 ? attention.reshape([batch, this.numHeads, rows, columns]) : attention;
    const padding = keyPaddingMask && added(keyPaddingMask).reshape([batch, 1, 1, columns]);
    return scores && padding ? scores.add(padding) : (scores ?? padding);
  }
}

/** @file Attention, and the encoder of a transformer. */

import { ValueError } from '../errors';
import { scaledDotProductAttention } from '../functional/attention';
import { gelu } from '../functional/activation';
import { dropout } from '../functional/sparse';
import { linear } from '../functional/linear';
import { snakeCase } from '../format/python';
import { Tensor } from '../tensor';
import { unobserved } from '../trace/observer';
import { xavierUniform_ } from './init';
import { Linear } from './linear';
import { ModuleList } from './containers';
import { Module } from './module';
import type { Parameter } from './parameter';
import { LayerNorm } from './norm';
import { Dropout } from './sparse';
import { constantParameter, parameter, uninitialised, type LayerOptions } from './weights';

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
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html
 */
export class MultiheadAttention extends Module<
  [query: Tensor, key: Tensor, value: Tensor, options?: MultiheadCallOptions],
  [Tensor, Tensor | null]
> {
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
    if (embedDim % numHeads !== 0) throw new ValueError('embed_dim must be divisible by num_heads');
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
    const [q, k, v] = this.#projected([query, key, value].map((x) => this.#batchFirst(x, isBatched)));
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
    const joined = heads.transpose(1, 2).reshape([batch, length, this.embedDim]);
    const output = this.outProj.forward(joined);
    const mean = weights && averageAttnWeights ? weights.mean(1) : weights;
    if (!isBatched) return [output.squeeze(0), mean?.squeeze(0) ?? null];
    return [this.batchFirst ? output : output.transpose(0, 1), mean];
  }

  #batchFirst(x: Tensor, isBatched: boolean): Tensor {
    if (!isBatched) return x.unsqueeze(0);
    return this.batchFirst ? x : x.transpose(0, 1);
  }

  /** Queries, keys and values as [N, heads, L, size]. */
  #projected(inputs: readonly Tensor[]): Tensor[] {
    const weights = this.inProjWeight.chunk(3, 0);
    const biases = this.inProjBias?.chunk(3, 0);
    const size = this.embedDim / this.numHeads;
    return inputs.map((x, i) =>
      linear(x, weights[i]!, biases?.[i] ?? null)
        .reshape([x.shape[0]!, x.shape[1]!, this.numHeads, size])
        .transpose(1, 2),
    );
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

export interface EncoderLayerOptions extends LayerOptions {
  readonly dimFeedforward?: number;
  readonly dropout?: number;
  readonly activation?: 'relu' | 'gelu';
  readonly layerNormEps?: number;
  readonly batchFirst?: boolean;
  /** normalise before attention and feed-forward instead of after */
  readonly normFirst?: boolean;
  readonly bias?: boolean;
}

export interface EncoderCallOptions {
  /** bool, true where a query may not look; or float, added to the scores */
  readonly srcMask?: Tensor | null;
  readonly srcKeyPaddingMask?: Tensor | null;
}

/**
 * Self-attention and a feed-forward network, each added to its input.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoderLayer.html
 */
export class TransformerEncoderLayer extends Module<[src: Tensor, options?: EncoderCallOptions]> {
  selfAttn: MultiheadAttention;
  linear1: Linear;
  dropout: Dropout;
  linear2: Linear;
  norm1: LayerNorm;
  norm2: LayerNorm;
  dropout1: Dropout;
  dropout2: Dropout;
  readonly #arguments: readonly [number, number, EncoderLayerOptions];

  constructor(dModel: number, nhead: number, given: EncoderLayerOptions = {}) {
    super();
    this.#arguments = [dModel, nhead, given];
    const {
      dimFeedforward = 2048,
      dropout: p = 0.1,
      layerNormEps = 1e-5,
      batchFirst = false,
      bias = true,
    } = given;
    const layer: LayerOptions = {
      ...(given.dtype && { dtype: given.dtype }),
      ...(given.device && { device: given.device }),
    };
    this.selfAttn = new MultiheadAttention(dModel, nhead, { dropout: p, batchFirst, bias, ...layer });
    this.linear1 = new Linear(dModel, dimFeedforward, { bias, ...layer });
    this.dropout = new Dropout(p);
    this.linear2 = new Linear(dimFeedforward, dModel, { bias, ...layer });
    this.norm1 = new LayerNorm(dModel, { eps: layerNormEps, bias, ...layer });
    this.norm2 = new LayerNorm(dModel, { eps: layerNormEps, bias, ...layer });
    this.dropout1 = new Dropout(p);
    this.dropout2 = new Dropout(p);
  }

  protected override stateName(property: string): string {
    return snakeCase(property);
  }

  /** Another layer with the same settings and weights. */
  copy(): TransformerEncoderLayer {
    const [dModel, nhead, options] = this.#arguments;
    const twin = uninitialised(() => new TransformerEncoderLayer(dModel, nhead, options));
    unobserved(() => twin.loadStateDict(this.stateDict()));
    return twin.train(this.training);
  }

  forward(src: Tensor, options: EncoderCallOptions = {}): Tensor {
    if (this.#arguments[2].normFirst) {
      const x = src.add(this.#attend(this.norm1.call(src), options));
      return x.add(this.#feed(this.norm2.call(x)));
    }
    const x = this.norm1.call(src.add(this.#attend(src, options)));
    return this.norm2.call(x.add(this.#feed(x)));
  }

  #attend(x: Tensor, { srcMask = null, srcKeyPaddingMask = null }: EncoderCallOptions): Tensor {
    const given = { attnMask: srcMask, keyPaddingMask: srcKeyPaddingMask, needWeights: false };
    return this.dropout1.call(this.selfAttn.call(x, x, x, given)[0]);
  }

  #feed(x: Tensor): Tensor {
    const inner = this.linear1.call(x);
    const active = this.#arguments[2].activation === 'gelu' ? gelu(inner) : inner.relu();
    return this.dropout2.call(this.linear2.call(this.dropout.call(active)));
  }
}

/**
 * Encoder layers one after the other: copies of the one given, which start with its weights.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoder.html
 */
export class TransformerEncoder extends Module<[src: Tensor, options?: EncoderCallOptions]> {
  layers: ModuleList<TransformerEncoderLayer>;
  norm: LayerNorm | null;

  constructor(
    encoderLayer: TransformerEncoderLayer,
    numLayers: number,
    { norm = null }: { norm?: LayerNorm | null } = {},
  ) {
    super();
    this.layers = new ModuleList(Array.from({ length: numLayers }, () => encoderLayer.copy()));
    this.norm = norm;
  }

  forward(src: Tensor, options: EncoderCallOptions = {}): Tensor {
    let x = src;
    for (const layer of this.layers) x = layer.call(x, options);
    return this.norm ? this.norm.call(x) : x;
  }
}

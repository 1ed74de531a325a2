/** @file The transformer of "Attention is all you need": stacks of layers, and encoder and decoder together. */

import { float32 } from '../dtype';
import { RuntimeError, ValueError } from '../errors';
import { full } from '../functions/make';
import type { Tensor } from '../tensor';
import { unobserved } from '../trace/observer';
import { ModuleList } from './containers';
import { xavierUniform_ } from './init';
import { Module } from './module';
import type { LayerNorm } from './norm';
import {
  Parts,
  TransformerDecoderLayer,
  TransformerEncoderLayer,
  type DecoderCallOptions,
  type EncoderCallOptions,
  type TransformerLayerOptions,
} from './transformer-layers';

export {
  TransformerDecoderLayer,
  TransformerEncoderLayer,
  type DecoderCallOptions,
  type EncoderCallOptions,
  type TransformerLayerOptions,
} from './transformer-layers';

interface StackOptions {
  /** a last normalisation */
  readonly norm?: LayerNorm | null;
}

export interface EncoderStackOptions {
  /** for every layer: bool, true where a query may not look; or float, added to the scores */
  readonly mask?: Tensor | null;
  readonly srcKeyPaddingMask?: Tensor | null;
}

/**
 * Encoder layers one after the other: copies of the one given, which start with its weights.
 * Shape: [L, N, E] (with `batchFirst` [N, L, E]); keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoder.html
 */
export class TransformerEncoder extends Module<[src: Tensor, options?: EncoderStackOptions]> {
  static override readonly forwardNames = ['src'];

  layers: ModuleList<TransformerEncoderLayer>;
  norm: LayerNorm | null;

  constructor(encoderLayer: TransformerEncoderLayer, numLayers: number, { norm = null }: StackOptions = {}) {
    super();
    this.layers = new ModuleList(Array.from({ length: numLayers }, () => encoderLayer.copy()));
    this.norm = norm;
  }

  forward(src: Tensor, { mask = null, srcKeyPaddingMask = null }: EncoderStackOptions = {}): Tensor {
    let x = src;
    for (const layer of this.layers) x = layer.call(x, { srcMask: mask, srcKeyPaddingMask });
    return this.norm ? this.norm.call(x) : x;
  }
}

/**
 * Decoder layers one after the other: copies of the one given, which start with its weights.
 * Shape: [T, N, E] and the memory [S, N, E] (with `batchFirst` N first) → [T, N, E].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerDecoder.html
 */
export class TransformerDecoder extends Module<[tgt: Tensor, memory: Tensor, options?: DecoderCallOptions]> {
  static override readonly forwardNames = ['tgt', 'memory'];

  layers: ModuleList<TransformerDecoderLayer>;
  norm: LayerNorm | null;

  constructor(decoderLayer: TransformerDecoderLayer, numLayers: number, { norm = null }: StackOptions = {}) {
    super();
    this.layers = new ModuleList(Array.from({ length: numLayers }, () => decoderLayer.copy()));
    this.norm = norm;
  }

  forward(tgt: Tensor, memory: Tensor, options: DecoderCallOptions = {}): Tensor {
    let x = tgt;
    for (const layer of this.layers) x = layer.call(x, memory, options);
    return this.norm ? this.norm.call(x) : x;
  }
}

export interface TransformerOptions extends TransformerLayerOptions {
  readonly dModel?: number;
  readonly nhead?: number;
  readonly numEncoderLayers?: number;
  readonly numDecoderLayers?: number;
}

/**
 * Encoder and decoder: src [S, N, E] and tgt [T, N, E] → [T, N, E].
 * Shape: src [S, N, E] and tgt [T, N, E] (with `batchFirst` N first) → [T, N, E].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Transformer.html
 * @throws RuntimeError when the sizes of a sample, or the batches, differ
 */
export class Transformer extends Module<
  [src: Tensor, tgt: Tensor, options?: EncoderCallOptions & DecoderCallOptions]
> {
  static override readonly forwardNames = ['src', 'tgt'];

  encoder: TransformerEncoder;
  decoder: TransformerDecoder;
  readonly #dModel: number;
  readonly #batchFirst: boolean;

  constructor(given: TransformerOptions = {}) {
    super();
    const { dModel = 512, nhead = 8, numEncoderLayers = 6, numDecoderLayers = 6, ...options } = given;
    if (dModel % nhead !== 0) throw new ValueError('embed_dim must be divisible by num_heads');
    this.#dModel = dModel;
    this.#batchFirst = options.batchFirst ?? false;
    const parts = new Parts([dModel, nhead, options]);
    const encoderLayer = new TransformerEncoderLayer(dModel, nhead, options);
    this.encoder = new TransformerEncoder(encoderLayer, numEncoderLayers, { norm: parts.norm() });
    const decoderLayer = new TransformerDecoderLayer(dModel, nhead, options);
    this.decoder = new TransformerDecoder(decoderLayer, numDecoderLayers, { norm: parts.norm() });
    unobserved(() => this.parameters().forEach((p) => p.ndim > 1 && xavierUniform_(p)));
  }

  /** The mask with which a query looks at no key behind it: −∞ above the diagonal. */
  static generateSquareSubsequentMask(size: number): Tensor {
    return full([size, size], -Infinity, { dtype: float32 }).triu(1);
  }

  forward(src: Tensor, tgt: Tensor, options: EncoderCallOptions & DecoderCallOptions = {}): Tensor {
    const batch = this.#batchFirst ? 0 : 1;
    if (src.ndim === 3 && src.shape[batch] !== tgt.shape[batch]) {
      throw new RuntimeError('the batch number of src and tgt must be equal');
    }
    if (src.shape.at(-1) !== this.#dModel || tgt.shape.at(-1) !== this.#dModel) {
      throw new RuntimeError('the feature number of src and tgt must be equal to d_model');
    }
    const { srcMask: mask = null, srcKeyPaddingMask = null } = options;
    return this.decoder.call(tgt, this.encoder.call(src, { mask, srcKeyPaddingMask }), options);
  }
}

/** @file The layers of a transformer: encoder and decoder. */

import { RuntimeError } from '../errors';
import { gelu } from '../functional/activation';
import { snakeCase } from '../format/python';
import type { Tensor } from '../tensor';
import { unobserved } from '../trace/observer';
import { MultiheadAttention } from './attention';
import { Linear } from './linear';
import { Module } from './module';
import { LayerNorm } from './norm';
import { Dropout } from './sparse';
import type { AnyModule } from './tree';
import { uninitialised, type LayerOptions } from './weights';

export interface TransformerLayerOptions extends LayerOptions {
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

export interface DecoderCallOptions {
  /** bool, true where a query may not look; or float, added to the scores */
  readonly tgtMask?: Tensor | null;
  readonly memoryMask?: Tensor | null;
  readonly tgtKeyPaddingMask?: Tensor | null;
  readonly memoryKeyPaddingMask?: Tensor | null;
}

export type LayerArguments = readonly [dModel: number, nhead: number, options: TransformerLayerOptions];

/** What a layer of either kind is made of. */
export class Parts {
  readonly p: number;
  readonly #dModel: number;
  readonly #nhead: number;
  readonly #options: TransformerLayerOptions;
  readonly #layer: LayerOptions;

  constructor([dModel, nhead, options]: LayerArguments) {
    const { activation = 'relu' } = options;
    if (activation !== 'relu' && (activation as string) !== 'gelu') {
      throw new RuntimeError(`activation should be relu/gelu, not ${String(activation)}`);
    }
    this.#dModel = dModel;
    this.#nhead = nhead;
    this.#options = options;
    this.p = options.dropout ?? 0.1;
    this.#layer = {
      ...(options.dtype && { dtype: options.dtype }),
      ...(options.device && { device: options.device }),
    };
  }

  attention(): MultiheadAttention {
    const { batchFirst = false, bias = true } = this.#options;
    return new MultiheadAttention(this.#dModel, this.#nhead, {
      dropout: this.p,
      batchFirst,
      bias,
      ...this.#layer,
    });
  }

  widening(): Linear {
    const { dimFeedforward = 2048, bias = true } = this.#options;
    return new Linear(this.#dModel, dimFeedforward, { bias, ...this.#layer });
  }

  narrowing(): Linear {
    const { dimFeedforward = 2048, bias = true } = this.#options;
    return new Linear(dimFeedforward, this.#dModel, { bias, ...this.#layer });
  }

  norm(): LayerNorm {
    const { layerNormEps = 1e-5, bias = true } = this.#options;
    return new LayerNorm(this.#dModel, { eps: layerNormEps, bias, ...this.#layer });
  }

  active(x: Tensor): Tensor {
    return this.#options.activation === 'gelu' ? gelu(x) : x.relu();
  }
}

/** Another layer with the same weights, in the same mode. */
function twinOf<Layer extends AnyModule>(layer: Layer, make: () => Layer): Layer {
  const twin = uninitialised(make);
  unobserved(() => twin.loadStateDict(layer.stateDict()));
  return twin.train(layer.training);
}

/**
 * Self-attention and a feed-forward network, each added to its input: [L, N, E] → [L, N, E].
 * Shape: [L, N, E] (with `batchFirst` [N, L, E]); keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoderLayer.html
 * @throws AssertionError for heads that do not divide the size, and inputs of another one; RuntimeError for another
 *   activation
 */
export class TransformerEncoderLayer extends Module<[src: Tensor, options?: EncoderCallOptions]> {
  static override readonly forwardNames = ['src'];

  selfAttn: MultiheadAttention;
  linear1: Linear;
  dropout: Dropout;
  linear2: Linear;
  norm1: LayerNorm;
  norm2: LayerNorm;
  dropout1: Dropout;
  dropout2: Dropout;
  readonly #arguments: LayerArguments;
  readonly #parts: Parts;

  constructor(dModel: number, nhead: number, options: TransformerLayerOptions = {}) {
    super();
    this.#arguments = [dModel, nhead, options];
    const parts = (this.#parts = new Parts(this.#arguments));
    this.selfAttn = parts.attention();
    this.linear1 = parts.widening();
    this.dropout = new Dropout(parts.p);
    this.linear2 = parts.narrowing();
    this.norm1 = parts.norm();
    this.norm2 = parts.norm();
    this.dropout1 = new Dropout(parts.p);
    this.dropout2 = new Dropout(parts.p);
  }

  protected override stateName(property: string): string {
    return snakeCase(property);
  }

  /** Another layer with the same settings and weights. */
  copy(): TransformerEncoderLayer {
    return twinOf(this, () => new TransformerEncoderLayer(...this.#arguments));
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
    const active = this.#parts.active(this.linear1.call(x));
    return this.dropout2.call(this.linear2.call(this.dropout.call(active)));
  }
}

/**
 * Self-attention, attention to what the encoder made of the source, and a feed-forward network, each added to its
 * input: tgt [T, N, E] and memory [S, N, E] → [T, N, E].
 * Shape: [T, N, E] and the memory [S, N, E] (with `batchFirst` N first) → [T, N, E].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerDecoderLayer.html
 * @throws AssertionError for heads that do not divide the size, and inputs of another one; RuntimeError for another
 *   activation
 */
export class TransformerDecoderLayer extends Module<
  [tgt: Tensor, memory: Tensor, options?: DecoderCallOptions]
> {
  static override readonly forwardNames = ['tgt', 'memory'];

  selfAttn: MultiheadAttention;
  multiheadAttn: MultiheadAttention;
  linear1: Linear;
  dropout: Dropout;
  linear2: Linear;
  norm1: LayerNorm;
  norm2: LayerNorm;
  norm3: LayerNorm;
  dropout1: Dropout;
  dropout2: Dropout;
  dropout3: Dropout;
  readonly #arguments: LayerArguments;
  readonly #parts: Parts;

  constructor(dModel: number, nhead: number, options: TransformerLayerOptions = {}) {
    super();
    this.#arguments = [dModel, nhead, options];
    const parts = (this.#parts = new Parts(this.#arguments));
    this.selfAttn = parts.attention();
    this.multiheadAttn = parts.attention();
    this.linear1 = parts.widening();
    this.dropout = new Dropout(parts.p);
    this.linear2 = parts.narrowing();
    this.norm1 = parts.norm();
    this.norm2 = parts.norm();
    this.norm3 = parts.norm();
    this.dropout1 = new Dropout(parts.p);
    this.dropout2 = new Dropout(parts.p);
    this.dropout3 = new Dropout(parts.p);
  }

  protected override stateName(property: string): string {
    return snakeCase(property);
  }

  /** Another layer with the same settings and weights. */
  copy(): TransformerDecoderLayer {
    return twinOf(this, () => new TransformerDecoderLayer(...this.#arguments));
  }

  forward(tgt: Tensor, memory: Tensor, options: DecoderCallOptions = {}): Tensor {
    if (this.#arguments[2].normFirst) {
      const x = tgt.add(this.#attend(this.norm1.call(tgt), options));
      const y = x.add(this.#look(this.norm2.call(x), memory, options));
      return y.add(this.#feed(this.norm3.call(y)));
    }
    const x = this.norm1.call(tgt.add(this.#attend(tgt, options)));
    const y = this.norm2.call(x.add(this.#look(x, memory, options)));
    return this.norm3.call(y.add(this.#feed(y)));
  }

  #attend(x: Tensor, { tgtMask = null, tgtKeyPaddingMask = null }: DecoderCallOptions): Tensor {
    const given = { attnMask: tgtMask, keyPaddingMask: tgtKeyPaddingMask, needWeights: false };
    return this.dropout1.call(this.selfAttn.call(x, x, x, given)[0]);
  }

  /** Attention from the target to the source. */
  #look(x: Tensor, memory: Tensor, options: DecoderCallOptions): Tensor {
    const { memoryMask = null, memoryKeyPaddingMask = null } = options;
    const given = { attnMask: memoryMask, keyPaddingMask: memoryKeyPaddingMask, needWeights: false };
    return this.dropout2.call(this.multiheadAttn.call(x, memory, memory, given)[0]);
  }

  #feed(x: Tensor): Tensor {
    const active = this.#parts.active(this.linear1.call(x));
    return this.dropout3.call(this.linear2.call(this.dropout.call(active)));
  }
}

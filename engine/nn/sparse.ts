/** @file Embedding and dropout as modules. */

import { PythonFloat } from '../format/python';
import { AssertionError } from '../errors';
import { checkProbability } from '../functional/probability';
import { alphaDropout, featureAlphaDropout } from '../functional/alpha-dropout';
import { embeddingBag } from '../functional/embedding';
import { dropout, dropout1d, dropout2d, embedding } from '../functional/sparse';
import type { Tensor } from '../tensor';
import { normal_ } from './init';
import { Module } from './module';
import { Parameter } from './parameter';
import { arguments_ } from './repr';
import { parameter, type LayerOptions } from './weights';

/**
 * A row of numbers for each of `numEmbeddings` words: int64 indices […] → […, embeddingDim].
 * Shape: […] → […, embeddingDim].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Embedding.html
 * @throws AssertionError for a padding index that is no row; IndexError for an index that is none
 */
export class Embedding extends Module<[Tensor]> {
  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  readonly paddingIdx: number | null;
  /** [numEmbeddings, embeddingDim], normal at first */
  weight: Parameter;

  constructor(
    numEmbeddings: number,
    embeddingDim: number,
    { paddingIdx = null, ...options }: LayerOptions & { paddingIdx?: number | null } = {},
  ) {
    super();
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.weight = tableOf(numEmbeddings, embeddingDim, paddingIdx, options);
    this.paddingIdx = paddingIdx === null ? null : rowOf(paddingIdx, numEmbeddings);
  }

  /** With these rows; they do not learn unless `freeze` is false. */
  static fromPretrained(embeddings: Tensor, { freeze = true }: { freeze?: boolean } = {}): Embedding {
    if (embeddings.ndim !== 2) {
      throw new AssertionError('Embeddings parameter is expected to be 2-dimensional');
    }
    const [rows, columns] = embeddings.shape as [number, number];
    const made = new Embedding(rows, columns);
    made.weight = new Parameter(embeddings, { requiresGrad: !freeze });
    return made;
  }

  forward(indices: Tensor): Tensor {
    return embedding(indices, this.weight, { paddingIdx: this.paddingIdx });
  }

  override extraRepr(): string {
    const padding = this.paddingIdx === null ? '' : `, ${arguments_({ padding_idx: this.paddingIdx })}`;
    return `${this.numEmbeddings}, ${this.embeddingDim}${padding}`;
  }
}

export interface BagOptions extends LayerOptions {
  readonly mode?: 'sum' | 'mean' | 'max';
  readonly includeLastOffset?: boolean;
  readonly paddingIdx?: number | null;
}

/**
 * The sum, mean or maximum of the rows that each bag of indices names: [B, N] → [B, embeddingDim], or [M] and the
 * places where the bags begin.
 * Shape: [B, N], or [M] with offsets [B] → [B, embeddingDim].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.EmbeddingBag.html
 * @throws ValueError for another mode, and for offsets that do not fit the rank of the indices; IndexError for an
 *   index that is no row
 */
export class EmbeddingBag extends Module<
  [indices: Tensor, offsets?: Tensor | null, perSampleWeights?: Tensor | null]
> {
  readonly numEmbeddings: number;
  readonly embeddingDim: number;
  /** [numEmbeddings, embeddingDim], normal at first */
  weight: Parameter;
  readonly #options: BagOptions;

  constructor(numEmbeddings: number, embeddingDim: number, given: BagOptions = {}) {
    super();
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.#options = given;
    this.weight = tableOf(numEmbeddings, embeddingDim, given.paddingIdx ?? null, given);
  }

  forward(indices: Tensor, offsets: Tensor | null = null, perSampleWeights: Tensor | null = null): Tensor {
    const { mode = 'mean', includeLastOffset = false, paddingIdx = null } = this.#options;
    return embeddingBag(indices, this.weight, offsets, {
      mode,
      includeLastOffset,
      paddingIdx,
      perSampleWeights,
    });
  }

  override extraRepr(): string {
    const { mode = 'mean', paddingIdx = null } = this.#options;
    const padding = paddingIdx === null ? {} : { padding_idx: rowOf(paddingIdx, this.numEmbeddings) };
    return `${this.numEmbeddings}, ${this.embeddingDim}, ${arguments_({ mode, ...padding })}`;
  }
}

/** A row counted from the front. */
function rowOf(index: number, rows: number): number {
  return index < 0 ? index + rows : index;
}

/** A table of normal rows, that of the padding 0. */
function tableOf(rows: number, columns: number, paddingIdx: number | null, options: LayerOptions): Parameter {
  if (paddingIdx !== null && (paddingIdx >= rows || paddingIdx < -rows)) {
    throw new AssertionError('Padding_idx must be within num_embeddings');
  }
  return parameter([rows, columns], options, (data) => {
    normal_(data);
    if (paddingIdx !== null) data.look([columns], [1], rowOf(paddingIdx, rows) * columns).zero_();
  });
}

/** In training each element (or channel) becomes 0 with probability p; the others grow to keep the mean. */
abstract class DropoutModule extends Module<[Tensor]> {
  readonly p: number;
  readonly #drop: typeof dropout;

  constructor(p: number, drop: typeof dropout) {
    super();
    checkProbability(p);
    this.p = p;
    this.#drop = drop;
  }

  forward(x: Tensor): Tensor {
    return this.#drop(x, this.p, { training: this.training });
  }

  override extraRepr(): string {
    return arguments_({ p: new PythonFloat(this.p), inplace: false });
  }
}

/**
 * In training zeroes elements with probability p and scales the rest by 1 / (1 − p).
 * Shape: any; keeps it.
 * Floating-point alone in training.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout.html
 * @throws ValueError for a probability below 0 or above 1
 */
export class Dropout extends DropoutModule {
  constructor(p = 0.5) {
    super(p, dropout);
  }
}

/**
 * Whole channels of [N, C, L].
 * Shape: [N, C, L] or [C, L]; keeps it.
 * Floating-point alone in training.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout1d.html
 * @throws ValueError for a probability below 0 or above 1
 */
export class Dropout1d extends DropoutModule {
  constructor(p = 0.5) {
    super(p, dropout1d);
  }
}

/**
 * Whole channels of [N, C, H, W].
 * Shape: [N, C, H, W] or [C, H, W]; keeps it.
 * Floating-point alone in training.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout2d.html
 * @throws ValueError for a probability below 0 or above 1
 */
export class Dropout2d extends DropoutModule {
  constructor(p = 0.5) {
    super(p, dropout2d);
  }
}

/**
 * Dropout that keeps mean and variance under SELU: what is dropped becomes SELU's floor.
 * Shape: any; keeps it.
 * Floating-point alone in training.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AlphaDropout.html
 * @throws ValueError for a probability below 0 or above 1
 */
export class AlphaDropout extends DropoutModule {
  constructor(p = 0.5) {
    super(p, alphaDropout);
  }
}

/**
 * As `AlphaDropout`, whole channels of [N, C, …].
 * Shape: [N, C, …], of which whole channels go; keeps it.
 * Floating-point alone in training.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.FeatureAlphaDropout.html
 * @throws ValueError for a probability below 0 or above 1
 */
export class FeatureAlphaDropout extends DropoutModule {
  constructor(p = 0.5) {
    super(p, featureAlphaDropout);
  }
}

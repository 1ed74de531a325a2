/** @file Recurrent networks: RNN, LSTM, GRU. */

import { apply } from '../autograd/apply';
import { ValueError } from '../errors';
import { dropout } from '../functional/sparse';
import { cat, stack } from '../functions/joining';
import { pythonNumber, snakeCase } from '../format/python';
import type { OpRecord } from '../ops/op';
import { transpose } from '../ops/view';
import { Tensor } from '../tensor';
import { unobserved } from '../trace/observer';
import { Module } from './module';
import type { Parameter } from './parameter';
import { checkSequence, checkSizes, checkStateRanks, checkStates } from './recurrent-checks';
import { fromInput, gruStep, lstmStep, rnnStep, type CellWeights, type Step } from './steps';
import { uniformParameter, type LayerOptions } from './weights';

export interface RecurrentOptions extends LayerOptions {
  readonly numLayers?: number;
  readonly bias?: boolean;
  /** sequences are [N, L, features] instead of [L, N, features] */
  readonly batchFirst?: boolean;
  /** between the layers, in training */
  readonly dropout?: number;
  readonly bidirectional?: boolean;
}

const TURNED: OpRecord = { ...transpose, gradFn: () => 'TransposeBackward1' };

/** What the three have in common. `State` is what goes from step to step: h, or (h, c). */
abstract class Recurrent<State> extends Module<[Tensor, (State | null)?], [Tensor, State]> {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly bias: boolean;
  readonly batchFirst: boolean;
  readonly dropout: number;
  readonly bidirectional: boolean;
  readonly #step: Step;

  constructor(step: Step, gates: number, inputSize: number, hiddenSize: number, given: RecurrentOptions) {
    super();
    const {
      numLayers = 1,
      bias = true,
      batchFirst = false,
      dropout: p = 0,
      bidirectional = false,
      ...options
    } = given;
    checkSizes(inputSize, hiddenSize, numLayers, p);
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    this.numLayers = numLayers;
    this.bias = bias;
    this.batchFirst = batchFirst;
    this.dropout = p;
    this.bidirectional = bidirectional;
    this.#step = step;
    const rows = gates * hiddenSize;
    for (let layer = 0; layer < numLayers; layer++) {
      const width = layer === 0 ? inputSize : hiddenSize * this.#directions;
      for (const end of this.#ends(layer)) {
        const add = (name: string, shape: readonly number[]): void =>
          this.registerParameter(name + end, uniformParameter(shape, 1 / Math.sqrt(hiddenSize), options));
        add('weightIh', [rows, width]);
        add('weightHh', [rows, hiddenSize]);
        if (!bias) continue;
        add('biasIh', [rows]);
        add('biasHh', [rows]);
      }
    }
  }

  get #directions(): number {
    return this.bidirectional ? 2 : 1;
  }

  /** How the names of a layer's weights end: L0, L0Reverse. */
  #ends(layer: number): string[] {
    return this.bidirectional ? [`L${layer}`, `L${layer}Reverse`] : [`L${layer}`];
  }

  protected override stateName(property: string): string {
    return snakeCase(property);
  }

  #weights(end: string): CellWeights {
    const own = this as unknown as Record<string, Parameter>;
    return {
      weightIh: own[`weightIh${end}`]!,
      weightHh: own[`weightHh${end}`]!,
      biasIh: own[`biasIh${end}`] ?? null,
      biasHh: own[`biasHh${end}`] ?? null,
    };
  }

  /** The states as a list of tensors [layers · directions, N, hidden]. */
  protected abstract parts(state: State): readonly Tensor[];
  protected abstract whole(parts: readonly Tensor[]): State;
  protected readonly stateCount: number = 1;

  /** The output with its batch first: PyTorch turns it in place. */
  protected turned(sequence: Tensor): Tensor {
    return apply(TURNED, [sequence], { dim0: 0, dim1: 1 });
  }

  forward(input: Tensor, initial: State | null = null): [Tensor, State] {
    const isBatched = input.ndim === 3;
    checkSequence(this.typeName(), input, this.inputSize, this.#weights('L0').weightIh);
    const timeFirst = isBatched ? (this.batchFirst ? input.transpose(0, 1) : input) : input.unsqueeze(1);
    const states = this.#initial(timeFirst.shape[1]!, input, initial, isBatched);
    let sequence = timeFirst;
    const last: Tensor[][] = [];
    for (let layer = 0; layer < this.numLayers; layer++) {
      const outputs = this.#ends(layer).map((end, direction) => {
        const row = layer * this.#directions + direction;
        const start = states.map((state) => state.select(0, row));
        const { out, state } = this.#scan(sequence, start, this.#weights(end), direction === 1);
        last.push(state);
        return stack(out);
      });
      sequence = outputs.length === 1 ? outputs[0]! : cat(outputs, -1);
      if (this.dropout > 0 && this.training && layer < this.numLayers - 1) {
        sequence = dropout(sequence, this.dropout, { training: true });
      }
    }
    const output = isBatched ? (this.batchFirst ? this.turned(sequence) : sequence) : sequence.squeeze(1);
    const final = last[0]!.map((_, k) => stack(last.map((state) => state[k]!)));
    return [output, this.whole(isBatched ? final : final.map((state) => state.squeeze(1)))];
  }

  #initial(batch: number, input: Tensor, initial: State | null, isBatched: boolean): readonly Tensor[] {
    const shape = [this.numLayers * this.#directions, batch, this.hiddenSize];
    if (initial) {
      const given = this.parts(initial);
      checkStateRanks(given, isBatched ? 3 : 2);
      const states = given.map((state) => (isBatched ? state : state.unsqueeze(1)));
      checkStates(states, shape);
      return states;
    }
    const zero = unobserved(() => Tensor.full(shape, 0, input.dtype, input.device));
    return Array.from({ length: this.stateCount }, () => zero);
  }

  #scan(
    sequence: Tensor,
    start: readonly Tensor[],
    weights: CellWeights,
    isReverse: boolean,
  ): { out: Tensor[]; state: Tensor[] } {
    const steps = fromInput(sequence, weights).unbind(0);
    const out: Tensor[] = new Array<Tensor>(steps.length);
    let state = [...start];
    for (let i = 0; i < steps.length; i++) {
      const t = isReverse ? steps.length - 1 - i : i;
      state = this.#step(steps[t]!, state, weights);
      out[t] = state[0]!;
    }
    return { out, state };
  }

  override extraRepr(): string {
    const { numLayers, bias, batchFirst, dropout: p, bidirectional } = this;
    const rest = [
      ...(numLayers !== 1 ? [`num_layers=${numLayers}`] : []),
      ...(bias ? [] : ['bias=False']),
      ...(batchFirst ? ['batch_first=True'] : []),
      ...(p !== 0 ? [`dropout=${pythonNumber(p)}`] : []),
      ...(bidirectional ? ['bidirectional=True'] : []),
    ];
    return [this.inputSize, this.hiddenSize, ...rest].join(', ');
  }
}

/**
 * hₜ = tanh(W·xₜ + b + U·hₜ₋₁ + c), over a sequence; gives all h and the last one.
 * Shape: [L, N, in] (with `batchFirst` [N, L, in]; without N of one sample) → [L, N, directions · hidden],
 * and the last state [directions · layers, N, hidden].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.RNN.html
 */
export class RNN extends Recurrent<Tensor> {
  constructor(
    inputSize: number,
    hiddenSize: number,
    { nonlinearity = 'tanh', ...options }: RecurrentOptions & { nonlinearity?: 'tanh' | 'relu' } = {},
  ) {
    super(rnnStep(nonlinearity), 1, inputSize, hiddenSize, options);
    if (nonlinearity !== 'tanh' && (nonlinearity as string) !== 'relu') {
      throw new ValueError(`Unknown nonlinearity '${String(nonlinearity)}'. Select from 'tanh' or 'relu'.`);
    }
  }

  protected parts(state: Tensor): readonly Tensor[] {
    return [state];
  }

  protected whole([state]: readonly Tensor[]): Tensor {
    return state!;
  }
}

/**
 * Gated recurrent units.
 * Shape: [L, N, in] (with `batchFirst` [N, L, in]; without N of one sample) → [L, N, directions · hidden],
 * and the last state [directions · layers, N, hidden].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.GRU.html
 */
export class GRU extends Recurrent<Tensor> {
  constructor(inputSize: number, hiddenSize: number, options: RecurrentOptions = {}) {
    super(gruStep, 3, inputSize, hiddenSize, options);
  }

  protected parts(state: Tensor): readonly Tensor[] {
    return [state];
  }

  protected whole([state]: readonly Tensor[]): Tensor {
    return state!;
  }
}

/**
 * Long short-term memory: the state is [h, c].
 * Shape: [L, N, in] (with `batchFirst` [N, L, in]; without N of one sample) → [L, N, directions · hidden],
 * and the last state [directions · layers, N, hidden], h and c.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html
 */
export class LSTM extends Recurrent<[Tensor, Tensor]> {
  protected override readonly stateCount = 2;

  protected override turned(sequence: Tensor): Tensor {
    return sequence.transpose(0, 1);
  }

  constructor(inputSize: number, hiddenSize: number, options: RecurrentOptions = {}) {
    super(lstmStep, 4, inputSize, hiddenSize, options);
  }

  protected parts(state: [Tensor, Tensor]): readonly Tensor[] {
    return state;
  }

  protected whole(parts: readonly Tensor[]): [Tensor, Tensor] {
    return [parts[0]!, parts[1]!];
  }
}

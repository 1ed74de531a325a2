/** @file Recurrent networks: RNN, LSTM, GRU. */

import { apply } from '../autograd/apply';
import { defaultDtype } from '../dtype';
import { ValueError } from '../errors';
import { dropout } from '../functional/sparse';
import { cat, stack } from '../functions/joining';
import { pythonNumber, snakeCase } from '../format/python';
import { checkMemory } from '../memory';
import type { OpRecord } from '../ops/op';
import { transpose } from '../ops/view';
import { Tensor } from '../tensor';
import { unobserved } from '../trace/observer';
import { Module } from './module';
import type { Parameter } from './parameter';
import { PackedSequence, planOf, replaced } from './packed';
import { scan } from './scan';
import { checkPacked, checkSequence, checkSizes, checkStateRanks, checkStates } from './recurrent-checks';
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

/** Packed sequences give packed sequences. */
interface Recurrent<State> {
  <Sequence extends Tensor | PackedSequence>(input: Sequence, initial?: State | null): [Sequence, State];
}

/** What the three have in common. `State` is what goes from step to step: h, or (h, c). */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging -- a module is called as its forward
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
    // the layers are made one by one: more than there is room for would take forever
    checkMemory([numLayers, rows, hiddenSize], options.dtype ?? defaultDtype());
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

  forward<Sequence extends Tensor | PackedSequence>(
    input: Sequence,
    initial?: State | null,
  ): [Sequence, State];
  forward(input: Tensor | PackedSequence, initial: State | null = null): [Tensor | PackedSequence, State] {
    return input instanceof PackedSequence ? this.#ofPacked(input, initial) : this.#ofTensor(input, initial);
  }

  #ofTensor(input: Tensor, initial: State | null): [Tensor, State] {
    const isBatched = input.ndim === 3;
    checkSequence(this.typeName(), input, this.inputSize, this.#weights('L0').weightIh);
    const timeFirst = isBatched ? (this.batchFirst ? input.transpose(0, 1) : input) : input.unsqueeze(1);
    const states = this.#initial(timeFirst.shape[1]!, input, initial, isBatched);
    const [sequence, final] = this.#layers(timeFirst, states, (x) => x.unbind(0), stack);
    const output = isBatched ? (this.batchFirst ? this.turned(sequence) : sequence) : sequence.squeeze(1);
    return [output, this.whole(isBatched ? final : final.map((state) => state.squeeze(1)))];
  }

  /** The states are in the order of the batch, as it was before it was sorted. */
  #ofPacked(input: PackedSequence, initial: State | null): [PackedSequence, State] {
    const { sizes } = planOf(input);
    checkPacked(this.typeName(), input.data, this.inputSize);
    const { sortedIndices, unsortedIndices } = input;
    const states = this.#initial(sizes[0]!, input.data, initial, true);
    const sorted =
      initial && sortedIndices ? states.map((state) => state.indexSelect(1, sortedIndices)) : states;
    const [data, final] = this.#layers(input.data, sorted, (x) => x.split(sizes), cat);
    const ordered = unsortedIndices ? final.map((state) => state.indexSelect(1, unsortedIndices)) : final;
    return [replaced(input, data), this.whole(ordered)];
  }

  /** All layers, both ways: the last one's outputs, and each part of the state [layers · directions, N, hidden]. */
  #layers(
    input: Tensor,
    states: readonly Tensor[],
    stepsOf: (x: Tensor) => Tensor[],
    joined: (steps: readonly Tensor[]) => Tensor,
  ): [Tensor, Tensor[]] {
    let sequence = input;
    const last: Tensor[][] = [];
    for (let layer = 0; layer < this.numLayers; layer++) {
      const outputs = this.#ends(layer).map((end, direction) => {
        const row = layer * this.#directions + direction;
        const start = states.map((state) => state.select(0, row));
        const weights = this.#weights(end);
        const steps = stepsOf(fromInput(sequence, weights));
        const { out, state } = scan(this.#step, steps, start, weights, direction === 1);
        last.push(state);
        return joined(out);
      });
      sequence = outputs.length === 1 ? outputs[0]! : cat(outputs, -1);
      if (this.dropout > 0 && this.training && layer < this.numLayers - 1) {
        sequence = dropout(sequence, this.dropout, { training: true });
      }
    }
    return [sequence, last[0]!.map((_, k) => stack(last.map((state) => state[k]!)))];
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
 * @throws ValueError for sizes and numbers of layers below 1, another nonlinearity, and inputs of another rank or
 *   dtype
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
 * @throws ValueError for sizes and numbers of layers below 1, and for inputs of another rank or dtype
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
 * @throws ValueError for sizes and numbers of layers below 1, and for inputs of another rank or dtype
 * @throws IndexError for a state that is not two
 */
export class LSTM extends Recurrent<[Tensor, Tensor]> {
  protected override readonly stateCount = 2;

  protected override turned(sequence: Tensor): Tensor {
    return sequence.transpose(0, 1);
  }

  constructor(inputSize: number, hiddenSize: number, options: RecurrentOptions = {}) {
    super(lstmStep, 4, inputSize, hiddenSize, options);
  }

  protected parts(state: [Tensor, Tensor] | Tensor): readonly Tensor[] {
    return state instanceof Tensor ? [state.at(0), state.at(1)] : state;
  }

  protected whole(parts: readonly Tensor[]): [Tensor, Tensor] {
    return [parts[0]!, parts[1]!];
  }
}

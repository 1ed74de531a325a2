/** @file The cells of recurrent networks: one step as a module of its own. */

import { RuntimeError } from '../errors';
import { snakeCase } from '../format/python';
import { Tensor } from '../tensor';
import { unobserved } from '../trace/observer';
import { Module } from './module';
import type { Parameter } from './parameter';
import { checkCell } from './recurrent-checks';
import { fromInput, gruStep, lstmStep, rnnStep, type Step } from './steps';
import { uniformParameter, type LayerOptions } from './weights';

/** One step of a recurrent network as a module of its own. */
abstract class Cell<State> extends Module<[Tensor, (State | null)?], State> {
  readonly inputSize: number;
  readonly hiddenSize: number;
  weightIh: Parameter;
  weightHh: Parameter;
  biasIh: Parameter | null;
  biasHh: Parameter | null;

  constructor(
    gates: number,
    inputSize: number,
    hiddenSize: number,
    { bias = true, ...options }: LayerOptions & { bias?: boolean },
  ) {
    super();
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    const make = (shape: readonly number[]): Parameter =>
      uniformParameter(shape, 1 / Math.sqrt(hiddenSize), options);
    this.weightIh = make([gates * hiddenSize, inputSize]);
    this.weightHh = make([gates * hiddenSize, hiddenSize]);
    this.biasIh = bias ? make([gates * hiddenSize]) : null;
    this.biasHh = bias ? make([gates * hiddenSize]) : null;
  }

  protected override stateName(property: string): string {
    return snakeCase(property);
  }

  protected zeros(x: Tensor): Tensor {
    const shape = [...x.shape.slice(0, -1), this.hiddenSize];
    return unobserved(() => Tensor.full(shape, 0, x.dtype, x.device));
  }

  /** One step; a sample by itself is a batch of one. */
  protected stepped(step: Step, x: Tensor, states: readonly Tensor[]): Tensor[] {
    if (x.ndim > 1) return step(fromInput(x, this), states, this);
    const batches = states.map((state) => state.unsqueeze(0));
    return step(fromInput(x.unsqueeze(0), this), batches, this).map((state) => state.squeeze(0));
  }

  override extraRepr(): string {
    return `${this.inputSize}, ${this.hiddenSize}${this.biasIh ? '' : ', bias=False'}`;
  }
}

export interface CellOptions extends LayerOptions {
  readonly bias?: boolean;
}

/**
 * One step of an RNN: [N, in] and the state [N, hidden] → the next state.
 * Shape: [N, in] with the state [N, hidden] → [N, hidden]; without N of one sample.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.RNNCell.html
 * @throws ValueError for an input or a state of more than two dimensions
 */
export class RNNCell extends Cell<Tensor> {
  readonly nonlinearity: 'tanh' | 'relu';

  constructor(
    inputSize: number,
    hiddenSize: number,
    { nonlinearity = 'tanh', ...options }: CellOptions & { nonlinearity?: 'tanh' | 'relu' } = {},
  ) {
    super(1, inputSize, hiddenSize, options);
    this.nonlinearity = nonlinearity;
  }

  forward(x: Tensor, state: Tensor | null = null): Tensor {
    const h = state ?? this.zeros(x);
    checkCell(this, x, [h]);
    if (this.nonlinearity !== 'tanh' && (this.nonlinearity as string) !== 'relu') {
      throw new RuntimeError(`Unknown nonlinearity: ${String(this.nonlinearity)}`);
    }
    return this.stepped(rnnStep(this.nonlinearity), x, [h])[0]!;
  }

  override extraRepr(): string {
    return `${super.extraRepr()}${this.nonlinearity === 'tanh' ? '' : ', nonlinearity=relu'}`;
  }
}

/**
 * One step of a GRU: [N, in] and the state [N, hidden] → the next state.
 * Shape: [N, in] with the state [N, hidden] → [N, hidden]; without N of one sample.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.GRUCell.html
 * @throws ValueError for an input or a state of more than two dimensions
 */
export class GRUCell extends Cell<Tensor> {
  constructor(inputSize: number, hiddenSize: number, options: CellOptions = {}) {
    super(3, inputSize, hiddenSize, options);
  }

  forward(x: Tensor, state: Tensor | null = null): Tensor {
    const h = state ?? this.zeros(x);
    checkCell(this, x, [h]);
    return this.stepped(gruStep, x, [h])[0]!;
  }
}

/**
 * The state is [h, c].
 * Shape: [N, in] with the states h and c [N, hidden] each → the two anew; without N of one sample.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTMCell.html
 * @throws ValueError for an input or a state of more than two dimensions
 */
export class LSTMCell extends Cell<[Tensor, Tensor]> {
  constructor(inputSize: number, hiddenSize: number, options: CellOptions = {}) {
    super(4, inputSize, hiddenSize, options);
  }

  forward(x: Tensor, state: [Tensor, Tensor] | null = null): [Tensor, Tensor] {
    const given = state ?? [this.zeros(x), this.zeros(x)];
    checkCell(this, x, given);
    const [h, c] = this.stepped(lstmStep, x, given);
    return [h!, c!];
  }
}

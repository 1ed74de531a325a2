/** @file What recurrent networks say to sizes, sequences and states that do not fit: PyTorch's words. */

import { ArgumentTypeError, RuntimeError, ValueError } from '../errors';
import { isInt } from '../literals';
import { pythonType } from '../refusals';
import { sameShape, shapeText, tupleText } from '../shape';
import type { Tensor } from '../tensor';

/** @throws TypeError for what is no whole number, ValueError for one below 1 or a dropout that is no probability */
export function checkSizes(inputSize: number, hiddenSize: number, numLayers: number, dropout: number): void {
  for (const [name, size] of Object.entries({ input_size: inputSize, hidden_size: hiddenSize })) {
    if (!Number.isInteger(size) || !isInt(size)) {
      throw new ArgumentTypeError(`${name} should be of type int, got: ${pythonType(size)}`);
    }
    if (size <= 0) throw new ValueError(`${name} must be greater than zero`);
  }
  if (numLayers <= 0) throw new ValueError('num_layers must be greater than zero');
  if (dropout >= 0 && dropout <= 1) return;
  throw new ValueError(
    'dropout should be a number in range [0, 1] representing the probability of an element being zeroed',
  );
}

/** @throws ValueError for ranks and dtypes that do not fit, RuntimeError for another size of the features */
export function checkSequence(name: string, input: Tensor, inputSize: number, weight: Tensor): void {
  if (input.ndim !== 2 && input.ndim !== 3) {
    const rank = `${input.ndim}D${name === 'RNN' ? ' tensor' : ''}`;
    throw new ValueError(`${name}: Expected input to be 2D or 3D, got ${rank} instead`);
  }
  const [given, own] = [String(input.dtype), String(weight.dtype)];
  if (given !== own) {
    throw new ValueError(
      `RNN input dtype (${given}) does not match weight dtype (${own}). Convert input: input.to(${own}), or convert model: model.to(${given})`,
    );
  }
  const size = input.shape.at(-1);
  if (size === inputSize) return;
  throw new RuntimeError(`input.size(-1) must be equal to input_size. Expected ${inputSize}, got ${size}`);
}

/** The rows of packed sequences. @throws RuntimeError for another rank, or another size of the features */
export function checkPacked(name: string, data: Tensor, inputSize: number): void {
  if (data.ndim !== 2) throw new RuntimeError(`input must have 2 dimensions, got ${data.ndim}`);
  const size = data.shape[1]!;
  // an LSTM's product says so itself
  if (size === inputSize || name === 'LSTM') return;
  throw new RuntimeError(`input.size(-1) must be equal to input_size. Expected ${inputSize}, got ${size}`);
}

/** @throws RuntimeError for states of another rank than the sequence's */
export function checkStateRanks(states: readonly Tensor[], rank: number): void {
  if (states.every((state) => state.ndim === rank)) return;
  const sequence = rank === 3 ? 'batched 3-D' : 'unbatched 2-D';
  const found = states.map((state) => `${state.ndim}-D`);
  const [names, got] =
    states.length === 1 ? ['hx', `${found[0]} tensor`] : ['hx and cx', `(${found.join(', ')}) tensors`];
  throw new RuntimeError(`For ${sequence} input, ${names} should also be ${rank}-D but got ${got}`);
}

/** @throws RuntimeError for states of another shape than [layers · directions, N, hidden] */
export function checkStates(states: readonly Tensor[], shape: readonly number[]): void {
  states.forEach((state, k) => {
    if (sameShape(state.shape, shape)) return;
    const which = states.length === 1 ? '' : `[${k}]`;
    throw new RuntimeError(`Expected hidden${which} size ${tupleText(shape)}, got ${shapeText(state.shape)}`);
  });
}

/** What a cell is given, before its step. @throws ValueError for ranks, RuntimeError for sizes that do not fit */
export function checkCell(
  cell: { typeName(): string; readonly inputSize: number; readonly hiddenSize: number },
  x: Tensor,
  states: readonly Tensor[],
): void {
  const refuse = (what: string, rank: number): never => {
    throw new ValueError(`${cell.typeName()}: Expected ${what} to be 1D or 2D, got ${rank}D instead`);
  };
  const isPlain = (t: Tensor): boolean => t.ndim === 1 || t.ndim === 2;
  if (!isPlain(x)) refuse('input', x.ndim);
  states.forEach((state, k) => {
    if (!isPlain(state)) refuse(states.length === 1 ? 'hidden' : `hx[${k}]`, state.ndim);
  });
  const size = x.shape.at(-1)!;
  if (size !== cell.inputSize) {
    throw new RuntimeError(`input has inconsistent input_size: got ${size} expected ${cell.inputSize}`);
  }
  states.forEach((state, k) => checkHidden(x, state, k, cell.hiddenSize));
}

function checkHidden(x: Tensor, state: Tensor, k: number, hiddenSize: number): void {
  const [rows, stateRows] = [x.shape[0]!, state.shape[0]!];
  // of one sample its state is the row
  const size = x.ndim === 1 ? stateRows : state.shape.at(-1)!;
  if (x.ndim === 2 && rows !== stateRows) {
    throw new RuntimeError(`Input batch size ${rows} doesn't match hidden${k} batch size ${stateRows}`);
  }
  if (size === hiddenSize) return;
  throw new RuntimeError(`hidden${k} has inconsistent hidden_size: got ${size}, expected ${hiddenSize}`);
}

/** @file Joining tensors: one after the other (cat), or along a new dimension (stack). */

import { DType } from '../../dtype';
import { RuntimeError, ValueError } from '../../errors';
import { contiguousStrides, normalizeDim, shapeText, type Shape } from '../../shape';
import { Tensor } from '../../tensor';

import type { Local, Names, OpRecord } from '../op';
import { blockDiagonal } from './block-diagonal';
import { packPadded, padPacked } from './packed';

/** PyTorch skips a vector without elements, whatever the others' shape. */
const isNothing = (shape: Shape): boolean => shape.length === 1 && shape[0] === 0;

const call =
  (name: string) =>
  (n: Names): string =>
    `\\operatorname{${name}}(${n.inputs.join(', ')})`;

function commonType(tensors: readonly Tensor[]): DType {
  return tensors.map((x) => x.dtype).reduce((a, b) => DType.promote(a, b));
}

/** Where each input begins along the joined dimension. */
function starts(shapes: readonly Shape[], dim: number): number[] {
  let at = 0;
  return shapes.map((shape) => {
    const start = at;
    if (!isNothing(shape)) at += shape[dim]!;
    return start;
  });
}

function checkScalars(shapes: readonly Shape[]): void {
  const scalar = shapes.findIndex((shape) => shape.length === 0);
  if (scalar < 0) return;
  throw new RuntimeError(`zero-dimensional tensor (at position ${scalar}) cannot be concatenated`);
}

function catShape(shapes: readonly Shape[], dim: number): Shape {
  const first = shapes.findIndex((shape) => !isNothing(shape));
  if (first < 0) return shapes[0]!;
  const model = shapes[first]!;
  let total = 0;
  shapes.forEach((shape, i) => {
    if (isNothing(shape)) return;
    if (shape.length !== model.length) {
      throw new RuntimeError(
        `Tensors must have same number of dimensions: got ${model.length} and ${shape.length}`,
      );
    }
    const other = shape.findIndex((size, d) => d !== dim && size !== model[d]);
    if (other >= 0) {
      throw new RuntimeError(
        `Sizes of tensors must match except in dimension ${dim}. Expected size ${model[other]} but got size ${shape[other]} for tensor number ${i} in the list.`,
      );
    }
    total += shape[dim]!;
  });
  return model.with(dim, total);
}

/** The dimension to join along, by the rank of what is joined. */
function catDim(shapes: readonly Shape[], dim: number): number {
  const model = shapes.find((shape) => !isNothing(shape)) ?? shapes[0]!;
  return normalizeDim(dim, model.length);
}

export const cat: OpRecord = {
  name: 'cat',
  gradFn: () => 'CatBackward0',
  symbol: 'cat',
  formula: call('cat'),
  forward(inputs, attrs) {
    if (inputs.length === 0) throw new ValueError('torch.cat(): expected a non-empty list of Tensors');
    const shapes = inputs.map((x) => x.shape);
    checkScalars(shapes);
    const dim = catDim(shapes, attrs['dim'] as number);
    const out = Tensor.empty(catShape(shapes, dim), commonType(inputs), inputs[0]!.device);
    const from = starts(shapes, dim);
    inputs.forEach((x, k) => {
      if (x.numel() === 0) return;
      out.device.copy(x, out.look(x.shape, out.strides, from[k]! * out.strides[dim]!));
    });
    return out;
  },
  saves: { inputs: [], output: false },
  backward({ inputs, attrs, needs }, g) {
    const shapes = inputs.map((x) => x.shape);
    const dim = catDim(shapes, attrs['dim'] as number);
    const from = starts(shapes, dim);
    return inputs.map((x, k) => {
      if (!needs[k]) return null;
      const part = isNothing(x.shape)
        ? g.reshape(-1).narrow(0, 0, 0)
        : g.narrow(dim, from[k]!, x.shape[dim]!);
      return part.to(x.dtype);
    });
  },
  explain: {
    tex: () => '1',
    locals(k, i, { inputs, output, attrs }): Local[] {
      const shapes = inputs.map((x) => x.shape);
      const dim = catDim(shapes, attrs['dim'] as number);
      const own = contiguousStrides(shapes[k]!);
      const to = contiguousStrides(output.shape);
      const at = shapes[k]!.reduce((sum, size, d) => sum + (Math.floor(i / own[d]!) % size) * to[d]!, 0);
      return [{ at: at + starts(shapes, dim)[k]! * to[dim]!, value: 1 }];
    },
  },
};

export const stack: OpRecord = {
  name: 'stack',
  gradFn: () => 'StackBackward0',
  symbol: 'stack',
  formula: call('stack'),
  forward(inputs, attrs) {
    const first = inputs[0];
    if (!first) throw new RuntimeError('stack expects a non-empty TensorList');
    const dim = normalizeDim(attrs['dim'] as number, first.ndim + 1);
    inputs.forEach((x, i) => {
      if (shapeText(x.shape) === shapeText(first.shape)) return;
      throw new RuntimeError(
        `stack expects each tensor to be equal size, but got ${shapeText(first.shape)} at entry 0 and ${shapeText(x.shape)} at entry ${i}`,
      );
    });
    const out = Tensor.empty(first.shape.toSpliced(dim, 0, inputs.length), commonType(inputs), first.device);
    inputs.forEach((x, i) =>
      x.numel() === 0
        ? null
        : out.device.copy(x, out.look(x.shape, out.strides.toSpliced(dim, 1), i * out.strides[dim]!)),
    );
    return out;
  },
  saves: { inputs: [], output: false },
  backward: ({ inputs, attrs, needs }, g) =>
    inputs.map((x, i) => (needs[i] ? g.select(attrs['dim'] as number, i).to(x.dtype) : null)),
  explain: {
    tex: () => '1',
    locals(k, i, { inputs, output, attrs }): Local[] {
      const shape = inputs[k]!.shape;
      const dim = normalizeDim(attrs['dim'] as number, shape.length + 1);
      const own = contiguousStrides(shape);
      const to = contiguousStrides(output.shape);
      const rest = to.toSpliced(dim, 1);
      const at = shape.reduce((sum, size, d) => sum + (Math.floor(i / own[d]!) % size) * rest[d]!, 0);
      return [{ at: at + k * to[dim]!, value: 1 }];
    },
  },
};

/** A list of tensors as `dtype`-keeping inputs; names the op when the list is none. */
export function nonEmpty(name: string, tensors: readonly Tensor[]): readonly Tensor[] {
  if (tensors.length === 0) throw new RuntimeError(`${name} expects a non-empty TensorList`);
  return tensors;
}

export const JOINING_OPS: readonly OpRecord[] = [cat, stack, blockDiagonal, packPadded, padPacked];

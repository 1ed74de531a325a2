/** @file What the ops share: result types, casts, broadcasting, and explaining elementwise derivatives. */

import { deviceOf, transfer } from '../devices/registry';
import type { StridedView } from '../devices/device';
import { defaultDtype, DType, int64 } from '../dtype';
import { isInt } from '../literals';
import { broadcastStrides, contiguousStrides, type Shape } from '../shape';
import { Tensor, type TensorLike } from '../tensor';
import type { Evidence, Explanation, Local, Names, NumericTensor } from './op';

/** A view of `tensor` repeated to `shape`, without copying. */
export function broadcastTo(tensor: StridedView, shape: Shape): StridedView {
  if (tensor.shape === shape) return tensor;
  return {
    storage: tensor.storage,
    shape,
    strides: broadcastStrides(tensor.shape, tensor.strides, shape),
    offset: tensor.offset,
  };
}

/** The elements as `dtype`, without history; the tensor itself when it has it already (unless `copy`). */
export function cast(tensor: Tensor, dtype: DType, copy = false): Tensor {
  if (tensor.dtype === dtype && !copy) return tensor;
  if (!tensor.device.supports(dtype)) {
    const storage = transfer(tensor, deviceOf('cpu'), dtype);
    return new Tensor({ storage, shape: tensor.shape, strides: contiguousStrides(tensor.shape), offset: 0 });
  }
  const out = Tensor.uncleared(tensor.shape, dtype, tensor.device);
  tensor.device.copy(tensor, out);
  return out;
}

/**
 * The dtype of an operation's operands: tensors with dimensions outrank scalars-as-tensors, and these
 * outrank JavaScript numbers, unless the lower one is of a higher category.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.result_type.html
 */
export function resultType(operands: readonly TensorLike[]): DType {
  const [a, b] = operands;
  if (operands.length === 2 && typeof a === 'object' && typeof b === 'object' && a.dtype === b.dtype)
    return a.dtype;
  let withDims: DType | null = null;
  let zeroDim: DType | null = null;
  let number: DType | null = null;
  for (const operand of operands) {
    if (typeof operand === 'number') {
      const own = isInt(operand) ? int64 : defaultDtype();
      number = number ? DType.promote(number, own) : own;
    } else if (operand.ndim > 0) {
      withDims = withDims ? DType.promote(withDims, operand.dtype) : operand.dtype;
    } else {
      zeroDim = zeroDim ? DType.promote(zeroDim, operand.dtype) : operand.dtype;
    }
  }
  return outrank(outrank(withDims, zeroDim), number) ?? defaultDtype();
}

function outrank(high: DType | null, low: DType | null): DType | null {
  if (!high || !low) return high ?? low;
  const categories = ['bool', 'integer', 'float'];
  return categories.indexOf(low.category) > categories.indexOf(high.category) ? low : high;
}

const KINDS = ['bool', 'integer', 'float'];

/** Whether results of this type may be written to a tensor of `target`'s: not to a lower category. */
export function canHold(target: DType, result: DType): boolean {
  return KINDS.indexOf(result.category) <= KINDS.indexOf(target.category);
}

/** The type that arithmetic which leaves the integers gives: floats stay, the rest becomes float32. */
export function floatType(dtype: DType): DType {
  return dtype.isFloatingPoint ? dtype : defaultDtype();
}

/** Sums add integers and bools up as int64. */
export function sumType(dtype: DType): DType {
  return dtype.isFloatingPoint ? dtype : int64;
}

/**
 * Reduces a gradient to the shape that was broadcast to its own: the derivative of repeating is adding up.
 */
export function sumToShape(gradient: Tensor, shape: Shape): Tensor {
  const lead = gradient.ndim - shape.length;
  const dims = gradient.shape
    .map((size, d) => (d < lead || (shape[d - lead] === 1 && size !== 1) ? d : -1))
    .filter((d) => d >= 0);
  if (dims.length === 0) return gradient;
  const summed = gradient.sum(dims, { keepdim: true });
  return lead > 0 ? summed.reshape(shape) : summed;
}

// — explaining —

/** Every output element that one element of a broadcast input enters. */
export function broadcastTargets(input: Shape, output: Shape, i: number): number[] {
  const outStrides = contiguousStrides(output);
  const inStrides = contiguousStrides(input);
  const lead = output.length - input.length;
  let targets = [0];
  output.forEach((size, d) => {
    const own = d < lead ? 1 : input[d - lead]!;
    const from = own === 1 ? 0 : Math.floor(i / inStrides[d - lead]!) % own;
    const at = own === 1 ? Array.from({ length: size }, (_, j) => j) : [from];
    targets = targets.flatMap((base) => at.map((j) => base + j * outStrides[d]!));
  });
  return targets;
}

/** The input element that an output element of a broadcasting op reads. */
export function broadcastSource(input: Shape, output: Shape, at: number): number {
  const outStrides = contiguousStrides(output);
  const inStrides = contiguousStrides(input);
  const lead = output.length - input.length;
  return input.reduce((flat, size, d) => {
    const index = Math.floor(at / outStrides[d + lead]!) % output[d + lead]!;
    return flat + (size === 1 ? 0 : index * inStrides[d]!);
  }, 0);
}

/** The element of operand `k` that goes into output element `at`; `attrs.other` where it was a number. */
export function operandAt(evidence: Evidence, k: number, at: number): number {
  const input = evidence.inputs[k];
  if (!input) return Number(evidence.attrs['other']);
  return elementAt(input, broadcastSource(input.shape, evidence.output.shape, at));
}

export function elementAt(tensor: NumericTensor, i: number): number {
  return Number(tensor.elements[i]);
}

/** The TeX of operand `k`: its name, or the number it was. */
export function operandTex(names: Names, k: number): string {
  return names.inputs[k] ?? String(names.attrs['other']);
}

/** Explains an elementwise op: for each input its derivative as TeX and as a function of the numbers. */
export function elementwiseExplanation(
  ...partials: readonly {
    readonly tex: (names: Names) => string;
    /** ∂output/∂input at output element `at` */
    readonly value: (evidence: Evidence, at: number) => number;
  }[]
): Explanation {
  return {
    tex: (k, names) => partials[k]!.tex(names),
    locals(k, i, evidence): Local[] {
      return broadcastTargets(evidence.inputs[k]!.shape, evidence.output.shape, i).map((at) => ({
        at,
        value: partials[k]!.value(evidence, at),
      }));
    },
  };
}

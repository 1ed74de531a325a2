/** @file Functions of `torch` that older tutorials use: constructors by the kind of number, devices by name, questions. */

import type { DeviceLike, DeviceName } from '../devices/registry';
import { bool, float32, float64, int32, int64, uint8, type DType } from '../dtype';
import { ArgumentTypeError, RuntimeError } from '../errors';
import { isInt } from '../literals';
import { checkTensors, mustBe, noCombination, pythonType } from '../refusals';
import type { Shape } from '../shape';
import { Tensor, type Nested } from '../tensor';
import { tensor } from '../torch';
import { vstack } from './joining';
import { empty, full } from './make';

type Elements = Nested<number> | Nested<boolean> | Nested<bigint> | ArrayLike<number>;

/** Numbers to copy, or sizes, as old constructors tell them apart. */
type OldArguments = [data: Elements | Tensor] | number[];

function made(dtype: DType, args: readonly unknown[]): Tensor {
  const [first] = args;
  if (args.length === 0) return tensor([], { dtype });
  if (first instanceof Tensor) {
    if (first.dtype === dtype) return first.detach();
    throw new ArgumentTypeError(
      `expected a tensor of dtype ${String(dtype)} (got one of dtype ${String(first.dtype)})`,
    );
  }
  if (typeof first === 'string') throw new ArgumentTypeError("new(): invalid data type 'str'");
  if (typeof first === 'number') {
    if (!isInt(first)) {
      throw new ArgumentTypeError(`new(): data must be a sequence (got ${pythonType(first)})`);
    }
    const odd = args.findIndex((size) => typeof size !== 'number');
    if (odd < 0) return empty(args as Shape, { dtype });
    throw new ArgumentTypeError(
      `new(): argument 'size' failed to unpack the object at pos ${odd + 1} with error "type must be tuple of ints,but got ${pythonType(args[odd])}"`,
    );
  }
  return tensor(first as Elements, { dtype });
}

/**
 * A float32 tensor of these elements, or of this size: `FloatTensor([1, 2])`, `FloatTensor(2, 3)`.
 * Shape: as the lists are nested, or as asked for. Write `torch.tensor([1, 2], { dtype: torch.float32 })`.
 * Source: https://docs.pytorch.org/docs/stable/tensors.html
 */
export function FloatTensor(...args: OldArguments): Tensor {
  return made(float32, args);
}

/**
 * A float64 tensor of these elements, or of this size. Shape: as the lists are nested, or as asked for.
 * Source: https://docs.pytorch.org/docs/stable/tensors.html
 */
export function DoubleTensor(...args: OldArguments): Tensor {
  return made(float64, args);
}

/**
 * An int64 tensor of these elements, or of this size; fractions are dropped. Shape: as the lists are nested, or as
 * asked for.
 * Source: https://docs.pytorch.org/docs/stable/tensors.html
 */
export function LongTensor(...args: OldArguments): Tensor {
  return made(int64, args);
}

/**
 * An int32 tensor of these elements, or of this size; fractions are dropped. Shape: as the lists are nested, or as
 * asked for.
 * Source: https://docs.pytorch.org/docs/stable/tensors.html
 */
export function IntTensor(...args: OldArguments): Tensor {
  return made(int32, args);
}

/**
 * A uint8 tensor of these elements, or of this size. Shape: as the lists are nested, or as asked for.
 * Source: https://docs.pytorch.org/docs/stable/tensors.html
 */
export function ByteTensor(...args: OldArguments): Tensor {
  return made(uint8, args);
}

/**
 * A bool tensor of these elements, or of this size. Shape: as the lists are nested, or as asked for.
 * Source: https://docs.pytorch.org/docs/stable/tensors.html
 */
export function BoolTensor(...args: OldArguments): Tensor {
  return made(bool, args);
}

const NAMES: readonly string[] = ['cpu', 'cuda', 'webgpu'];

/**
 * A device by its name, to be given to `to` and to `{ device }`: its name is all that there is to it.
 * `torch.device(torch.cuda.isAvailable() ? 'cuda' : 'cpu')`, and 'cuda:0' is 'cuda'.
 * Source: https://docs.pytorch.org/docs/stable/tensor_attributes.html#torch.device
 * @throws RuntimeError for a name that no device has
 */
export function device(type: string, index = 0): DeviceName {
  if (typeof type !== 'string') noCombination('device', type === undefined ? [] : [type]);
  const [, name, number] = /^(\w+)(?::(.*))?$/.exec(type) ?? [];
  if (name === undefined || (number !== undefined && !/^\d+$/.test(number))) {
    throw new RuntimeError(`Invalid device string: '${type}'`);
  }
  if (Number(number ?? index) !== 0)
    throw new RuntimeError(`device '${name}' is one: it has no number ${number ?? index}`);
  if (!NAMES.includes(name)) {
    throw new RuntimeError(
      `Expected one of ${NAMES.join(', ')} device type at start of device string: ${name}`,
    );
  }
  return name as DeviceName;
}

/**
 * A tensor of one value without dimensions: shape [].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.scalar_tensor.html
 */
export function scalarTensor(
  s: number,
  options: { readonly dtype?: DType; readonly device?: DeviceLike } = {},
): Tensor {
  return full([], s, { dtype: float32, ...options });
}

/**
 * The second name of `vstack`. Shape: [rows of all, …].
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.row_stack.html
 */
export function rowStack(tensors: readonly Tensor[]): Tensor {
  return vstack(tensors);
}

/**
 * The same elements outside the graph: a view. Shape: any; keeps it.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.Tensor.detach.html
 */
export function detach(x: Tensor): Tensor {
  checkTensors('detach', { input: x });
  return x.detach();
}

/**
 * Views of these lengths one behind the other along a dimension. Shapes: x's, with those lengths at `dim`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.split.html
 * @throws RuntimeError for lengths that are not the dimension's together
 */
export function splitWithSizes(x: Tensor, splitSizes: readonly number[], dim = 0): Tensor[] {
  checkTensors('splitWithSizes', { input: x }, 'c', { split_sizes: splitSizes });
  if (!Array.isArray(splitSizes)) mustBe('splitWithSizes', 'split_sizes', 2, 'tuple of ints', splitSizes);
  return x.split(splitSizes, dim);
}

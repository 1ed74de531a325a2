/** @file Parameters and buffers whose shape a lazy module learns at its first call. */

import type { DType } from '../dtype';
import { RuntimeError, ValueError } from '../errors';
import type { Destination } from '../methods/destination';
import { pythonName } from '../refusals';
import { contiguousStrides, type Shape } from '../shape';
import { Tensor } from '../tensor';
import { unobserved } from '../trace/observer';
import { Parameter } from './parameter';
import { blank, type LayerOptions } from './weights';

/** What can be asked of a tensor without a shape; the engine's own questions among it. */
const ALLOWED = new Set(
  `constructor size copy_ isFloatingPoint float double int long cuda cpu to detach materialize adopt format toString
  look former asOf become bumpVersion attachBase attachGraph leaveGraph leaveBase followBase receiveGrad watched`.split(
    /\s+/,
  ),
);

function refuseShape(): never {
  throw new RuntimeError(
    "Can't access the shape of an uninitialized parameter or buffer. This error usually happens in `load_state_dict` when trying to load an uninitialized parameter into an initialized one. Call `forward` to initialize the parameters before accessing their attributes.",
  );
}

/** Hides the shape, and refuses every method that would need it. */
function hide(x: Tensor, kind: string): void {
  Object.defineProperty(x, 'shape', { get: refuseShape, configurable: true, enumerable: true });
  const own = Object.getPrototypeOf(x) as object;
  if (Object.hasOwn(own, 'sum')) return;
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(Tensor.prototype))) {
    if (typeof value !== 'function' || ALLOWED.has(name)) continue;
    Object.defineProperty(own, name, {
      value: () => {
        throw new ValueError(
          `Attempted to use an uninitialized parameter in <method '${pythonName(name)}' of 'torch._C.TensorBase' objects>. This error happens when you are using a \`LazyModule\` or explicitly manipulating \`torch.nn.parameter.${kind}\` objects. When using LazyModules Call \`forward\` with a dummy batch to initialize the parameters before calling torch functions`,
        );
      },
    });
  }
}

/** Its place and dtype as a tensor of no elements. */
const placeOf = ({ storage }: Tensor): Tensor => new Tensor({ storage, shape: [0], strides: [1], offset: 0 });

const moved = (x: Tensor, ...target: Parameters<Tensor['to']>): Tensor =>
  unobserved(() => placeOf(x).to(...target));

/** Gives a tensor without a shape that of `data`, and its elements; from now on it is one like any other. */
function become(x: Tensor, data: Tensor, kind: object): void {
  const { storage, shape, strides, offset } = data;
  Object.defineProperty(x, 'shape', { value: shape, writable: true, configurable: true, enumerable: true });
  Object.assign(x, { storage, strides, offset });
  Object.setPrototypeOf(x, kind);
}

/**
 * A parameter whose shape is not known yet: its dtype and device are all that can be asked or changed.
 * Shape: none, until a lazy module is called.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.parameter.UninitializedParameter.html
 */
export class UninitializedParameter extends Parameter {
  constructor(requiresGrad = true, options: LayerOptions = {}) {
    super(blank([0], options), { requiresGrad });
    hide(this, 'UninitializedParameter');
  }

  /** Becomes a parameter of this shape, its elements to be filled (here: 0), or that of `data`. */
  materialize(data: Shape | Tensor): void {
    become(this, data instanceof Tensor ? data : dataLike(this, data), Parameter.prototype);
  }

  override adopt({ storage }: Tensor): void {
    Object.assign(this, { storage });
  }

  override detach(): Tensor {
    return this;
  }

  override to(target?: Destination, dtype: DType | null = null): Tensor {
    return moved(this, target, dtype);
  }

  override size(): number[];
  override size(dim: number): number;
  override size(dim?: number): number | number[] {
    return dim === undefined ? [0] : 0;
  }

  override format(): string {
    return '<UninitializedParameter>';
  }
}

/**
 * A buffer whose shape is not known yet.
 * Shape: none, until a lazy module is called.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.parameter.UninitializedBuffer.html
 */
export class UninitializedBuffer extends Tensor {
  constructor(options: LayerOptions = {}) {
    super(blank([0], options));
    hide(this, 'UninitializedBuffer');
  }

  /** Becomes a tensor of this shape, its elements to be filled (here: 0), or that of `data`. */
  materialize(data: Shape | Tensor): void {
    become(this, data instanceof Tensor ? data : dataLike(this, data), Tensor.prototype);
  }

  override detach(): Tensor {
    return this;
  }

  override to(target?: Destination, wanted: DType | null = null): Tensor {
    const { dtype, device } = moved(this, target, wanted);
    return new UninitializedBuffer({ dtype, device });
  }

  override format(): string {
    return '<UninitializedBuffer>';
  }
}

const dataLike = ({ dtype, device }: Tensor, shape: Shape): Tensor => {
  const { storage } = blank(shape, { dtype, device: device.type });
  return new Tensor({ storage, shape, strides: contiguousStrides(shape), offset: 0 });
};

/** Whether a lazy module has yet to learn a tensor's shape. */
export function isUninitialized(x: unknown): x is UninitializedParameter | UninitializedBuffer {
  return x instanceof UninitializedParameter || x instanceof UninitializedBuffer;
}

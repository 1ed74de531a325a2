/** @file The tensor: a strided look into a storage, with its place in the autograd graph. */

import type { GradNode } from './autograd/node';
import { isGradEnabled } from './autograd/mode';
import { viewNode, viewRefusal, type Origin } from './autograd/rewrite';
import { checkGradient } from './autograd/fitting-gradient';
import { GradientWatch } from './autograd/watch';
import type { Device, Storage, StridedView } from './devices/device';
import type { DType } from './dtype';
import { RuntimeError } from './errors';
import { checkMemory } from './memory';
import { contiguousStrides, numel } from './shape';
import { changing, observer } from './trace/observer';

/** One number or many, nested as the tensor's dimensions are. */
export type Nested<T> = T | readonly Nested<T>[];

/** A tensor, or a JavaScript number where PyTorch takes a Python one. */
export type TensorLike = Tensor | number;

export interface ReduceOptions {
  /** keep the reduced dimensions with size 1 */
  readonly keepdim?: boolean;
  readonly dtype?: DType;
}

interface TensorParts extends StridedView {
  /** shared by all views of one storage */
  readonly versionCounter?: { value: number };
}

/** A tensor as it was for nodes with a lower number. */
interface Past {
  readonly until: number;
  readonly self: Tensor;
}

/** from so many elements on it is looked at whether they can be held at all */
const MANY = 2 ** 30;

let nextId = 1;

/** An id that no tensor has or gets. */
export function freshId(): number {
  return nextId++;
}

/**
 * A multi-dimensional array that remembers how it was computed. A method that says nothing else follows the page of its
 * name: `repeatInterleave` that of `torch.Tensor.repeat_interleave`, and an in-place form that of its op.
 *
 * What holds for all ops and is not said again: the result has the dtype of the input, and several inputs promote to one
 * dtype. A dimension counts from the end where it is negative; one that is not there is an IndexError, one named twice a
 * RuntimeError. An argument that is missing or of the wrong kind is a TypeError. Tensors on two devices are a
 * RuntimeError, and so are shapes that do not broadcast where these do.
 * Source: https://docs.pytorch.org/docs/stable/tensors.html
 */
export class Tensor implements StridedView {
  /** what messages call the class */
  static readonly pythonName: string = 'Tensor';

  /** unique in this process, rising */
  readonly id = nextId++;
  /** Where the elements lie, with the dtype and the device; shared by views. */
  readonly storage: Storage;
  /** The size of each dimension. */
  readonly shape: readonly number[];
  /** How many elements one step along each dimension takes in the storage. */
  readonly strides: readonly number[];
  /** Where in the storage the first element is. */
  readonly offset: number;
  readonly #versionCounter: { value: number };
  #gradNode: GradNode | null = null;
  #requiresGrad = false;
  #grad: Tensor | null = null;
  /** nobody but the engine has seen the gradient */
  #isGradSecret = false;
  #base: Tensor | null = null;
  /** how this view was made */
  #origin: Origin = 'freely';
  /** the version that this view's history was made for */
  #versionSeen = 0;
  #present: Tensor | null = null;
  /** what it was before each in-place view (`unsqueeze_`), for nodes older than that */
  #past: Past[] | null = null;
  /** made for the first who wants to see the gradient: few tensors have any */
  #watch: GradientWatch | null = null;

  constructor(parts: TensorParts) {
    this.storage = parts.storage;
    this.shape = parts.shape;
    this.strides = parts.strides;
    this.offset = parts.offset;
    this.#versionCounter = parts.versionCounter ?? { value: 0 };
  }

  /** A fresh, contiguous, zero-filled tensor. */
  static empty(shape: readonly number[], dtype: DType, device: Device): Tensor {
    return Tensor.#fresh(shape, dtype, device, true);
  }

  /** The same for whoever writes every element at once: they may be anything before. */
  static uncleared(shape: readonly number[], dtype: DType, device: Device): Tensor {
    return Tensor.#fresh(shape, dtype, device, false);
  }

  static #fresh(shape: readonly number[], dtype: DType, device: Device, isCleared: boolean): Tensor {
    const count = numel(shape);
    if (count >= MANY) checkMemory(shape, dtype);
    return new Tensor({
      storage: device.empty(dtype, count, shape, isCleared),
      shape,
      strides: contiguousStrides(shape),
      offset: 0,
    });
  }

  /** A fresh, contiguous tensor of one value. */
  static full(shape: readonly number[], value: number | bigint, dtype: DType, device: Device): Tensor {
    const out = Tensor.uncleared(shape, dtype, device);
    device.fill(out, value);
    return out;
  }

  /** Another look into the same storage, unknown to the graph: what the ops make their views of. */
  look(shape: readonly number[], strides: readonly number[], offset: number): Tensor {
    return new Tensor({
      storage: this.storage,
      shape,
      strides,
      offset,
      versionCounter: this.#versionCounter,
    });
  }

  // — facts —

  /** The type of the elements. */
  get dtype(): DType {
    return this.storage.dtype;
  }

  /** Where the elements are. */
  get device(): Device {
    return this.storage.device;
  }

  /** How often the storage was changed in place; shared by its views. */
  get version(): number {
    return this.#versionCounter.value;
  }

  /** Counts an in-place change. */
  bumpVersion(): void {
    this.#versionCounter.value++;
  }

  // — graph —

  /**
   * The node that made this tensor; null for a leaf.
   * @throws RuntimeError for a view that the graph lost sight of
   */
  get gradNode(): GradNode | null {
    if (!this.followBase()) throw viewRefusal(this, true);
    return this.#gradNode;
  }

  /** The same as it was when somebody last looked: the base of this view may have another history since. */
  get lastNode(): GradNode | null {
    return this.#gradNode;
  }

  /** The tensor that this is a view of, in the graph's eyes; null: it is nobody's view. */
  get base(): Tensor | null {
    return this.#base;
  }

  /** How this view was made: some must not be changed in place. */
  get origin(): Origin {
    return this.#origin;
  }

  /** Called by `apply` alone: this is a view, `together` with others, and shares what becomes of the base. */
  attachBase(view: Tensor, together: boolean): void {
    // a leaf that requires grad is a base, whatever it is a view of itself
    const isRoot = view.#requiresGrad && view.#gradNode === null;
    this.#base = isRoot ? view : (view.#base ?? view);
    this.#versionSeen = this.version;
    if (!isGradEnabled()) this.#origin = 'unseen';
    else this.#origin = together ? 'together' : isRoot ? 'freely' : view.#origin;
  }

  /** Called by `apply` alone: this is nobody's view, whatever it was made of. */
  leaveBase(): void {
    this.#base = null;
  }

  /** This tensor, where it is the former self of one that was changed in place. */
  get present(): Tensor {
    return this.#present ?? this;
  }

  /** What this tensor is before an in-place op: `elements` (its own, or a copy of them) with the graph as it is now. */
  former(elements: Tensor): Tensor {
    const former = elements.look(elements.shape, elements.strides, elements.offset);
    former.#gradNode = this.gradNode;
    former.#requiresGrad = this.requiresGrad;
    former.#present = this;
    return former;
  }

  /** What this tensor was for the graph's node number `sequence`: before later in-place views. */
  asOf(sequence: number): Tensor {
    return this.#past?.find(({ until }) => sequence < until)?.self ?? this;
  }

  /** Called by in-place views alone: takes a view's shape; nodes before number `until` know it as `self`. */
  become(view: StridedView, self: Tensor, until: number): void {
    (this.#past ??= []).push({ until, self });
    const own = this as { -readonly [K in keyof StridedView]: StridedView[K] };
    own.shape = view.shape;
    own.strides = view.strides;
    own.offset = view.offset;
  }

  /**
   * What an in-place op wrote since this view was made is the base's: the view is then a view of the base as it is now.
   * False: that is not known, see Origin.
   */
  followBase(): boolean {
    if (!this.#base || this.#versionSeen === this.version) return true;
    if (this.#gradNode === null && !this.#base.requiresGrad) return true;
    if (this.#origin !== 'freely') return false;
    this.attachGraph(viewNode(this.#base, this));
    return true;
  }

  /** PyTorch's `grad_fn`, as its name: 'MulBackward0'; null for a leaf. */
  get gradFn(): string | null {
    return this.gradNode?.name ?? null;
  }

  /** Whether no operation of the graph made the tensor. */
  get isLeaf(): boolean {
    return this.gradNode === null;
  }

  /** A view does where its base does, even if the graph does not know it. */
  get requiresGrad(): boolean {
    return this.#requiresGrad || (this.#base !== null && this.#base.requiresGrad);
  }

  /** Whether it was said of this very tensor, or an operation of the graph made it. */
  get collectsGrad(): boolean {
    return this.#requiresGrad;
  }

  /**
   * @throws RuntimeError for an integer or bool tensor, and when switched off on a tensor that is no leaf
   */
  set requiresGrad(wanted: boolean) {
    if (typeof wanted !== 'boolean') throw new RuntimeError('requires_grad must be a bool');
    if (wanted && !this.dtype.isFloatingPoint) {
      throw new RuntimeError('only Tensors of floating point and complex dtype can require gradients');
    }
    if (!wanted && this.#gradNode) {
      throw new RuntimeError(
        "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach().",
      );
    }
    if (wanted === this.#requiresGrad) return;
    changing(this, true);
    this.#requiresGrad = wanted;
    observer()?.requiresGrad(this);
  }

  /** Called by `apply` and in-place ops alone. */
  attachGraph(node: GradNode): void {
    this.#gradNode = node;
    this.#requiresGrad = true;
    this.#versionSeen = this.version;
  }

  /** Called by `detach_` alone: forgets the history. */
  leaveGraph(): void {
    this.#gradNode = null;
    this.#requiresGrad = false;
  }

  /** The gradient collected so far; null until there is one. Setting it to null forgets it. */
  get grad(): Tensor | null {
    this.#isGradSecret = false;
    return this.#grad;
  }

  /** @throws TypeError for what is no tensor, RuntimeError for one of another shape or dtype */
  set grad(grad: Tensor | null) {
    if (grad !== null) checkGradient(this, grad);
    const had = this.#grad;
    if (had && grad === null && this.#isGradSecret) had.device.release?.(had.storage);
    this.#isGradSecret = false;
    this.#grad = grad;
    if (had && grad === null) observer()?.zeroGrad([this], true);
  }

  /** The gradient for who looks at it now and keeps nothing of it. */
  get ownGrad(): Tensor | null {
    return this.#grad;
  }

  /** Called by backward alone: a gradient whose storage nobody else has, to be given back when it is forgotten. */
  receiveGrad(grad: Tensor): void {
    this.#grad = grad;
    this.#isGradSecret = true;
  }

  /** Who wants to see the gradient when it has arrived; null: nobody. */
  get watch(): GradientWatch | null {
    return this.#watch;
  }

  /** The same for who wants to. */
  watched(): GradientWatch {
    return (this.#watch ??= new GradientWatch());
  }
}

/**
 * Gives the class further methods. Each family declares its own, so that a file holds what belongs together
 * (engine/methods/).
 */
export function extend(methods: Partial<Tensor> & ThisType<Tensor>): void {
  const found = Object.getOwnPropertyDescriptors(methods);
  for (const [name, descriptor] of Object.entries(found)) {
    Object.defineProperty(Tensor.prototype, name, { ...descriptor, enumerable: false });
  }
}

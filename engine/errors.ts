/** @file The errors of the engine: PyTorch's kinds with PyTorch's words. */

/**
 * What every error of the engine is. `line` is the learner's line, 1-based, where the runner knew it.
 */
export class TorchError extends Error {
  line: number | null = null;
}

/** The error, told to have happened on a line of the learner's, where it has none yet. */
export function atLine(error: Error, line: number | null): Error {
  if (error instanceof TorchError && line !== null) error.line ??= line;
  return error;
}

/** Python's RuntimeError: shapes that do not fit, backward that cannot be. */
export class RuntimeError extends TorchError {
  override readonly name: string = 'RuntimeError';
}

/** Python's NotImplementedError, which is a RuntimeError: what there is no kernel for, or a subclass has to write. */
export class NotImplementedError extends RuntimeError {
  override readonly name = 'NotImplementedError';
}

/** torch.linalg.LinAlgError, under the name Python prints: a matrix that is singular, or not positive-definite. */
export class LinAlgError extends RuntimeError {
  override readonly name = '_LinAlgError';
}

/** torch.OutOfMemoryError, under the name Python prints: a device has no room for a tensor. */
export class OutOfMemoryError extends RuntimeError {
  override readonly name = 'torch.OutOfMemoryError';
}

/** Python's IndexError: a dimension or an index that is not there. */
export class IndexError extends TorchError {
  override readonly name = 'IndexError';
}

/** Python's ValueError: a right type with a wrong value. */
export class ValueError extends TorchError {
  override readonly name = 'ValueError';
}

/** Python's TypeError: an argument of the wrong kind. */
export class ArgumentTypeError extends TorchError {
  override readonly name = 'TypeError';
}

/** Python's KeyError: a name that is not there, or may not be. */
export class KeyError extends TorchError {
  override readonly name = 'KeyError';
}

/** Python's AssertionError. */
export class AssertionError extends TorchError {
  override readonly name = 'AssertionError';
}

/** Python's AttributeError: something that an object does not have. */
export class AttributeError extends TorchError {
  override readonly name = 'AttributeError';
}

/** @throws NotImplementedError `"frac_cpu" not implemented for 'Long'` */
export function notImplemented(kernel: string, dtype: { readonly scalarName: string }): never {
  throw new NotImplementedError(`"${kernel}" not implemented for '${dtype.scalarName}'`);
}

/** What PyTorch's allocator says when the machine has no room. */
export function cannotAllocate(bytes: number): RuntimeError {
  // JavaScript writes sixteen digits of a number that has more
  const exact = Number.isInteger(bytes) ? BigInt(bytes) : bytes;
  return new RuntimeError(
    `[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate ${exact} bytes. Error code 12 (Cannot allocate memory)`,
  );
}

/** @file State dicts: a model's tensors by name, and putting them back. */

import { noGrad } from '../autograd/mode';
import { ArgumentTypeError, RuntimeError } from '../errors';
import { pythonType } from '../refusals';
import { sameShape, shapeText } from '../shape';
import { Tensor } from '../tensor';
import { isUninitialized } from './uninitialized';

/** Tensors by their full name: `{ 'fc.weight': …, 'fc.bias': … }`, in the order of the modules. */
export type StateDict = Record<string, Tensor>;

/** What a state dict lacked, and what it had too much. */
export class IncompatibleKeys {
  readonly missingKeys: readonly string[];
  readonly unexpectedKeys: readonly string[];

  constructor(missingKeys: readonly string[], unexpectedKeys: readonly string[]) {
    this.missingKeys = missingKeys;
    this.unexpectedKeys = unexpectedKeys;
  }

  toString(): string {
    if (this.missingKeys.length + this.unexpectedKeys.length === 0) return '<All keys matched successfully>';
    const list = (keys: readonly string[]): string => `[${keys.map((key) => `'${key}'`).join(', ')}]`;
    return `_IncompatibleKeys(missing_keys=${list(this.missingKeys)}, unexpected_keys=${list(this.unexpectedKeys)})`;
  }
}

/**
 * Copies the tensors of `source` into those of `own`.
 * @throws RuntimeError with every complaint, in PyTorch's words; what did fit has been copied then, as there
 */
export function copyState(
  typeName: string,
  own: ReadonlyMap<string, Tensor>,
  source: StateDict,
  strict: boolean,
): IncompatibleKeys {
  if (typeof source !== 'object' || source === null || Array.isArray(source) || source instanceof Tensor) {
    throw new ArgumentTypeError(`Expected state_dict to be dict-like, got <class '${pythonType(source)}'>.`);
  }
  const given = new Map(Object.entries(source));
  const complaints: string[] = [];
  for (const [name, target] of own) {
    const value = given.get(name);
    if (value === undefined) continue;
    if (!(value instanceof Tensor)) {
      complaints.push(
        `While copying the parameter named "${name}", expected torch.Tensor or Tensor-like object from checkpoint but received <class '${pythonType(value)}'>`,
      );
    } else if (isUninitialized(target) && isUninitialized(value)) {
      continue;
    } else if (isUninitialized(target)) {
      target.materialize(value.shape);
      noGrad(() => target.copy_(value.to(target.device.type)));
    } else if (sameShape(value.shape, target.shape)) {
      noGrad(() => target.copy_(value.device === target.device ? value : value.to(target.device.type)));
    } else {
      complaints.push(
        `size mismatch for ${name}: copying a param with shape torch.Size(${shapeText(value.shape)}) from ` +
          `checkpoint, the shape in current model is torch.Size(${shapeText(target.shape)}).`,
      );
    }
  }
  // states saved by old versions have none
  const isOld = (name: string): boolean => name.endsWith('num_batches_tracked');
  const missing = [...own.keys()].filter((name) => !given.has(name) && !isOld(name));
  const unexpected = [...given.keys()].filter((name) => !own.has(name));
  if (strict) {
    const list = (keys: readonly string[]): string => keys.map((key) => `"${key}"`).join(', ');
    if (unexpected.length > 0) complaints.unshift(`Unexpected key(s) in state_dict: ${list(unexpected)}. `);
    if (missing.length > 0) complaints.unshift(`Missing key(s) in state_dict: ${list(missing)}. `);
  }
  if (complaints.length > 0) {
    throw new RuntimeError(`Error(s) in loading state_dict for ${typeName}:\n\t${complaints.join('\n\t')}`);
  }
  return new IncompatibleKeys(missing, unexpected);
}

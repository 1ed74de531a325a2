/** @file Applying an op: computing its output, remembering it, telling of it. */

import { RuntimeError } from '../errors';
import { sentBack } from '../ops/on-cpu';
import type { OpRecord } from '../ops/op';
import type { Tensor } from '../tensor';
import type { Attrs } from '../trace/events';
import { observer } from '../trace/observer';
import { isGradEnabled } from './mode';
import { GradNode } from './node';

const NO_ATTRS: Attrs = Object.freeze({});

/**
 * Runs an op on its inputs. The result requires grad if grad mode is on and an input does.
 * @throws RuntimeError when the tensors are not on one device, and what the op itself throws
 */
export function apply(record: OpRecord, inputs: readonly Tensor[], attrs: Attrs = NO_ATTRS): Tensor {
  checkDevices(inputs);
  const before = sentBack();
  const output = record.forward(inputs, attrs);
  const told = sentBack() === before ? attrs : { ...attrs, computedOn: 'cpu' };
  if (record.backward && output.dtype.isFloatingPoint && isGradEnabled() && wantsGradient(inputs)) {
    output.attachGraph(new GradNode(record, inputs, output, attrs));
  }
  if (output.storage === inputs[0]?.storage) {
    if (output !== inputs[0]) output.attachBase(inputs[0], record.outputIndex !== undefined);
  } else if (output.base) output.leaveBase();
  observer()?.op(record.name, inputs, told, output);
  return output;
}

// Loops rather than find and some: these are a part of every operation.

function wantsGradient(inputs: readonly Tensor[]): boolean {
  for (let i = 0; i < inputs.length; i++) if (inputs[i]!.requiresGrad) return true;
  return false;
}

function checkDevices(inputs: readonly Tensor[]): void {
  for (let i = 1; i < inputs.length; i++) {
    const [first, other] = [inputs[0]!.device, inputs[i]!.device];
    if (first === other) continue;
    throw new RuntimeError(
      'Expected all tensors to be on the same device, but found at least two devices, ' +
        `${first.type} and ${other.type}!`,
    );
  }
}

/** @file An operation as the trace tells it. */

import type { Tensor } from '../tensor';
import type { Attrs, MemoryInfo, ModuleCall, Value } from './events';
import type { Telling } from './gradients';

/** What is known of an operation beside its output's own facts. */
interface Operation {
  readonly id: number;
  readonly op: string;
  readonly attrs: Attrs;
  readonly inputs: readonly number[];
  readonly module: readonly ModuleCall[];
  /** the output's id in the trace, and where its elements lie */
  readonly output: { readonly tensor: number; readonly memory: MemoryInfo };
}

export function operationTelling(
  { output: { tensor, memory }, module, ...operation }: Operation,
  output: Tensor,
  value: Value | Promise<Value>,
  here: { readonly line: number; readonly episode: number },
): Telling {
  // as they are now: a tensor may be changed before its value has been read
  const facts = {
    type: 'op' as const,
    ...operation,
    output: {
      id: tensor,
      shape: output.shape,
      dtype: output.dtype.name,
      device: output.device.type,
      requiresGrad: output.requiresGrad,
      isLeaf: output.lastNode === null,
      memory,
    },
    gradFn: output.lastNode?.name ?? null,
    module,
    ...here,
  };
  return { values: [value], build: ([read]) => ({ ...facts, value: read! }) };
}

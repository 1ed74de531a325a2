/** @file The files of kinds/: cases by op, with their tensors by number. */

import type { Case } from './check';
import type { Packed } from './packed';

/** As in kinds.py. */
export type Kind =
  'plain' | 'scalar' | 'empty' | 'broadcast' | 'strided' | 'extreme' | 'denormal' | 'dtype' | 'shape' | 'dim';

/** See `record` in kinds.py. */
interface Entry extends Pick<Case, 'prepare' | 'grad' | 'constant' | 'error' | 'gradFns'> {
  readonly kind: Kind;
  readonly inputs: number[];
  readonly args?: unknown[];
  readonly outputs?: (number | { value: number | string })[];
  readonly grads?: (number | null)[];
}

export interface Kinds {
  readonly upstream: number[];
  readonly tensors: Packed[];
  readonly ops: Readonly<Record<string, Entry[]>>;
}

/** The cases of an op as those of the families are. */
export function unpacked(
  { upstream, tensors, ops }: Kinds,
  name: string,
): (Case & { readonly kind: Kind })[] {
  const at = (place: number): Packed => tensors[place]!;
  return ops[name]!.map(({ kind, inputs, args = [], outputs, grads, gradFns, ...rest }) => {
    const results = outputs?.map((output) => (typeof output === 'number' ? at(output) : output.value));
    const tracked = (results ?? []).filter((_, i) => gradFns?.[i]) as Packed[];
    return {
      ...rest,
      name,
      kind,
      inputs: inputs.map(at),
      args,
      ...(results && { outputs: results, gradFns: gradFns ?? results.map(() => null) }),
      ...(grads && {
        upstream: tracked.map((output, k) =>
          output.data.map((_, i) => upstream[(i + 7 * k) % upstream.length]!),
        ),
        grads: grads.map((place) => (place === null ? null : at(place).data)),
      }),
    };
  });
}

/** @file The gated linear unit: one half of a tensor, let through by the other. */

import { apply } from '../../autograd/apply';
import { RuntimeError } from '../../errors';
import { normalizeDim, numel } from '../../shape';
import type { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { elementAt, operandTex } from '../common';
import { cat } from '../joining/join';
import type { Evidence, OpRecord } from '../op';
import { plain, requireFloat } from './common';

const dimOf = (attrs: Attrs): number => attrs['dim'] as number;

/** The half that is let through and the half that is the gate. */
function halves(x: Tensor, dim: number): [Tensor, Tensor] {
  const half = x.shape[dim]! / 2;
  return [x.narrow(dim, 0, half), x.narrow(dim, half, half)];
}

/** Where element `i` of the input stands: in which half, and which output element that half's is. */
function placeOf(i: number, { inputs, attrs }: Evidence): { isGate: boolean; at: number; step: number } {
  const { shape } = inputs[0]!;
  const inner = numel(shape.slice(dimOf(attrs) + 1));
  const step = (shape[dimOf(attrs)]! / 2) * inner;
  const block = Math.floor(i / (2 * step));
  const rest = i % (2 * step);
  return { isGate: rest >= step, at: block * step + (rest % step), step };
}

/** attrs.dim, counted from the front */
export const gluRecord: OpRecord = {
  name: 'glu',
  gradFn: () => 'GluBackward0',
  symbol: 'glu',
  formula: (n) => `${operandTex(n, 0)}_1 \\odot \\sigma(${operandTex(n, 0)}_2)`,
  forward([x], attrs) {
    requireFloat('glu_cpu', x!.dtype);
    return plain(() => {
      const [value, gate] = halves(x!, dimOf(attrs));
      return value.mul(gate.sigmoid());
    });
  },
  saves: { inputs: [0], output: false },
  backward({ inputs, attrs }, g) {
    const [value, gate] = halves(inputs[0]!, dimOf(attrs));
    const s = gate.sigmoid();
    const passed = g.mul(s);
    return [apply(cat, [passed, passed.mul(s.rsub(1)).mul(value)], { dim: dimOf(attrs) })];
  },
  explain: {
    tex: (_, n) => {
      const [value, gate] = [`${operandTex(n, 0)}_1`, `${operandTex(n, 0)}_2`];
      return `\\sigma(${gate}) \\text{ and } ${value}\\, \\sigma(${gate}) (1 - \\sigma(${gate}))`;
    },
    locals(_, i, evidence) {
      const { isGate, at, step } = placeOf(i, evidence);
      const gate = elementAt(evidence.inputs[0]!, isGate ? i : i + step);
      const s = 1 / (1 + Math.exp(-gate));
      return [{ at, value: isGate ? elementAt(evidence.inputs[0]!, i - step) * s * (1 - s) : s }];
    },
  },
};

/** @throws RuntimeError when there are no two halves */
export function glu(x: Tensor, dim: number): Tensor {
  if (x.ndim === 0) throw new RuntimeError('glu does not support scalars because halving size must be even');
  const d = normalizeDim(dim, x.ndim);
  if (x.shape[d]! % 2 !== 0) {
    throw new RuntimeError(`Halving dimension must be even, but dimension ${d} is size ${x.shape[d]}`);
  }
  return apply(gluRecord, [x], { dim: d });
}

/** @file beta · self + alpha · (a product): addmm, addmv, baddbmm, addbmm, addr, as one node each. */

import { RuntimeError } from '../../errors';
import { numel, ownDim, sameShape, type Shape } from '../../shape';
import type { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { broadcastTargets, broadcastTo, operandTex, sumToShape } from '../common';
import { matmul, productOfMatrices, rightGradient } from '../matmul';
import type { Evidence, Local, OpRecord } from '../op';
import { inside } from '../reduction/lanes';
import { requireBatches } from './products';
import { checkBatchShapes, checkMatrixShapes, checkVectorTypes, refuseBool } from './ways';

const betaOf = (attrs: Attrs): number => (attrs['beta'] as number | undefined) ?? 1;
const alphaOf = (attrs: Attrs): number => (attrs['alpha'] as number | undefined) ?? 1;

const scaled = (x: Tensor, factor: number): Tensor => (factor === 1 ? x : x.mul(factor));

interface Parts {
  readonly name: string;
  readonly gradFn: string;
  /** refuses what does not fit, and gives the result's shape */
  readonly shape: (self: Tensor, a: Tensor, b: Tensor) => Shape;
  /** the operands as matmul takes them */
  readonly operands: (a: Shape, b: Shape) => [Shape, Shape];
  /** the batch is added up */
  readonly sums?: boolean;
  /** operands of several types take that of all */
  readonly promotes?: boolean;
}

function record(parts: Parts): OpRecord {
  const product = (a: Tensor, b: Tensor): Tensor => {
    const [left, right] = parts.operands(a.shape, b.shape);
    // a column and a row are multiplied as they are: bools, too
    if (parts.promotes) return a.reshape(left).mul(b.reshape(right));
    const out = a.reshape(left).matmul(b.reshape(right));
    return parts.sums ? out.sum(0).to(out.dtype) : out;
  };
  return {
    name: parts.name,
    gradFn: () => parts.gradFn,
    symbol: '@ +',
    formula: (n) => {
      const factor = (value: number): string => (value === 1 ? '' : `${value} \\cdot `);
      return `${factor(betaOf(n.attrs))}${operandTex(n, 0)} + ${factor(alphaOf(n.attrs))}${operandTex(n, 1)} \\, ${operandTex(n, 2)}`;
    },
    forward([self, a, b], attrs) {
      const shape = parts.shape(self!, a!, b!);
      const direct = parts.name === 'addmm' ? matrixForward(self!, a!, b!, shape, attrs) : null;
      if (direct) return direct;
      return inside(() => {
        const from = self!.expand(shape);
        const sum = scaled(product(a!, b!), alphaOf(attrs));
        // a beta of 0 leaves self out, whatever it holds
        return betaOf(attrs) === 0 ? sum : scaled(from, betaOf(attrs)).add(sum);
      });
    },
    saves: { inputs: [1, 2], output: false },
    backward({ inputs, attrs, needs }, g) {
      const [self, a, b] = [inputs[0]!, inputs[1]!, inputs[2]!];
      const [left, right] = parts.operands(a.shape, b.shape);
      const flow = scaled(g, alphaOf(attrs));
      const matrices = flow.ndim === 1 ? flow.reshape(-1, 1) : flow;
      const [l, r] = [shaped(a, left), right.length === 1 ? b.reshape(-1, 1) : shaped(b, right)];
      return [
        needs[0] ? sumToShape(scaled(g, betaOf(attrs)), self.shape).to(self.dtype) : null,
        needs[1] ? shaped(matrices.matmul(r.to(g.dtype).transpose(-2, -1)), a.shape).to(a.dtype) : null,
        needs[2] ? shaped(rightGradient(l.to(g.dtype), r, matrices), b.shape).to(b.dtype) : null,
      ];
    },
    explain: {
      tex(k, n) {
        if (k === 0) return String(betaOf(n.attrs));
        return `${alphaOf(n.attrs) === 1 ? '' : `${alphaOf(n.attrs)} \\cdot `}${operandTex(n, 3 - k)}^\\mathsf{T}`;
      },
      locals: (k, i, e) => localsOf(parts, k, i, e),
    },
  };
}

/** The tensor itself where it has the shape. */
const shaped = (x: Tensor, shape: Shape): Tensor => (sameShape(x.shape, shape) ? x : x.reshape(shape));

/** The same for floats of the usual shapes, without the way through the tensor's methods: every linear layer comes by here. */
function matrixForward(self: Tensor, a: Tensor, b: Tensor, shape: Shape, attrs: Attrs): Tensor | null {
  const fits = sameShape(self.shape, shape) || (self.ndim === 1 && self.shape[0] === shape[1]);
  const out = fits && a.dtype.isFloatingPoint ? productOfMatrices(a, b) : null;
  if (!out) return null;
  const [alpha, beta] = [alphaOf(attrs), betaOf(attrs)];
  if (alpha !== 1) out.device.binary('mul', out, alpha, out);
  if (beta !== 0) out.device.binary('add', out, broadcastTo(self, shape), out, beta);
  return out;
}

function localsOf(parts: Parts, k: number, i: number, e: Evidence): Local[] {
  if (k === 0) {
    const value = betaOf(e.attrs);
    return broadcastTargets(e.inputs[0]!.shape, e.output.shape, i).map((at) => ({ at, value }));
  }
  const [left, right] = parts.operands(e.inputs[1]!.shape, e.inputs[2]!.shape);
  const inner: Evidence = {
    ...e,
    inputs: [
      { ...e.inputs[1]!, shape: left },
      { ...e.inputs[2]!, shape: right },
    ],
  };
  return matmul.explain!.locals(k - 1, i, inner).map(({ at, value }) => ({
    at: parts.sums ? at % numel(e.output.shape) : at,
    value: value * alphaOf(e.attrs),
  }));
}

function sameTypes(self: Tensor, a: Tensor, b: Tensor): void {
  if (self.dtype !== b.dtype) {
    throw new RuntimeError(
      `self and mat2 must have the same dtype, but got ${self.dtype.scalarName} and ${b.dtype.scalarName}`,
    );
  }
  if (a.dtype === b.dtype) return;
  throw new RuntimeError(
    `mat1 and mat2 must have the same dtype, but got ${a.dtype.scalarName} and ${b.dtype.scalarName}`,
  );
}

const asIs = (a: Shape, b: Shape): [Shape, Shape] => [a, b];

export const addmm = record({
  name: 'addmm',
  gradFn: 'AddmmBackward0',
  shape(self, a, b) {
    sameTypes(self, a, b);
    if (a.ndim !== 2) throw new RuntimeError(`mat1 must be a matrix, got ${a.ndim}-D tensor`);
    if (b.ndim !== 2) throw new RuntimeError(`mat2 must be a matrix, got ${b.ndim}-D tensor`);
    checkMatrixShapes(a.shape, b.shape);
    return [a.shape[0]!, b.shape[1]!];
  },
  operands: asIs,
});

export const addmv = record({
  name: 'addmv',
  gradFn: 'AddmvBackward0',
  shape(self, a, b) {
    if (a.ndim !== 2 || b.ndim !== 1 || self.ndim > 1) {
      throw new RuntimeError(`vector + matrix @ vector expected, got ${self.ndim}, ${a.ndim}, ${b.ndim}`);
    }
    const [rows, columns] = a.shape as [number, number];
    const size = self.numel();
    if (columns !== b.shape[0] || (size !== rows && size !== 1)) {
      throw new RuntimeError(
        `size mismatch, got input (${size}), mat (${rows}x${columns}), vec (${b.shape[0]})`,
      );
    }
    checkVectorTypes(self.dtype, a.dtype, b.dtype);
    return [rows];
  },
  operands: asIs,
});

export const baddbmm = record({
  name: 'baddbmm',
  gradFn: 'BaddbmmBackward0',
  shape(self, a, b) {
    const shape = [a.size(0), a.size(1), b.size(2)];
    inside(() => self.expand(shape));
    requireBatches(a, b);
    checkBatchShapes(a.shape, b.shape);
    if (self.dtype !== a.dtype) {
      throw new RuntimeError(
        `Input dtypes must be the same, got: input ${self.dtype.cName}, batch1: ${a.dtype.cName}, batch2: ${b.dtype.cName}`,
      );
    }
    if (a.dtype !== b.dtype) {
      throw new RuntimeError(`expected scalar type ${a.dtype.scalarName} but found ${b.dtype.scalarName}`);
    }
    refuseBool(a.dtype, 'baddbmm');
    return shape;
  },
  operands: asIs,
});

export const addbmm = record({
  name: 'addbmm',
  gradFn: 'AddbmmBackward0',
  shape(self, a, b) {
    ownDim(0, a.ndim);
    const shape = [a.size(1), b.size(2)];
    inside(() => self.expand(shape));
    requireBatches(a, b);
    if (a.shape[0] !== b.shape[0]) {
      throw new RuntimeError(
        `batch1 and batch2 must have same number of batches, got ${a.shape[0]} and ${b.shape[0]}`,
      );
    }
    if (a.shape[2] !== b.shape[1]) {
      throw new RuntimeError(
        `Incompatible matrix sizes for bmm (${a.shape[1]}x${a.shape[2]} and ${b.shape[1]}x${b.shape[2]})`,
      );
    }
    sameTypes(self, a, b);
    refuseBool(a.dtype, 'addmm_impl_cpu_');
    return shape;
  },
  operands: asIs,
  sums: true,
});

export const addr = record({
  name: 'addr',
  gradFn: 'AddrBackward0',
  shape(_, a, b) {
    if (a.ndim !== 1 || b.ndim !== 1) {
      throw new RuntimeError(
        `addr: Expected 1-D argument vec${a.ndim === 1 ? 2 : 1}, but got ${a.ndim === 1 ? b.ndim : a.ndim}-D`,
      );
    }
    return [a.shape[0]!, b.shape[0]!];
  },
  operands: (a, b) => [
    [a[0]!, 1],
    [1, b[0]!],
  ],
  promotes: true,
});

export const ADDMM_OPS: readonly OpRecord[] = [addmm, addmv, baddbmm, addbmm, addr];

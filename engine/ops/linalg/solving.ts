/** @file Inverse, solving and determinant, as nodes of the graph. */

import { isGradEnabled } from '../../autograd/mode';
import { apply } from '../../autograd/apply';
import { LinAlgError, RuntimeError } from '../../errors';
import type { Shape } from '../../shape';
import type { Tensor } from '../../tensor';
import { operandTex, sumToShape } from '../common';
import type { NumericTensor, OpRecord } from '../op';
import { cofactors, determinant, inverseOf, luOf, luSolve } from './factor';
import {
  batchText,
  checkFloat,
  checkMatrix,
  checkSquare,
  identity,
  matrix,
  multiplied,
  onMatrices,
  transposed,
  type Matrix,
} from './host';
import { batchOf, mT, negated, numeric, placeOf, unit, wholeMatrix } from './numeric';

export const inv: OpRecord = {
  name: 'inv',
  gradFn: () => 'LinalgInvExBackward0',
  symbol: '⁻¹',
  formula: (n) => `${operandTex(n, 0)}^{-1}`,
  forward([a]) {
    checkSquare(a!, 'linalg.inv');
    checkFloat(a!, 'linalg.inv');
    const n = a!.shape.at(-1)!;
    const inverse = (m: Matrix, b: number): Matrix => {
      const lu = luOf(m);
      if (lu.zeroAt) {
        throw new LinAlgError(
          `linalg.inv: ${batchText(batchOf(a!), b)}The diagonal element ${lu.zeroAt} is zero, the inversion could not be completed because the input matrix is singular.`,
        );
      }
      return luSolve(lu, identity(n));
    };
    return onMatrices([a!], (list) => list.map(inverse)).matrices(batchOf(a!), n, n, (list) => list);
  },
  saves: { inputs: [], output: true },
  backward: ({ output }, g) => [mT(output).matmul(g).matmul(mT(output)).neg()],
  explain: {
    tex: (_, n) => `-${n.output} \\, \\mathrm{d}${operandTex(n, 0)} \\, ${n.output}`,
    locals(_, i, e) {
      const { b, r, c } = placeOf(e.inputs[0]!.shape, i);
      const y = numeric(e.output, b);
      return wholeMatrix(b, negated(multiplied(multiplied(y, unit(y.rows, y.rows, r, c)), y)));
    },
  },
};

/** Whether the right side is a vector for each matrix. */
export function isVector(a: Shape, b: Shape): boolean {
  return b.length === 1 || (a.length - 1 === b.length && b.every((size, d) => size === a[d]));
}

/** X with A X = B; one matrix of A for one of B (`linalg.solve` broadcasts). */
export const solve: OpRecord = {
  name: 'solve',
  gradFn: () => 'LinalgSolveExBackward0',
  symbol: '\\',
  formula: (n) => `${operandTex(n, 0)}^{-1} ${operandTex(n, 1)}`,
  forward([a, b]) {
    checkSolve(a!, b!);
    const vector = isVector(a!.shape, b!.shape);
    const n = a!.shape.at(-1)!;
    const columns = vector ? 1 : b!.shape.at(-1)!;
    const batch = batchOf(a!);
    const right = vector ? b!.look([...b!.shape, 1], [...b!.strides, 0], b!.offset) : b!;
    const solution = (m: Matrix, i: number, rights: readonly Matrix[]): Matrix => {
      const lu = luOf(m);
      if (lu.zeroAt) {
        throw new LinAlgError(
          `torch.linalg.solve: ${batchText(batch, i)}The solver failed because the input matrix is singular.`,
        );
      }
      return luSolve(lu, rights[i]!);
    };
    const made = onMatrices([a!, right], (list, rights) => list.map((m, i) => solution(m, i, rights)));
    const out = made.matrices(batch, n, columns, (list) => list);
    return vector ? out.look([...batch, n], out.strides.slice(0, -1), 0) : out;
  },
  saves: { inputs: [0], output: true },
  backward({ inputs, output, needs }, g) {
    const a = inputs[0]!;
    const vector = isVector(a.shape, inputs[1]!.shape);
    const right = apply(solve, [mT(a).contiguous(), g]);
    const [left, solution] = vector ? [right.unsqueeze(-1), output.unsqueeze(-1)] : [right, output];
    return [needs[0] ? sumToShape(left.matmul(mT(solution)).neg(), a.shape) : null, needs[1] ? right : null];
  },
  explain: {
    tex: (k, n) =>
      k === 1
        ? `${operandTex(n, 0)}^{-1}`
        : `-${operandTex(n, 0)}^{-1} \\, \\mathrm{d}${operandTex(n, 0)} \\, ${n.output}`,
    locals(k, i, e) {
      const a = e.inputs[0]!;
      const vector = isVector(a.shape, e.inputs[1]!.shape);
      const full = (t: NumericTensor): NumericTensor => (vector ? { ...t, shape: [...t.shape, 1] } : t);
      const { b, r, c } = placeOf(k === 0 ? a.shape : full(e.inputs[1]!).shape, i);
      const inverse = inverseOf(numeric(a, b));
      const x = numeric(full(e.output), b);
      const change = unit(inverse.rows, k === 0 ? inverse.rows : x.columns, r, c);
      const slopes = multiplied(inverse, change);
      return wholeMatrix(b, k === 1 ? slopes : negated(multiplied(slopes, x)));
    },
  },
};

function checkSolve(a: Tensor, b: Tensor): void {
  checkSquare(a, 'linalg.solve');
  checkFloat(a, 'linalg.solve');
  if (a.dtype !== b.dtype) {
    throw new RuntimeError(
      `linalg.solve: Expected A and B to have the same dtype, but found A of type ${a.dtype.scalarName} and B of type ${b.dtype.scalarName} instead`,
    );
  }
  const vector = isVector(a.shape, b.shape);
  if (!vector) checkMatrix(b, 'linalg.solve', 'B');
  const n = a.shape.at(-1)!;
  if (b.shape.at(vector ? -1 : -2) === n) return;
  const right = vector ? `${b.shape.at(-1)}x1` : `${b.shape.at(-2)}x${b.shape.at(-1)}`;
  throw new RuntimeError(
    `linalg.solve: Incompatible shapes of A and B for the equation AX = B (${n}x${n} and ${right})`,
  );
}

export const det: OpRecord = {
  name: 'det',
  gradFn: () => 'LinalgDetBackward0',
  symbol: 'det',
  formula: (n) => `\\det ${operandTex(n, 0)}`,
  forward([a]) {
    checkSquare(a!, 'linalg.det');
    checkFloat(a!, 'linalg.det');
    return onMatrices([a!], (list) => list.map(determinant)).numbers(batchOf(a!), (values) => values);
  },
  saves: { inputs: [0], output: true },
  backward({ inputs, output }, g) {
    const a = inputs[0]!;
    const along = (x: Tensor): Tensor => x.unsqueeze(-1).unsqueeze(-1);
    if (isGradEnabled()) return [along(g.mul(output)).mul(mT(apply(inv, [a])))];
    const n = a.shape.at(-1)!;
    const slope = (m: Matrix): Matrix => {
      const lu = luOf(m);
      // where a pivot is 0 PyTorch multiplies by the determinant, and gets 0
      if (lu.zeroAt) return matrix(n, n);
      const value = determinant(m);
      const inverse = transposed(luSolve(lu, identity(n)));
      return matrix(
        n,
        n,
        inverse.data.map((x) => x * value),
      );
    };
    const slopes = onMatrices([a], (list) => list.map(slope)).matrices(batchOf(a), n, n, (list) => list);
    return [along(g).mul(slopes)];
  },
  explain: {
    tex: (_, n) => `\\det(${operandTex(n, 0)}) \\, ${operandTex(n, 0)}^{-\\mathsf{T}}`,
    locals(_, i, e) {
      const { b, r, c } = placeOf(e.inputs[0]!.shape, i);
      const slopes = cofactors(numeric(e.inputs[0]!, b));
      return [{ at: b, value: slopes.data[r * slopes.columns + c]! }];
    },
  },
};

/** The sign of det A, which has a node, but no gradient. */
export const detSign: OpRecord = {
  name: 'detSign',
  gradFn: () => 'LinalgSlogdetBackward0',
  symbol: 'sign det',
  formula: (n) => `\\operatorname{sign} \\det ${operandTex(n, 0)}`,
  forward([a]) {
    checkSquare(a!, 'linalg.slogdet');
    checkFloat(a!, 'linalg.slogdet');
    const signOf = (m: Matrix): number => {
      const { lu, sign } = luOf(m);
      let total = sign;
      for (let i = 0; i < m.rows; i++) total *= Math.sign(lu.data[i * m.rows + i]!);
      return total;
    };
    return onMatrices([a!], (list) => list.map(signOf)).numbers(batchOf(a!), (signs) => signs);
  },
  saves: { inputs: [], output: false },
  backward: () => [null],
  explain: null,
};

/** ln |det A|. */
export const logAbsDet: OpRecord = {
  name: 'logAbsDet',
  gradFn: () => 'LinalgSlogdetBackward0',
  symbol: 'ln det',
  formula: (n) => `\\ln |\\det ${operandTex(n, 0)}|`,
  forward([a]) {
    checkSquare(a!, 'linalg.slogdet');
    checkFloat(a!, 'linalg.slogdet');
    const size = (m: Matrix): number => {
      const { lu } = luOf(m);
      let total = 0;
      for (let i = 0; i < m.rows; i++) total += Math.log(Math.abs(lu.data[i * m.rows + i]!));
      return total;
    };
    return onMatrices([a!], (list) => list.map(size)).numbers(batchOf(a!), (values) => values);
  },
  saves: { inputs: [0], output: false },
  backward: ({ inputs }, g) => [mT(apply(inv, [inputs[0]!])).mul(g.unsqueeze(-1).unsqueeze(-1))],
  explain: {
    tex: (_, n) => `${operandTex(n, 0)}^{-\\mathsf{T}}`,
    locals(_, i, e) {
      const { b, r, c } = placeOf(e.inputs[0]!.shape, i);
      const inverse = inverseOf(numeric(e.inputs[0]!, b));
      return [{ at: b, value: inverse.data[c * inverse.columns + r]! }];
    },
  },
};

/** @file Cholesky, the pseudo-inverse, eigenvalues and singular values, as nodes of the graph. */

import { isGradEnabled } from '../../autograd/mode';
import { apply } from '../../autograd/apply';
import { LinAlgError, RuntimeError } from '../../errors';
import { shapeText } from '../../shape';
import type { Tensor } from '../../tensor';
import { operandTex } from '../common';
import type { OpRecord } from '../op';
import { requireFloat } from '../pointwise/common';
import { choleskyOf, eighOf, inverseOf, pinvOf, svdOf } from './factor';
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
import { batchOf, mT, negated, numeric, placeOf, sum, unit, wholeMatrix } from './numeric';
import { inv } from './solving';

/** The lower triangle with half the diagonal. */
function halved(a: Matrix): Matrix {
  const out = matrix(a.rows, a.rows, Float64Array.from(a.data));
  for (let i = 0; i < a.rows; i++) {
    for (let j = i; j < a.rows; j++) out.data[i * a.rows + j]! *= i === j ? 0.5 : 0;
  }
  return out;
}

export const cholesky: OpRecord = {
  name: 'cholesky',
  gradFn: () => 'LinalgCholeskyExBackward0',
  symbol: 'chol',
  formula: (n) => `\\operatorname{chol}(${operandTex(n, 0)})`,
  forward([a]) {
    checkSquare(a!, 'linalg.cholesky');
    checkFloat(a!, 'linalg.cholesky');
    const n = a!.shape.at(-1)!;
    const factor = (m: Matrix, b: number): Matrix => {
      const lower = choleskyOf(m);
      if (typeof lower !== 'number') return lower;
      throw new LinAlgError(
        `linalg.cholesky: ${batchText(batchOf(a!), b)}The factorization could not be completed because the input is not positive-definite (the leading minor of order ${lower} is not positive-definite).`,
      );
    };
    return onMatrices([a!], (list) => list.map(factor)).matrices(batchOf(a!), n, n, (list) => list);
  },
  saves: { inputs: [], output: true },
  backward({ output }, g) {
    const lower = mT(output).matmul(g).tril();
    const middle = lower.add(mT(lower.tril(-1)));
    const inverse = apply(inv, [output]);
    return [mT(inverse).matmul(middle).matmul(inverse).mul(0.5)];
  },
  explain: {
    tex: (_, n) =>
      `${n.output} \\, \\Phi(${n.output}^{-1} \\, \\mathrm{d}${operandTex(n, 0)} \\, ${n.output}^{-\\mathsf{T}})`,
    locals(_, i, e) {
      const { b, r, c } = placeOf(e.output.shape, i);
      const lower = numeric(e.output, b);
      const n = lower.rows;
      const both = sum(unit(n, n, r, c), unit(n, n, c, r));
      const change = matrix(
        n,
        n,
        both.data.map((x) => x / 2),
      );
      const inverse = inverseOf(lower);
      const inner = multiplied(multiplied(inverse, change), transposed(inverse));
      return wholeMatrix(b, multiplied(lower, halved(inner)));
    },
  },
};

function checkPinv(a: Tensor): void {
  if (a.ndim >= 2 && a.dtype.isFloatingPoint) return;
  throw new RuntimeError(
    `linalg.pinv(${a.dtype.scalarName}{${shapeText(a.shape)}}): expected a tensor with 2 or more dimensions of float, double, cfloat or cdouble types`,
  );
}

/** Moore and Penrose's pseudo-inverse. */
export const pinv: OpRecord = {
  name: 'pinv',
  gradFn: () => 'LinalgPinvBackward0',
  symbol: '⁺',
  formula: (n) => `${operandTex(n, 0)}^{+}`,
  forward([a], attrs) {
    checkPinv(a!);
    const [rows, columns] = a!.shape.slice(-2) as [number, number];
    const rcond = attrs['rcond'] as number;
    const made = onMatrices([a!], (list) => list.map((m) => pinvOf(m, rcond)));
    return made.matrices(batchOf(a!), columns, rows, (list) => list);
  },
  saves: { inputs: [0], output: true },
  // dP = −P dA P + P Pᵀ dAᵀ (1 − A P) + (1 − P A) dAᵀ Pᵀ P, turned around
  backward({ inputs, output: p }, g) {
    const a = inputs[0]!;
    const [pT, gT] = [mT(p), mT(g)];
    const first = pT.matmul(g).matmul(pT).neg();
    const left = gT.sub(a.matmul(p).matmul(gT)).matmul(p).matmul(pT);
    const right = pT.matmul(p).matmul(gT.sub(gT.matmul(p).matmul(a)));
    return [first.add(left).add(right)];
  },
  explain: {
    tex: (_, n) => `-${n.output} \\, \\mathrm{d}A \\, ${n.output} + \\dots`,
    locals(_, i, e) {
      const { b, r, c } = placeOf(e.inputs[0]!.shape, i);
      const [a, p] = [numeric(e.inputs[0]!, b), numeric(e.output, b)];
      const d = unit(a.rows, a.columns, r, c);
      const dT = transposed(d);
      const pT = transposed(p);
      const onto = (x: Matrix, n: number): Matrix => sum(identity(n), negated(x));
      const chain = (...list: Matrix[]): Matrix => list.reduce(multiplied);
      const slopes = [
        negated(chain(p, d, p)),
        chain(p, pT, dT, onto(multiplied(a, p), a.rows)),
        chain(onto(multiplied(p, a), a.columns), dT, pT, p),
      ].reduce(sum);
      return wholeMatrix(b, slopes);
    },
  },
};

function firstOrderOnly(op: string): void {
  if (!isGradEnabled()) return;
  throw new RuntimeError(
    `${op}: the second derivative is not implemented; call backward without createGraph`,
  );
}

export function checkEigen(a: Tensor): void {
  checkSquare(a, 'linalg.eigh');
  requireFloat('linalg_eigh_cpu', a.dtype);
}

/** Eigenvalues of symmetric matrices, rising; the lower triangle is read. */
export const eigvalsh: OpRecord = {
  name: 'eigvalsh',
  gradFn: () => 'LinalgEighBackward0',
  symbol: 'λ',
  formula: (n) => `\\lambda(${operandTex(n, 0)})`,
  forward([a]) {
    checkEigen(a!);
    const made = onMatrices([a!], (list) => list.flatMap((m) => [...eighOf(symmetric(m)).values]));
    return made.numbers(a!.shape.slice(0, -1), (values) => values);
  },
  saves: { inputs: [0], output: false },
  backward({ inputs }, g) {
    firstOrderOnly('linalg.eigvalsh');
    const a = inputs[0]!;
    const n = a.shape.at(-1)!;
    const made = onMatrices([a], (list) => list.map((m) => eighOf(symmetric(m)).vectors));
    const vectors = made.matrices(batchOf(a), n, n, (list) => list);
    return [vectors.mul(g.unsqueeze(-2)).matmul(mT(vectors))];
  },
  explain: {
    tex: () => 'v_i v_j',
    locals(_, i, e) {
      const { b, r, c } = placeOf(e.inputs[0]!.shape, i);
      const { vectors } = eighOf(symmetric(numeric(e.inputs[0]!, b)));
      const n = vectors.rows;
      return Array.from({ length: n }, (_unused, j) => ({
        at: b * n + j,
        value: vectors.data[r * n + j]! * vectors.data[c * n + j]!,
      }));
    },
  },
};

/** The matrix with its lower triangle on both sides. */
export function symmetric(a: Matrix): Matrix {
  const n = a.rows;
  return matrix(
    n,
    n,
    a.data.map((x, i) => (i % n > Math.floor(i / n) ? a.data[(i % n) * n + Math.floor(i / n)]! : x)),
  );
}

/** Singular values, falling. */
export const svdvals: OpRecord = {
  name: 'svdvals',
  gradFn: () => 'LinalgSvdBackward0',
  symbol: 'σ',
  formula: (n) => `\\sigma(${operandTex(n, 0)})`,
  forward([a]) {
    checkMatrix(a!, 'linalg.svd');
    checkFloat(a!, 'linalg.svd');
    const size = Math.min(a!.shape.at(-1)!, a!.shape.at(-2)!);
    const made = onMatrices([a!], (list) => list.flatMap((m) => [...svdOf(m).s]));
    return made.numbers([...batchOf(a!), size], (values) => values);
  },
  saves: { inputs: [0], output: false },
  backward({ inputs }, g) {
    firstOrderOnly('linalg.svdvals');
    const a = inputs[0]!;
    const [rows, columns] = a.shape.slice(-2) as [number, number];
    const size = Math.min(rows, columns);
    const made = onMatrices([a], (list) => list.map(svdOf));
    const u = made.matrices(batchOf(a), rows, rows, (parts) => parts.map((p) => p.u)).narrow(-1, 0, size);
    const vh = made
      .matrices(batchOf(a), columns, columns, (parts) => parts.map((p) => p.vh))
      .narrow(-2, 0, size);
    return [u.mul(g.unsqueeze(-2)).matmul(vh)];
  },
  explain: {
    tex: () => 'u_i v_j',
    locals(_, i, e) {
      const { b, r, c } = placeOf(e.inputs[0]!.shape, i);
      const { u, vh, s } = svdOf(numeric(e.inputs[0]!, b));
      return Array.from(s, (_unused, j) => ({
        at: b * s.length + j,
        value: u.data[r * u.columns + j]! * vh.data[j * vh.columns + c]!,
      }));
    },
  },
};

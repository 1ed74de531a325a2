/** @file Einstein's summation: letters name dimensions; those that the output does not name are summed over. */

import { RuntimeError } from '../../errors';
import { numel, type Shape } from '../../shape';
import type { Tensor } from '../../tensor';

/** A letter, or a number for a dimension that the ellipsis stands for (counted from the last: −1, −2 …). */
type Label = string | number;

/** The letters of one operand; '...' where its ellipsis stands. */
function parse(term: string, at: number, whose: string): string[] {
  const labels: string[] = [];
  for (let i = 0; i < term.length; i++) {
    const letter = term[i]!;
    if (letter === ' ') continue;
    if (letter === '.') {
      if (labels.includes('...')) {
        throw new RuntimeError(`einsum(): found '.' for ${whose} for which an ellipsis was already found`);
      }
      if (term.slice(i, i + 3) !== '...') {
        throw new RuntimeError(
          `einsum(): found '.' for ${whose} that is not part of any ellipsis${whose === 'output' ? ' (...)' : ''}`,
        );
      }
      labels.push('...');
      i += 2;
      continue;
    }
    if (!/[a-zA-Z]/.test(letter)) {
      throw new RuntimeError(
        `einsum(): invalid subscript given at index ${at + i} in the equation string, subscripts must be in [a-zA-Z]`,
      );
    }
    labels.push(letter);
  }
  return labels;
}

/** One label for each dimension of an operand. */
function labelled(labels: readonly string[], rank: number, k: number): Label[] {
  const named = labels.filter((label) => label !== '...').length;
  const hasEllipsis = named < labels.length;
  if (hasEllipsis ? named > rank : named !== rank) {
    throw new RuntimeError(
      `einsum(): the number of subscripts in the equation (${named}) ${hasEllipsis ? 'is more than' : 'does not match'} the number of dimensions (${rank}) for operand ${k}${hasEllipsis ? '' : ' and no ellipsis was given'}`,
    );
  }
  const covered = rank - named;
  return labels.flatMap((label): Label[] =>
    label === '...' ? Array.from({ length: covered }, (_, d) => d - covered) : [label],
  );
}

/** An operand whose every label stands once: a repeated one takes the diagonal. */
function withoutRepeats(x: Tensor, labels: readonly Label[], k: number): { x: Tensor; labels: Label[] } {
  const repeated = labels.findIndex((label, d) => labels.indexOf(label) < d);
  if (repeated < 0) return { x, labels: [...labels] };
  const first = labels.indexOf(labels[repeated]!);
  const [a, b] = [x.shape[first]!, x.shape[repeated]!];
  if (a !== b) {
    throw new RuntimeError(
      `einsum(): subscript ${labels[repeated]} is repeated for operand ${k} but the sizes don't match, ${b} != ${a}`,
    );
  }
  const rest = labels.filter((_, d) => d !== repeated && d !== first);
  return withoutRepeats(x.diagonal(0, first, repeated), [...rest, labels[first]!], k);
}

function outputLabels(text: string | null, at: number, all: readonly Label[][]): Label[] {
  const flat = all.flat();
  const dots = [...new Set(flat.filter((label) => typeof label === 'number'))].sort((a, b) => a - b);
  if (text === null) {
    const once = flat.filter(
      (label) => typeof label === 'string' && flat.indexOf(label) === flat.lastIndexOf(label),
    );
    return [...dots, ...(once as string[]).sort()];
  }
  const labels = parse(text, at, 'output');
  labels.forEach((label, i) => {
    if (label === '...') return;
    if (labels.indexOf(label) < i) {
      throw new RuntimeError(`einsum(): output subscript ${label} appears more than once in the output`);
    }
    if (!flat.includes(label)) {
      throw new RuntimeError(
        `einsum(): output subscript ${label} does not appear in the equation for any input operand`,
      );
    }
  });
  return labels.flatMap((label): Label[] => (label === '...' ? dots : [label]));
}

/** The operand with exactly these dimensions, in this order; missing ones get size 1. */
function aligned(x: Tensor, labels: readonly Label[], order: readonly Label[]): Tensor {
  const present = order.filter((label) => labels.includes(label));
  const permuted = x.permute(present.map((label) => labels.indexOf(label)));
  return order.reduce<Tensor>((t, label, d) => (labels.includes(label) ? t : t.unsqueeze(d)), permuted);
}

/** Multiplies two aligned operands and sums over `sums`: a batched product of matrices. */
function contract(a: Tensor, b: Tensor, sums: readonly number[]): Tensor {
  if (sums.length === 0) return a.mul(b);
  const dims = a.shape.map((_, d) => d);
  const isSum = (d: number): boolean => sums.includes(d);
  const inA = (d: number): boolean => a.shape[d] !== 1;
  const inB = (d: number): boolean => b.shape[d] !== 1;
  const inner = dims.filter((d) => isSum(d) && inA(d) && inB(d));
  // summed by one operand alone: before the product
  const left = a.sum.bind(a);
  const aloneA = dims.filter((d) => isSum(d) && inA(d) && !inB(d));
  const aloneB = dims.filter((d) => isSum(d) && inB(d) && !inA(d));
  const x = aloneA.length ? left(aloneA, { keepdim: true }) : a;
  const y = aloneB.length ? b.sum(aloneB, { keepdim: true }) : b;
  const batch = dims.filter((d) => !isSum(d) && inA(d) && inB(d));
  const rows = dims.filter((d) => !isSum(d) && inA(d) && !inB(d));
  const columns = dims.filter((d) => !isSum(d) && !inA(d));
  const gone = dims.filter((d) => isSum(d) && !inner.includes(d));
  const size = (t: Shape, which: readonly number[]): number => numel(which.map((d) => t[d]!));
  const product = x
    .permute([...batch, ...rows, ...inner, ...columns, ...gone])
    .reshape(size(x.shape, batch), size(x.shape, rows), size(x.shape, inner))
    .bmm(
      y
        .permute([...batch, ...inner, ...columns, ...rows, ...gone])
        .reshape(size(y.shape, batch), size(y.shape, inner), size(y.shape, columns)),
    );
  const kept = [...batch, ...rows, ...columns];
  const shape = kept.map((d) => (inA(d) ? a.shape[d]! : b.shape[d]!));
  const order = dims.filter((d) => !isSum(d)).map((d) => kept.indexOf(d));
  const result = product.view(shape).permute(order);
  return result.view(result.shape);
}

/**
 * What the equation says of the operands.
 * @throws RuntimeError where it is malformed, or does not fit them
 */
export function einsum(equation: string, operands: readonly Tensor[]): Tensor {
  if (operands.length === 0) throw new RuntimeError('einsum(): must provide at least one operand');
  const arrow = equation.indexOf('->');
  const left = arrow < 0 ? equation : equation.slice(0, arrow);
  const terms = left.split(',');
  let at = 0;
  const parsed = terms.map((term, k) => {
    if (k >= operands.length) {
      throw new RuntimeError('einsum(): fewer operands were provided than specified in the equation');
    }
    const labels = parse(term, at, `operand ${k}`);
    at += term.length + 1;
    return labels;
  });
  if (terms.length < operands.length) {
    throw new RuntimeError('einsum(): more operands were provided than specified in the equation');
  }
  const labels = parsed.map((own, k) => labelled(own, operands[k]!.ndim, k));
  const output = outputLabels(arrow < 0 ? null : equation.slice(arrow + 2), arrow + 2, labels);
  const single = operands.map((x, k) => withoutRepeats(x, labels[k]!, k));
  checkSizes(single);
  const summed = [...new Set(single.flatMap((o) => o.labels))].filter((label) => !output.includes(label));
  const order = [...output, ...summed];
  const [first, ...others] = single.map((o) => aligned(o.x, o.labels, order));
  const left0: Tensor = first!;
  if (others.length === 0) {
    return summed.length ? left0.sum(summed.map((_, i) => output.length + i)) : left0;
  }
  return chain(left0, others, output.length);
}

/** Multiplies from the left; a dimension is summed as soon as no later operand has it. */
function chain(first: Tensor, others: readonly Tensor[], kept: number): Tensor {
  let result = first;
  /** which dimensions are still there */
  let dims = first.shape.map((_, d) => d);
  others.forEach((next, k) => {
    const isLast = k === others.length - 1;
    const later = others.slice(k + 1);
    const sums = dims.filter((d) => d >= kept && (isLast || later.every((t) => t.shape[d] === 1)));
    const present = next.permute([...dims, ...next.shape.map((_, d) => d).filter((d) => !dims.includes(d))]);
    const own = present.reshape(dims.map((d) => next.shape[d]!));
    result = contract(
      result,
      dims.length === next.ndim ? next : own,
      sums.map((d) => dims.indexOf(d)),
    );
    dims = dims.filter((d) => !sums.includes(d));
  });
  return result;
}

/** A label has one size everywhere, or 1, which is repeated. */
function checkSizes(operands: readonly { x: Tensor; labels: readonly Label[] }[]): void {
  const sizes = new Map<Label, number>();
  operands.forEach(({ x, labels }, k) =>
    labels.forEach((label, d) => {
      const size = x.shape[d]!;
      const seen = sizes.get(label) ?? 1;
      if (size !== 1 && seen !== 1 && size !== seen) {
        const what =
          typeof label === 'number' ? `dimension ${label} covered by ellipsis` : `subscript ${label}`;
        throw new RuntimeError(
          `einsum(): ${what} has size ${size} for operand ${k} which does not broadcast with previously seen size ${seen}`,
        );
      }
      sizes.set(label, seen === 1 ? size : seen);
    }),
  );
}

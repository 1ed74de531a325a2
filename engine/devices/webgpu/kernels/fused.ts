/** @file One kernel for many formulas: each element goes through all of them, and only the last result is written. */

import type { StridedView } from '../../device';
import { Lazy, numbersOf, sameView } from '../lazy';
import { coalesce, numel } from '../layout';
import type { PooledBuffer } from '../pool';
import type { CommandQueue } from '../queue';
import { ELEMENTWISE_SIZE } from './elementwise';
import type { Extent } from './record';
import { address, bind, coordinates, param, shader } from './wgsl';

const COUNT = 0;
const SHAPE = 1;

/** WGSL declarations by name: formulas bring the functions they call, and several bring the same. */
function declarations(texts: Iterable<string>): string {
  const found = new Map<string, string>();
  for (const text of texts) {
    for (const part of text.split(/^(?=(?:fn|struct|const|var)\b)/m)) {
      const name = /^(?:fn|struct|const|var)[^\n]*?\s(\w+)/.exec(part)?.[1] ?? part.trim();
      if (name !== '' && !found.has(name)) found.set(name, part);
    }
  }
  return [...found.values()].join('\n');
}

/** Records the formula and all that it is made of; the result goes to `out`. */
export function recordFused(
  queue: CommandQueue,
  root: Lazy,
  out: Extent,
  target: PooledBuffer,
  entryOf: (view: StridedView) => PooledBuffer,
): void {
  const { views } = root;
  const { shape, strides } = coalesce(out.shape, [out.strides, ...views.map((view) => view.strides)]);
  const rank = shape.length;
  const firstNumber = SHAPE + rank + (1 + views.length) * (1 + rank);
  const bound = bind(target, views.map(entryOf));
  const steps = root.steps();
  const index = new Map(steps.map((step, i) => [step, i]));
  const numbers: number[] = [];
  let key = `fused/${rank}/${bound.names.join()}`;
  for (const step of steps) {
    key += `;${step.formula.name}`;
    for (const arg of step.args) {
      if (typeof arg === 'number') {
        key += ' #';
        numbers.push(arg);
      } else if (arg instanceof Lazy) key += ` ${index.get(arg)}`;
      else key += ` v${views.findIndex((view) => sameView(view, arg))}`;
    }
    if (step.alpha === 0) continue;
    key += '*';
    numbers.push(step.alpha);
  }
  const count = numel(shape);
  const params = [count, ...shape];
  [out, ...views].forEach(({ offset }, v) => params.push(offset, ...(strides[v] ?? [])));
  params.push(...numbers);
  queue.dispatch({
    key,
    code: () => fusedShader(steps, views, bound.names, bound.inputs.length, rank, firstNumber),
    out: target,
    inputs: bound.inputs,
    flag: false,
    params,
    workgroups: Math.ceil(count / ELEMENTWISE_SIZE),
  });
}

function fusedShader(
  steps: readonly Lazy[],
  views: readonly StridedView[],
  names: readonly string[],
  inputs: number,
  rank: number,
  firstNumber: number,
): string {
  const at = (k: number): string => {
    const start = SHAPE + rank + k * (1 + rank);
    return address(param(start), 'c', rank, start + 1);
  };
  const lines = [
    `let i = group * ${ELEMENTWISE_SIZE}u + lane;`,
    `if (i >= ${param(COUNT)}) { return; }`,
    coordinates('c', 'i', rank, SHAPE),
    ...views.map((_, v) => `let v${v} = ${names[v]}[${at(v + 1)}];`),
  ];
  const index = new Map(steps.map((step, i) => [step, i]));
  let number = firstNumber;
  for (const [i, step] of steps.entries()) {
    const start = number;
    let used = 0;
    const operands = step.args.map((arg) => {
      if (typeof arg === 'number') return param(start + used++);
      if (arg instanceof Lazy) return `s${index.get(arg)}`;
      return `v${views.findIndex((view) => sameView(view, arg))}`;
    });
    const alpha = step.alpha === 0 ? '0u' : param(start + used);
    number += numbersOf(step);
    lines.push(`let s${i} = ${step.formula.word(operands, alpha)};`);
  }
  lines.push(`out[${at(0)}] = s${steps.length - 1};`);
  return shader({
    inputs,
    flag: false,
    size: ELEMENTWISE_SIZE,
    declarations: declarations(steps.map(({ formula }) => formula.functions)),
    body: lines.join('\n'),
  });
}

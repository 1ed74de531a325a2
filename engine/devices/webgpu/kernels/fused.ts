/** @file One kernel for many formulas: each element goes through all of them, and only the last result is written. */

import type { StridedView } from '../../device';
import { Lazy, numbersOf, sameView } from '../lazy';
import { coalesce, numel, roundRank, widened, type Layout } from '../layout';
import type { PooledBuffer } from '../pool';
import { PARAM_WORDS } from '../queue';
import type { Recording } from './context';
import { ELEMENTWISE_SIZE } from './elementwise';
import type { Extent } from './record';
import { address, bind, coordinates, param, shader } from './wgsl';

const COUNT = 0;
const SHAPE = 1;
const VECTOR_BYTES = 16;

/** Uniform words of a kernel that walks so many dimensions of so many views, before its numbers. */
export function wordsOf(rank: number, views: number): number {
  return SHAPE + rank + (1 + views) * (1 + rank);
}

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

/** Formulas, and characters of the functions that they call, up to which writing a kernel out four times compiles fast. */
const FOUR_STEPS = 24;
const FOUR_TEXT = 2000;

/** What a kernel walks: dimensions, and an offset and strides for each view, the output first. */
interface Walk {
  readonly shape: readonly number[];
  readonly views: readonly { readonly offset: number; readonly strides: readonly number[] }[];
  /** whether an invocation takes four neighbours; offsets and strides of `whole` views count in fours then */
  readonly four: boolean;
  /** in that case, by view: its neighbours lie side by side, or (false) they are one and the same */
  readonly whole: readonly boolean[];
}

/**
 * Records the formula and all that it is made of; the result goes to `out`.
 * @param isWhole whether `out` is all that its buffer is for
 */
export function recordFused(
  { queue, software: short }: Pick<Recording, 'queue' | 'software'>,
  root: Lazy,
  out: Extent,
  target: PooledBuffer,
  entryOf: (view: StridedView) => PooledBuffer,
  isWhole: boolean,
): void {
  const { views } = root;
  const entries = views.map(entryOf);
  const bound = bind(target, entries);
  const steps = root.steps();
  const all: readonly Extent[] = [out, ...views];
  const simple = coalesce(
    out.shape,
    all.map((view) => view.strides),
  );
  // where a CPU compiles it, code is dear
  const rank = short ? roundRank(simple.shape.length) : 0;
  const layout = wordsOf(rank, views.length) + root.numbers <= PARAM_WORDS ? widened(simple, rank) : simple;
  const roomy = isWhole && [target, ...entries].every(({ buffer }) => buffer.size % VECTOR_BYTES === 0);
  const walk = walkOf(all, layout, isLight(steps), roomy);
  const { shape } = walk;
  const firstNumber = wordsOf(shape.length, views.length);
  const index = new Map(steps.map((step, i) => [step, i]));
  const numbers: number[] = [];
  const form = walk.four ? `4${walk.whole.map((whole) => (whole ? 'w' : 's')).join('')}` : '';
  let key = `fused/${shape.length}/${form}/${bound.names.join()}`;
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
  for (const { offset, strides } of walk.views) params.push(offset, ...strides);
  params.push(...numbers);
  queue.dispatch({
    key,
    code: () => fusedShader(steps, views, bound.names, bound.inputs.length, walk, firstNumber, short),
    out: target,
    inputs: bound.inputs,
    flag: false,
    params,
    workgroups: Math.ceil(count / ELEMENTWISE_SIZE),
  });
}

function isLight(steps: readonly Lazy[]): boolean {
  if (steps.length > FOUR_STEPS) return false;
  let text = 0;
  for (const { formula } of steps) text += formula.functions.length;
  return text <= FOUR_TEXT;
}

/**
 * Four neighbours at a time where they lie so in the output, and in the views, too, or are one element there.
 * @param all the output and the views, and how they are walked
 * @param roomy whether there is room behind the last elements, so that the last four may be fewer
 */
function walkOf(all: readonly Extent[], { shape, strides }: Layout, isLight: boolean, roomy: boolean): Walk {
  const last = shape.length - 1;
  const inner = shape[last];
  const plain: Walk = {
    shape,
    views: all.map(({ offset }, v) => ({ offset, strides: strides[v]! })),
    four: false,
    whole: [],
  };
  const isEven = inner !== undefined && (inner % 4 === 0 || (roomy && shape.length === 1));
  if (!isLight || !isEven) return plain;
  const whole = strides.map((list) => list[last] === 1);
  const fits = plain.views.every(({ offset, strides: list }, v) =>
    whole[v]
      ? offset % 4 === 0 && list.every((stride, d) => d === last || stride % 4 === 0)
      : list[last] === 0,
  );
  if (!fits || !whole[0]) return plain;
  return {
    shape: [...shape.slice(0, last), Math.ceil(inner / 4)],
    views: plain.views.map((view, v) =>
      whole[v]
        ? {
            offset: view.offset / 4,
            strides: view.strides.map((stride, d) => (d === last ? 1 : stride / 4)),
          }
        : view,
    ),
    four: true,
    whole,
  };
}

function fusedShader(
  steps: readonly Lazy[],
  views: readonly StridedView[],
  names: readonly string[],
  inputs: number,
  { shape, four, whole }: Walk,
  firstNumber: number,
  short: boolean,
): string {
  const rank = shape.length;
  const at = (k: number): string => {
    const start = SHAPE + rank + k * (1 + rank);
    if (!four || !whole[k]) return address(param(start), 'c', rank, start + 1);
    // the next four lie beside them
    return `${address(param(start), 'c', rank - 1, start + 1)} + c${rank - 1}`;
  };
  const lines = [
    `let i = group * ${ELEMENTWISE_SIZE}u + lane;`,
    `if (i >= ${param(COUNT)}) { return; }`,
    coordinates('c', 'i', rank, SHAPE),
  ];
  views.forEach((_, v) => {
    if (!four || whole[v + 1]) lines.push(`let v${v} = ${names[v]}[${at(v + 1)}];`);
    else lines.push(`let a${v} = ${at(v + 1)};`, `let v${v} = ${names[v]}[a${v} >> 2u][a${v} & 3u];`);
  });
  const last = `s${steps.length - 1}`;
  const of =
    (part: string) =>
    (v: number): string =>
      four && whole[v + 1] ? `v${v}${part}` : `v${v}`;
  if (!four) lines.push(...formulas(steps, views, '', of(''), firstNumber), `out[${at(0)}] = ${last};`);
  else if (steps.every(({ formula }) => formula.isVector)) {
    const word = (v: number): string => (whole[v + 1] ? `v${v}` : `vec4<u32>(v${v})`);
    lines.push(
      ...formulas(steps, views, '', word, firstNumber, (number) => `vec4<u32>(${number})`).map(asVector),
      `out[${at(0)}] = ${last};`,
    );
  } else if (short && steps.some(({ formula }) => formula.functions !== '')) {
    lines.push(
      'var all: vec4<u32>;',
      'for (var part = 0u; part < 4u; part++) {',
      ...formulas(steps, views, '', of('[part]'), firstNumber),
      `all[part] = ${last};`,
      '}',
      `out[${at(0)}] = all;`,
    );
  } else {
    const parts = ['x', 'y', 'z', 'w'];
    for (const part of parts) lines.push(...formulas(steps, views, part, of(`.${part}`), firstNumber));
    lines.push(`out[${at(0)}] = vec4<u32>(${parts.map((part) => `${last}${part}`).join(', ')});`);
  }
  return shader({
    inputs,
    ...(four ? { fourfold: ['out', ...Array.from({ length: inputs }, (_, k) => `in${k}`)] } : {}),
    flag: false,
    size: ELEMENTWISE_SIZE,
    declarations: declarations(steps.map(({ formula }) => formula.functions)),
    body: lines.join('\n'),
  });
}

/** Four words at once. */
function asVector(line: string): string {
  return line.replace(/bitcast<(u32|f32)>/g, 'bitcast<vec4<$1>>');
}

/** One element's way through the formulas; its last result is named after the last step and the `part`. */
function formulas(
  steps: readonly Lazy[],
  views: readonly StridedView[],
  part: string,
  wordOf: (view: number) => string,
  firstNumber: number,
  numberOf: (number: string) => string = (number) => number,
): string[] {
  const index = new Map(steps.map((step, i) => [step, i]));
  let number = firstNumber;
  return steps.map((step, i) => {
    const start = number;
    let used = 0;
    const operands = step.args.map((arg) => {
      if (typeof arg === 'number') return numberOf(param(start + used++));
      if (arg instanceof Lazy) return `s${index.get(arg)}${part}`;
      return wordOf(views.findIndex((view) => sameView(view, arg)));
    });
    const alpha = step.alpha === 0 ? '0u' : param(start + used);
    number += numbersOf(step);
    return `let s${i}${part} = ${step.formula.word(operands, alpha)};`;
  });
}

/** @file What the optimisers' updates do to an element, and the kernel that does it to many parameters. */

import type { AdamFactors, DescentFactors } from '../../optimizers';
import { param, shader } from './wgsl';

const f32 = (word: string): string => `bitcast<f32>(${word})`;

/** How one element moves. In its code the parameter is `x0`, the gradient `grad`, the states `x1` …; it leaves what they become there. */
export interface Rule {
  readonly name: string;
  readonly states: number;
  readonly factors: readonly string[];
  /** @param factor a factor's name as an expression */
  readonly code: (factor: (name: string) => string) => string;
}

export const ADAM_FACTORS: readonly (keyof AdamFactors)[] = [
  'sign',
  'weightDecay',
  'keep',
  'blend',
  'decay',
  'rest',
  'root',
  'eps',
  'rate',
];

// the GPU's own division and root: a rounding more or less is nothing to a step
export const ADAM: Rule = {
  name: 'adam',
  states: 2,
  factors: ADAM_FACTORS,
  code: (of) => `
    let slope = grad * ${of('sign')} + x0 * ${of('weightDecay')};
    x1 = x1 + (slope - x1) * ${of('blend')};
    x2 = x2 * ${of('decay')} + slope * slope * ${of('rest')};
    x0 = x0 * ${of('keep')} - ${of('rate')} * (x1 / (sqrt(x2) / ${of('root')} + ${of('eps')}));`,
};

export const DESCENT_FACTORS: readonly (keyof DescentFactors)[] = [
  'sign',
  'weightDecay',
  'momentum',
  'rest',
  'nesterov',
  'rate',
];

/** Infinity times 0 is no number: what has no part in a step is left out of it. */
const SLOPE = (of: (name: string) => string): string => `
    var way = grad * ${of('sign')};
    if (${of('weightDecay')} != 0.0) { way = way + ${of('weightDecay')} * x0; }`;

export const SGD: Rule = {
  name: 'sgd',
  states: 0,
  factors: DESCENT_FACTORS,
  code: (of) => `${SLOPE(of)}
    x0 = x0 + ${of('rate')} * way;`,
};

export const MOMENTUM: Rule = {
  name: 'momentum',
  states: 1,
  factors: DESCENT_FACTORS,
  code: (of) => `${SLOPE(of)}
    x1 = x1 * ${of('momentum')} + ${of('rest')} * way;
    if (${of('nesterov')} != 0.0) { way = way + ${of('momentum')} * x1; } else { way = x1; }
    x0 = x0 + ${of('rate')} * way;`,
};

export const UPDATE_SIZE = 64;

/** Uniform words of a part beside its factors: where its workgroups end, its count, and where its views begin. */
export const wordsOf = ({ states }: Rule): number => 4 + states;

export interface BoundPart {
  /** of the parameter, its states, and the gradient */
  readonly names: readonly string[];
  /** which of the factors are its own */
  readonly factors: number;
}

/** The kernel for these parts. @param words how many neighbours an invocation takes; counts and offsets count in them */
export function updateShader(
  rule: Rule,
  words: number,
  parts: readonly BoundPart[],
  inputs: number,
  also: number,
): string {
  const [type, bits] = words === 4 ? ['vec4<f32>', 'vec4<u32>'] : ['f32', 'u32'];
  const size = wordsOf(rule);
  const branches = parts.map(({ names, factors }, k) => {
    const at = k * size;
    const begin = k === 0 ? '0u' : param(at - size);
    const factor = (name: string): string =>
      f32(param(parts.length * size + factors * rule.factors.length + rule.factors.indexOf(name)));
    const place = (v: number): string => `${names[v]}[${param(at + 2 + v)} + i]`;
    const states = Array.from({ length: 1 + rule.states }, (_, v) => v);
    return `
  if (group < ${param(at)}) {
    let i = (group - ${begin}) * ${UPDATE_SIZE}u + lane;
    if (i >= ${param(at + 1)}) { return; }
    ${states.map((v) => `var x${v} = bitcast<${type}>(${place(v)});`).join('\n    ')}
    let grad = bitcast<${type}>(${place(1 + rule.states)});
    ${rule.code(factor)}
    ${states.map((v) => `${place(v)} = bitcast<${bits}>(x${v});`).join('\n    ')}
    return;
  }`;
  });
  const all = ['out', ...range(inputs, 'in'), ...range(also, 'also')];
  return shader({
    inputs,
    also,
    ...(words === 4 ? { fourfold: all } : {}),
    flag: false,
    size: UPDATE_SIZE,
    declarations: '',
    body: branches.join(''),
  });
}

const range = (count: number, name: string): string[] =>
  Array.from({ length: count }, (_, k) => `${name}${k}`);

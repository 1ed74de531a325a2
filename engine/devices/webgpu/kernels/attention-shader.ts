/**
 * @file The code of attention that goes through the keys (or back, the queries) once and keeps a running softmax: a row
 * is one invocation's. On a GPU the rows of a workgroup share what they go through; an emulation reads it where it is.
 */

import { param, shader } from './wgsl';

/** Rows of a workgroup. */
export const ROWS = 64;
/** What is gone through between two looks at the running maximum. */
const BLOCK = 4;
const block = [0, 1, 2, 3] as const;

/** Uniform words: sizes, then offset and three strides for each view (in fours), then the mask's. */
const [LENGTH, KEYS, HEADS, SCALE, BATCHES, VIEWS] = [0, 1, 2, 3, 4, 5];
export const VIEW_NAMES = ['q', 'k', 'v', 'o', 'g', 'dq', 'dk', 'dv'] as const;
export type ViewName = (typeof VIEW_NAMES)[number];
const MASK = VIEWS + 4 * VIEW_NAMES.length;

export interface AttentionForm {
  readonly kernel: 'forward' | 'query' | 'key';
  /** elements of a query, a multiple of four */
  readonly width: number;
  readonly mask: 'none' | 'bool' | 'float';
  readonly isCausal: boolean;
  /** whether the rows of a workgroup share what they go through */
  readonly shares: boolean;
  /** the buffer of each view, of the mask and of the statistics */
  readonly names: Readonly<Partial<Record<ViewName | 'mask' | 'stats', string>>>;
  readonly inputs: number;
  readonly also: number;
}

/** Rows that are shared at once: two of them take at most 16 KiB, which every adapter has. */
const tileOf = (width: number): number => (width <= 64 ? 32 : 16);

/** What is gone through, by kernel: two rows of it, and the row's own side. */
const SIDES = {
  forward: { own: 'query', first: 'k', second: 'v' },
  query: { own: 'query', first: 'k', second: 'v' },
  key: { own: 'key', first: 'q', second: 'g' },
} as const;

export function attentionShader(form: AttentionForm): string {
  const { kernel, width, shares, names } = form;
  const count = width / 4;
  const { own, first, second } = SIDES[kernel];
  const isQuery = own === 'query';
  // a GPU keeps variables with names in registers; an emulation compiles loops many times as fast
  const of = (name: string, e: number | string): string => (shares ? `${name}${e}` : `${name}[${e}]`);
  const each = (line: (e: number | string) => string): string =>
    shares
      ? Array.from({ length: count }, (_, e) => line(e)).join('\n  ')
      : `for (var e = 0u; e < ${count}u; e++) { ${line('e')} }`;
  const base = (view: ViewName): string => {
    const at = VIEWS + 4 * VIEW_NAMES.indexOf(view);
    return `${param(at)} + (batch / ${param(HEADS)}) * ${param(at + 1)} + (batch % ${param(HEADS)}) * ${param(at + 2)}`;
  };
  const step = (view: ViewName): string => param(VIEWS + 4 * VIEW_NAMES.indexOf(view) + 3);
  const zeros = (name: string): string =>
    shares ? each((e) => `var ${name}${e} = vec4<f32>(0.0);`) : `var ${name}: array<vec4<f32>, ${count}>;`;
  const load = (name: string, view: ViewName): string => `
  let ${name}_at = ${base(view)} + row * ${step(view)};
  ${zeros(name)}
  ${each((e) => `${of(name, e)} = bitcast<vec4<f32>>(${names[view]}[${name}_at + ${e}]);`)}`;
  const store = (name: string, view: ViewName, value: (e: number | string) => string): string => `
  let ${name}_to = ${base(view)} + row * ${step(view)};
  ${each((e) => `${names[view]}[${name}_to + ${e}] = bitcast<vec4<u32>>(${value(e)});`)}`;
  const read = (which: 'first' | 'second', k: number, e: number | string): string => {
    const view = which === 'first' ? first : second;
    if (shares) return `${which}_tile[(at + ${k}u) * ${count}u + ${e}u]`;
    return `bitcast<vec4<f32>>(${names[view]}[${which}_${k} + ${e}])`;
  };
  /** The products of the row with the four of a block. */
  const dots = (result: string, name: string, which: 'first' | 'second'): string => `
    var ${result} = vec4<f32>(0.0);
    ${each((e) => `${result} += vec4(${block.map((k) => `dot(${of(name, e)}, ${read(which, k, e)})`).join(', ')});`)}`;
  /** The four of a block, each times its part of `by`. */
  const mix = (by: string, which: 'first' | 'second', e: number | string): string =>
    block.map((k) => `${by}.${'xyzw'[k]} * ${read(which, k, e)}`).join(' + ');

  /** How far queries and keys are gone through, for a row; `row` and `j` are one's and the other's place. */
  const all = isQuery ? param(KEYS) : param(LENGTH);
  const bounds = ((): string => {
    if (!form.isCausal) return `let from_j = 0u; let to_j = ${all};`;
    return isQuery
      ? `let from_j = 0u; let to_j = min(${all}, row + 1u);`
      : `let from_j = row; let to_j = ${all};`;
  })();
  /** the same for all rows of a workgroup */
  const common = ((): string => {
    if (!form.isCausal) return `let begin = 0u; let end = ${all};`;
    return isQuery
      ? `let begin = 0u; let end = min(${all}, first_row + ${ROWS}u);`
      : `let begin = first_row / ${BLOCK}u * ${BLOCK}u; let end = ${all};`;
  })();
  const maskWords = (): string => {
    const at = (k: number): string => {
      const [l, m] = isQuery ? ['row', `places[${k}]`] : [`places[${k}]`, 'row'];
      return `${names.mask}[mask_base + ${l} * ${param(MASK + 3)} + ${m} * ${param(MASK + 4)}]`;
    };
    return `vec4<u32>(${block.map(at).join(', ')})`;
  };
  const bases = (which: 'first' | 'second'): string =>
    shares
      ? ''
      : block
          .map(
            (k) =>
              `let ${which}_${k} = ${which}_base + places[${k}] * ${step(which === 'first' ? first : second)};`,
          )
          .join('\n    ');
  /** Statements that leave the scores of a block, and which of them may be looked at. */
  const scores = `
    let all = vec4(j, j + 1u, j + 2u, j + 3u);
    let places = min(all, vec4(last));
    ${bases('first')}
    ${dots('raw', 'a', 'first')}
    var scores = raw * scale;
    var sees = (all >= vec4(from_j)) & (all < vec4(to_j));
    ${form.mask === 'float' ? `scores += bitcast<vec4<f32>>(${maskWords()});` : ''}
    ${form.mask === 'bool' ? `sees = sees & (${maskWords()} != vec4(0u));` : ''}
    sees = sees & (bitcast<vec4<u32>>(scores) != vec4(0xff800000u));`;

  /** The running maximum and sum of powers; of `extra` what goes with them. */
  const running = (extra: string): string => `
    ${scores}
    odd = odd || any(sees & ((bitcast<vec4<u32>>(scores) & vec4(0x7fffffffu)) >= vec4(0x7f800000u)));
    let held = select(vec4(LOWEST), scores, sees);
    let next = max(max(top, max(held.x, held.y)), max(held.z, held.w));
    let keep = exp_down(top - next);
    let p = select(vec4(0.0), exp(max(held - next, vec4(-104.0))), sees);
    total = total * keep + (p.x + p.y + p.z + p.w);
    top = next;
    ${extra}`;

  const over = (label: string, body: string, needsSecond: boolean): string => {
    if (!shares)
      return `
  for (var j = from_j / ${BLOCK}u * ${BLOCK}u; j < to_j; j += ${BLOCK}u) {
    ${body}
  }`;
    const tile = tileOf(width);
    return `
  for (var ${label} = begin; ${label} < end; ${label} += ${tile}u) {
    workgroupBarrier();
    for (var w = lane; w < ${tile * count}u; w += ${ROWS}u) {
      let place = min(${label} + w / ${count}u, last);
      first_tile[w] = bitcast<vec4<f32>>(${names[first]}[first_base + place * ${step(first)} + w % ${count}u]);
      ${needsSecond ? `second_tile[w] = bitcast<vec4<f32>>(${names[second]}[second_base + place * ${step(second)} + w % ${count}u]);` : ''}
    }
    workgroupBarrier();
    for (var at = 0u; at < ${tile}u; at += ${BLOCK}u) {
      let j = ${label} + at;
      ${body}
    }
  }`;
  };

  const bodies: Readonly<Record<AttentionForm['kernel'], () => string>> = {
    forward: () => `
  ${load('a', 'q')}
  ${zeros('o')}
  var top = LOWEST;
  var total = 0.0;
  var odd = false;
  ${over(
    't',
    running(`${bases('second')}
    ${each((e) => `${of('o', e)} = ${of('o', e)} * keep + (${mix('p', 'second', e)});`)}`),
    true,
  )}
  if (!is_row) { return; }
  let share = select(1.0 / total, 0.0, total == 0.0);
  ${store('o', 'o', (e) => `select(${of('o', e)} * share, vec4(not_a_number), vec4(odd))`)}`,

    query: () => `
  ${load('a', 'q')}
  ${load('g', 'g')}
  ${load('y', 'o')}
  ${zeros('d')}
  var flow = 0.0;
  ${each((e) => `flow += dot(${of('g', e)}, ${of('y', e)});`)}
  var top = LOWEST;
  var total = 0.0;
  var odd = false;
  ${over('t', running(''), false)}
  let share = select(1.0 / total, 0.0, total == 0.0);
  ${over(
    'u',
    `${scores}
    ${bases('second')}
    let p = select(vec4(0.0), exp(max(scores - top, vec4(-104.0))), sees) * share;
    ${dots('rise', 'g', 'second')}
    let ds = p * (rise - flow) * scale;
    ${each((e) => `${of('d', e)} += ${mix('ds', 'first', e)};`)}`,
    true,
  )}
  if (!is_row) { return; }
  let line = batch * ${param(LENGTH)} + row;
  let lines = ${param(BATCHES)} * ${param(LENGTH)};
  ${names.stats}[line] = bitcast<u32>(select(top, not_a_number, odd));
  ${names.stats}[lines + line] = bitcast<u32>(share);
  ${names.stats}[2u * lines + line] = bitcast<u32>(flow);
  ${names.dq ? store('d', 'dq', (e) => `select(${of('d', e)}, vec4(not_a_number), vec4(odd))`) : ''}`,

    key: () => `
  ${load('a', 'k')}
  ${load('b', 'v')}
  ${zeros('dk')}
  ${zeros('dv')}
  let lines = ${param(BATCHES)} * ${param(LENGTH)};
  ${over(
    't',
    `${scores}
    ${bases('second')}
    let line = batch * ${param(LENGTH)} + places;
    ${['top', 'share', 'flow']
      .map((name, n) => {
        const words = block.map((k) => `bitcast<f32>(${names.stats}[${n}u * lines + line[${k}]])`);
        return `let ${name} = vec4(${words.join(', ')});`;
      })
      .join('\n    ')}
    // of a row that has no number nothing is one
    let lost = (bitcast<vec4<u32>>(top) & vec4(0x7fffffffu)) > vec4(0x7f800000u);
    let power = select(exp(max(scores - top, vec4(-104.0))), top, lost);
    let p = select(vec4(0.0), power, sees) * share;
    ${dots('rise', 'b', 'second')}
    let ds = p * (rise - flow) * scale;
    ${each((e) => `${of('dv', e)} += ${mix('p', 'second', e)}; ${of('dk', e)} += ${mix('ds', 'first', e)};`)}`,
    true,
  )}
  if (!is_row) { return; }
  ${names.dk ? store('dk', 'dk', (e) => of('dk', e)) : ''}
  ${names.dv ? store('dv', 'dv', (e) => of('dv', e)) : ''}`,
  };

  const rows = isQuery ? param(LENGTH) : param(KEYS);
  const where = shares
    ? `
  let groups = (${rows} + ${ROWS - 1}u) / ${ROWS}u;
  if (group >= groups * ${param(BATCHES)}) { return; }
  let batch = group / groups;
  let first_row = group % groups * ${ROWS}u;
  let is_row = first_row + lane < ${rows};
  let row = min(first_row + lane, ${rows} - 1u);`
    : `
  let number = group * ${ROWS}u + lane;
  if (number >= ${rows} * ${param(BATCHES)}) { return; }
  let batch = number / ${rows};
  let row = number % ${rows};
  const is_row = true;`;
  const plain = new Set([names.mask, names.stats]);
  const buffers = ['out', ...range(form.inputs, 'in'), ...range(form.also, 'also')];
  const tile = tileOf(width) * count;
  return shader({
    inputs: form.inputs,
    also: form.also,
    fourfold: buffers.filter((name) => !plain.has(name)),
    flag: false,
    size: ROWS,
    declarations: `
const LOWEST = -3.0e38;
fn exp_down(x: f32) -> f32 { return exp(max(x, -104.0)); }
${shares ? `var<workgroup> first_tile: array<vec4<f32>, ${tile}>;\nvar<workgroup> second_tile: array<vec4<f32>, ${tile}>;` : ''}`,
    body: `${where}
  let scale = bitcast<f32>(${param(SCALE)});
  let not_a_number = bitcast<f32>(0x7fc00000u | (${param(HEADS)} & 0u));
  let last = ${all} - 1u;
  ${bounds}
  ${shares ? common : ''}
  let first_base = ${base(first)};
  let second_base = ${base(second)};
  ${form.mask === 'none' ? '' : `let mask_base = ${param(MASK)} + (batch / ${param(HEADS)}) * ${param(MASK + 1)} + (batch % ${param(HEADS)}) * ${param(MASK + 2)};`}
  ${bodies[kernel]()}`,
  });
}

const range = (count: number, name: string): string[] =>
  Array.from({ length: count }, (_, k) => `${name}${k}`);

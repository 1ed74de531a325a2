/**
 * @file The WGSL of a convolution, which is also that of its gradients for input and weight: sums of products in which
 * the places are what the words say. What is added up is numbered by the depth (channels, or for the weight's gradient
 * samples) and three loops, columns by four coordinates; a place in the input is a sum of multiples of both.
 */

import { param, shader } from './wgsl';

/** The uniform words; lists of three are of depth, height and width. */
export interface ConvolutionWords {
  /** rows and columns of the product within one group, and the outermost of the loops over what is added up */
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly groups: number;
  /** how much of the depth is added up in each of the parts */
  readonly chunk: number;
  readonly splits: number;
  /** what columns are taken apart by; what is left then is their lead */
  readonly sizes: readonly number[];
  /** how often the inner loops turn */
  readonly loops: readonly number[];
  /** places beyond these are outside */
  readonly limits: readonly number[];
  /** a place is `origin` + `column` × a column's coordinate + `loop` × a loop's */
  readonly origin: readonly number[];
  readonly column: readonly number[];
  readonly loop: readonly number[];
  /** what a place is divided by; where that leaves a rest there is nothing */
  readonly divisor: readonly number[];
  /** offset, and how far it is in what rows are read from, to the next group, row, turn of the depth and of the loops */
  readonly left: readonly number[];
  /** the same in what columns are read from, to the next group, lead, turn of the depth, and places */
  readonly right: readonly number[];
  /** the same in the output, to the next part, group, row and lead */
  readonly out: readonly number[];
}

const LENGTHS = {
  ...{ rows: 1, columns: 1, depth: 1, groups: 1, chunk: 1, splits: 1 },
  ...{ sizes: 3, loops: 3, limits: 3, origin: 3, column: 3, loop: 3, divisor: 3 },
  ...{ left: 7, right: 7, out: 5 },
} as const;
type Word = keyof typeof LENGTHS;
const ORDER = Object.keys(LENGTHS) as Word[];

/** The words in the order the kernel expects. */
export function paramsOf(words: ConvolutionWords): number[] {
  return ORDER.flatMap((name) => words[name]);
}

function word(name: Word, i = 0): string {
  const before = ORDER.slice(0, ORDER.indexOf(name));
  return param(before.reduce((sum, other) => sum + LENGTHS[other], i));
}

export interface ConvolutionForm {
  /** outputs of one invocation: these rows of four columns */
  readonly rows: number;
  /** invocations of a workgroup */
  readonly size: number;
  /** whether places may lie outside, and whether they are divided */
  readonly places: 'inside' | 'outside' | 'divided';
  /** whether there is no depth */
  readonly flat: boolean;
  /** whether the code is to be short, for a CPU that compiles it slowly */
  readonly short: boolean;
  /** bindings */
  readonly a: string;
  readonly b: string;
}

const signed = (name: Word, i: number): string => `i32(${word(name, i)})`;
const AXES = ['d', 'h', 'w'] as const;

/** Statements that declare the places \`<axis>\` of all four columns, and (unless all are inside) \`<axis>_ok\`. */
function place({ places }: ConvolutionForm, axis: number, turn: string): string {
  const name = AXES[axis]!;
  const at = `${name}0 + i32(${turn}) * ${signed('loop', axis)}`;
  // a negative number is a large unsigned one
  const within = `(vec4<u32>(${name}) < vec4(${word('limits', axis)}))`;
  if (places === 'inside') return `let ${name} = ${at};`;
  if (places === 'outside') return `let ${name} = ${at};\n    let ${name}_ok = ${within};`;
  // divided in floats, exact for these sizes; joined by & where && would branch, which takes SwiftShader half a minute
  return `let ${name}_t = ${at};
    let ${name} = vec4<i32>((vec4<f32>(${name}_t) + 0.5) / f32(${word('divisor', axis)}));
    let ${name}_ok = (${name}_t >= vec4(0)) & (${name} * ${signed('divisor', axis)} == ${name}_t) & ${within};`;
}

/** The kernel of one form. */
export function convolutionShader(form: ConvolutionForm): string {
  const { a, b, size, flat } = form;
  const rows = Array.from({ length: form.rows }, (_, r) => r);
  const each = (make: (r: number) => string): string => rows.map(make).join('\n      ');
  const isChecked = form.places !== 'inside';
  const columns = [0, 1, 2, 3].map((j) => `${b}[at[${j}]]`).join(', ');
  const values = `bitcast<vec4<f32>>(vec4(${columns}))`;
  const where = `line + vec4<u32>(w) * ${word('right', 6)}`;
  const written = rows
    .map((r) =>
      [0, 1, 2, 3]
        .map(
          (j) =>
            `if ((row + ${r}u < ${word('rows')}) & (first + ${j}u < ${word('columns')})) { out[into[${j}] + ${r}u * ${word('out', 3)}] = bitcast<u32>(total${r}[${j}]); }`,
        )
        .join('\n  '),
    )
    .join('\n  ');
  const inLoops = `
  var totals: array<vec4<f32>, ${form.rows}>;
  ${each((r) => `totals[${r}] = total${r};`)}
  for (var r = 0u; r < min(${form.rows}u, ${word('rows')} - row); r++) {
    for (var j = 0u; j < min(4u, ${word('columns')} - first); j++) {
      out[into[j] + r * ${word('out', 3)}] = bitcast<u32>(totals[r][j]);
    }
  }`;
  const start = (axis: number): string =>
    `let ${AXES[axis]}0 = ${signed('origin', axis)} + vec4<i32>(column${AXES[axis]}) * ${signed('column', axis)};`;
  return shader({
    inputs: new Set([a, b].filter((name) => name !== 'out')).size,
    flag: false,
    size,
    declarations: '',
    body: `
  let wide = (${word('columns')} + 3u) / 4u;
  let high = (${word('rows')} + ${form.rows - 1}u) / ${form.rows}u;
  let i = group * ${size}u + lane;
  let band = i / wide;
  let first = (i - band * wide) * 4u;
  let rest = band / high;
  let row = (band - rest * high) * ${form.rows}u;
  let split = rest / ${word('groups')};
  let group0 = rest - split * ${word('groups')};
  if (split >= ${word('splits')}) { return; }
  // beyond the edge the last row or column is read again, and not stored
  let base = ${word('left')} + group0 * ${word('left', 1)};
  ${each((r) => `let row${r} = base + min(row + ${r}u, ${word('rows')} - 1u) * ${word('left', 2)};`)}
  let column = min(vec4(first) + vec4(0u, 1u, 2u, 3u), vec4(${word('columns')} - 1u));
  let restw = column / ${word('sizes', 2)};
  let columnw = column - restw * ${word('sizes', 2)};
  let resth = restw / ${word('sizes', 1)};
  let columnh = restw - resth * ${word('sizes', 1)};
  ${flat ? 'let lead = resth;' : `let lead = resth / ${word('sizes', 0)}; let columnd = resth - lead * ${word('sizes', 0)};`}
  ${(flat ? [1, 2] : [0, 1, 2]).map(start).join('\n  ')}
  let source = ${word('right')} + group0 * ${word('right', 1)} + lead * ${word('right', 2)};
  ${each((r) => `var total${r} = vec4<f32>();`)}
  var n = split * ${word('chunk')};
  let end = min(n + ${word('chunk')}, ${word('depth')});
  ${flat ? '' : 'var kd = 0u;'}
  var kh = 0u;
  while (n < end) {
    ${flat ? '' : place(form, 0, 'kd')}
    ${place(form, 1, 'kh')}
    let line = source + n * ${word('right', 3)} + vec4<u32>(h) * ${word('right', 5)}${flat ? '' : ` + vec4<u32>(d) * ${word('right', 4)}`};
    let turn = n * ${word('left', 3)} + kh * ${word('left', 5)}${flat ? '' : ` + kd * ${word('left', 4)}`};
    ${isChecked ? `let ok = h_ok${flat ? '' : ' & d_ok'};` : ''}
    ${each((r) => `var sum${r} = vec4<f32>();`)}
    for (var kw = 0u; kw < ${word('loops', 2)}; kw++) {
      ${place(form, 2, 'kw')}
      ${isChecked ? 'let inside = ok & w_ok;' : ''}
      let at = ${isChecked ? `select(vec4<u32>(), ${where}, inside)` : where};
      let x = ${isChecked ? `select(vec4<f32>(), ${values}, inside)` : values};
      let step = turn + kw * ${word('left', 6)};
      ${each((r) => `sum${r} = sum${r} + bitcast<f32>(${a}[row${r} + step]) * x;`)}
    }
    ${each((r) => `total${r} += sum${r};`)}
    kh++;
    let next = kh == ${word('loops', 1)};
    kh = select(kh, 0u, next);
    ${flat ? 'n += u32(next);' : `kd += u32(next); let last = kd == ${word('loops', 0)}; kd = select(kd, 0u, last); n += u32(last);`}
  }
  let into = ${word('out')} + split * ${word('out', 1)} + group0 * ${word('out', 2)} + row * ${word('out', 3)} + column + lead * ${word('out', 4)};
  ${form.short ? inLoops : written}`,
  });
}

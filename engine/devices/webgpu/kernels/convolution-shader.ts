/** @file The WGSL of a convolution and of its gradients for input and weight. */

import type { ConvolutionGeometry } from '../../network';
import { param, shader } from './wgsl';

export type ConvolutionKind = 'forward' | 'input' | 'weight';

/** Rows and columns of the product within one group, and the outermost of the loops over what is added up. */
export interface ConvolutionSizes {
  readonly rows: number;
  readonly columns: number;
  /** channels, or for the weight's gradient samples */
  readonly depth: number;
}

interface Words {
  /** offset and strides of what rows are read from (the weight; for its gradient the output's), and columns */
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly out: number;
  /** how much of the depth is added up in each of the parts */
  readonly chunk: number;
  readonly splits: number;
}

const AT = {
  rows: 0,
  columns: 1,
  depth: 2,
  groups: 3,
  chunk: 4,
  splits: 5,
  out: 6,
  input: 7,
  kernel: 10,
  output: 13,
  stride: 16,
  padding: 19,
  dilation: 22,
  left: 25,
  right: 31,
} as const;

/** The uniform words in the order the kernels expect. */
export function paramsOf(g: ConvolutionGeometry, sizes: ConvolutionSizes, words: Words): number[] {
  return [
    ...[sizes.rows, sizes.columns, sizes.depth, g.groups, words.chunk, words.splits, words.out],
    ...[...g.input, ...g.kernel, ...g.output, ...g.stride, ...g.padding, ...g.dilation],
    ...[...words.left, ...words.right],
  ];
}

export interface ConvolutionForm {
  readonly kind: ConvolutionKind;
  /** outputs of one invocation: these rows of four columns */
  readonly rows: number;
  /** invocations of a workgroup */
  readonly size: number;
  /** whether places may lie outside of the input */
  readonly padded: boolean;
  readonly strided: boolean;
  /** whether the code is to be short, for a CPU that compiles it slowly */
  readonly short: boolean;
  /** bindings */
  readonly a: string;
  readonly b: string;
}

const COLUMNS = [0, 1, 2, 3] as const;
const AXES = [0, 1, 2] as const;
const COORDINATES = ['d', 'h', 'w'] as const;
const word = (list: keyof typeof AT, i = 0): string => param(AT[list] + i);
const signed = (list: keyof typeof AT, i: number): string => `i32(${word(list, i)})`;
const columns = (make: (j: number) => string): string => COLUMNS.map(make).join('\n    ');

/** Takes `from` apart by a list of three sizes: `<name>d`, `<name>h`, `<name>w`, and what is left in `<name>n`. */
function apart(name: string, from: string, sizes: 'input' | 'kernel' | 'output'): string {
  return `let ${name}w = ${from} % ${word(sizes, 2)};
    let ${name}q = ${from} / ${word(sizes, 2)};
    let ${name}h = ${name}q % ${word(sizes, 1)};
    let ${name}r = ${name}q / ${word(sizes, 1)};
    let ${name}d = ${name}r % ${word(sizes, 0)};
    let ${name}n = ${name}r / ${word(sizes, 0)};`;
}

/** The kernel's loops. Each declares where its columns begin, and reads rows from `a` and columns from `b`. */
interface Loops {
  readonly columns: string;
  readonly body: string;
  /** where column j of this group's row 0 lies in the output, and how far it is from row to row */
  readonly place: (j: number) => string;
  readonly rowSize: string;
}

/** One step of the innermost loop: the columns' values into `x`, and each row's product. */
function step(
  form: ConvolutionForm,
  rowStep: string,
  place: (j: number) => string,
  isInside: (j: number) => string | null,
): string {
  const values = COLUMNS.map((j) => {
    const inside = isInside(j);
    if (inside === null) return `let v${j} = bitcast<f32>(${form.b}[${place(j)}]);`;
    return `let inside${j} = ${inside};
      let v${j} = select(0.0, bitcast<f32>(${form.b}[select(0u, ${place(j)}, inside${j})]), inside${j});`;
  });
  const rows = Array.from(
    { length: form.rows },
    (_, r) => `sum${r} = sum${r} + bitcast<f32>(${form.a}[row${r} + ${rowStep}]) * x;`,
  );
  return `${values.join('\n      ')}
      let x = vec4(v0, v1, v2, v3);
      ${rows.join('\n      ')}`;
}

/** Whether `value` (signed) is in a list's size. A negative number is a large unsigned one. */
const within = (value: string, list: 'input' | 'output', axis: number): string =>
  `(u32(${value}) < ${word(list, axis)})`;

/** out[n, o, p] = Σ weight[o, c, k] · x[n, c, p · stride − padding + k · dilation] */
function forward(form: ConvolutionForm): Loops {
  const origin = (j: number): string =>
    AXES.map((axis) => {
      const name = COORDINATES[axis];
      return `let ${name}${j} = i32(c${j}_${name}) * ${signed('stride', axis)} - ${signed('padding', axis)};`;
    }).join(' ');
  return {
    columns: columns(
      (j) => `${apart(`c${j}_`, `q${j}`, 'output')}
    ${origin(j)}
    let at${j} = ${word('right')} + c${j}_n * ${word('right', 1)} + group0 * ${word('depth')} * ${word('right', 2)};`,
    ),
    body: `
  for (var c = 0u; c < ${word('depth')}; c++) {
  for (var kd = 0u; kd < ${word('kernel', 0)}; kd++) {
  for (var kh = 0u; kh < ${word('kernel', 1)}; kh++) {
    let rowStep = c * ${word('left', 2)} + kd * ${word('left', 3)} + kh * ${word('left', 4)};
    ${columns(
      (j) => `let z${j} = d${j} + i32(kd) * ${signed('dilation', 0)};
    let y${j} = h${j} + i32(kh) * ${signed('dilation', 1)};
    let line${j} = at${j} + c * ${word('right', 2)} + u32(z${j}) * ${word('right', 3)} + u32(y${j}) * ${word('right', 4)};
    ${form.padded ? `let ok${j} = ${within(`z${j}`, 'input', 0)} & ${within(`y${j}`, 'input', 1)};` : ''}`,
    )}
    for (var kw = 0u; kw < ${word('kernel', 2)}; kw++) {
      let right = i32(kw) * ${signed('dilation', 2)};
      ${step(
        form,
        `rowStep + kw * ${word('left', 5)}`,
        (j) => `line${j} + u32(w${j} + right) * ${word('right', 5)}`,
        (j) => (form.padded ? `ok${j} & ${within(`w${j} + right`, 'input', 2)}` : null),
      )}
    }
  }}}`,
    place: (j) =>
      `(c${j}_n * ${word('groups')} + group0) * ${word('rows')} * rowSize + q${j} - c${j}_n * rowSize`,
    rowSize: `${word('output', 0)} * ${word('output', 1)} * ${word('output', 2)}`,
  };
}

/** out[n, c, i] = Σ weight[o, c, k] · g[n, o, (i + padding − k · dilation) / stride] where that is whole. */
function input(form: ConvolutionForm): Loops {
  const origin = (j: number): string =>
    AXES.map(
      (axis) =>
        `let ${COORDINATES[axis]}${j} = i32(c${j}_${COORDINATES[axis]}) + ${signed('padding', axis)};`,
    ).join(' ');
  // divided in floats, exact for these sizes; joined by & where && would branch, which takes SwiftShader half a minute
  /** declares `<name>`, the place in the output, and `<name>_ok` */
  const back = (name: string, from: string, axis: number): string =>
    form.strided
      ? `let ${name}_t = ${from};
      let ${name} = i32((f32(${name}_t) + 0.5) / f32(${word('stride', axis)}));
      let ${name}_ok = (${name}_t >= 0) & (${name} * ${signed('stride', axis)} == ${name}_t) & ${within(name, 'output', axis)};`
      : `let ${name} = ${from};
      let ${name}_ok = ${within(name, 'output', axis)};`;
  return {
    columns: columns(
      (j) => `${apart(`c${j}_`, `q${j}`, 'input')}
    ${origin(j)}
    let at${j} = ${word('right')} + c${j}_n * ${word('right', 1)} + group0 * ${word('depth')} * ${word('right', 2)};`,
    ),
    body: `
  for (var c = 0u; c < ${word('depth')}; c++) {
  for (var kd = 0u; kd < ${word('kernel', 0)}; kd++) {
  for (var kh = 0u; kh < ${word('kernel', 1)}; kh++) {
    let rowStep = c * ${word('left', 1)} + kd * ${word('left', 3)} + kh * ${word('left', 4)};
    ${columns(
      (j) => `${back(`z${j}`, `d${j} - i32(kd) * ${signed('dilation', 0)}`, 0)}
    ${back(`y${j}`, `h${j} - i32(kh) * ${signed('dilation', 1)}`, 1)}
    let line${j} = at${j} + c * ${word('right', 2)} + u32(z${j}) * ${word('right', 3)} + u32(y${j}) * ${word('right', 4)};
    let ok${j} = z${j}_ok & y${j}_ok;`,
    )}
    for (var kw = 0u; kw < ${word('kernel', 2)}; kw++) {
      ${columns((j) => back(`s${j}`, `w${j} - i32(kw) * ${signed('dilation', 2)}`, 2))}
      ${step(
        form,
        `rowStep + kw * ${word('left', 5)}`,
        (j) => `line${j} + u32(s${j}) * ${word('right', 5)}`,
        (j) => `ok${j} & s${j}_ok`,
      )}
    }
  }}}`,
    place: (j) =>
      `(c${j}_n * ${word('groups')} + group0) * ${word('rows')} * rowSize + q${j} - c${j}_n * rowSize`,
    rowSize: `${word('input', 0)} * ${word('input', 1)} * ${word('input', 2)}`,
  };
}

/** out[o, c, k] = Σ g[n, o, p] · x[n, c, p · stride − padding + k · dilation] */
function weight(form: ConvolutionForm): Loops {
  const origin = (j: number): string =>
    AXES.map((axis) => {
      const name = COORDINATES[axis];
      return `let ${name}${j} = i32(c${j}_${name}) * ${signed('dilation', axis)} - ${signed('padding', axis)};`;
    }).join(' ');
  return {
    columns: columns(
      (j) => `${apart(`c${j}_`, `q${j}`, 'kernel')}
    ${origin(j)}
    let at${j} = ${word('right')} + (group0 * (${word('columns')} / (${word('kernel', 0)} * ${word('kernel', 1)} * ${word('kernel', 2)})) + c${j}_n) * ${word('right', 2)};`,
    ),
    body: `
  for (var n = start; n < end; n++) {
  for (var od = 0u; od < ${word('output', 0)}; od++) {
  for (var oh = 0u; oh < ${word('output', 1)}; oh++) {
    let rowStep = n * ${word('left', 1)} + od * ${word('left', 3)} + oh * ${word('left', 4)};
    ${columns(
      (j) => `let z${j} = d${j} + i32(od) * ${signed('stride', 0)};
    let y${j} = h${j} + i32(oh) * ${signed('stride', 1)};
    let line${j} = at${j} + n * ${word('right', 1)} + u32(z${j}) * ${word('right', 3)} + u32(y${j}) * ${word('right', 4)};
    ${form.padded ? `let ok${j} = ${within(`z${j}`, 'input', 0)} & ${within(`y${j}`, 'input', 1)};` : ''}`,
    )}
    for (var ow = 0u; ow < ${word('output', 2)}; ow++) {
      let right = i32(ow) * ${signed('stride', 2)};
      ${step(
        form,
        `rowStep + ow * ${word('left', 5)}`,
        (j) => `line${j} + u32(w${j} + right) * ${word('right', 5)}`,
        (j) => (form.padded ? `ok${j} & ${within(`w${j} + right`, 'input', 2)}` : null),
      )}
    }
  }}
    ${Array.from({ length: form.rows }, (_, r) => `total${r} += sum${r}; sum${r} = vec4<f32>();`).join('\n    ')}
  }`,
    place: (j) => `(split * ${word('groups')} + group0) * ${word('rows')} * rowSize + q${j}`,
    rowSize: word('columns'),
  };
}

const LOOPS = { forward, input, weight } as const;

/** The kernel of one form. */
export function convolutionShader(form: ConvolutionForm): string {
  const loops = LOOPS[form.kind](form);
  const rows = Array.from({ length: form.rows }, (_, r) => r);
  // the weight's rows are channels of the output, or of the input; its gradient's are channels of the output's
  const [groupStep, rowStride] =
    form.kind === 'forward'
      ? [word('left', 1), word('left', 1)]
      : form.kind === 'input'
        ? ['0u', word('left', 2)]
        : [word('left', 2), word('left', 2)];
  const rowBase =
    form.kind === 'input'
      ? `${word('left')} + group0 * ${word('depth')} * ${word('left', 1)}`
      : `${word('left')} + group0 * ${word('rows')} * ${groupStep}`;
  // only sums over samples come in parts
  const sumOf = (r: number): string => (form.kind === 'weight' ? `total${r}` : `sum${r}`);
  const written = columns(
    (j) => `if (first + ${j}u < ${word('columns')}) {
    ${rows.map((r) => `if (row + ${r}u < ${word('rows')}) { out[place${j} + ${r}u * rowSize] = bitcast<u32>(${sumOf(r)}.${'xyzw'[j]}); }`).join('\n    ')}
  }`,
  );
  const inLoops = `
  let places = vec4(place0, place1, place2, place3);
  var sums: array<vec4<f32>, ${form.rows}>;
  ${rows.map((r) => `sums[${r}] = ${sumOf(r)};`).join('\n  ')}
  for (var r = 0u; r < min(${form.rows}u, ${word('rows')} - row); r++) {
    for (var j = 0u; j < min(4u, ${word('columns')} - first); j++) {
      out[places[j] + r * rowSize] = bitcast<u32>(sums[r][j]);
    }
  }`;
  return shader({
    inputs: new Set([form.a, form.b].filter((name) => name !== 'out')).size,
    flag: false,
    size: form.size,
    declarations: '',
    body: `
  let wide = (${word('columns')} + 3u) / 4u;
  let high = (${word('rows')} + ${form.rows - 1}u) / ${form.rows}u;
  let i = group * ${form.size}u + lane;
  let first = (i % wide) * 4u;
  let band = i / wide;
  let row = (band % high) * ${form.rows}u;
  let rest = band / high;
  let group0 = rest % ${word('groups')};
  let split = rest / ${word('groups')};
  if (split >= ${word('splits')}) { return; }
  let start = split * ${word('chunk')};
  let end = min(start + ${word('chunk')}, ${word('depth')});
  // beyond the edge the last row or column is read again, and not stored
  let base = ${rowBase};
  ${rows.map((r) => `let row${r} = base + min(row + ${r}u, ${word('rows')} - 1u) * ${rowStride};`).join('\n  ')}
  ${columns((j) => `let q${j} = min(first + ${j}u, ${word('columns')} - 1u);`)}
  ${loops.columns}
  ${rows.map((r) => `var sum${r} = vec4<f32>();`).join(' ')}
  ${form.kind === 'weight' ? rows.map((r) => `var total${r} = vec4<f32>();`).join(' ') : ''}
  ${loops.body}
  let rowSize = ${loops.rowSize};
  ${columns((j) => `let place${j} = ${word('out')} + row * rowSize + ${loops.place(j)};`)}
  ${form.short ? inLoops : written}`,
  });
}

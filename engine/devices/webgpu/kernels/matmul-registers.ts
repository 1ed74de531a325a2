/** @file Products of float matrices without shared memory: every invocation makes a tile of the output in registers. */

import { M, N, prologue, WIDE } from './matmul-words';
import { shader } from './wgsl';

/** Outputs of one invocation. */
export interface RegisterTile {
  readonly rows: number;
  readonly columns: number;
}

export interface RegisterForm {
  readonly tile: RegisterTile;
  readonly loads: Loads;
  /** invocations of a workgroup; how many of them stand side by side is told with the dispatch */
  readonly size: number;
  /** whether the code is to be short, for a CPU that compiles it slowly: written out less, it is no slower there */
  readonly short: boolean;
}

/** How many words are read at a time: 4 where rows of `a`, or columns of `b`, follow one another in memory. */
export interface Loads {
  readonly a: 1 | 4;
  readonly b: 1 | 4;
}

/** Products added up before they are added to the rest, so that long sums keep their digits. Even. */
const BLOCK = 256;

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** The kernel, its matrices read from these bindings. Accumulators are named: arrays of them leave the registers. */
export function registerShader({ tile, loads, size, short }: RegisterForm, a: string, b: string): string {
  const rows = range(tile.rows);
  const width = tile.columns % 4 === 0 ? 4 : 1;
  const groups = range(tile.columns / width);
  const type = width === 4 ? 'vec4<f32>' : 'f32';
  const each = (make: (r: number, c: number) => string): string =>
    rows.map((r) => groups.map((c) => make(r, c)).join(' ')).join('\n    ');
  const vectors = range(tile.rows / 4);

  const places = [
    ...(loads.a === 4
      ? vectors.map((h) => `let a${h} = (aBase + min(row + ${4 * h}u, ${M} - 4u)) >> 2u;`)
      : rows.map((r) => `let a${r} = aBase + min(row + ${r}u, ${M} - 1u) * aRow;`)),
    ...(loads.b === 4
      ? groups.map((c) => `let b${c} = (bBase + min(column + ${4 * c}u, ${N} - 4u)) >> 2u;`)
      : range(tile.columns).map((c) => `let b${c} = bBase + min(column + ${c}u, ${N} - 1u) * bColumn;`)),
  ];
  const x = (r: number, u: number): string =>
    loads.a === 4 ? `x${u}_${r >> 2}.${'xyzw'[r & 3]}` : `x${u}_${r}`;
  const load = (u: number): string => {
    const steps = `let p${u} = (k + ${u}u) * aStep; let q${u} = (k + ${u}u) * bStep;`;
    const left =
      loads.a === 4
        ? vectors.map((h) => `let x${u}_${h} = bitcast<vec4<f32>>(${a}[a${h} + p${u}]);`)
        : rows.map((r) => `let x${u}_${r} = bitcast<f32>(${a}[a${r} + p${u}]);`);
    const right = groups.map((c) => {
      if (loads.b === 4) return `let y${u}_${c} = bitcast<vec4<f32>>(${b}[b${c} + q${u}]);`;
      const words = range(width).map((i) => `${b}[b${c * width + i} + q${u}]`);
      return `let y${u}_${c} = bitcast<${type}>(${width === 4 ? `vec4(${words.join(', ')})` : words.join('')});`;
    });
    return [steps, ...left, ...right].join('\n      ');
  };
  const step = (count: number): string => `
      ${range(count).map(load).join('\n      ')}
      ${each(
        (r, c) =>
          `sum${r}_${c} = sum${r}_${c} + ${range(count)
            .map((u) => `${x(r, u)} * y${u}_${c}`)
            .join(' + ')};`,
      )}`;
  const place = (r: string, c: string): string => `oBase + (row + ${r}) * ${N} + column + ${c}`;
  const written = each((r, c) =>
    range(width)
      .map((i) => {
        const column = c * width + i;
        const value = `total${r}_${c}${width === 4 ? `.${'xyzw'[i]}` : ''}`;
        return `if ((row + ${r}u < ${M}) & (column + ${column}u < ${N})) { out[${place(`${r}u`, `${column}u`)}] = bitcast<u32>(${value}); }`;
      })
      .join('\n    '),
  );
  const inLoops = `var totals: array<${type}, ${tile.rows * groups.length}>;
  ${each((r, c) => `totals[${r * groups.length + c}] = total${r}_${c};`)}
  let rows = min(${tile.rows}u, ${M} - row);
  let columns = min(${tile.columns}u, ${N} - column);
  for (var r = 0u; r < rows; r++) {
    for (var c = 0u; c < columns; c++) {
      let value = totals[r * ${groups.length}u + c / ${width}u]${width === 4 ? '[c % 4u]' : ''};
      out[${place('r', 'c')}] = bitcast<u32>(value);
    }
  }`;
  const types = [
    [a, loads.a],
    [b, loads.b],
  ] as const;
  return shader({
    inputs: new Set([a, b].filter((name) => name !== 'out')).size,
    fourfold: types.filter(([, words]) => words === 4).map(([name]) => name),
    flag: false,
    size,
    declarations: '',
    body: `
  let wide = ${WIDE};
  let high = ${size}u / wide;
  ${prologue(`${tile.rows}u * high`, `${tile.columns}u * wide`)}
  let row = ((tile / tilesN) * high + lane / wide) * ${tile.rows}u;
  let column = ((tile % tilesN) * wide + lane % wide) * ${tile.columns}u;
  if (row >= ${M} || column >= ${N}) { return; }
  // beyond the edge the last row or column is read again, and not stored
  ${places.join('\n  ')}
  let aStep = aK${loads.a === 4 ? ' >> 2u' : ''};
  let bStep = bK${loads.b === 4 ? ' >> 2u' : ''};
  ${each((r, c) => `var total${r}_${c} = ${type}();`)}
  var k = kStart;
  while (k < kEnd) {
    let end = min(k + ${BLOCK}u, kEnd);
    ${each((r, c) => `var sum${r}_${c} = ${type}();`)}
    ${short ? '' : `for (; k + 1u < end; k += 2u) {${step(2)}\n    }`}
    while (k < end) {${step(1)}
      k++;
    }
    ${each((r, c) => `total${r}_${c} += sum${r}_${c};`)}
  }
  ${short && tile.rows * tile.columns > 4 ? inLoops : written}`,
  });
}

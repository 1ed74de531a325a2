/** @file The parts that every WGSL kernel is put together from: bindings, uniform words, indices. */

/** Uniform word `i` of the dispatch, as a u32 expression. */
export function param(i: number): string {
  return `params.w[${i >> 2}].${'xyzw'[i & 3]}`;
}

export interface ModuleParts {
  /** how many read-only buffers, named in0, in1 … */
  readonly inputs: number;
  /** how many further buffers are written, named also0, also1 … */
  readonly also?: number;
  /** those buffers that are read or written four words at a time; `out` may be one */
  readonly fourfold?: readonly string[];
  /** whether there are the `flags` */
  readonly flag: boolean;
  /** invocations of a workgroup */
  readonly size: number;
  /** whether there are `sub_size` and `sub_lane`, the invocation's number in its subgroup */
  readonly subgroups?: boolean;
  /** declarations that stand before the entry point */
  readonly declarations: string;
  /** the entry point's body; `group` is the workgroup's number, `lane` the invocation's within it */
  readonly body: string;
}

/**
 * Refuses what a kernel met: the first dispatch that refuses anything is remembered by its ticket, and of what
 * it met the value at the lowest place. See Refusals.
 */
export const REFUSE = `
fn refuse(ticket: u32, place: u32, value: u32) {
  var held = atomicLoad(&flags.ticket);
  while (held == 0u) {
    let claim = atomicCompareExchangeWeak(&flags.ticket, 0u, ticket);
    held = select(claim.old_value, ticket, claim.exchanged);
  }
  if (held != ticket) { return; }
  // the least place is the largest of what is left to it; 0 stands for none
  if (atomicMax(&flags.place, ~place) < ~place) { atomicStore(&flags.value, value); }
}
`;

/**
 * A whole kernel. Every buffer is words (u32): copies keep each bit, and floats are taken out with bitcast,
 * so that NaN and infinity can be told by their bits.
 */
export function shader(parts: ModuleParts): string {
  const { also = 0 } = parts;
  const buffer = (name: string, binding: number, access: string): string => {
    const type = parts.fourfold?.includes(name) ? 'vec4<u32>' : 'u32';
    return `@group(1) @binding(${binding}) var<storage, ${access}> ${name}: array<${type}>;`;
  };
  const buffers = [
    buffer('out', 0, 'read_write'),
    ...Array.from({ length: parts.inputs }, (_, i) => buffer(`in${i}`, 1 + i, 'read')),
    ...Array.from({ length: also }, (_, i) => buffer(`also${i}`, 1 + parts.inputs + i, 'read_write')),
  ];
  const flag = `struct Flags { overflow: atomic<u32>, ticket: atomic<u32>, place: atomic<u32>, value: atomic<u32> }
@group(1) @binding(${1 + parts.inputs + also}) var<storage, read_write> flags: Flags;`;
  const builtins = parts.subgroups
    ? '@builtin(subgroup_size) sub_size: u32, @builtin(subgroup_invocation_id) sub_lane: u32,'
    : '';
  return `${parts.subgroups ? 'enable subgroups;' : ''}
struct Params { w: array<vec4<u32>, 16> }
@group(0) @binding(0) var<uniform> params: Params;
${buffers.join('\n')}
${parts.flag ? flag : ''}
${parts.declarations}
@compute @workgroup_size(${parts.size})
fn main(
  @builtin(workgroup_id) id: vec3<u32>,
  @builtin(num_workgroups) grid: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
  ${builtins}
) {
  let group = id.y * grid.x + id.x;
${parts.body}
}
`;
}

/**
 * Statements that take the row-major number `from` apart into coordinates `<name>0` … over `rank`
 * dimensions whose sizes are uniform words from `sizes` on.
 */
export function coordinates(name: string, from: string, rank: number, sizes: number): string {
  if (rank === 0) return '';
  const lines: string[] = [];
  let rest = from;
  for (let d = rank - 1; d > 0; d--) {
    // one division: some machines have none, and take long
    const [next, size] = [`${name}_rest${d}`, param(sizes + d)];
    lines.push(`let ${next} = (${rest}) / ${size};`, `let ${name}${d} = (${rest}) - ${next} * ${size};`);
    rest = next;
  }
  lines.push(`let ${name}0 = ${rest};`);
  return lines.join('\n');
}

/** `base + Σ coordinate × stride`, the strides being uniform words from `strides` on. */
export function address(base: string, name: string, rank: number, strides: number): string {
  const terms = Array.from({ length: rank }, (_, d) => `${name}${d} * ${param(strides + d)}`);
  return [base, ...terms].join(' + ');
}

/** Which binding each operand is read from: `out` where it shares the output's buffer, else `in0`, `in1` … */
export interface Bindings<Buffer> {
  readonly names: readonly string[];
  readonly inputs: readonly Buffer[];
}

/** Gives each distinct buffer one binding: WebGPU refuses one that is read and written through two. */
export function bind<Buffer>(out: Buffer, operands: readonly Buffer[]): Bindings<Buffer> {
  const inputs: Buffer[] = [];
  const names = operands.map((buffer) => {
    if (buffer === out) return 'out';
    if (!inputs.includes(buffer)) inputs.push(buffer);
    return `in${inputs.indexOf(buffer)}`;
  });
  return { names, inputs };
}

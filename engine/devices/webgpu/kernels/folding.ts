/** @file How the invocations of a workgroup come to one number: through shared memory, or where the adapter has them by subgroups. */

export interface Folding {
  /** a shared array of at least `size` */
  readonly array: string;
  /** the variable: each invocation's own, and afterwards that of all */
  readonly name: string;
  readonly join: '+' | 'max';
  /** invocations of the workgroup, a power of two */
  readonly size: number;
  /** whether the kernel has subgroups; see `shader` */
  readonly subgroups: boolean;
}

/** The statements; all invocations come to them together. */
export function fold({ array, name, join, size, subgroups }: Folding): string {
  const joined = (a: string, b: string): string => (join === 'max' ? `max(${a}, ${b})` : `${a} + ${b}`);
  if (subgroups)
    return `
  {
    let of_subgroup = ${join === 'max' ? 'subgroupMax' : 'subgroupAdd'}(${name});
    if (sub_lane == 0u) { ${array}[lane / sub_size] = of_subgroup; }
    workgroupBarrier();
    ${name} = ${array}[0];
    for (var s = 1u; s < ${size}u / sub_size; s++) { ${name} = ${joined(name, `${array}[s]`)}; }
    workgroupBarrier();
  }`;
  return `
  ${array}[lane] = ${name};
  for (var half = ${size / 2}u; half > 0u; half >>= 1u) {
    workgroupBarrier();
    if (lane < half) { ${array}[lane] = ${joined(`${array}[lane]`, `${array}[lane + half]`)}; }
  }
  workgroupBarrier();
  ${name} = ${array}[0];
  workgroupBarrier();`;
}

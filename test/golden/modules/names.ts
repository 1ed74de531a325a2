/** @file Python's option names as ours. */

/** `weight_decay` → `weightDecay`, `T_mult` → `tMult`; nested values stay. */
export function camelOptions(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name.replace(/^[A-Z]/, (x) => x.toLowerCase()).replace(/_(\w)/g, (_, x: string) => x.toUpperCase()),
      value,
    ]),
  );
}

/** @file Settings as Python writes them, for printing modules and optimisers. */

/** A JavaScript number as Python prints it: 1e-08, 0.001, 5. */
export function pythonNumber(x: number): string {
  if (Number.isNaN(x)) return 'nan';
  if (!Number.isFinite(x)) return x > 0 ? 'inf' : '-inf';
  const size = Math.abs(x);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    const [digits, exponent] = x.toExponential().split('e') as [string, string];
    const [sign, power] = [exponent[0], exponent.slice(1)];
    return `${digits}e${sign}${power.padStart(2, '0')}`;
  }
  return String(x);
}

/** A number that is a float to Python, whole or not: 1.0. */
export class PythonFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** True, None, (1, 2), 'text' and numbers, as Python's repr. */
export function pythonValue(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return pythonNumber(value);
  if (value instanceof PythonFloat) {
    const text = pythonNumber(value.value);
    return /^-?\d+$/.test(text) ? `${text}.0` : text;
  }
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) {
    const items = value.map(pythonValue);
    return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
  }
  return String(value);
}

/** `numHeads` → `num_heads`, `weightIhL0` → `weight_ih_l0`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

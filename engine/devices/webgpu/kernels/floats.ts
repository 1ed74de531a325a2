/**
 * @file Float functions in WGSL that give IEEE results on any GPU. WGSL's own may flush, overflow, lose digits,
 * or take NaN and infinity for impossible; these decide by bit pattern and work on numbers of middling size.
 */

import { HYPERBOLIC } from './hyperbolic';
import { IEEE } from './ieee';
import { ROUNDING } from './rounding';
import { SPECIAL } from './special';
import { TRANSCENDENTAL } from './transcendental';
import { TRIGONOMETRY } from './trigonometry';

/** WGSL functions by name, and what they call. */
export type Snippets = Readonly<Record<string, { readonly needs: readonly string[]; readonly code: string }>>;

const SNIPPETS: Snippets = {
  ...IEEE,
  ...ROUNDING,
  ...TRANSCENDENTAL,
  ...HYPERBOLIC,
  ...TRIGONOMETRY,
  ...SPECIAL,
};

/** The code of these functions and of all that they call, each once, callees first. */
export function floatFunctions(...names: readonly string[]): string {
  const seen = new Set<string>();
  const parts: string[] = [];
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const snippet = SNIPPETS[name];
    if (!snippet) throw new RangeError(`no WGSL function ${name}`);
    snippet.needs.forEach(visit);
    parts.push(snippet.code);
  };
  names.forEach(visit);
  return parts.join('\n');
}

/** Where the GPU's own arithmetic may be trusted, and what it says there. */
const NATIVE: Readonly<Record<string, string>> = {
  div_word: `fn div_word(a: u32, b: u32) -> u32 {
  let m = a & 0x7fffffffu;
  // far from where the quotient is denormal or infinite
  let plain = ((m == 0u) | (m - 0x20800000u < 0x3e800000u)) & ((b & 0x7fffffffu) - 0x20800000u < 0x3e800000u);
  if (plain) { return bitcast<u32>(bitcast<f32>(a) / bitcast<f32>(b)); }`,
  sqrt_word: `fn sqrt_word(w: u32) -> u32 {
  if (w - 0x800000u < 0x7f000000u) { return bitcast<u32>(sqrt(bitcast<f32>(w))); }`,
};

/**
 * A kernel with the GPU's own division and square root before those that work without trusting it: for a CPU that
 * emulates a GPU, whose arithmetic is IEEE's but for denormals.
 */
export function withNative(code: string): string {
  let native = code;
  for (const start of Object.values(NATIVE))
    native = native.replace(start.slice(0, start.indexOf('\n')), () => start);
  return native;
}

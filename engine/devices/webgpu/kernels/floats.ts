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

/** By name, functions that trust the arithmetic of the GPU but for denormals, which it takes for zeros. */
const NATIVE: Readonly<Record<string, string>> = {
  div_word: `fn div_word(a: u32, b: u32) -> u32 {
  let x = a & 0x7fffffffu;
  let y = b & 0x7fffffffu;
  var q = bitcast<u32>(bitcast<f32>(a) / bitcast<f32>(b));
  let small = (x - 1u < 0x7fffffu) | (y - 1u < 0x7fffffu);
  if (small | (((q << 1u) == 0u) & (x != 0u) & (y < 0x7f800000u))) {
    let p = split(x);
    let d = split(y);
    let low = p.m < d.m;
    let shift = select(23u, 24u, low);
    let near = u32(f32(p.m) / f32(d.m) * select(8388608.0, 16777216.0, low));
    // rounded, it may be one too large
    let rest = i32((p.m << shift) - near * d.m);
    let over = rest < 0;
    let r = 2 * select(rest, rest + i32(d.m), over);
    let tail = select(select(select(1u, 2u, r == i32(d.m)), 3u, r > i32(d.m)), 0u, r == 0);
    let n = select(near, near - 1u, over);
    let whole = assemble((a ^ b) & 0x80000000u, n, p.e - d.e - i32(shift) + 150, tail);
    // by or from zero, infinity or no number any denormal is as good as 1
    let one = select(a, 0x3f800000u | (a & 0x80000000u), x - 1u < 0x7fffffu);
    let other = select(b, 0x3f800000u | (b & 0x80000000u), y - 1u < 0x7fffffu);
    let special = (x - 1u >= 0x7f7fffffu) | (y - 1u >= 0x7f7fffffu);
    q = select(whole, bitcast<u32>(bitcast<f32>(one) / bitcast<f32>(other)), special);
  }
  return select(q, 0x7fc00000u, is_nan(q));
}`,
  ratio_word:
    'fn ratio_word(a: u32, b: u32) -> u32 { return bitcast<u32>(bitcast<f32>(a) / bitcast<f32>(b)); }',
  sqrt_word: `fn sqrt_word(w: u32) -> u32 {
  // a denormal is its digits times 2^-149, and twice those have a root to be halved 75 times
  let small = w - 1u < 0x7fffffu;
  let root = bitcast<u32>(sqrt(select(bitcast<f32>(w), f32(2u * w), small)));
  let below = ((w >> 31u) == 1u) & (w != 0x80000000u);
  return select(select(root, root - 0x25800000u, small), 0x7fc00000u, below);
}`,
};

/**
 * A kernel with the GPU's own division and square root in the place of those that work without trusting it: for a CPU
 * that emulates a GPU, whose arithmetic is IEEE's but for denormals.
 */
export function withNative(code: string): string {
  let native = code;
  for (const [name, short] of Object.entries(NATIVE))
    native = native.replace(SNIPPETS[name]!.code, () => short);
  return native;
}

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

/** @file Copies, casts and fills: elementwise kernels that move a word, changed or not. */

import type { Formula } from './elementwise';
import { floatFunctions } from './floats';
import type { WordClass } from '../words';

/** Fills with the number given. */
export const FILL: Formula = {
  name: 'fill',
  functions: '',
  flag: false,
  isVector: true,
  word: ([value]) => `${value}`,
};

/** Moves words as they are, down to the bits of a NaN. */
export const MOVE: Formula = {
  name: 'move',
  functions: '',
  flag: false,
  isVector: true,
  word: ([x]) => `${x}`,
};

/** float32 to an integer, towards zero; WGSL's own conversion clamps. `outside` answers for what does not fit. */
function truncate(name: string, outside: string, finish: (word: string) => string, flag: boolean): Formula {
  return {
    name,
    flag,
    functions: `${floatFunctions('is_nan', 'order')}
fn truncate(w: u32) -> u32 {
  // -2^31 fits, 2^31 does not
  if (is_nan(w) || order(w) >= order(bitcast<u32>(2147483648.0f)) || order(w) < order(bitcast<u32>(-2147483648.0f))) {
    ${outside}
  }
  return u32(i32(bitcast<f32>(w)));
}`,
    word: ([x]) => finish(`truncate(${x})`),
  };
}

/**
 * The formula of a copy from one class to another, as PyTorch's `to`: floats lose their fraction, uint8 wraps,
 * bool is whether it is not 0. A float that no int32 holds becomes the least int32, as on a CPU;
 * to int64 it sets the overflow flag, since 64 bits might have held it.
 */
export function copyFormula(from: WordClass, to: WordClass): Formula {
  if (from === to) return MOVE;
  const name = `cast.${from}.${to}`;
  const cast = (word: Formula['word']): Formula => ({ name, functions: '', flag: false, word });
  if (from === 'f32') {
    if (to === 'bool') return cast(([x]) => `select(0u, 1u, (${x} & 0x7fffffffu) != 0u)`);
    if (to === 'u8') return truncate(name, 'return 0u;', (word) => `${word} & 0xffu`, false);
    if (to === 'i64')
      return truncate(name, 'atomicStore(&flags.overflow, 1u); return 0u;', (word) => word, true);
    return truncate(name, 'return 0x80000000u;', (word) => word, false);
  }
  switch (to) {
    case 'f32':
      return cast(([x]) => `bitcast<u32>(f32(${from === 'i32' || from === 'i64' ? `i32(${x})` : x}))`);
    case 'bool':
      return cast(([x]) => `select(0u, 1u, ${x} != 0u)`);
    case 'u8':
      return cast(([x]) => `${x} & 0xffu`);
    default:
      return MOVE;
  }
}

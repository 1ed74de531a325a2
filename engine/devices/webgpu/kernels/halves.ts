/** @file Matrices kept as 16-bit floats, two to a word: half as much to read, where somebody wants that more than the digits. */

import { contiguousStrides, numel } from '../layout';
import type { KernelContext } from './context';
import type { Source } from './record';
import { flat, lanes, recordViews, scratch, type Scratch } from './views';

/** Rounds to 16 bits: WGSL's own says nothing of what is too large, and no number is none afterwards. */
const HALF = `
fn half_of(w: u32) -> u32 {
  let m = w & 0x7fffffffu;
  let sign = (w >> 16u) & 0x8000u;
  if (m > 0x7f800000u) { return sign | 0x7e00u; }
  if (m >= 0x477ff000u) { return sign | 0x7c00u; }
  return pack2x16float(vec2(bitcast<f32>(w), 0.0)) & 0xffffu;
}`;

/** One half of a word as a float; infinite and not a number too. */
export const UNPACK = `
fn unpacked(word: u32, k: u32) -> f32 {
  let h = (word >> ((k & 1u) * 16u)) & 0xffffu;
  if ((h & 0x7c00u) == 0x7c00u) { return bitcast<f32>(((h & 0x8000u) << 16u) | 0x7f800000u | ((h & 0x3ffu) << 13u)); }
  return unpack2x16float(h).x;
}`;

/** The lanes of a [B, R, K] view, each packed by itself; a batch that is repeated is packed once. */
export function packed(context: KernelContext, { view, entry }: Source): Scratch {
  const [batches = 1, rows = 1, length = 1] = view.shape;
  const [step = 0] = view.strides;
  const one = step === 0 ? { ...view, shape: [1, rows, length] } : view;
  const words = Math.ceil(length / 2);
  const out = scratch(context, [...one.shape.slice(0, 2), words]);
  recordViews(context, {
    name: 'halves',
    out: flat(out),
    inputs: [lanes({ view: one, entry })],
    numbers: [words, length],
    declarations: HALF,
    count: numel(out.view.shape),
    body: `
  let base = lane1(i / number0());
  let k = 2u * (i % number0());
  var pair = half_of(word1(base + k * step1()));
  if (k + 1u < number1()) { pair |= half_of(word1(base + (k + 1u) * step1())) << 16u; }
  out[at0(i)] = pair;`,
  });
  const strides = contiguousStrides([batches, rows, words]);
  if (step === 0) strides[0] = 0;
  return { ...out, view: { shape: [batches, rows, words], strides, offset: 0 } };
}

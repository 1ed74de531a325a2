/**
 * @file Convolution on the cpu: large float32 ones in WebAssembly, others by the patches of a sample as columns and a
 * product of matrices, in doubles.
 */

import type { StridedView } from '../device';
import type { ConvolutionGeometry } from '../network';
import { dense } from './dense';
import { dataOf } from './storage';
import { wasmConvolve, wasmConvolveInput, wasmConvolveWeight } from './wasm/convolution';

interface Sizes {
  /** channels of one group */
  readonly inGroup: number;
  readonly outGroup: number;
  /** elements of one channel */
  readonly inPlane: number;
  readonly outPlane: number;
  /** weights of one output channel */
  readonly taps: number;
}

const product = (list: readonly number[]): number => list[0]! * list[1]! * list[2]!;

function sizesOf(g: ConvolutionGeometry): Sizes {
  return {
    inGroup: g.inChannels / g.groups,
    outGroup: g.outChannels / g.groups,
    inPlane: product(g.input),
    outPlane: product(g.output),
    taps: (g.inChannels / g.groups) * product(g.kernel),
  };
}

/** For each (channel, kernel place) and each output place the input element it reads, −1 for padding. */
function patchTable(g: ConvolutionGeometry, inGroup: number): Int32Array {
  const [kd, kh, kw] = g.kernel as [number, number, number];
  const [od, oh, ow] = g.output as [number, number, number];
  const [id, ih, iw] = g.input as [number, number, number];
  const table = new Int32Array(inGroup * kd * kh * kw * od * oh * ow);
  const place = (axis: number, o: number, k: number): number =>
    o * g.stride[axis]! - g.padding[axis]! + k * g.dilation[axis]!;
  let at = 0;
  for (let c = 0; c < inGroup; c++) {
    for (let z = 0; z < kd; z++) {
      for (let y = 0; y < kh; y++) {
        for (let x = 0; x < kw; x++) {
          for (let oz = 0; oz < od; oz++) {
            const d = place(0, oz, z);
            for (let oy = 0; oy < oh; oy++) {
              const h = place(1, oy, y);
              const inside = d >= 0 && d < id && h >= 0 && h < ih;
              const row = ((c * id + d) * ih + h) * iw;
              for (let ox = 0; ox < ow; ox++) {
                const w = place(2, ox, x);
                table[at++] = inside && w >= 0 && w < iw ? row + w : -1;
              }
            }
          }
        }
      }
    }
  }
  return table;
}

function gather(table: Int32Array, source: Float64Array, base: number, columns: Float64Array): void {
  for (let i = 0; i < table.length; i++) columns[i] = table[i]! < 0 ? 0 : source[base + table[i]!]!;
}

export function convolve(
  g: ConvolutionGeometry,
  x: StridedView,
  weight: StridedView,
  out: StridedView,
): void {
  if (wasmConvolve(g, x, weight, out)) return;
  const { inGroup, outGroup, inPlane, outPlane, taps } = sizesOf(g);
  const table = patchTable(g, inGroup);
  const [source, factors] = [dense(x), dense(weight)];
  const result = dataOf(out) as Float64Array;
  const columns = new Float64Array(table.length);
  const row = new Float64Array(outPlane);
  for (let n = 0; n < g.batch; n++) {
    for (let group = 0; group < g.groups; group++) {
      gather(table, source, (n * g.inChannels + group * inGroup) * inPlane, columns);
      for (let o = group * outGroup; o < (group + 1) * outGroup; o++) {
        row.fill(0);
        for (let k = 0; k < taps; k++) {
          const factor = factors[o * taps + k]!;
          const from = k * outPlane;
          for (let l = 0; l < outPlane; l++) row[l]! += factor * columns[from + l]!;
        }
        result.set(row, out.offset + (n * g.outChannels + o) * outPlane);
      }
    }
  }
}

export function convolveInput(
  g: ConvolutionGeometry,
  y: StridedView,
  weight: StridedView,
  out: StridedView,
): void {
  if (wasmConvolveInput(g, y, weight, out)) return;
  const { inGroup, outGroup, inPlane, outPlane, taps } = sizesOf(g);
  const table = patchTable(g, inGroup);
  const [source, factors] = [dense(y), dense(weight)];
  const result = dataOf(out) as Float64Array;
  const sums = new Float64Array(inGroup * inPlane);
  const row = new Float64Array(outPlane);
  for (let n = 0; n < g.batch; n++) {
    for (let group = 0; group < g.groups; group++) {
      sums.fill(0);
      for (let k = 0; k < taps; k++) {
        row.fill(0);
        for (let o = group * outGroup; o < (group + 1) * outGroup; o++) {
          const factor = factors[o * taps + k]!;
          const from = (n * g.outChannels + o) * outPlane;
          for (let l = 0; l < outPlane; l++) row[l]! += factor * source[from + l]!;
        }
        for (let l = 0; l < outPlane; l++) {
          const at = table[k * outPlane + l]!;
          if (at >= 0) sums[at]! += row[l]!;
        }
      }
      result.set(sums, out.offset + (n * g.inChannels + group * inGroup) * inPlane);
    }
  }
}

export function convolveWeight(
  g: ConvolutionGeometry,
  x: StridedView,
  y: StridedView,
  out: StridedView,
): void {
  if (wasmConvolveWeight(g, x, y, out)) return;
  const { inGroup, outGroup, inPlane, outPlane, taps } = sizesOf(g);
  const table = patchTable(g, inGroup);
  const [source, upstream] = [dense(x), dense(y)];
  const columns = new Float64Array(table.length);
  const sums = new Float64Array(g.outChannels * taps);
  for (let n = 0; n < g.batch; n++) {
    for (let group = 0; group < g.groups; group++) {
      gather(table, source, (n * g.inChannels + group * inGroup) * inPlane, columns);
      for (let o = group * outGroup; o < (group + 1) * outGroup; o++) {
        const from = (n * g.outChannels + o) * outPlane;
        for (let k = 0; k < taps; k++) {
          let sum = 0;
          for (let l = 0; l < outPlane; l++) sum += upstream[from + l]! * columns[k * outPlane + l]!;
          sums[o * taps + k]! += sum;
        }
      }
    }
  }
  (dataOf(out) as Float64Array).set(sums, out.offset);
}

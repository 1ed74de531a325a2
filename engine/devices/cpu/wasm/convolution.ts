/** @file Convolutions of float32 planes in the kernels' memory: which taps there are, and where they read. */

import type { StridedView } from '../../device';
import type { ConvolutionGeometry } from '../../network';
import { denseArray } from '../dense';
import { dataOf } from '../storage';
import { kernels, Places, type Kernels } from './kernels';

/** Below so many multiplications the copying is not worth it. */
const LEAST = 4096;
const FLOAT = Float32Array.BYTES_PER_ELEMENT;

const up4 = (n: number): number => (n + 3) & ~3;

/** A correlation of an image, padded as it needs it; everything a plane is height by width (depth is 1). */
interface Plan {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** of the padded image */
  readonly rows: number;
  /** columns that are so far apart lie side by side */
  readonly phases: number;
  readonly run: number;
  readonly top: number;
  readonly left: number;
  readonly down: number;
  readonly right: number;
  readonly outHeight: number;
  readonly outWidth: number;
  /** in floats, from where an output row begins */
  readonly taps: readonly number[];
  /** in floats */
  readonly starts: readonly number[];
}

/** What does not change with direction; null: not for these kernels. */
function planFor(g: ConvolutionGeometry, direction: 'forward' | 'back'): Plan | null {
  const [[, ih, iw], [, oh, ow], [, kh, kw]] = [g.input, g.output, g.kernel] as [Spatial, Spatial, Spatial];
  const [[, sh, sw], [, ph, pw], [, dh, dw]] = [g.stride, g.padding, g.dilation] as [
    Spatial,
    Spatial,
    Spatial,
  ];
  if (g.input[0] !== 1 || g.kernel[0] !== 1 || g.output[0] !== 1 || g.padding[0] !== 0) return null;
  const [spanY, spanX] = [dh * (kh - 1), dw * (kw - 1)];
  const back = direction === 'back';
  // backwards the output is set apart by the stride, and padded by what the kernel reaches beyond it
  const [top, left] = back ? [spanY - ph, spanX - pw] : [ph, pw];
  if (top < 0 || left < 0) return null;
  const phases = back ? 1 : sw;
  const rows = back ? ih + spanY : ih + 2 * ph;
  const run = Math.ceil((back ? iw + spanX : iw + 2 * pw) / phases) + 3;
  const channels = (back ? g.outChannels : g.inChannels) / g.groups;
  const row = phases * run;
  const taps: number[] = [];
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < kh; y++) {
      for (let x = 0; x < kw; x++) {
        const column = x * dw;
        taps.push((c * rows + y * dh) * row + (column % phases) * run + Math.floor(column / phases));
      }
    }
  }
  const [outHeight, outWidth] = back ? [ih, iw] : [oh, ow];
  const down = back ? 1 : sh;
  const starts = Array.from({ length: outHeight }, (_, y) => y * down * row);
  const [height, width] = back ? [oh, ow] : [ih, iw];
  const apart = back ? { down: sh, right: sw } : { down: 1, right: 1 };
  return {
    channels,
    height,
    width,
    rows,
    phases,
    run,
    top,
    left,
    ...apart,
    outHeight,
    outWidth,
    taps,
    starts,
  };
}

type Spatial = readonly [number, number, number];

const isWorth = (g: ConvolutionGeometry): boolean =>
  (g.batch * g.outChannels * g.output[1]! * g.output[2]! * g.inChannels * g.kernel[1]! * g.kernel[2]!) /
    g.groups >=
  LEAST;

const imageSize = (plan: Plan): number => plan.channels * plan.rows * plan.phases * plan.run;

/** Puts the tables of places where the kernels find them; in bytes. */
function writeTables(wasm: Kernels, plan: Plan, taps: number, starts: number): void {
  const words = new Uint32Array(wasm.floats.buffer);
  plan.taps.forEach((offset, i) => (words[taps + i] = offset * FLOAT));
  plan.starts.forEach((offset, i) => (words[starts + i] = offset * FLOAT));
}

function spread(wasm: Kernels, plan: Plan, from: number, to: number): void {
  const { channels, height, width, rows, phases, run, top, left, down, right } = plan;
  wasm.spread(from * FLOAT, to * FLOAT, channels, height, width, rows, phases, run, top, left, down, right);
}

/** Images through weights: forward and, with the roles of the channels exchanged, back to the input. */
function correlate(
  g: ConvolutionGeometry,
  plan: Plan,
  x: StridedView,
  out: StridedView,
  channels: number,
  weightOf: (group: number, channel: number, tap: number) => number,
): boolean {
  const source = denseArray(x);
  const count = plan.taps.length;
  const [height, width, step, depth] = [plan.outHeight, plan.outWidth, up4(plan.outWidth), up4(channels)];
  const [inSize, outSize] = [plan.channels * plan.height * plan.width, channels * height * width];
  const places = new Places();
  const [raw, image, weights] = [
    places.take(inSize),
    places.take(imageSize(plan)),
    places.take(depth * count),
  ];
  const [taps, starts] = [places.take(count), places.take(height)];
  const [result, cropped] = [places.take(depth * height * step), places.take(outSize)];
  const wasm = kernels(places.bytes);
  if (!wasm) return false;
  const { floats } = wasm;
  const target = dataOf(out) as Float32Array;
  writeTables(wasm, plan, taps, starts);
  for (let group = 0; group < g.groups; group++) {
    for (let c = 0; c < depth; c++) {
      for (let t = 0; t < count; t++) {
        const at = weights + ((c >> 2) * count + t) * 4 + (c & 3);
        floats[at] = c < channels ? weightOf(group, c, t) : 0;
      }
    }
    for (let n = 0; n < g.batch; n++) {
      const part = n * g.groups + group;
      floats.set(source.subarray(part * inSize, (part + 1) * inSize) as Float32Array, raw);
      spread(wasm, plan, raw, image);
      wasm.correlate(
        ...([image * FLOAT, weights * FLOAT, taps * FLOAT, count, starts * FLOAT] as const),
        ...([height, step, depth, result * FLOAT] as const),
      );
      if (step !== width) wasm.crop(result * FLOAT, cropped * FLOAT, channels * height, width, step);
      const from = step === width ? result : cropped;
      target.set(floats.subarray(from, from + outSize), out.offset + part * outSize);
    }
  }
  return true;
}

const isFloat = (view: StridedView): boolean => view.storage.dtype.name === 'float32';

/** These do the work and return true where they can; false otherwise. */
export function wasmConvolve(
  g: ConvolutionGeometry,
  x: StridedView,
  weight: StridedView,
  out: StridedView,
): boolean {
  const plan = isFloat(out) && isWorth(g) ? planFor(g, 'forward') : null;
  if (!plan) return false;
  const factors = denseArray(weight) as Float32Array;
  const [channels, taps] = [g.outChannels / g.groups, plan.taps.length];
  return correlate(g, plan, x, out, channels, (group, c, t) => factors[(group * channels + c) * taps + t]!);
}

export function wasmConvolveInput(
  g: ConvolutionGeometry,
  y: StridedView,
  weight: StridedView,
  out: StridedView,
): boolean {
  const plan = isFloat(out) && isWorth(g) ? planFor(g, 'back') : null;
  if (!plan) return false;
  const factors = denseArray(weight) as Float32Array;
  const [channels, outGroup] = [g.inChannels / g.groups, g.outChannels / g.groups];
  const area = g.kernel[1]! * g.kernel[2]!;
  return correlate(g, plan, y, out, channels, (group, c, t) => {
    // the kernel is walked through from its end
    const [o, place] = [Math.floor(t / area), area - 1 - (t % area)];
    return factors[((group * outGroup + o) * channels + c) * area + place]!;
  });
}

export function wasmConvolveWeight(
  g: ConvolutionGeometry,
  x: StridedView,
  y: StridedView,
  out: StridedView,
): boolean {
  const plan = isFloat(out) && isWorth(g) ? planFor(g, 'forward') : null;
  if (!plan) return false;
  const [source, upstream] = [denseArray(x) as Float32Array, denseArray(y) as Float32Array];
  const [channels, count] = [g.outChannels / g.groups, plan.taps.length];
  const [height, width, step, depth] = [plan.outHeight, plan.outWidth, up4(plan.outWidth), up4(channels)];
  const [inSize, outSize] = [plan.channels * plan.height * plan.width, channels * height * width];
  const places = new Places();
  const [raw, image, rawG] = [places.take(inSize), places.take(imageSize(plan)), places.take(outSize)];
  const [rowsOfG, sums] = [places.take(depth * height * step), places.take(depth * count)];
  const [taps, starts] = [places.take(count), places.take(height)];
  const wasm = kernels(places.bytes);
  if (!wasm) return false;
  const { floats } = wasm;
  const target = dataOf(out) as Float32Array;
  writeTables(wasm, plan, taps, starts);
  floats.fill(0, rowsOfG, rowsOfG + depth * height * step);
  for (let group = 0; group < g.groups; group++) {
    floats.fill(0, sums, sums + depth * count);
    for (let n = 0; n < g.batch; n++) {
      const part = n * g.groups + group;
      floats.set(source.subarray(part * inSize, (part + 1) * inSize), raw);
      spread(wasm, plan, raw, image);
      floats.set(upstream.subarray(part * outSize, (part + 1) * outSize), rawG);
      wasm.spread(rawG * FLOAT, rowsOfG * FLOAT, channels, height, width, height, 1, step, 0, 0, 1, 1);
      wasm.correlateWeights(
        ...([image * FLOAT, taps * FLOAT, count, starts * FLOAT, height, width, step] as const),
        ...([rowsOfG * FLOAT, depth, sums * FLOAT] as const),
      );
    }
    const all = channels * count;
    target.set(floats.subarray(sums, sums + all), out.offset + group * all);
  }
  return true;
}

/**
 * @file Convolution without patches: a row of outputs at one kernel place reads a row of the image that lies in order,
 * once the image is padded, and its columns that are a stride apart are put side by side. Offsets are in bytes.
 */

import { F32, madd, total } from './simd';

/**
 * Copies planes of h rows by w into zeros of `rows` rows, each of `phases` runs of `run` columns: element (y, x) goes
 * to row top + y·down, and of column left + x·right to run `column mod phases`, place `column div phases`.
 */
export function spread(
  from: usize,
  to: usize,
  planes: i32,
  h: i32,
  w: i32,
  rows: i32,
  phases: i32,
  run: i32,
  top: i32,
  left: i32,
  down: i32,
  right: i32,
): void {
  const row = ((phases * run) as usize) * F32;
  const plane = (rows as usize) * row;
  memory.fill(to, 0, (planes as usize) * plane);
  for (let p = 0; p < planes; p++) {
    for (let y = 0; y < h; y++) {
      const start = to + ((top + y * down) as usize) * row;
      if (phases === 1 && right === 1) {
        memory.copy(start + (left as usize) * F32, from, (w as usize) * F32);
        from += (w as usize) * F32;
        continue;
      }
      for (let x = 0; x < w; x++) {
        const column = left + x * right;
        const at = (column % phases) * run + column / phases;
        store<f32>(start + (at as usize) * F32, load<f32>(from));
        from += F32;
      }
    }
    to += plane;
  }
}

/** Rows of which the first `width` of `step` floats are wanted, side by side. */
export function crop(from: usize, to: usize, rows: i32, width: i32, step: i32): void {
  for (let r = 0; r < rows; r++) {
    memory.copy(to, from, (width as usize) * F32);
    from += (step as usize) * F32;
    to += (width as usize) * F32;
  }
}

/**
 * out [channels, rows, width] ← the sum over taps of weight · image; channels and width are multiples of 4.
 * @param weights by fours of channels: a tap's four side by side, tap after tap
 * @param taps where each tap reads, from where a row begins
 * @param starts where each output row begins in the image
 */
export function correlate(
  image: usize,
  weights: usize,
  taps: usize,
  count: i32,
  starts: usize,
  rows: i32,
  width: i32,
  channels: i32,
  out: usize,
): void {
  const plane = ((rows * width) as usize) * F32;
  const four = (count as usize) * 4 * F32;
  for (let r = 0; r < rows; r++) {
    const start = image + load<u32>(starts + (r as usize) * 4);
    const target = out + ((r * width) as usize) * F32;
    let x = 0;
    for (; x + 8 <= width; x += 8) {
      const shift = (x as usize) * F32;
      for (let c = 0; c < channels; c += 4) {
        const to = target + shift + (c as usize) * plane;
        eight(start + shift, weights + ((c >> 2) as usize) * four, taps, count, to, plane);
      }
    }
    if (x < width) {
      const shift = (x as usize) * F32;
      for (let c = 0; c < channels; c += 4) {
        const to = target + shift + (c as usize) * plane;
        lastFour(start + shift, weights + ((c >> 2) as usize) * four, taps, count, to, plane);
      }
    }
  }
}

/** Four channels of eight outputs in a row. */
function eight(image: usize, weights: usize, taps: usize, count: i32, out: usize, plane: usize): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  for (let t = 0; t < count; t++) {
    const at = image + load<u32>(taps);
    const b0 = v128.load(at);
    const b1 = v128.load(at, 16);
    const a0 = v128.load32_splat(weights);
    c00 = madd(a0, b0, c00);
    c01 = madd(a0, b1, c01);
    const a1 = v128.load32_splat(weights, 4);
    c10 = madd(a1, b0, c10);
    c11 = madd(a1, b1, c11);
    const a2 = v128.load32_splat(weights, 8);
    c20 = madd(a2, b0, c20);
    c21 = madd(a2, b1, c21);
    const a3 = v128.load32_splat(weights, 12);
    c30 = madd(a3, b0, c30);
    c31 = madd(a3, b1, c31);
    taps += 4;
    weights += 16;
  }
  v128.store(out, c00);
  v128.store(out, c01, 16);
  v128.store(out + plane, c10);
  v128.store(out + plane, c11, 16);
  v128.store(out + plane * 2, c20);
  v128.store(out + plane * 2, c21, 16);
  v128.store(out + plane * 3, c30);
  v128.store(out + plane * 3, c31, 16);
}

function lastFour(image: usize, weights: usize, taps: usize, count: i32, out: usize, plane: usize): void {
  let c0 = f32x4.splat(0);
  let c1 = c0;
  let c2 = c0;
  let c3 = c0;
  for (let t = 0; t < count; t++) {
    const b = v128.load(image + load<u32>(taps));
    c0 = madd(v128.load32_splat(weights), b, c0);
    c1 = madd(v128.load32_splat(weights, 4), b, c1);
    c2 = madd(v128.load32_splat(weights, 8), b, c2);
    c3 = madd(v128.load32_splat(weights, 12), b, c3);
    taps += 4;
    weights += 16;
  }
  v128.store(out, c0);
  v128.store(out + plane, c1);
  v128.store(out + plane * 2, c2);
  v128.store(out + plane * 3, c3);
}

/**
 * sums [channels, count] += the sum over rows and columns of g · image; channels is a multiple of 4.
 * @param g [channels, rows, step], of which `width` columns count
 */
export function correlateWeights(
  image: usize,
  taps: usize,
  count: i32,
  starts: usize,
  rows: i32,
  width: i32,
  step: i32,
  g: usize,
  channels: i32,
  sums: usize,
): void {
  for (let c = 0; c < channels; c += 4) {
    const from = g + ((c * rows * step) as usize) * F32;
    const to = sums + ((c * count) as usize) * F32;
    for (let t = 0; t < count; t += 2) {
      const second = min(t + 1, count - 1);
      pair(image, taps, t, second, starts, rows, width, step, from, to, count);
    }
  }
}

/** Four channels at two taps; of an odd count the last tap stands for both, and is added once. */
function pair(
  image: usize,
  taps: usize,
  first: i32,
  second: i32,
  starts: usize,
  rows: i32,
  width: i32,
  step: i32,
  g: usize,
  sums: usize,
  count: i32,
): void {
  const plane = ((rows * step) as usize) * F32;
  const whole = width >> 2;
  // beyond the last column g is 0 and the image whatever lies there, which may be no number
  const inside = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(width & 3));
  const p = image + load<u32>(taps + (first as usize) * 4);
  const q = image + load<u32>(taps + (second as usize) * 4);
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  for (let r = 0; r < rows; r++) {
    const start = load<u32>(starts + (r as usize) * 4);
    let x = p + start;
    let y = q + start;
    let at = g + ((r * step) as usize) * F32;
    for (let i = 0; i < whole; i++) {
      const b0 = v128.load(x);
      const b1 = v128.load(y);
      const a0 = v128.load(at);
      c00 = madd(a0, b0, c00);
      c01 = madd(a0, b1, c01);
      const a1 = v128.load(at + plane);
      c10 = madd(a1, b0, c10);
      c11 = madd(a1, b1, c11);
      const a2 = v128.load(at + plane * 2);
      c20 = madd(a2, b0, c20);
      c21 = madd(a2, b1, c21);
      const a3 = v128.load(at + plane * 3);
      c30 = madd(a3, b0, c30);
      c31 = madd(a3, b1, c31);
      x += 16;
      y += 16;
      at += 16;
    }
    if ((width & 3) === 0) continue;
    const b0 = v128.and(v128.load(x), inside);
    const b1 = v128.and(v128.load(y), inside);
    c00 = madd(v128.load(at), b0, c00);
    c01 = madd(v128.load(at), b1, c01);
    c10 = madd(v128.load(at + plane), b0, c10);
    c11 = madd(v128.load(at + plane), b1, c11);
    c20 = madd(v128.load(at + plane * 2), b0, c20);
    c21 = madd(v128.load(at + plane * 2), b1, c21);
    c30 = madd(v128.load(at + plane * 3), b0, c30);
    c31 = madd(v128.load(at + plane * 3), b1, c31);
  }
  const row = (count as usize) * F32;
  const to = sums + (first as usize) * F32;
  addTotals(to, row, c00, c10, c20, c30);
  if (second !== first) addTotals(to + F32, row, c01, c11, c21, c31);
}

function addTotals(to: usize, row: usize, c0: v128, c1: v128, c2: v128, c3: v128): void {
  store<f32>(to, load<f32>(to) + total(c0));
  store<f32>(to + row, load<f32>(to + row) + total(c1));
  store<f32>(to + row * 2, load<f32>(to + row * 2) + total(c2));
  store<f32>(to + row * 3, load<f32>(to + row * 3) + total(c3));
}

/** @file Channels turned into pixels, and back: each is the other's derivative. */

import { apply } from '../../autograd/apply';
import { RuntimeError } from '../../errors';
import { contiguousStrides, type Shape } from '../../shape';
import { Tensor } from '../../tensor';
import type { Attrs } from '../../trace/events';
import { operandTex } from '../common';
import type { OpRecord } from '../op';

const factorOf = (attrs: Attrs): number => attrs['factor'] as number;

/** [*, C·r², H, W] seen as [*, C, H, r, W, r]: where each pixel of [*, C, H·r, W·r] comes from. */
function pixelView(shape: Shape, strides: Shape, r: number): { shape: number[]; strides: number[] } {
  const [channels, height, width] = shape.slice(-3) as [number, number, number];
  const [c, y, x] = strides.slice(-3) as [number, number, number];
  return {
    shape: [...shape.slice(0, -3), channels / (r * r), height, r, width, r],
    strides: [...strides.slice(0, -3), c * r * r, y, c * r, x, c],
  };
}

/** The shape of the image that channels make. */
function imageShape(shape: Shape, r: number): number[] {
  const [channels, height, width] = shape.slice(-3) as [number, number, number];
  return [...shape.slice(0, -3), channels / (r * r), height * r, width * r];
}

/** The shape of the channels that an image makes. */
function channelShape(shape: Shape, r: number): number[] {
  const [channels, height, width] = shape.slice(-3) as [number, number, number];
  return [...shape.slice(0, -3), channels * r * r, height / r, width / r];
}

function checkRank(name: string, x: Tensor): void {
  if (x.ndim >= 3) return;
  throw new RuntimeError(
    `${name} expects input to have at least 3 dimensions, but got input with ${x.ndim} dimension(s)`,
  );
}

/** The place in the image of element `i` of the channels. */
function pixelOf(shape: Shape, r: number, i: number): number {
  const view = pixelView(shape, contiguousStrides(shape), r);
  // the view walks the image in order: find the step at which it stands on i
  const image = contiguousStrides(view.shape);
  const order = view.strides.map((_, d) => d).sort((a, b) => view.strides[b]! - view.strides[a]!);
  let [left, at] = [i, 0];
  for (const d of order) {
    if (view.shape[d] === 1) continue;
    at += Math.floor(left / view.strides[d]!) * image[d]!;
    left %= view.strides[d]!;
  }
  return at;
}

export const pixelShuffle: OpRecord = {
  name: 'pixelShuffle',
  gradFn: () => 'PixelShuffleBackward0',
  symbol: '▦',
  formula: (n) => `\\operatorname{shuffle}(${operandTex(n, 0)})`,
  forward([x], attrs) {
    const r = factorOf(attrs);
    checkRank('pixel_shuffle', x!);
    if (r <= 0) throw new RuntimeError(`pixel_shuffle expects a positive upscale_factor, but got ${r}`);
    const channels = x!.shape.at(-3)!;
    if (channels % (r * r) !== 0) {
      throw new RuntimeError(
        `pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but input.size(-3)=${channels} is not divisible by ${r * r}`,
      );
    }
    const view = pixelView(x!.shape, x!.strides, r);
    const out = Tensor.empty(imageShape(x!.shape, r), x!.dtype, x!.device);
    x!.device.copy(
      x!.look(view.shape, view.strides, x!.offset),
      out.look(view.shape, contiguousStrides(view.shape), 0),
    );
    return out;
  },
  saves: { inputs: [], output: false },
  backward: ({ attrs }, g) => [apply(pixelUnshuffle, [g], attrs)],
  explain: {
    tex: () => '1',
    locals: (_, i, e) => [{ at: pixelOf(e.inputs[0]!.shape, factorOf(e.attrs), i), value: 1 }],
  },
};

export const pixelUnshuffle: OpRecord = {
  name: 'pixelUnshuffle',
  gradFn: () => 'PixelUnshuffleBackward0',
  symbol: '▦ᵀ',
  formula: (n) => `\\operatorname{unshuffle}(${operandTex(n, 0)})`,
  forward([x], attrs) {
    const r = factorOf(attrs);
    checkRank('pixel_unshuffle', x!);
    if (r <= 0) throw new RuntimeError(`pixel_unshuffle expects a positive downscale_factor, but got ${r}`);
    for (const [d, name] of [
      [-2, 'height'],
      [-1, 'width'],
    ] as const) {
      if (x!.shape.at(d)! % r === 0) continue;
      throw new RuntimeError(
        `pixel_unshuffle expects ${name} to be divisible by downscale_factor, but input.size(${d})=${x!.shape.at(d)} is not divisible by ${r}`,
      );
    }
    // PyTorch leaves an image of no pixels as it is
    if (x!.numel() === 0) return Tensor.empty(x!.shape, x!.dtype, x!.device);
    const out = Tensor.empty(channelShape(x!.shape, r), x!.dtype, x!.device);
    const view = pixelView(out.shape, out.strides, r);
    const [c, y, w] = x!.strides.slice(-3) as [number, number, number];
    const source = [...x!.strides.slice(0, -3), c, y * r, y, w * r, w];
    x!.device.copy(x!.look(view.shape, source, x!.offset), out.look(view.shape, view.strides, 0));
    return out;
  },
  saves: { inputs: [], output: false },
  backward: ({ attrs }, g) => [g.numel() === 0 ? g : apply(pixelShuffle, [g], attrs)],
  explain: {
    tex: () => '1',
    locals(_, i, e) {
      const r = factorOf(e.attrs);
      const count = e.output.elements.length;
      const at = Array.from({ length: count }, (_unused, j) => j).find(
        (j) => pixelOf(e.output.shape, r, j) === i,
      );
      return at === undefined ? [] : [{ at, value: 1 }];
    },
  },
};

export const SHUFFLE_OPS: readonly OpRecord[] = [pixelShuffle, pixelUnshuffle];

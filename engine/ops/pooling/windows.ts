/** @file The windows of a pooling op from its attributes, with PyTorch's refusals. */

import { RuntimeError } from '../../errors';
import { isSampleOrBatch, shapeText, type Shape } from '../../shape';
import type { Attrs } from '../../trace/events';
import { windowCount, type Windows } from './map';

/** One description of windows for each spatial dimension. */
export function windowsOf(spatial: Shape, attrs: Attrs): Windows[] {
  const list = (key: string): Shape => attrs[key] as Shape;
  return spatial.map((size, d) => ({
    size,
    kernel: list('kernelSize')[d]!,
    stride: list('stride')[d]!,
    padding: list('padding')[d]!,
    dilation: list('dilation')[d]!,
    ceil: Boolean(attrs['ceilMode']),
  }));
}

/** The spatial output sizes of a 2-D pooling. */
export function checkWindows(shape: Shape, attrs: Attrs): number[] {
  const w = windowsOf(shape.slice(-2), attrs);
  if (w.some(({ stride }) => stride === 0)) throw new RuntimeError('stride should not be zero');
  if (w.some(({ kernel }) => kernel <= 0)) {
    throw new RuntimeError(
      `kernel size should be greater than zero, but got kH: ${w[0]!.kernel} kW: ${w[1]!.kernel}`,
    );
  }
  if (w.some(({ dilation }) => dilation <= 0)) {
    throw new RuntimeError(
      `dilation should be greater than zero, but got dilationH: ${w[0]!.dilation} dilationW: ${w[1]!.dilation}`,
    );
  }
  if (!isSampleOrBatch(shape, 3)) {
    throw new RuntimeError(
      `Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:${shapeText(shape)}`,
    );
  }
  const bad = w.find(({ padding, kernel, dilation }) => padding > ((kernel - 1) * dilation + 1) / 2);
  if (bad) {
    throw new RuntimeError(
      `pad should be at most half of effective kernel size, but got pad=${bad.padding}, kernel_size=${bad.kernel} and dilation=${bad.dilation}`,
    );
  }
  const out = w.map(windowCount);
  if (out.some((size) => size < 1)) {
    const [channels, height, width] = shape.slice(-3);
    throw new RuntimeError(
      `Given input size: (${channels}x${height}x${width}). Calculated output size: (${channels}x${out.join('x')}). Output size is too small`,
    );
  }
  return out;
}

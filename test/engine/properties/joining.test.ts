/** @file Cutting and joining: what is cut and joined again is what it was, and joining reads what a loop reads. */

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { torch, type Tensor } from '../../../engine/index';
import { testDevices } from '../devices';
import { counted, expectSame, places, row } from './model';

const devices = await testDevices();

/** A shape with no size of 0, one of its dimensions, and whether it lies transposed. */
const cases = fc
  .record({
    shape: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }),
    dim: fc.nat({ max: 2 }),
    isTurned: fc.boolean(),
    numbers: fc.array(fc.nat({ max: 9 }), { minLength: 4, maxLength: 4 }),
  })
  .map(({ shape, dim, ...rest }) => ({ shape, d: dim % shape.length, ...rest }));

/** 0, 1, 2 … whose elements lie one after the other, or with the dimensions the other way round. */
function made(shape: number[], isTurned: boolean): Tensor {
  const x = counted(shape).tensor;
  if (!isTurned) return x;
  const order = shape.map((_, d) => shape.length - 1 - d);
  return x.permute(order).contiguous().permute(order);
}

describe.each(devices)('$name', (device) => {
  beforeAll(() => device.use());
  afterAll(() => devices[0]!.use());
  const numRuns = device.name === 'cpu' ? 200 : 30;

  test('split, chunk, tensorSplit, unbind: joined again it is what it was', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ shape, d, isTurned, numbers }) => {
        const x = made(shape, isTurned);
        const same = { shape, at: (place: number[]) => row(shape, place) };
        const size = shape[d]!;
        const cuts = numbers
          .slice(0, 2)
          .map((n) => n % (size + 1))
          .sort((a, b) => a - b);
        const parts = [cuts[0]!, cuts[1]! - cuts[0]!, size - cuts[1]!];
        const count = (numbers[2]! % 5) + 1;
        for (const pieces of [
          x.split(count, d),
          x.split(parts, d),
          x.chunk(count, d),
          x.tensorSplit(count, d),
          x.tensorSplit(cuts, d - shape.length),
        ]) {
          for (const piece of pieces) expect(piece.storage).toBe(x.storage);
          await expectSame(torch.cat(pieces, d), same);
        }
        expect(x.tensorSplit(cuts, d).map((piece) => piece.shape[d])).toEqual(parts);
        await expectSame(torch.stack(x.unbind(d), d), same);
      }),
      { numRuns },
    );
  });

  test('cat reads what a loop reads, and sends each part its own gradient', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ shape, d, isTurned, numbers }) => {
        const lengths = numbers.slice(0, 3).map((n) => n % 4);
        const parts = lengths.map((length) => shape.with(d, length));
        const tensors = parts.map((own, k) =>
          made(own, isTurned)
            .float()
            .add(100 * k)
            .detach()
            .requiresGrad_(),
        );
        const total = lengths.reduce((a, b) => a + b, 0);
        const out = shape.with(d, total);
        /** The part that a place is in, and the place there. */
        const within = (place: number[]): [number, number[]] => {
          let [k, at] = [0, place[d]!];
          while (at >= lengths[k]!) at -= lengths[k++]!;
          return [k, place.with(d, at)];
        };
        const joined = torch.cat(tensors, d);
        await expectSame(joined, {
          shape: out,
          at(place) {
            const [k, own] = within(place);
            return 100 * k + row(parts[k]!, own);
          },
        });
        joined.mul(counted(out).tensor.float()).sum().backward();
        const flows = tensors.map(() => new Map<number, number>());
        for (const place of places(out)) {
          const [k, own] = within(place);
          flows[k]!.set(row(parts[k]!, own), row(out, place));
        }
        for (const [k, x] of tensors.entries()) {
          await expectSame(x.grad!, {
            shape: parts[k]!,
            at: (place) => flows[k]!.get(row(parts[k]!, place))!,
          });
        }
      }),
      { numRuns },
    );
  });

  test('stack puts each tensor at its own index', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.nat({ max: 3 }), async ({ shape, isTurned, numbers }, at) => {
        const d = at % (shape.length + 1);
        const count = (numbers[0]! % 3) + 1;
        const tensors = Array.from({ length: count }, (_, k) => made(shape, isTurned).add(100 * k));
        await expectSame(torch.stack(tensors, d), {
          shape: shape.toSpliced(d, 0, count),
          at: (place) => 100 * place[d]! + row(shape, place.toSpliced(d, 1)),
        });
      }),
      { numRuns },
    );
  });
});

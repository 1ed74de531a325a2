/** @file View algebra against a naive model: chains of views and copies, and the gradients that go back through them. */

import fc from 'fast-check';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { torch } from '../../../engine/index';
import { testDevices } from '../devices';
import { counted, expectSame, places, row, shapes, type Model } from './model';
import { LOOKS, STEPS, chainsOf, follow, type Seen } from './steps';

const devices = await testDevices();

/** A look at a storage by size and stride, where it does not reach behind the last of `count` elements. */
const looks = fc.record({
  size: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
  stride: fc.array(fc.nat({ max: 4 }), { minLength: 3, maxLength: 3 }),
  start: fc.nat({ max: 9 }),
});

function lookAt(
  base: Seen,
  { size, stride, start }: { size: number[]; stride: number[]; start: number },
): Seen {
  const steps = stride.slice(0, size.length);
  const reach = (list: number[]): number => list.reduce((sum, i, d) => sum + i * steps[d]!, 0);
  const room = base.tensor.storage.length - 1 - reach(size.map((n) => n - 1));
  if (room < 0) return base;
  const first = start % (room + 1);
  return {
    tensor: base.tensor.asStrided(size, steps, first),
    model: { shape: size, at: (place) => first + reach(place) },
  };
}

/** How a loss that weighs each place by its number flows back to the element that stands there. */
function flows(seen: Model, weight: (i: number) => number): Map<number, number> {
  const sums = new Map<number, number>();
  places(seen.shape).forEach((place, i) => {
    const from = seen.at(place);
    sums.set(from, (sums.get(from) ?? 0) + weight(i));
  });
  return sums;
}

describe.each(devices)('$name', (device) => {
  beforeAll(() => device.use());
  afterAll(() => devices[0]!.use());
  const times = (onCpu: number): { numRuns: number } => ({
    numRuns: device.name === 'cpu' ? onCpu : Math.ceil(onCpu / 10),
  });

  test('chains of views and copies see what the model sees', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, chainsOf(STEPS, 7), async (shape, chain) => {
        const { tensor, model } = follow(counted(shape), chain).at(-1)!;
        await expectSame(tensor, model);
        await expectSame(tensor.contiguous(), model);
        const all = places(model.shape);
        await expectSame(tensor.reshape(-1), { shape: [all.length], at: ([i]) => model.at(all[i!]!) });
      }),
      times(600),
    );
  });

  test('a gradient goes back through any chain: the weights of all places where an element is seen', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, chainsOf(STEPS, 6), async (shape, chain) => {
        const { tensor, model } = counted(shape);
        const x = tensor.float().detach().requiresGrad_();
        const end = follow({ tensor: x, model }, chain).at(-1)!;
        end.tensor.mul(counted(end.model.shape).tensor.float()).sum().backward();
        const sums = flows(end.model, (i) => i);
        await expectSame(x.grad!, { shape, at: (place) => sums.get(row(shape, place)) ?? 0 });
      }),
      times(300),
    );
  });

  test('asStrided looks at the storage, whatever the view that it is asked of', async () => {
    await fc.assert(
      fc.asyncProperty(
        shapes,
        chainsOf(LOOKS, 3),
        looks,
        chainsOf(LOOKS, 3),
        async (shape, chain, look, then) => {
          const view = follow(counted(shape), chain).at(-1)!;
          const end = follow(lookAt(view, look), then).at(-1)!;
          await expectSame(end.tensor, end.model);
        },
      ),
      times(200),
    );
  });

  test('its gradient comes to the elements that it looked at, through a view that sees them', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, looks, fc.boolean(), async (shape, look, isTurned) => {
        const dense = counted(shape);
        // laid out the other way round: a place's element in memory is another
        const order = shape.map((_, d) => shape.length - 1 - d);
        const memory = isTurned ? order.map((d) => shape[d]!) : shape;
        const start = isTurned ? dense.tensor.reshape(memory).permute(order) : dense.tensor;
        const x = start.float().detach();
        const base = isTurned ? x.permute(order).contiguous().permute(order).detach() : x;
        const { tensor, model } = lookAt({ tensor: base.requiresGrad_(), model: dense.model }, look);
        tensor.mul(counted(model.shape).tensor.float().add(1)).sum().backward();
        const sums = flows(model, (i) => i + 1);
        await expectSame(base.grad!, {
          shape,
          at(place) {
            const i = row(memory, isTurned ? order.map((d) => place[d]!) : place);
            // looked at itself, where its look does not fit
            return (tensor === base ? row(shape, place) + 1 : sums.get(i)) ?? 0;
          },
        });
      }),
      times(200),
    );
  });

  test('second derivatives go through chains, too', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, chainsOf(STEPS, 5), async (shape, chain) => {
        const { tensor, model } = counted(shape);
        const x = tensor.float().detach().requiresGrad_();
        const end = follow({ tensor: x, model }, chain).at(-1)!;
        const weights = counted(end.model.shape).tensor.float();
        const [gradient] = torch.autograd.grad(end.tensor.mul(end.tensor).mul(weights).sum(), [x], {
          createGraph: true,
        });
        gradient!.sum().backward();
        const sums = flows(end.model, (i) => 2 * i);
        await expectSame(x.grad!, { shape, at: (place) => sums.get(row(shape, place)) ?? 0 });
      }),
      times(150),
    );
  });
});

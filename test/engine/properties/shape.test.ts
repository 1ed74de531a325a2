/** @file View algebra and broadcasting against a naive model. */

import fc from 'fast-check';
import { test } from 'vitest';
import { cpu } from '../../../engine/devices/cpu/cpu';
import { setDefaultDevice } from '../../../engine/devices/registry';
import type { Tensor } from '../../../engine/index';
import { STEPS, counted, expectSame, places, row, shapes, withEmpty } from './model';

setDefaultDevice(cpu);

const steps = fc.array(
  fc.record({
    name: fc.constantFrom(...Object.keys(STEPS)),
    a: fc.nat({ max: 7 }),
    b: fc.nat({ max: 7 }),
  }),
  { maxLength: 5 },
);

test('chains of views and copies see what the model sees', async () => {
  await fc.assert(
    fc.asyncProperty(shapes, steps, async (shape, chain) => {
      let { tensor, model } = counted(shape);
      for (const { name, a, b } of chain) {
        if (model.shape.length > 5) break;
        ({ tensor, model } = STEPS[name]!(a, b)(tensor, model));
      }
      await expectSame(tensor, model);
      await expectSame(tensor.contiguous(), model);
    }),
    { numRuns: 300 },
  );
});

test('a gradient goes back through any chain: the sum of what was seen of each element', async () => {
  await fc.assert(
    fc.asyncProperty(shapes, steps, async (shape, chain) => {
      const start = counted(shape);
      const x = start.tensor.double().requiresGrad_();
      let current = { tensor: x as Tensor, model: start.model };
      for (const { name, a, b } of chain) {
        if (current.model.shape.length > 5) break;
        current = STEPS[name]!(a, b)(current.tensor, current.model);
      }
      current.tensor.mul(1).sum().backward();
      const seen = new Map<number, number>();
      for (const place of places(current.model.shape)) {
        const from = current.model.at(place);
        seen.set(from, (seen.get(from) ?? 0) + 1);
      }
      await expectSame(x.grad!, { shape, at: (place) => seen.get(row(shape, place)) ?? 0 });
    }),
    { numRuns: 150 },
  );
});

test('broadcasting reads what repeating would have made', async () => {
  await fc.assert(
    fc.asyncProperty(
      withEmpty,
      fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      fc.nat({ max: 4 }),
      async (shape, ones, cut) => {
        const small = shape.slice(Math.min(cut, shape.length)).map((size, d) => (ones[d] ? 1 : size));
        const [a, b] = [counted(shape), counted(small)];
        const lead = shape.length - small.length;
        await expectSame(a.tensor.add(b.tensor), {
          shape,
          at: (place) =>
            a.model.at(place) + b.model.at(place.slice(lead).map((i, d) => (small[d] === 1 ? 0 : i))),
        });
      },
    ),
    { numRuns: 200 },
  );
});

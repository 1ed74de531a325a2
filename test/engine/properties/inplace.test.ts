/** @file In-place ops through chains of views: one storage, one count of versions, and the elements that a model names. */

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { torch, type Tensor } from '../../../engine/index';
import { testDevices } from '../devices';
import { counted, expectSame, places, row, shapes } from './model';
import { LOOKS, VIEWS, chainsOf, follow, type Seen } from './steps';

const devices = await testDevices();

const chains = chainsOf(VIEWS, 5);

/** In-place ops with what they make of an element; `i` is its number in the view. */
const CHANGES: Record<string, { act: (view: Tensor) => Tensor; is: (x: number, i: number) => number }> = {
  add_: { act: (v) => v.add_(3), is: (x) => x + 3 },
  mul_: { act: (v) => v.mul_(-2), is: (x) => 0 - 2 * x },
  sub_: { act: (v) => v.sub_(torch.tensor(5), { alpha: 2 }), is: (x) => x - 10 },
  fill_: { act: (v) => v.fill_(7), is: () => 7 },
  zero_: { act: (v) => v.zero_(), is: () => 0 },
  neg_: { act: (v) => v.neg_(), is: (x) => 0 - x },
  clamp_: { act: (v) => v.clamp_(2, 9), is: (x) => Math.min(Math.max(x, 2), 9) },
  copy_: {
    act: (v) => v.copy_(counted([...v.shape]).tensor.mul(10)),
    is: (_, i) => 10 * i,
  },
  'add_ of another view': { act: (v) => v.add_(v.mul(1)), is: (x) => 2 * x },
  'put of everything': { act: (v) => v.put('...', -4), is: () => -4 },
};

const changes = fc.constantFrom(...Object.keys(CHANGES));

describe.each(devices)('$name', (device) => {
  beforeAll(() => device.use());
  afterAll(() => devices[0]!.use());
  const numRuns = device.name === 'cpu' ? 400 : 60;

  test('the base and every view see the change and nothing else; all count it', async () => {
    await fc.assert(
      fc.asyncProperty(
        shapes,
        chains,
        chainsOf(LOOKS, 3),
        fc.nat({ max: 4 }),
        fc.array(changes, { minLength: 1, maxLength: 3 }),
        async (shape, chain, other, fork, acts) => {
          const base = counted(shape).tensor.clone();
          const own = follow({ tensor: base, model: counted(shape).model }, chain);
          // views of a view before the changed one, which may see elements twice
          const siblings = follow(own[fork % own.length]!, other);
          const { tensor: changed, model } = own.at(-1)!;
          const elements = Array.from({ length: base.numel() }, (_, i) => i);
          for (const name of acts) {
            const { act, is } = CHANGES[name]!;
            const before = base.version;
            expect(act(changed)).toBe(changed);
            places(model.shape).forEach((place, i) => {
              const at = model.at(place);
              elements[at] = is(elements[at]!, i);
            });
            expect(base.version).toBeGreaterThan(before);
          }
          for (const { tensor, model } of [...own, ...siblings]) {
            expect(tensor.storage).toBe(base.storage);
            expect(tensor.version).toBe(base.version);
            await expectSame(tensor, { shape: model.shape, at: (place) => elements[model.at(place)]! });
          }
        },
      ),
      { numRuns },
    );
  });

  test('a copy shares nothing: neither elements nor versions', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, chains, changes, async (shape, chain, name) => {
        const { tensor, model } = follow(counted(shape), chain).at(-1)!;
        const copy = tensor.clone();
        const before = tensor.version;
        CHANGES[name]!.act(copy);
        expect(copy.storage).not.toBe(tensor.storage);
        expect(tensor.version).toBe(before);
        await expectSame(tensor, model);
      }),
      { numRuns: device.name === 'cpu' ? 100 : 20 },
    );
  });

  /** By change: what it makes of the gradient that comes to an element. */
  const SLOPES: Record<string, number> = {
    add_: 1,
    mul_: -2,
    fill_: 0,
    zero_: 0,
    neg_: -1,
    'put of everything': 0,
  };
  const tracked = fc.constantFrom(...Object.keys(SLOPES));

  test('the gradient goes through changes of views to the base: cut where overwritten, scaled where scaled', async () => {
    await fc.assert(
      fc.asyncProperty(
        shapes,
        fc.array(fc.tuple(chains, tracked), { minLength: 1, maxLength: 3 }),
        chainsOf(LOOKS, 4),
        fc.boolean(),
        async (shape, steps, other, isLate) => {
          const x = counted(shape).tensor.float().detach().requiresGrad_();
          const start: Seen = { tensor: x.mul(1), model: counted(shape).model };
          // a view from before the changes, or one from after them
          const early = isLate ? null : follow(start, other).at(-1)!;
          const slopes = counted(shape).tensor.numel();
          const slope = Array.from({ length: slopes }, () => 1);
          for (const [chain, name] of steps) {
            const { tensor, model } = follow(start, chain).at(-1)!;
            CHANGES[name]!.act(tensor);
            for (const place of places(model.shape)) slope[model.at(place)]! *= SLOPES[name]!;
          }
          const { tensor, model } = early ?? follow(start, other).at(-1)!;
          fc.pre(isLate || !other.some(({ name }) => name === 'unbind' || name === 'chunk'));
          tensor.mul(counted(model.shape).tensor.float().add(1)).sum().backward();
          const sums = new Map<number, number>();
          places(model.shape).forEach((place, i) => {
            const at = model.at(place);
            sums.set(at, (sums.get(at) ?? 0) + (i + 1) * slope[at]!);
          });
          // −0 is 0 here
          await expectSame(x.grad!.add(0), { shape, at: (place) => (sums.get(row(shape, place)) ?? 0) + 0 });
        },
      ),
      { numRuns: device.name === 'cpu' ? 400 : 40 },
    );
  });

  test('what is copied into a view of a base that lies turned round gets the gradient of its places', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, chains, async (shape, chain) => {
        const order = shape.map((_, d) => shape.length - 1 - d);
        const base = torch
          .zeros(order.map((d) => shape[d]!))
          .permute(order)
          .detach();
        const { tensor, model } = follow({ tensor: base, model: counted(shape).model }, chain).at(-1)!;
        const w = counted(model.shape).tensor.float().detach().requiresGrad_();
        tensor.copy_(w);
        base.mul(counted(shape).tensor.float()).sum().backward();
        await expectSame(w.grad!, model);
      }),
      { numRuns: device.name === 'cpu' ? 200 : 20 },
    );
  });
});

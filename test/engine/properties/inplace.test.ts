/** @file In-place ops through chains of views: one storage, one count of versions, and the elements that a model names. */

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { torch, type Tensor } from '../../../engine/index';
import { testDevices } from '../devices';
import { STEPS, counted, expectSame, places, row, shapes, type Model } from './model';

const devices = await testDevices();

/** Those of the steps that look at the same elements, each once: what is written through them has one place. */
const VIEWS = ['permute', 'transpose', 'narrow', 'step', 'unsqueeze'];

const chains = fc.array(
  fc.record({ name: fc.constantFrom(...VIEWS), a: fc.nat({ max: 7 }), b: fc.nat({ max: 7 }) }),
  { maxLength: 4 },
);

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
        fc.array(changes, { minLength: 1, maxLength: 3 }),
        async (shape, chain, acts) => {
          const base = counted(shape).tensor.clone();
          let current: { tensor: Tensor; model: Model } = {
            tensor: base,
            model: { shape, at: (place) => row(shape, place) },
          };
          const views = [current];
          for (const { name, a, b } of chain) {
            current = STEPS[name]!(a, b)(current.tensor, current.model);
            views.push(current);
          }
          const elements = Array.from({ length: base.numel() }, (_, i) => i);
          for (const name of acts) {
            const { act, is } = CHANGES[name]!;
            const before = base.version;
            expect(act(current.tensor)).toBe(current.tensor);
            places(current.model.shape).forEach((place, i) => {
              const at = current.model.at(place);
              elements[at] = is(elements[at]!, i);
            });
            expect(base.version).toBeGreaterThan(before);
          }
          for (const { tensor, model } of views) {
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
        let current = counted(shape);
        for (const { name: step, a, b } of chain) current = STEPS[step]!(a, b)(current.tensor, current.model);
        const copy = current.tensor.clone();
        const before = current.tensor.version;
        CHANGES[name]!.act(copy);
        expect(copy.storage).not.toBe(current.tensor.storage);
        expect(current.tensor.version).toBe(before);
        await expectSame(current.tensor, current.model);
      }),
      { numRuns: device.name === 'cpu' ? 100 : 20 },
    );
  });

  test('the gradient goes through a change of a view to the base: cut where overwritten, scaled where scaled', async () => {
    const slopes: Record<string, number> = {
      add_: 1,
      mul_: -2,
      fill_: 0,
      zero_: 0,
      neg_: -1,
      'put of everything': 0,
    };
    await fc.assert(
      fc.asyncProperty(
        shapes,
        chains,
        fc.constantFrom(...Object.keys(slopes)),
        async (shape, chain, name) => {
          const x = counted(shape).tensor.float().detach().requiresGrad_();
          const base = x.mul(1);
          let current: { tensor: Tensor; model: Model } = {
            tensor: base,
            model: { shape, at: (place) => row(shape, place) },
          };
          for (const { name: step, a, b } of chain)
            current = STEPS[step]!(a, b)(current.tensor, current.model);
          const there = new Set(places(current.model.shape).map((place) => current.model.at(place)));
          CHANGES[name]!.act(current.tensor);
          base.mul(counted(shape).tensor.float().add(1)).sum().backward();
          await expectSame(x.grad!, {
            shape,
            at(place) {
              const i = row(shape, place);
              // −0 is 0 here
              return (i + 1) * (there.has(i) ? slopes[name]! : 1) + 0;
            },
          });
        },
      ),
      { numRuns: device.name === 'cpu' ? 200 : 30 },
    );
  });
});

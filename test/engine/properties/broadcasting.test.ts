/** @file Broadcasting against a naive model: two and three operands, in place, refused, and the gradients' way back. */

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { torch, type Tensor } from '../../../engine/index';
import { testDevices } from '../devices';
import { counted, expectSame, places, row, withEmpty } from './model';

const devices = await testDevices();

/** A shape together with some that are repeated to it: without its first dimensions, and with ones. */
const fitting = (count: number): fc.Arbitrary<{ shape: number[]; parts: number[][] }> =>
  fc
    .record({
      shape: withEmpty,
      cuts: fc.array(fc.nat({ max: 4 }), { minLength: count, maxLength: count }),
      ones: fc.array(fc.nat({ max: 15 }), { minLength: count, maxLength: count }),
    })
    .map(({ shape, cuts, ones }) => {
      const parts = cuts.map((cut, k) =>
        shape.slice(Math.min(cut, shape.length)).map((size, d) => ((ones[k]! >> d) & 1 ? 1 : size)),
      );
      // what they make together, not what they were cut from
      const together = shape.map((_, d) =>
        parts.reduce((size, part) => {
          const own = part[d - shape.length + part.length] ?? 1;
          return own === 1 ? size : own;
        }, 1),
      );
      const rank = Math.max(...parts.map((part) => part.length));
      return { shape: together.slice(shape.length - rank), parts };
    });

/** The place of an operand that a place of the result reads. */
const source = (part: readonly number[], place: readonly number[]): number[] =>
  place.slice(place.length - part.length).map((i, d) => (part[d] === 1 ? 0 : i));

/** Small whole numbers, which every dtype holds and whose products are exact. */
const element = (part: readonly number[], k: number, place: readonly number[]): number =>
  ((row(part, place) * 5 + 3 * k) % 7) - 3;

function operand(part: number[], k: number): Tensor {
  const values = places(part).map((place) => element(part, k, place));
  return torch.tensor(values, { dtype: torch.float32 }).reshape(part);
}

interface Op {
  readonly of: (...operands: Tensor[]) => Tensor;
  readonly is: (...numbers: number[]) => number;
  /** the derivative by each operand; left out: there is none */
  readonly slopes?: readonly ((...numbers: number[]) => number)[];
}

const TWO: Record<string, Op> = {
  add: { of: (a, b) => a!.add(b!), is: (a, b) => a! + b!, slopes: [() => 1, () => 1] },
  sub: { of: (a, b) => a!.sub(b!, { alpha: 2 }), is: (a, b) => a! - 2 * b!, slopes: [() => 1, () => -2] },
  mul: { of: (a, b) => a!.mul(b!), is: (a, b) => a! * b!, slopes: [(_, b) => b!, (a) => a!] },
  maximum: { of: (a, b) => a!.maximum(b!), is: Math.max },
  fmod: { of: (a, b) => a!.fmod(b!.abs().add(1)), is: (a, b) => a! % (Math.abs(b!) + 1) },
  atan2: { of: (a, b) => a!.atan2(b!).mul(8).round(), is: (a, b) => Math.round(8 * Math.atan2(a!, b!)) },
  lt: { of: (a, b) => a!.lt(b!), is: (a, b) => Number(a! < b!) },
  logicalXor: { of: (a, b) => a!.logicalXor(b!), is: (a, b) => Number((a !== 0) !== (b !== 0)) },
  bitwiseAnd: { of: (a, b) => a!.int().bitwiseAnd(b!.int()), is: (a, b) => a! & b! },
  maskedFill: { of: (a, b) => a!.maskedFill(b!.gt(0), 9), is: (a, b) => (b! > 0 ? 9 : a!) },
};

const THREE: Record<string, Op> = {
  where: {
    of: (c, a, b) => torch.where(c!.gt(0), a!, b!),
    is: (c, a, b) => (c! > 0 ? a! : b!),
    slopes: [() => 0, (c) => Number(c! > 0), (c) => Number(c! <= 0)],
  },
  lerp: {
    of: (a, b, w) => a!.lerp(b!, w!),
    is: (a, b, w) => a! + w! * (b! - a!),
    slopes: [(_a, _b, w) => 1 - w!, (_a, _b, w) => w!, (a, b) => b! - a!],
  },
  addcmul: {
    of: (a, b, c) => a!.addcmul(b!, c!, { value: 3 }),
    is: (a, b, c) => a! + 3 * b! * c!,
    slopes: [() => 1, (_a, _b, c) => 3 * c!, (_a, b) => 3 * b!],
  },
  clamp: {
    of: (x, low, high) => x!.clamp(low!, high!),
    is: (x, low, high) => Math.min(Math.max(x!, low!), high!),
  },
};

/** What PyTorch says where two shapes do not fit: of the last dimension that does not. */
function refusalOf(a: readonly number[], b: readonly number[]): string | null {
  const rank = Math.max(a.length, b.length);
  for (let d = rank - 1; d >= 0; d--) {
    const [x, y] = [a[d - rank + a.length] ?? 1, b[d - rank + b.length] ?? 1];
    if (x !== y && x !== 1 && y !== 1) {
      return `The size of tensor a (${x}) must match the size of tensor b (${y}) at non-singleton dimension ${d}`;
    }
  }
  return null;
}

const anyShape = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 });

describe.each(devices)('$name', (device) => {
  beforeAll(() => device.use());
  afterAll(() => devices[0]!.use());
  const times = (onCpu: number): { numRuns: number } => ({
    numRuns: device.name === 'cpu' ? onCpu : Math.ceil(onCpu / 8),
  });

  describe.each([
    [2, TWO],
    [3, THREE],
  ] as const)('%i operands', (count, ops) => {
    test.each(Object.entries(ops))('%s reads what repeating would have made', async (_, { of, is }) => {
      await fc.assert(
        fc.asyncProperty(fitting(count), async ({ shape, parts }) => {
          await expectSame(of(...parts.map(operand)).add(0), {
            shape,
            // −0 is 0 here
            at: (place) => is(...parts.map((part, k) => element(part, k, source(part, place)))) + 0,
          });
        }),
        times(80),
      );
    });

    test.each(Object.entries(ops).filter(([, { slopes }]) => slopes))(
      '%s: a gradient is added up over the places that read an element',
      async (_, { of, slopes }) => {
        await fc.assert(
          fc.asyncProperty(fitting(count), async ({ shape, parts }) => {
            const inputs = parts.map((part, k) => operand(part, k).requiresGrad_());
            of(...inputs)
              .mul(counted(shape).tensor.float())
              .sum()
              .backward();
            for (const [k, input] of inputs.entries()) {
              const sums = new Map<number, number>();
              for (const place of places(shape)) {
                const numbers = parts.map((part, j) => element(part, j, source(part, place)));
                const own = row(parts[k]!, source(parts[k]!, place));
                sums.set(own, (sums.get(own) ?? 0) + row(shape, place) * slopes![k]!(...numbers));
              }
              await expectSame((input.grad ?? torch.zerosLike(input)).add(0), {
                shape: parts[k]!,
                at: (place) => (sums.get(row(parts[k]!, place)) ?? 0) + 0,
              });
            }
          }),
          times(60),
        );
      },
    );
  });

  test('shapes that do not fit are refused, with the sizes and the dimension', async () => {
    await fc.assert(
      fc.asyncProperty(anyShape, anyShape, async (a, b) => {
        const text = refusalOf(a, b);
        const act = (): Tensor => torch.ones(a).add(torch.ones(b));
        if (text) expect(act).toThrow(text);
        else expect(act().shape.length).toBe(Math.max(a.length, b.length));
      }),
      times(200),
    );
  });

  test('in place, what is on the right is repeated, and the tensor keeps its shape or refuses', async () => {
    const acts: Record<
      string,
      [act: (x: Tensor, y: Tensor) => Tensor, is: (x: number, y: number) => number]
    > = {
      add_: [(x, y) => x.add_(y), (x, y) => x + y],
      mul_: [(x, y) => x.mul_(y), (x, y) => x * y],
      copy_: [(x, y) => x.copy_(y), (_, y) => y],
      clampMin_: [(x, y) => x.clampMin_(y), Math.max],
      lerp_: [(x, y) => x.lerp_(y, 0.5), (x, y) => (x + y) / 2],
    };
    await fc.assert(
      fc.asyncProperty(anyShape, anyShape, fc.constantFrom(...Object.keys(acts)), async (a, b, name) => {
        const [act, is] = acts[name]!;
        const x = operand(a, 0);
        const text = refusalOf(a, b);
        const rank = Math.max(a.length, b.length);
        const together = Array.from({ length: rank }, (_, d) => {
          const [own, other] = [a[d - rank + a.length] ?? 1, b[d - rank + b.length] ?? 1];
          return own === 1 ? other : own;
        });
        const isKept = together.length === a.length && together.every((size, d) => size === a[d]);
        if (!text && isKept) {
          expect(act(x, operand(b, 1))).toBe(x);
          await expectSame(x.add(0), {
            shape: a,
            at: (place) => is(element(a, 0, place), element(b, 1, source(b, place))) + 0,
          });
          return;
        }
        expect(() => act(x, operand(b, 1))).toThrow(
          text ??
            `output with shape [${a.join(', ')}] doesn't match the broadcast shape [${together.join(', ')}]`,
        );
        await expectSame(x, { shape: a, at: (place) => element(a, 0, place) });
      }),
      times(300),
    );
  });

  test('expand repeats, and its gradient adds up', async () => {
    await fc.assert(
      fc.asyncProperty(fitting(1), fc.nat({ max: 15 }), fc.nat({ max: 2 }), async ({ parts }, wide, lead) => {
        const [part] = parts as [number[]];
        const own = part.map((size, d) => (size === 1 && (wide >> d) & 1 ? 3 : size));
        const shape = [...Array<number>(lead).fill(2), ...own];
        const x = operand(part, 0).requiresGrad_();
        const y = x.expand(shape);
        await expectSame(y, { shape, at: (place) => element(part, 0, source(part, place)) });
        y.mul(counted(shape).tensor.float()).sum().backward();
        const sums = new Map<number, number>();
        for (const place of places(shape)) {
          const at = row(part, source(part, place));
          sums.set(at, (sums.get(at) ?? 0) + row(shape, place));
        }
        await expectSame(x.grad!, { shape: part, at: (place) => sums.get(row(part, place)) ?? 0 });
      }),
      times(100),
    );
  });
});

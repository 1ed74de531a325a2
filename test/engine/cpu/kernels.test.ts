/** @file The WebAssembly kernels against plain sums in doubles: sizes that fill no tile, views of any strides. */

import { describe, expect, test } from 'vitest';
import { F, optim, torch, type Tensor } from '../../../engine/index';
import { kernels } from '../../../engine/devices/cpu/wasm/kernels';

type Matrix = readonly (readonly number[])[];

const random = (...size: number[]): Tensor => torch.randn(size);

async function rowsOf(x: Tensor): Promise<Matrix> {
  return (await x.tolist()) as unknown as Matrix;
}

/** The product by its definition. */
function product(a: Matrix, b: Matrix): number[][] {
  return a.map((row) => b[0]!.map((_, j) => row.reduce((sum, x, k) => sum + x * b[k]![j]!, 0)));
}

async function expectProduct(a: Tensor, b: Tensor): Promise<void> {
  const [got, want] = [await rowsOf(a.matmul(b)), product(await rowsOf(a), await rowsOf(b))];
  const worst = Math.max(...want.flatMap((row, i) => row.map((x, j) => Math.abs(x - got[i]![j]!))));
  // sums of k products of the size of 1, each rounded to 2^-24
  expect(worst).toBeLessThan(Math.sqrt(a.shape[1]!) * 2e-6);
}

test('they compile here', () => {
  expect(kernels()).not.toBeNull();
});

describe('matmul', () => {
  test.each([
    [16, 16, 16],
    [33, 65, 17],
    [1, 300, 40],
    [130, 7, 9],
    [5, 1000, 3],
    [70, 513, 530],
  ])('[%i, %i] × [%i columns]', async (m, k, n) => {
    torch.manualSeed(m);
    await expectProduct(random(m, k), random(k, n));
  });

  test('turned about, on either side', async () => {
    torch.manualSeed(1);
    await expectProduct(random(40, 30).t(), random(40, 21));
    await expectProduct(random(30, 40), random(21, 40).t());
    await expectProduct(random(37, 30).t(), random(21, 37).t());
  });

  test('views with gaps, of every stride', async () => {
    torch.manualSeed(2);
    const wide = random(40, 300);
    await expectProduct(wide.narrow(1, 5, 33), random(33, 20));
    await expectProduct(
      random(3, 40, 25, 2).select(3, 1).select(0, 2),
      wide.narrow(0, 1, 25).narrow(1, 7, 19),
    );
    await expectProduct(random(1, 64).expand(20, 64), random(64, 1).expand(64, 20));
  });

  test('a batch, of which one side is repeated', async () => {
    torch.manualSeed(3);
    const [a, b] = [random(3, 20, 18), random(18, 22)];
    const got = a.matmul(b);
    for (let p = 0; p < 3; p++) {
      const want = product(await rowsOf(a.select(0, p)), await rowsOf(b));
      const rows = await rowsOf(got.select(0, p));
      want.forEach((row, i) => row.forEach((x, j) => expect(rows[i]![j]).toBeCloseTo(x, 4)));
    }
  });

  test('NaN and infinity stay where they belong', async () => {
    const a = torch.ones([20, 20]);
    const b = torch.ones([20, 20]);
    a.select(0, 3).fill_(NaN);
    b.select(1, 7).fill_(Infinity);
    const rows = await rowsOf(a.matmul(b));
    expect(rows[3]!.every(Number.isNaN)).toBe(true);
    expect(rows[4]![7]).toBe(Infinity);
    expect(rows[4]![6]).toBe(20);
  });

  test('a large product leaves no large memory behind', async () => {
    const before = kernels()!.floats.buffer.byteLength;
    await expectProduct(random(8, 6000), random(6000, 8));
    torch.ones([2100, 2100]).matmul(torch.ones([2100, 2100]));
    torch.ones([20, 20]).matmul(torch.ones([20, 20]));
    expect(kernels()!.floats.buffer.byteLength).toBe(before);
  });
});

describe('convolution', () => {
  /** In doubles, which the kernels leave to the plain loops: the same call is then the expectation. */
  async function expectSame(
    x: Tensor,
    weight: Tensor,
    options: { stride?: number; padding?: number; dilation?: number; groups?: number },
  ): Promise<void> {
    const [x64, weight64] = [x.double(), weight.double()];
    for (const tensor of [x, weight, x64, weight64]) tensor.requiresGrad_();
    const [got, want] = [F.conv2d(x, weight, null, options), F.conv2d(x64, weight64, null, options)];
    const upstream = torch.randn(got.shape);
    got.backward(upstream);
    want.backward(upstream.double());
    await expectClose(got.detach(), want.detach());
    await expectClose(x.grad!, x64.grad!);
    await expectClose(weight.grad!, weight64.grad!);
  }

  async function expectClose(got: Tensor, want: Tensor): Promise<void> {
    const difference = await got.double().sub(want).abs().max().item();
    expect(difference).toBeLessThan(2e-6 * Math.max(1, await want.abs().max().item()) * 10);
  }

  test.each([
    [{}, [3, 4, 12, 13], [6, 4, 3, 3]],
    [{ padding: 1 }, [2, 3, 9, 11], [5, 3, 3, 3]],
    [{ stride: 2 }, [2, 3, 15, 16], [5, 3, 3, 3]],
    [{ stride: 3, padding: 2 }, [2, 3, 14, 17], [4, 3, 4, 5]],
    [{ dilation: 2, padding: 1 }, [2, 3, 14, 12], [4, 3, 3, 3]],
    [{ stride: 2, dilation: 3, padding: 3 }, [2, 2, 16, 19], [7, 2, 3, 3]],
    [{ groups: 3, padding: 1 }, [2, 6, 10, 10], [9, 2, 3, 3]],
    [{ padding: 3 }, [2, 3, 12, 12], [4, 3, 2, 2]],
    [{}, [4, 8, 5, 5], [16, 8, 5, 5]],
  ])('%o of %j with %j', async (options, size, kernel) => {
    torch.manualSeed(4);
    await expectSame(random(...size), random(...kernel), options);
  });

  test('what is infinite stays with the taps that see it', async () => {
    const x = torch.ones([2, 4, 10, 9]);
    x.select(3, 7).fill_(Infinity);
    const weight = torch.ones([4, 4, 2, 3], { requiresGrad: true });
    F.conv2d(x, weight).sum().backward();
    const taps = await rowsOf(weight.grad!.select(0, 0).select(0, 0));
    // columns 0 … 6 for the first, 1 … 7 and 2 … 8 for the others
    expect(taps[0]).toEqual([126, Infinity, Infinity]);
  });
});

describe('large elementwise work', () => {
  const EXTREMES = [
    0,
    -0,
    1,
    -1,
    88.7,
    88.8,
    -87.3,
    -103.9,
    -104.1,
    -200,
    1e30,
    -1e30,
    Infinity,
    -Infinity,
    NaN,
  ];
  const SIZE = 5003;

  /** Extremes first, then what lies between them. */
  const x = (): Tensor =>
    torch.fromArray(Float32Array.from({ length: SIZE }, (_, i) => EXTREMES[i] ?? Math.sin(i) * (i % 90)));

  async function expectEach(got: Tensor, want: (value: number) => number, ulps: number): Promise<void> {
    const [values, results] = [(await x().tolist()) as number[], (await got.tolist()) as number[]];
    values.forEach((value, i) => {
      const wanted = Math.fround(want(value));
      if (Object.is(results[i], wanted) || (Number.isNaN(wanted) && Number.isNaN(results[i]))) return;
      // below the normal numbers a unit of the last place stays as large as at 2^-126
      const unit = Math.max(Math.abs(wanted), 2 ** -126) * 2 ** -23;
      expect(Math.abs(results[i]! - wanted), `of ${value}`).toBeLessThanOrEqual(ulps * unit);
    });
  }

  test('exp and the exact ones', async () => {
    await expectEach(x().exp(), Math.exp, 2);
    await expectEach(x().neg(), (v) => -v, 0);
    await expectEach(x().relu(), (v) => (v <= 0 ? 0 : v), 0);
    await expectEach(x().sqrt(), Math.sqrt, 0);
    await expectEach(x().abs(), Math.abs, 0);
  });

  test('arithmetic of two, and with a number', async () => {
    const y = x().mul(0.37);
    await expectEach(x().add(y), (v) => v + Math.fround(v * Math.fround(0.37)), 0);
    await expectEach(x().sub(0.1), (v) => v - Math.fround(0.1), 0);
    await expectEach(x().rsub(1), (v) => 1 - v, 0);
    await expectEach(x().div(3), (v) => v / 3, 0);
  });

  test.each([
    [1, 20],
    [7, 20],
    [1000, 20],
    // of numbers that lie near one another
    [1000, 5],
    [20_000, 20],
  ])('softmax of rows of %i, %i times the normal distribution', async (length, spread) => {
    torch.manualSeed(5);
    const rows = torch.randn([Math.ceil(9000 / length), length]).mul(spread);
    for (const [got, want] of [
      [rows.softmax(1), rows.double().softmax(1)],
      [rows.logSoftmax(1), rows.double().logSoftmax(1)],
    ] as const) {
      const difference = await got.double().sub(want).abs().max().item();
      expect(difference).toBeLessThan(1e-6 * Math.max(1, await want.abs().max().item()));
    }
  });

  test.each([7, 1000])('softmax of rows of %i with what is no number in them', async (length) => {
    const rows = torch.zeros([Math.ceil(9000 / length), length]);
    const last = length - 1;
    rows.select(0, 0).select(0, last).fill_(NaN);
    rows.select(0, 1).select(0, 2).fill_(NaN);
    rows.select(0, 2).fill_(-Infinity);
    rows.select(0, 3).select(0, 1).fill_(Infinity);
    rows.select(0, 4).fill_(-Infinity).select(0, last).fill_(3);
    // a NaN with other bits than the usual one's
    const bits = new Uint32Array(rows.numel()).fill(0x7fc00155);
    const odd = torch.tensor(new Float32Array(bits.buffer)).view(-1, length);
    for (const of of [odd.softmax(1), odd.logSoftmax(1)]) expect(await of.isnan().all().item()).toBeTruthy();
    const shares = (await rows.softmax(1).tolist()) as number[][];
    const logs = (await rows.logSoftmax(1).tolist()) as number[][];
    for (const row of [0, 1, 2]) {
      expect(shares[row]!.every(Number.isNaN)).toBe(true);
      expect(logs[row]!.every(Number.isNaN)).toBe(true);
    }
    expect(shares[3]![1]).toBeNaN();
    expect(shares[4]!.map(Number)).toEqual(Array.from({ length }, (_, i) => (i === last ? 1 : 0)));
    expect(logs[4]![last]).toBe(0);
    expect(logs[4]![0]).toBe(-Infinity);
    expect(shares[5]![0]).toBeCloseTo(1 / length, 6);
  });

  test('elements that lie apart are copied in order', async () => {
    const x = torch.arange(120).float().view(4, 5, 6);
    const turned = (await x.permute(2, 0, 1).contiguous().view(-1).tolist()) as number[];
    const wanted = turned.map((_, at) => {
      const [i, j, k] = [Math.floor(at / 20), Math.floor(at / 5) % 4, at % 5];
      return j * 30 + k * 6 + i;
    });
    expect(turned).toEqual(wanted);
    expect(await torch.tensor([1n, 2n]).unsqueeze(1).expand(2, 3).contiguous().tolist()).toEqual([
      [1, 1, 1],
      [2, 2, 2],
    ]);
    expect(torch.zeros(0, 3).t().contiguous().shape).toEqual([3, 0]);
  });

  test('Adam takes the steps that it takes in doubles', async () => {
    torch.manualSeed(6);
    const start = torch.randn([70, 80]);
    const [p, exact] = [start.clone().requiresGrad_(), start.double().requiresGrad_()];
    const options = { lr: 0.01, weightDecay: 0.1 };
    const optimizers = [new optim.Adam([p], options), new optim.Adam([exact], options)];
    for (let step = 0; step < 5; step++) {
      for (const optimizer of optimizers) optimizer.zeroGrad();
      p.pow(2).sum().backward();
      exact.pow(2).sum().backward();
      for (const optimizer of optimizers) optimizer.step();
    }
    expect(await p.detach().double().sub(exact.detach()).abs().max().item()).toBeLessThan(1e-6);
  });
});

/** @file What the families of networks have beside single calls: dropout's stream, running statistics, factors. */

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { F, Tensor, torch } from '../../engine/index';
import { testDevices } from '../engine/devices';
import { dtypeOf, numbers, type Packed } from './packed';

interface Dropout {
  seed: number;
  p: number;
  name?: 'dropout1d' | 'dropout2d';
  first: Packed;
  after: Packed;
}

interface Statistics {
  name: 'batchNorm' | 'instanceNorm';
  input: Packed;
  momentum: number;
  before: [Packed, Packed];
  after: [Packed, Packed];
}

const file = new URL('families/normalization.json', import.meta.url);
const { dropouts, statistics } = JSON.parse(readFileSync(file, 'utf8')) as {
  dropouts: Dropout[];
  statistics: Statistics[];
};

const made = (packed: Packed): Tensor =>
  torch.tensor(numbers(packed.data), { dtype: dtypeOf(packed.dtype), device: 'cpu' }).reshape(packed.shape);
const flat = async (x: Tensor): Promise<number[]> => (await x.reshape(-1).tolist()) as number[];

const devices = await testDevices();

describe.each(devices)('$name', ({ name, use }) => {
  /** A float64 of the cpu where the device has them: WebGPU has none, and takes float32. */
  const onto = (x: Tensor): Tensor => (name === 'cpu' ? x : x.float().to(name));
  beforeAll(use);
  afterAll(() => devices[0]!.use());
  describe('dropout draws what PyTorch draws', () => {
    const here = dropouts.filter(({ first }) => name === 'cpu' || first.dtype !== 'float64');
    test.each(here.map((d) => [`${d.name ?? 'dropout'} ${d.seed} ${d.p} ${d.first.shape}`, d] as const))(
      '%s',
      async (_, d) => {
        torch.manualSeed(d.seed);
        const x = torch.ones(d.first.shape, { dtype: dtypeOf(d.first.dtype), device: name });
        const dropped = F[d.name ?? 'dropout'](x, d.p);
        expect(await flat(dropped)).toEqual(numbers(d.first.data));
        expect(await flat(torch.rand([3], { device: 'cpu' }))).toEqual(numbers(d.after.data));
      },
    );
  });

  describe('running statistics', () => {
    test.each(statistics.map((s) => [`${s.name} ${s.momentum}`, s] as const))('%s', async (_, s) => {
      const [mean, variance] = s.before.map((packed) => onto(made(packed))) as [Tensor, Tensor];
      const { momentum } = s;
      if (s.name === 'batchNorm')
        F.batchNorm(onto(made(s.input)), mean, variance, null, null, { training: true, momentum });
      else F.instanceNorm(onto(made(s.input)), mean, variance, null, null, { momentum });
      for (const [got, wanted] of [
        [mean, s.after[0]],
        [variance, s.after[1]],
      ] as const) {
        (await flat(got)).forEach((x, i) =>
          expect(x).toBeCloseTo(numbers(wanted.data)[i]!, name === 'cpu' ? 12 : 5),
        );
      }
    });
  });

  describe('factors multiply to the matrix, and are orthogonal', () => {
    const generator = new torch.Generator().manualSeed(5);
    const draw = (...shape: number[]): Tensor =>
      onto(torch.randn(shape, { dtype: torch.float64, device: 'cpu', generator }));
    const expectSame = async (a: Tensor, b: Tensor): Promise<void> => {
      expect(a.shape).toEqual(b.shape);
      const wanted = await flat(b);
      (await flat(a)).forEach((x, i) => expect(x).toBeCloseTo(wanted[i]!, name === 'cpu' ? 10 : 4));
    };
    const identity = (n: number): Tensor => onto(torch.eye(n, { dtype: torch.float64, device: 'cpu' }));

    test.each([[[4, 4]], [[5, 3]], [[3, 5]], [[1, 1]]])('svd of %j', async (shape) => {
      const a = draw(...shape);
      const { U, S, Vh } = torch.linalg.svd(a, { fullMatrices: false });
      await expectSame(U.mul(S).matmul(Vh), a);
      const full = torch.linalg.svd(a);
      await expectSame(full.U.t().matmul(full.U), identity(shape[0]!));
      await expectSame(full.Vh.matmul(full.Vh.t()), identity(shape[1]!));
    });

    test('svd of a matrix of rank 1 still has a whole basis', async () => {
      const a = draw(4, 1).matmul(draw(1, 3));
      const { U, S, Vh } = torch.linalg.svd(a);
      await expectSame(U.narrow(1, 0, 3).mul(S).matmul(Vh), a);
      await expectSame(U.t().matmul(U), identity(4));
    });

    test.each([1, 2, 5])('eigh of %i rows', async (n) => {
      const half = draw(n, n);
      const a = half.add(half.t());
      const { eigenvalues, eigenvectors } = torch.linalg.eigh(a);
      await expectSame(eigenvectors.mul(eigenvalues).matmul(eigenvectors.t()), a);
      await expectSame(eigenvectors.t().matmul(eigenvectors), identity(n));
      const values = await flat(eigenvalues);
      expect(values).toEqual([...values].sort((x, y) => x - y));
    });
  });

  describe('second derivatives, against differences of the first', () => {
    const generator = new torch.Generator().manualSeed(9);
    const draw = (...shape: number[]): Tensor =>
      torch.randn(shape, { dtype: torch.float64, device: 'cpu', generator });
    const cases: Record<string, [Tensor, (x: Tensor) => Tensor]> = {
      conv2d: [draw(1, 2, 4, 4), (x) => F.conv2d(x, x.narrow(2, 0, 2).narrow(3, 0, 2), null, { padding: 1 })],
      convTranspose2d: [
        draw(1, 2, 3, 3),
        (x) => F.convTranspose2d(x, x.reshape(2, 1, 3, 3), null, { stride: 2 }),
      ],
      layerNorm: [draw(2, 4), (x) => F.layerNorm(x, [4])],
      groupNorm: [draw(2, 4, 3), (x) => F.groupNorm(x, 2)],
      attention: [draw(1, 1, 3, 2), (x) => F.scaledDotProductAttention(x, x, x, { isCausal: true })],
      avgPool2d: [draw(1, 1, 4, 4), (x) => F.avgPool2d(x.mul(x), 2)],
      maxPool2d: [draw(1, 1, 4, 4), (x) => F.maxPool2d(x.mul(x), 2)],
      interpolate: [draw(1, 1, 3, 3), (x) => F.interpolate(x.mul(x), { size: 5, mode: 'bilinear' })],
      pad: [draw(1, 2, 3), (x) => F.pad(x.mul(x), [1, 2], 'reflect')],
      inv: [draw(3, 3), (x) => torch.linalg.inv(x)],
      det: [draw(3, 3), (x) => torch.linalg.det(x)],
      solve: [draw(2, 2), (x) => torch.linalg.solve(x, x.mul(x))],
      cholesky: [draw(2, 2), (x) => torch.linalg.cholesky(x.matmul(x.t()))],
      cdist: [draw(3, 2), (x) => torch.cdist(x, x.mul(2).add(1))],
      einsum: [draw(3, 3), (x) => torch.einsum('ij,jk,kl->il', x, x, x)],
    };

    test.each(Object.keys(cases))('%s', async (name) => {
      const [start, f] = cases[name]!;
      const weights = draw(...f(start).shape);
      const direction = draw(...start.shape);
      const gradient = (x: Tensor, createGraph: boolean): Tensor => {
        f(x).mul(weights.to(x.dtype).to(x.device.type)).sum().backward(null, { createGraph });
        return x.grad!;
      };
      const x = onto(start.clone()).detach().requiresGrad_();
      const first = gradient(x, true);
      x.grad = null;
      first.mul(onto(direction)).sum().backward();
      const at = (h: number): Tensor => gradient(start.add(direction.mul(h)).detach().requiresGrad_(), false);
      // the Hessian times a direction: symmetric, so both readings of it agree
      const difference = at(1e-6).sub(at(-1e-6)).div(2e-6);
      const wanted = await flat(difference);
      const largest = Math.max(...wanted.map(Math.abs));
      (await flat(x.grad!)).forEach((value, i) => {
        // float32 of numbers of very different sizes is as exact as the largest lets it be
        const allowed = name === 'cpu' ? 1e-5 * (1 + Math.abs(wanted[i]!)) : 2e-4 * (1 + largest);
        expect(Math.abs(value - wanted[i]!)).toBeLessThan(allowed);
      });
    });
  });
});

/** @file Parts of tensors and what is said of them, held to the engine's own slicing and statistics. */

import { describe, expect, it } from 'vitest';
import { torch, type Tensor } from '../../../engine/index';
import { denseLayout, partOf } from '../../../renderer/tensor/part';
import { defaultPlane, indexAt, picturesPlane, planeSize } from '../../../renderer/tensor/plane';
import { reach, statisticsOf } from '../../../renderer/tensor/statistics';

const shape = [2, 3, 4, 5];
const x = torch.arange(120).reshape(...shape);
const flat = Float64Array.from({ length: 120 }, (_, i) => i);
const whole = { top: 0, left: 0, mostRows: 1000, mostColumns: 1000 };
const listed = async (t: Tensor): Promise<number[]> => (await t.reshape(-1).tolist()) as number[];

describe('partOf', () => {
  it('takes the last two dimensions of a slice', async () => {
    const plane = { ...defaultPlane(shape, 1), at: [1, 2, 0, 0] };
    const part = partOf(flat, denseLayout(shape), { ...whole, plane, rows: 4, columns: 5 });
    expect([...part.cells]).toEqual(await listed(x.select(0, 1).select(0, 2)));
  });

  it('takes any dimensions as rows and columns, and a rectangle of them', async () => {
    const plane = { rows: [3], columns: [1], at: [1, 0, 2, 0] };
    const look = { ...whole, plane, top: 1, left: 1, rows: 3, columns: 2 };
    const part = partOf(flat, denseLayout(shape), look);
    const expected = x.select(0, 1).select(1, 2).t().narrow(0, 1, 3).narrow(1, 1, 2);
    expect([...part.cells]).toEqual(await listed(expected));
  });

  it('lays pictures beside one another', async () => {
    const plane = picturesPlane(shape);
    const { rows, columns } = planeSize(shape, plane);
    expect([rows, columns]).toEqual([4, 30]);
    const part = partOf(flat, denseLayout(shape), { ...whole, plane, rows, columns });
    expect([...part.cells]).toEqual(await listed(x.permute(2, 0, 1, 3)));
    expect(indexAt(shape, plane, 3, 29)).toEqual([1, 2, 3, 4]);
    expect(indexAt(shape, plane, 1, 7)).toEqual([0, 1, 1, 2]);
  });

  it('averages blocks where there are more elements than cells, also at the edge', async () => {
    const plane = defaultPlane([5, 6]);
    const look = { plane, top: 0, left: 0, rows: 5, columns: 6, mostRows: 2, mostColumns: 3 };
    const part = partOf(flat.slice(0, 30), denseLayout([5, 6]), look);
    expect([part.rows, part.columns, part.down, part.across]).toEqual([2, 3, 3, 2]);
    const y = torch.arange(30, { dtype: torch.float64 }).reshape(5, 6);
    const last = await y.narrow(0, 3, 2).narrow(1, 4, 2).mean().item();
    expect(part.cells[0]).toBe(await y.narrow(0, 0, 3).narrow(1, 0, 2).mean().item());
    expect(part.cells[5]).toBe(last);
  });

  it('gives the share of large elements of a block where that is asked for', () => {
    const data = Float64Array.of(1, -2, 3, Number.NaN, 0, -9);
    const look = { plane: defaultPlane([2, 3]), top: 0, left: 0, rows: 2, columns: 3 };
    const part = partOf(data, denseLayout([2, 3]), { ...look, mostRows: 1, mostColumns: 3, above: 1 });
    expect([...part.cells]).toEqual([0, 0.5, 1]);
  });

  it('keeps int64 exactly and −0 as it is', () => {
    const look = { ...whole, plane: defaultPlane([2]), rows: 1, columns: 2 };
    const big = partOf(BigInt64Array.of(2n ** 60n + 1n, -3n), denseLayout([2]), look);
    expect([...big.cells]).toEqual([2n ** 60n + 1n, -3n]);
    expect(Object.is(partOf(Float64Array.of(-0, 1), denseLayout([2]), look).cells[0], -0)).toBe(true);
  });

  it('shows a scalar as one cell', () => {
    const look = { ...whole, plane: defaultPlane([]), rows: 1, columns: 1 };
    expect([...partOf(Float64Array.of(7), denseLayout([]), look).cells]).toEqual([7]);
  });
});

describe('statisticsOf', () => {
  it('agrees with the engine, also on a strided look', async () => {
    const generator = new torch.Generator().manualSeed(3);
    const y = torch.randn([40, 30], { generator, dtype: torch.float64 });
    const data = Float64Array.from(await listed(y));
    const layout = { shape: [30, 20], strides: [1, 60], offset: 0 };
    const looked = y.reshape(20, 60).narrow(1, 0, 30).t();
    const found = statisticsOf(data, layout, { threshold: 1, bins: 10 });
    expect(found.count).toBe(600);
    expect(found.min).toBe(await looked.min().item());
    expect(found.max).toBe(await looked.max().item());
    expect(found.mean).toBeCloseTo(await looked.mean().item(), 12);
    expect(found.std).toBeCloseTo(await looked.sub(found.mean).pow(2).mean().sqrt().item(), 12);
    expect(found.above).toBe(await looked.abs().gt(1).sum().item());
    const expected = await listed(torch.histc(looked.contiguous(), 10));
    expect(found.bins).toEqual(expected);
    expect(reach(found)).toBe(await looked.abs().max().item());
  });

  it('counts NaN and ±∞ apart', () => {
    const data = Float64Array.of(Number.NaN, Infinity, -Infinity, 2, -3);
    const found = statisticsOf(data, denseLayout([5]), { threshold: 2.5, bins: 2 });
    expect(found).toMatchObject({ count: 5, nan: 1, infinite: 2, min: -3, max: 2, above: 3, bins: [1, 1] });
    const none = statisticsOf(Float64Array.of(Number.NaN), denseLayout([1]), { threshold: 1, bins: 2 });
    expect(none.min).toBeNaN();
    expect(reach(none)).toBe(0);
  });
});

/** @file The bench's arguments, and how a row is held against its target. */

import { describe, expect, test } from 'vitest';
import { parseBench } from '../../build/bench.mjs';
import { rowOf, tableLine } from '../bench/row';
import { timesAsFast } from '../bench/work';

describe('arguments', () => {
  test('nothing given is everything on the cpu', () => {
    expect(parseBench([])).toEqual({ only: null, device: 'cpu', json: null });
  });

  test('what is not understood is refused with the usage', () => {
    expect(() => parseBench(['--device', 'tpu'])).toThrow("There is no device 'tpu'.\nusage:");
    expect(() => parseBench(['--fast'])).toThrow('usage:');
  });
});

describe('a row', () => {
  const times = { ours: 2, 'tfjs wasm': 3, 'jax-js wasm': 5, PyTorch: 1 };

  test('in the browser it is the fastest there that counts', () => {
    const row = rowOf('work', 'cpu', timesAsFast(1.5), times);
    expect(row).toMatchObject({ ours_ms: 2, ratio: 1.5, met: true });
    expect(row.peers).toEqual({ 'tfjs wasm': 3, 'jax-js wasm': 5, PyTorch: 1 });
  });

  test('against PyTorch no other counts, and without it nothing can be told', () => {
    expect(rowOf('work', 'cpu', timesAsFast(2, 'PyTorch'), times)).toMatchObject({ ratio: 0.5, met: false });
    const { PyTorch: _, ...others } = times;
    expect(rowOf('work', 'cpu', timesAsFast(2, 'PyTorch'), others)).toMatchObject({ ratio: null, met: null });
  });

  test('a time of its own is met or not, whatever the peers do', () => {
    expect(rowOf('work', 'cpu', { kind: 'ms', atMost: 1 }, times)).toMatchObject({ met: false });
    expect(rowOf('work', 'cpu', { kind: 'ms', atMost: 2 }, times)).toMatchObject({ met: true });
  });

  test('a cost is what drawing adds to the time without it', () => {
    const cost = { kind: 'cost', atMost: 0.05 } as const;
    expect(rowOf('work', 'cpu', cost, { ours: 104, 'not drawn': 100 })).toMatchObject({ met: true });
    expect(rowOf('work', 'cpu', cost, { ours: 106, 'not drawn': 100 })).toMatchObject({ met: false });
  });

  test('one that falls short is printed as such', () => {
    const row = rowOf('work', 'cpu', timesAsFast(2), times);
    expect(tableLine(row, ['tfjs wasm'])).toMatch(/2 ms .* 3 ms .* 1\.50× .*: FALLS SHORT$/);
  });
});

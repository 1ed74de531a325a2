/** @file Saving as one types: order, coalescing, failure and retry. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SaveQueue } from '../../../renderer/state/save-queue.svelte';

/** A disk whose writes end when told to. */
function slowDisk() {
  const written: string[] = [];
  const open: { resolve(): void; reject(error: Error): void }[] = [];
  const write = (key: string, value: string) =>
    new Promise<void>((resolve, reject) => {
      written.push(`${key}=${value}`);
      open.push({ resolve, reject });
    });
  const end = async () => {
    open.shift()?.resolve();
    await vi.advanceTimersByTimeAsync(0);
  };
  const fail = async () => {
    open.shift()?.reject(new Error("Error invoking remote method 'x': Error: No space left on device."));
    await vi.advanceTimersByTimeAsync(0);
  };
  return { written, open, write, end, fail };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('SaveQueue', () => {
  it('writes the first change at once', () => {
    const disk = slowDisk();
    new SaveQueue(disk.write).save('a', '1');
    expect(disk.written).toEqual(['a=1']);
  });

  it('writes one at a time, and of what waits only the newest', async () => {
    const disk = slowDisk();
    const queue = new SaveQueue(disk.write);
    for (const text of ['1', '2', '3', '4']) queue.save('a', text);
    expect(disk.written).toEqual(['a=1']);
    await disk.end();
    expect(disk.written).toEqual(['a=1', 'a=4']);
    expect(queue.settled).toBe(false);
    await disk.end();
    expect(disk.written).toEqual(['a=1', 'a=4']);
    expect(queue.settled).toBe(true);
  });

  it('keeps keys apart', () => {
    const disk = slowDisk();
    const queue = new SaveQueue(disk.write);
    queue.save('a', '1');
    queue.save('b', '2');
    expect(disk.written).toEqual(['a=1', 'b=2']);
  });

  it('says that a write failed, tries again by itself, and then says no more', async () => {
    const disk = slowDisk();
    const queue = new SaveQueue(disk.write);
    queue.save('a', '1');
    await disk.fail();
    expect(queue.problem).toBe('No space left on device.');
    expect(queue.settled).toBe(false);
    await vi.advanceTimersByTimeAsync(500);
    expect(disk.written).toEqual(['a=1', 'a=1']);
    await disk.end();
    expect(queue.problem).toBeNull();
    expect(queue.settled).toBe(true);
  });

  it('after a failure writes the newest text, not the one that failed', async () => {
    const disk = slowDisk();
    const queue = new SaveQueue(disk.write);
    queue.save('a', '1');
    queue.save('a', '2');
    await disk.fail();
    await vi.advanceTimersByTimeAsync(500);
    expect(disk.written).toEqual(['a=1', 'a=2']);
    await disk.end();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(disk.written).toEqual(['a=1', 'a=2']);
  });

  it('waits longer after each failure, and tries at once when told to', async () => {
    const disk = slowDisk();
    const queue = new SaveQueue(disk.write);
    queue.save('a', '1');
    await disk.fail();
    await vi.advanceTimersByTimeAsync(500);
    await disk.fail();
    await vi.advanceTimersByTimeAsync(500);
    expect(disk.written).toHaveLength(2);
    queue.retry();
    expect(disk.written).toHaveLength(3);
  });
});

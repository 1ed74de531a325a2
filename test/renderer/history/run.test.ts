/** @file A run: following, stepping, jumping, playing, stopping. */

import { afterEach, describe, expect, it, vi } from 'vitest';
import { Run } from '../../../renderer/state/run.svelte';
import { OUTPUT, tanhNeuron, training } from './fixtures';
import { jump, seekEpisode, targetOf } from '../../../renderer/state/travel';

function made(): { run: Run; show: () => void; frames: (() => void)[] } {
  const frames: (() => void)[] = [];
  const run = new Run({ id: 1, file: 'model.ts', source: '', schedule: (show) => frames.push(show) });
  return { run, frames, show: () => frames.splice(0).forEach((frame) => frame()) };
}

function finished(events = tanhNeuron().events): Run {
  const { run } = made();
  run.append(events);
  return run;
}

afterEach(() => vi.useRealTimers());

describe('the cursor', () => {
  it('stands on the finished forward graph, and the next step is the first backward', () => {
    const run = finished();
    expect(run.status).toBe('done');
    expect(run.cursor).toBe(9);
    expect(run.line).toBe(15);
    run.step();
    expect(run.current?.kind).toBe('backward');
  });

  it('does not move back when the run ends', () => {
    const { run, show } = made();
    const { events } = training(4);
    const places: number[] = [];
    for (let i = 0; i < events.length; i += 5) {
      run.append(events.slice(i, i + 5));
      show();
      places.push(run.cursor);
    }
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(run.current?.episode).toBe(3);
  });

  it('stays where the learner put it while more comes in', () => {
    const { run, show } = made();
    const { events } = tanhNeuron();
    run.append(events.slice(0, 25));
    show();
    run.seek(2);
    const before = run.current;
    run.append(events.slice(25));
    expect(run.current?.start).toBe(before?.start);
    expect(run.cursor).toBe(2);
  });

  it('keeps its moment when all operations are shown, and back', () => {
    const run = finished();
    run.seek(7);
    const { event } = run.current as { event: unknown };
    run.detail = 'all';
    expect((run.current as { event: unknown }).event).toBe(event);
    run.detail = 'differentiable';
    expect(run.cursor).toBe(7);
  });

  it('is held within what there is', () => {
    const run = finished();
    run.seek(999);
    expect(run.cursor).toBe(14);
    run.home();
    run.back();
    expect(run.cursor).toBe(0);
  });
});

describe('jumping', () => {
  it('goes to the first step of a phase here, then in the next episode', () => {
    const run = finished(training(3).events);
    run.home();
    jump(run, 'backward');
    expect(run.current?.phase).toBe('backward');
    expect(run.current?.episode).toBe(0);
    jump(run, 'backward');
    expect(run.current?.episode).toBe(1);
    expect(run.current?.phase).toBe('backward');
  });

  it('leads nowhere where there is no such phase', () => {
    const run = finished();
    expect(targetOf(run, 'update')).toBe(-1);
    expect(targetOf(run, 'backward')).toBe(10);
  });

  it('between episodes keeps the place within', () => {
    const run = finished(training(3).events);
    run.seek(run.range(run.episodes[1]!).from + 4);
    seekEpisode(run, run.episodes[2]!);
    expect(run.cursor).toBe(run.range(run.episodes[2]!).from + 4);
  });
});

describe('events coming in', () => {
  it('are shown once a frame, and at once when the run ends', () => {
    const { run, show, frames } = made();
    const { events } = tanhNeuron();
    run.append(events.slice(0, 10));
    run.append(events.slice(10, 20));
    expect(frames).toHaveLength(1);
    expect(run.steps).toHaveLength(0);
    show();
    expect(run.steps.length).toBeGreaterThan(0);
    run.append(events.slice(20));
    expect(run.steps).toHaveLength(15);
  });

  it('after Stop change nothing', () => {
    const { run, show } = made();
    const { events } = tanhNeuron();
    run.append(events.slice(0, 20));
    show();
    run.stop();
    const { length } = run.steps;
    run.append(events.slice(20));
    expect(run.status).toBe('stopped');
    expect(run.steps).toHaveLength(length);
  });

  it('tell the device, the error and what was printed', () => {
    const { run } = made();
    const error = { type: 'error', name: 'RuntimeError', message: 'no', line: 3 } as const;
    run.append([
      ...tanhNeuron().events.slice(0, 20),
      { type: 'print', text: 'hello', line: 2 },
      error,
      { type: 'done', milliseconds: 2 },
    ]);
    expect(run.device?.type).toBe('cpu');
    expect(run.status).toBe('error');
    expect(run.error).toEqual(error);
    expect(run.output.map((event) => event.type)).toEqual(['print', 'error']);
    expect(run.steps.length).toBeGreaterThan(0);
  });
});

describe('playing', () => {
  it('steps on at its speed and pauses at the end', () => {
    vi.useFakeTimers();
    const run = finished();
    run.seek(12);
    run.player.speed = 10;
    run.player.play();
    vi.advanceTimersByTime(100);
    expect(run.cursor).toBe(13);
    vi.advanceTimersByTime(500);
    expect(run.cursor).toBe(14);
    expect(run.player.playing).toBe(false);
  });

  it('starts again from the end', () => {
    vi.useFakeTimers();
    const run = finished();
    run.end();
    run.player.play();
    expect(run.cursor).toBe(0);
    run.player.pause();
    vi.advanceTimersByTime(5000);
    expect(run.cursor).toBe(0);
  });
});

describe('state at the cursor', () => {
  it('is the history there', () => {
    const neuron = tanhNeuron();
    const run = finished(neuron.events);
    expect(run.value(neuron.o)?.elements[0]).toBe(OUTPUT);
    expect(run.gradient(neuron.o)).toBeNull();
    run.seek(8);
    expect(run.value(neuron.o)).toBeNull();
  });

  it('has one graph an episode, the same object while nothing changes', () => {
    const run = finished();
    const { graph } = run;
    run.step();
    expect(run.graph).toBe(graph);
  });
});

/** @file What the bar says about runs and devices. */

import { describe, expect, it } from 'vitest';
import type { DeviceReport } from '../../../renderer/run/protocol';
import { deviceOptions, deviceText } from '../../../renderer/shell/devices';
import { startingColumns } from '../../../renderer/shell/sizes';
import { describeRun, describeSpeed, duration, type RunFacts } from '../../../renderer/shell/status';

const facts = (part: Partial<RunFacts>): RunFacts => ({
  state: 'done',
  milliseconds: 12.3,
  error: null,
  progress: null,
  pausing: false,
  ...part,
});

const report = (software: boolean): DeviceReport => ({
  cpu: { type: 'cpu', label: 'CPU', software: false },
  webgpu: { type: 'webgpu', label: software ? 'SwiftShader (software)' : 'NVIDIA', software },
  reason: null,
});
const none: DeviceReport = {
  cpu: { type: 'cpu', label: 'CPU', software: false },
  webgpu: null,
  reason: 'No adapter was found.',
};

describe('describeRun', () => {
  it('says how long it took, and that opening ran it', () => {
    expect(describeRun(facts({}))).toBe('Done in 12 ms');
  });

  it('says how far it is', () => {
    const progress = { done: 3700, total: 50000, label: 'Training', rate: null, left: null };
    expect(describeRun(facts({ state: 'running', progress }))).toBe('Training 3,700 of 50,000');
    const fast = { ...progress, label: '', rate: 8120.4, left: 5_701 };
    expect(describeRun(facts({ state: 'running', progress: fast }))).toBe('Running 3,700 of 50,000');
    expect(describeSpeed({ state: 'running', progress: fast })).toBe('8,120/s · 6 s left');
    expect(describeSpeed({ state: 'paused', progress: fast })).toBe('');
    expect(describeRun(facts({ state: 'running', progress: fast, pausing: true }))).toMatch(/^Pausing 3,700/);
    expect(describeRun(facts({ state: 'paused', progress: fast }))).toBe('Paused at 3,700 of 50,000');
    const unknown = { ...progress, label: '', total: null, rate: 0.42 };
    expect(describeRun(facts({ state: 'running', progress: unknown }))).toBe('Running 3,700');
    expect(describeSpeed({ state: 'running', progress: unknown })).toBe('0.42/s');
    expect(describeRun(facts({ state: 'running' }))).toBe('Running');
  });

  it('names the error and its line, if it has one', () => {
    expect(describeRun(facts({ state: 'error', error: { name: 'RuntimeError', line: 4 } }))).toBe(
      'RuntimeError at line 4',
    );
    expect(describeRun(facts({ state: 'error', error: { name: 'RuntimeError', line: 0 } }))).toBe(
      'RuntimeError',
    );
  });

  it('says durations in a fitting unit', () => {
    expect(duration(0.42)).toBe('0.4 ms');
    expect(duration(999.4)).toBe('999 ms');
    expect(duration(3210)).toBe('3.2 s');
    expect(duration(125_000)).toBe('2 min 5 s');
  });
});

describe('devices', () => {
  it('auto is WebGPU on hardware alone', () => {
    expect(deviceText('auto', report(false)).text).toBe('Auto: WebGPU');
    expect(deviceText('auto', report(true)).text).toBe('Auto: CPU');
    expect(deviceText('auto', none).text).toBe('Auto: CPU');
    expect(deviceText('auto', null).text).toBe('Auto');
  });

  it('marks a software adapter and says what that means', () => {
    expect(deviceText('webgpu', report(true))).toEqual({ text: 'WebGPU', badge: 'software' });
    expect(deviceText('webgpu', report(false)).badge).toBeNull();
    const webgpu = deviceOptions(report(true)).find((option) => option.value === 'webgpu');
    expect(webgpu?.detail).toBe('SwiftShader: a software adapter. Correct, but slower than CPU.');
    expect(webgpu?.disabled).toBe(false);
  });

  it('gives the reason where there is no adapter, and cannot be chosen then', () => {
    const webgpu = deviceOptions(none).find((option) => option.value === 'webgpu');
    expect(webgpu?.detail).toBe('No adapter was found.');
    expect(webgpu?.disabled).toBe(true);
  });
});

describe('startingColumns', () => {
  it.each([1024, 1280, 1600, 2560])('gives the graph the most at %i', (width) => {
    const [left, graph, right] = startingColumns(width);
    expect(left + graph + right).toBeCloseTo(100);
    expect(graph).toBeGreaterThan(left);
    expect(graph).toBeGreaterThan(right);
  });
});

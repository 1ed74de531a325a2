/** @file Which WebGPU switches a machine gets. */

import { expect, test } from 'vitest';
import { javascriptFlags, joinValues, webgpuChoice, webgpuSwitches } from '../../electron/flags';

const names = (...given: Parameters<typeof webgpuSwitches>) =>
  webgpuSwitches(...given).map(({ name }) => name);

test('the command line goes before the environment, and nonsense is refused', () => {
  expect(webgpuChoice('', undefined)).toBe('auto');
  expect(webgpuChoice('', 'off')).toBe('off');
  expect(webgpuChoice('swiftshader', 'off')).toBe('swiftshader');
  expect(() => webgpuChoice('on', undefined)).toThrow("not 'on'");
});

test('without a GPU on Linux the software one is used, with one Chromium chooses', () => {
  expect(names('auto', 'linux', [])).toContain('use-webgpu-adapter');
  expect(names('auto', 'linux', ['card0'])).toContain('use-webgpu-adapter');
  expect(names('auto', 'linux', ['card0', 'renderD128'])).toEqual([
    'enable-unsafe-webgpu',
    'enable-features',
  ]);
  expect(names('auto', 'darwin', [])).toEqual([]);
  expect(names('auto', 'win32', [])).toEqual([]);
});

test('what was asked for wins over what there is', () => {
  expect(names('swiftshader', 'linux', ['renderD128'])).toContain('use-vulkan');
  expect(names('off', 'linux', ['renderD128'])).toEqual(['disable-blink-features']);
});

test('lists are joined, not replaced', () => {
  expect(joinValues('', 'Vulkan')).toBe('Vulkan');
  expect(joinValues('A,Vulkan', 'Vulkan,B')).toBe('A,Vulkan,B');
});

test("V8's flag is given to who knows it alone", () => {
  expect(javascriptFlags('13.0.245.20-electron.0')).toBe('--harmony-weak-refs-with-cleanup-some');
  expect(javascriptFlags('14.2.231.9-electron.0')).toBe('');
});

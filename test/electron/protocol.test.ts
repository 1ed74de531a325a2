/** @file Which file an address stands for, and the policy it is served with. */

import { expect, test, vi } from 'vitest';

vi.mock('electron', () => ({ protocol: {}, session: {} }));

const { fileOf, headersOf } = await import('../../electron/protocol');

const ROOT = '/srv/renderer';

test.each([
  ['app://backstep/', '/srv/renderer/index.html'],
  ['app://backstep/index.html', '/srv/renderer/index.html'],
  ['app://backstep/assets/a.js?x=1#y', '/srv/renderer/assets/a.js'],
  ['app://backstep/a%20b.js', '/srv/renderer/a b.js'],
  ['app://backstep/../../etc/passwd', '/srv/renderer/etc/passwd'],
])('%s is %s', (url, file) => {
  expect(fileOf(ROOT, url)).toBe(file);
});

test.each([
  'app://backstep/%2e%2e%2fmain.js',
  'app://backstep/..%2f..%2fetc/passwd',
  'app://backstep/a/..%2f..%2f..%2fetc/passwd',
  'app://backstep/..%5cmain.js',
  'app://backstep/%00',
  'app://backstep/%',
  'app://backstep/%2e%2e%2frenderer-2/x.js',
  'app://elsewhere/index.html',
  'file:///etc/passwd',
])('%s is refused', (url) => {
  expect(fileOf(ROOT, url)).toBeNull();
});

test('pages and workers are shut in', () => {
  const page = headersOf('/srv/renderer/index.html');
  expect(page['Content-Type']).toBe('text/html; charset=utf-8');
  expect(page['Content-Security-Policy']).toContain("default-src 'none'");
  expect(page['Content-Security-Policy']).not.toContain('unsafe-eval');
  expect(page['Cross-Origin-Opener-Policy']).toBe('same-origin');
  expect(page['Cross-Origin-Embedder-Policy']).toBe('require-corp');
  expect(headersOf('/srv/renderer/assets/elk.worker-1.js')['Content-Security-Policy']).not.toContain(
    'unsafe-eval',
  );
  const runner = headersOf('/srv/renderer/assets/run-worker-1.js')['Content-Security-Policy'];
  expect(runner).toBe("default-src 'none'; script-src 'self' 'unsafe-eval'; connect-src 'none'");
  expect(headersOf('/srv/renderer/assets/kernel.worker-1.js')['Content-Security-Policy']).toBe(runner);
});

test('types are what browsers insist on', () => {
  expect(headersOf('a.wasm')['Content-Type']).toBe('application/wasm');
  expect(headersOf('a.js')['Content-Type']).toContain('text/javascript');
  expect(headersOf('a.woff2')['Content-Type']).toBe('font/woff2');
  expect(headersOf('a.unknown')['Content-Type']).toBe('application/octet-stream');
});

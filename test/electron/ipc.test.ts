/** @file That a request is answered only when it comes from our own page with arguments that were checked. */

import * as v from 'valibot';
import { expect, test, vi } from 'vitest';

type Handler = (event: unknown, ...args: unknown[]) => Promise<unknown>;
const handlers = new Map<string, Handler>();

vi.mock('electron', () => ({
  app: {},
  protocol: {},
  session: {},
  ipcMain: { handle: (channel: string, handler: Handler) => void handlers.set(channel, handler) },
}));

const { answer } = await import('../../electron/ipc');

const from = (url: string, parent: unknown = null) => ({ senderFrame: { url, parent } });
const OURS = from('app://backstep/index.html');

answer('double', v.number(), (n) => n * 2);
const call: Handler = (event, ...args) =>
  handlers.get('double')?.(event, ...args) ?? Promise.reject(new Error('none'));

test('our page is answered', async () => {
  expect(await call(OURS, 21)).toBe(42);
});

test.each([
  ['another host', from('app://elsewhere/index.html')],
  ['a look-alike', from('app://backstep.evil/index.html')],
  ['the web', from('https://example.org/')],
  ['a frame inside', from('app://backstep/index.html', {})],
  ['a frame that is gone', { senderFrame: null }],
])('%s is not', async (_, event) => {
  await expect(call(event, 21)).rejects.toThrow('not from the application');
});

test('arguments are checked', async () => {
  await expect(call(OURS, '21')).rejects.toThrow('double');
  await expect(call(OURS)).rejects.toThrow('double');
  await expect(call(OURS, 21, 22)).rejects.toThrow('one argument');
});

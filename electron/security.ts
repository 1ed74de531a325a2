/** @file What no window may do: go elsewhere, open another, embed one, or ask for a device. */

import { app, session } from 'electron';
import type { WebContents } from 'electron';
import { ORIGIN } from './protocol';

/** Copying a number to the clipboard is the one thing a page may ask for. */
const GRANTED = new Set(['clipboard-sanitized-write']);

/** Whether an address is one of our own pages. */
export function isOurs(url: string | undefined): boolean {
  return url !== undefined && (url === ORIGIN || url.startsWith(`${ORIGIN}/`));
}

/** Call once the application is ready, before the first window. */
export function lockDown(): void {
  app.on('web-contents-created', (_event, contents) => confine(contents));
  session.defaultSession.setPermissionRequestHandler((contents, permission, answer) => {
    answer(GRANTED.has(permission) && isOurs(contents.getURL()));
  });
  session.defaultSession.setPermissionCheckHandler((_contents, permission, origin) => {
    return GRANTED.has(permission) && isOurs(origin.replace(/\/$/, ''));
  });
  session.defaultSession.setDevicePermissionHandler(() => false);
}

function confine(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => {
    // The page may load itself again, and nothing else.
    if (event.url !== contents.getURL()) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

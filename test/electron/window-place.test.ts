/** @file Where the window goes on today's screens. */

import { expect, test } from 'vitest';
import { fit } from '../../electron/window-place';

const SCREEN = { x: 0, y: 30, width: 1920, height: 1050 };

test('the first time it is centred', () => {
  expect(fit(null, SCREEN)).toEqual({ x: 240, y: 105, width: 1440, height: 900, maximized: false });
});

test('the first time on a small screen it fills it', () => {
  expect(fit(null, { x: 0, y: 0, width: 1280, height: 720 })).toMatchObject({
    x: 0,
    y: 0,
    width: 1280,
    height: 720,
  });
});

test('it comes back where it was', () => {
  const last = { x: 100, y: 130, width: 1200, height: 700, maximized: true };
  expect(fit(last, SCREEN)).toEqual(last);
});

test('from a screen that is gone it comes onto this one', () => {
  const last = { x: 4000, y: -900, width: 2560, height: 1400, maximized: false };
  expect(fit(last, SCREEN)).toEqual({ x: 0, y: 30, width: 1920, height: 1050, maximized: false });
});

test('it is never smaller than its least size', () => {
  expect(fit({ x: 0, y: 30, width: 10, height: 10, maximized: false }, SCREEN)).toMatchObject({
    width: 1024,
    height: 640,
  });
});

/** @file Shortcuts: reading, matching, showing, and when the focus keeps a key. */

import { describe, expect, it } from 'vitest';
import {
  accelerator,
  ariaKey,
  keyLabel,
  matchesKey,
  parseKey,
  type KeyPress,
} from '../../../renderer/shell/keys';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe('parseKey', () => {
  it('reads modifiers and the names of keys', () => {
    expect(parseKey('Mod+Shift+Enter')).toEqual({ key: 'Enter', mod: true, shift: true });
    expect(parseKey('Space')).toEqual({ key: ' ', mod: false, shift: false });
  });

  it('refuses what is no key', () => {
    expect(() => parseKey('Hyper+K')).toThrow('"Hyper" is no modifier');
    expect(() => parseKey('Mod+')).toThrow('names no key');
  });
});

describe('matchesKey', () => {
  it('takes Ctrl on Linux and Windows, ⌘ on a Mac, and not the other one', () => {
    const run = parseKey('Mod+Enter');
    expect(matchesKey(run, press('Enter', { ctrlKey: true }), false)).toBe(true);
    expect(matchesKey(run, press('Enter', { metaKey: true }), false)).toBe(false);
    expect(matchesKey(run, press('Enter', { metaKey: true }), true)).toBe(true);
    expect(matchesKey(run, press('Enter', { ctrlKey: true }), true)).toBe(false);
  });

  it('tells Mod+Enter from Mod+Shift+Enter and from Enter', () => {
    const run = parseKey('Mod+Enter');
    expect(matchesKey(run, press('Enter', { ctrlKey: true, shiftKey: true }), false)).toBe(false);
    expect(matchesKey(run, press('Enter'), false)).toBe(false);
  });

  it('does not look at Shift for a sign, at Alt for nothing', () => {
    expect(matchesKey(parseKey('/'), press('/', { shiftKey: true }), false)).toBe(true);
    expect(matchesKey(parseKey('/'), press('/', { altKey: true }), false)).toBe(false);
  });

  it('does not mind the case of letters', () => {
    expect(matchesKey(parseKey('Mod+K'), press('k', { ctrlKey: true }), false)).toBe(true);
  });

  it('minds Shift for the space bar', () => {
    expect(matchesKey(parseKey('Space'), press(' '), false)).toBe(true);
    expect(matchesKey(parseKey('Space'), press(' ', { shiftKey: true }), false)).toBe(false);
  });
});

describe('how a key is shown', () => {
  it('to a person', () => {
    expect(keyLabel('Mod+Enter', false)).toBe('Ctrl+Enter');
    expect(keyLabel('Mod+Shift+Enter', true)).toBe('⇧⌘↩');
    expect(keyLabel('ArrowLeft', false)).toBe('←');
    expect(keyLabel('Escape', false)).toBe('Esc');
  });

  it('to the menu: only with ⌘ or Ctrl, so that no menu owns the space bar', () => {
    expect(accelerator('Mod+Enter')).toBe('CommandOrControl+Enter');
    expect(accelerator('Space')).toBeNull();
    expect(accelerator('/')).toBeNull();
  });

  it('to screen readers', () => {
    expect(ariaKey('Mod+K', false)).toBe('Control+K');
    expect(ariaKey('Mod+K', true)).toBe('Meta+K');
    expect(ariaKey('Space', false)).toBe('Space');
  });
});

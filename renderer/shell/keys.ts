/** @file Keys: how a shortcut is written, when a key press is one, and how it is shown to a person. */

/** What a key press must look like. `mod` is ⌘ on a Mac and Ctrl elsewhere. */
export interface KeyStroke {
  readonly key: string;
  readonly mod: boolean;
  readonly shift: boolean;
}

/** The part of a KeyboardEvent that matters here. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Reads `Mod+Shift+Enter`, `Space`, `/`. Names of keys are those of KeyboardEvent.key, with Space for ' '. */
export function parseKey(text: string): KeyStroke {
  const parts = text.split('+');
  const key = parts.pop() ?? '';
  const modifiers = new Set(parts);
  for (const part of modifiers) {
    if (part !== 'Mod' && part !== 'Shift') throw new Error(`"${text}" is no key: "${part}" is no modifier.`);
  }
  if (key === '') throw new Error(`"${text}" names no key.`);
  return { key: key === 'Space' ? ' ' : key, mod: modifiers.has('Mod'), shift: modifiers.has('Shift') };
}

/** Whether a press is this shortcut. Signs such as `/` may need Shift on some keyboards, so there it is not looked at. */
export function matchesKey(stroke: KeyStroke, press: KeyPress, mac: boolean): boolean {
  const mod = mac ? press.metaKey : press.ctrlKey;
  const other = mac ? press.ctrlKey : press.metaKey;
  if (mod !== stroke.mod || other || press.altKey) return false;
  const sign = stroke.key.length === 1 && stroke.key !== ' ' && !/[a-z]/i.test(stroke.key);
  if (!sign && press.shiftKey !== stroke.shift) return false;
  return press.key.toLowerCase() === stroke.key.toLowerCase();
}

const ARROWS: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
};

/** How the shortcut is written for a person: `Ctrl+Enter`, `⌘↩`. */
export function keyLabel(text: string, mac: boolean): string {
  const { key, mod, shift } = parseKey(text);
  const name = key === ' ' ? 'Space' : key === 'Escape' ? 'Esc' : (ARROWS[key] ?? key);
  if (mac) return `${shift ? '⇧' : ''}${mod ? '⌘' : ''}${name === 'Enter' ? '↩' : name}`;
  return [...(mod ? ['Ctrl'] : []), ...(shift ? ['Shift'] : []), name].join('+');
}

/**
 * The shortcut as an Electron accelerator; null for one without ⌘ or Ctrl. Those stay with the page:
 * a menu that owned the space bar would take it from the editor.
 */
export function accelerator(text: string): string | null {
  const { key, mod, shift } = parseKey(text);
  if (!mod) return null;
  return ['CommandOrControl', ...(shift ? ['Shift'] : []), key].join('+');
}

/** The shortcut in the form of `aria-keyshortcuts`. */
export function ariaKey(text: string, mac: boolean): string {
  const { key, mod, shift } = parseKey(text);
  const name = key === ' ' ? 'Space' : key;
  return [...(mod ? [mac ? 'Meta' : 'Control'] : []), ...(shift ? ['Shift'] : []), name].join('+');
}

const TEXT_FIELDS =
  'input:not([type=range]), textarea, select, [contenteditable]:not([contenteditable=false])';
const ARROW_USERS =
  'input[type=range], [role=slider], [role=separator], [role=tablist], [role=radiogroup], [role=listbox], [role=menu], [role=menubar], [role=tree], [role=grid], [role=combobox][aria-expanded=true], [role=spinbutton]';
const SPACE_USERS =
  'button, summary, [role=button], [role=tab], [role=option], [role=menuitem], [role=menuitemradio], [role=checkbox], [role=switch], [role=radio], [role=combobox]';

/**
 * Whether a key without ⌘ or Ctrl belongs to what has the focus: text being typed, an open dialog or menu,
 * a slider's arrows, a button's space bar. An element can claim more with `data-keys="Home End"`.
 */
export function isTakenByFocus(key: string, focus: Element | null): boolean {
  if (focus === null) return false;
  if (focus.closest('[role=dialog], [role=alertdialog], [role=menu], [role=listbox]') !== null) return true;
  if (focus.closest(TEXT_FIELDS) !== null) return true;
  const name = key === ' ' ? 'Space' : key;
  const claimed = focus.closest('[data-keys]')?.getAttribute('data-keys') ?? '';
  if (claimed.split(' ').includes(name)) return true;
  if (name === 'Space' || name === 'Enter') return focus.closest(SPACE_USERS) !== null;
  if (name.startsWith('Arrow') || name === 'Home' || name === 'End')
    return focus.closest(ARROW_USERS) !== null;
  return false;
}

/** @file The look: fonts, tokens and base styles in one import, and the switch between light and dark. */

import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './tokens.css';
import './base.css';

export type Theme = 'system' | 'light' | 'dark';

/** Sets the theme; 'system' follows the machine, also when it changes later. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
}

/**
 * A token as a colour that a canvas understands, as it is in the present theme.
 * @param name with its dashes: '--accent'
 * @param near an element in the page to read it at
 */
export function colourOf(name: string, near: HTMLElement): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  near.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

/** Calls `listener` whenever light turns dark or back; returns what ends that. */
export function onThemeChange(listener: () => void): () => void {
  const query = matchMedia('(prefers-color-scheme: dark)');
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  query.addEventListener('change', listener);
  return () => {
    observer.disconnect();
    query.removeEventListener('change', listener);
  };
}

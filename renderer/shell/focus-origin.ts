/** @file Whether the focus came by a pointer: then it is a by-product of the click, and the keys stay with the timeline. */

const TAKERS =
  'button, summary, [role=button], [role=tab], [role=radio], [role=combobox][aria-expanded=false], [role=slider]';

/**
 * Remembers how the focus came to where it is. `:focus-visible` will not do: Chromium turns it on with the first key.
 */
export class FocusOrigin {
  #pointer = false;
  #pointed: EventTarget | null = null;

  /** Listens in the document; returns what ends that. */
  watch(document: Document): () => void {
    const down = (event: Event): void => {
      this.#pointer = true;
      const active = document.activeElement;
      if (active !== null && event.target instanceof Node && active.contains(event.target))
        this.#pointed = active;
    };
    const key = (): void => void (this.#pointer = false);
    const focus = (event: Event): void => void (this.#pointed = this.#pointer ? event.target : null);
    document.addEventListener('pointerdown', down, true);
    document.addEventListener('keydown', key, true);
    document.addEventListener('focusin', focus, true);
    return () => {
      document.removeEventListener('pointerdown', down, true);
      document.removeEventListener('keydown', key, true);
      document.removeEventListener('focusin', focus, true);
    };
  }

  /** Whether the element has the focus from a pointer. */
  byPointer(element: Element | null): boolean {
    return element !== null && element === this.#pointed;
  }

  /** Whether the element would take the space bar, though the focus only came to it with a click. */
  freesSpace(element: Element | null): boolean {
    return this.byPointer(element) && element?.closest('[role=dialog], [role=listbox]') === null
      ? (element?.matches(TAKERS) ?? false)
      : false;
  }
}

/** The window's own. */
export const focusOrigin = new FocusOrigin();

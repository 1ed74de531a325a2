/** @file Formulas that KaTeX has set: scrubbing to and fro shows the same ones over and over, and setting one takes long. */

import katex from 'katex';

/** Formulas kept; a lesson has some dozens. */
const MOST = 400;
const kept = new Map<string, DocumentFragment>();

/** A copy of the formula, to be put into the page. Built with the DOM: a strict content policy has nothing to object to. */
export function formula(tex: string, display: boolean): DocumentFragment {
  const key = `${display ? 'd' : 'i'}${tex}`;
  let set = kept.get(key);
  if (set === undefined) {
    const element = document.createElement('span');
    katex.render(tex, element, { displayMode: display, throwOnError: false, output: 'htmlAndMathml' });
    set = document.createDocumentFragment();
    set.append(...element.childNodes);
    if (kept.size >= MOST) kept.clear();
    kept.set(key, set);
  }
  return document.importNode(set, true);
}

/** @file The editor's parts put together. Keys that the application uses are not taken here. */

import { closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab, isolateHistory } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { lintGutter, lintKeymap } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { currentLine } from './current-line';
import { editorLook } from './look';

/** These belong to the application: run, and the palette. */
const APPLICATION_KEYS = new Set(['Mod-Enter', 'Mod-k', 'Ctrl-k']);
const editing = [
  ...closeBracketsKeymap,
  ...defaultKeymap,
  ...searchKeymap,
  ...historyKeymap,
  ...completionKeymap,
  ...lintKeymap,
];
const keys = editing.filter((binding) => !APPLICATION_KEYS.has(binding.key ?? ''));

/**
 * Everything but the learner's text and the language worker. Tab indents; Escape, then Tab leaves the
 * editor (CodeMirror's way out for keyboards: Escape switches Tab back to moving the focus).
 */
export function editorSetup(label: string, changed: (text: string) => void): Extension {
  return [
    lineNumbers(),
    lintGutter(),
    highlightSpecialChars(),
    history(),
    // a blinking caret is an animation, for which Chromium composes the window sixty times a second
    drawSelection({ cursorBlinkRate: 0 }),
    EditorState.allowMultipleSelections.of(true),
    indentUnit.of('  '),
    EditorState.tabSize.of(2),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSelectionMatches(),
    search({ top: true }),
    javascript({ typescript: true }),
    keymap.of([...keys, indentWithTab]),
    EditorView.contentAttributes.of({
      'aria-label': label,
      'aria-describedby': 'editor-help',
      tabindex: '0',
      spellcheck: 'false',
      autocorrect: 'off',
      autocapitalize: 'off',
    }),
    currentLine,
    editorLook,
    EditorView.updateListener.of((update) => {
      if (update.docChanged) changed(update.state.doc.toString());
    }),
  ];
}

/**
 * Puts a number in the place of another, as a slider does. `goesOn`: part of the same move as the change before, so
 * that undo takes back the whole move at once.
 */
export function replaceNumber(
  view: EditorView,
  change: { from: number; to: number; insert: string },
  goesOn: boolean,
): void {
  view.dispatch({
    changes: change,
    // the history joins what is composed, however long it takes
    userEvent: 'input.type.compose',
    ...(goesOn ? {} : { annotations: isolateHistory.of('before') }),
  });
}

/** Replaces the whole text as one change, so that undo brings the old one back. Only what differs is touched. */
export function replaceText(view: EditorView, text: string): void {
  const old = view.state.doc.toString();
  if (old === text) return;
  let head = 0;
  const shorter = Math.min(old.length, text.length);
  while (head < shorter && old[head] === text[head]) head++;
  let tail = 0;
  while (tail < shorter - head && old[old.length - 1 - tail] === text[text.length - 1 - tail]) tail++;
  view.dispatch({
    changes: { from: head, to: old.length - tail, insert: text.slice(head, text.length - tail) },
    userEvent: 'input.replace',
    annotations: isolateHistory.of('full'),
  });
}

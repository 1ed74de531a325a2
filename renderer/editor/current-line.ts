/** @file The line of the operation that the timeline stands at, lit in the editor. */

import { RangeSet, StateEffect, StateField, type EditorState, type Extension } from '@codemirror/state';
import { Decoration, EditorView, gutterLineClass, GutterMarker } from '@codemirror/view';

/** Lights a line (1-based) of the document, or none. */
export const lightLine = StateEffect.define<number | null>();

class LitGutter extends GutterMarker {
  override elementClass = 'cm-lit-gutter';
}
const litGutter = new LitGutter();
const litLine = Decoration.line({ class: 'cm-lit-line' });

/** The lit line's start offset, moved along with edits until it is set anew. */
const lit = StateField.define<number | null>({
  create: () => null,
  update: (value, transaction) => {
    for (const effect of transaction.effects) {
      if (effect.is(lightLine)) return startOf(transaction.state, effect.value);
    }
    return value === null ? null : transaction.newDoc.lineAt(transaction.changes.mapPos(value, 1)).from;
  },
  provide: (field) => [
    EditorView.decorations.from(field, (at) =>
      at === null ? Decoration.none : Decoration.set(litLine.range(at)),
    ),
    gutterLineClass.from(field, (at) => (at === null ? RangeSet.empty : RangeSet.of(litGutter.range(at)))),
  ],
});

function startOf(state: EditorState, line: number | null): number | null {
  return line === null || line < 1 || line > state.doc.lines ? null : state.doc.line(line).from;
}

export const currentLine: Extension = lit;

/** Lights the line; with `follow` brings it into view, if it is out of it and nobody is typing. */
export function showLine(view: EditorView, line: number | null, follow: boolean): void {
  const effects: StateEffect<unknown>[] = [];
  const at = startOf(view.state, line);
  if (at !== view.state.field(lit)) effects.push(lightLine.of(line));
  if (follow && at !== null && !view.hasFocus && !isInView(view, at)) {
    effects.push(EditorView.scrollIntoView(at, { y: 'center' }));
  }
  if (effects.length > 0) view.dispatch({ effects });
}

function isInView(view: EditorView, at: number): boolean {
  const block = view.lineBlockAt(at);
  const { scrollTop, clientHeight } = view.scrollDOM;
  return block.top >= scrollTop && block.bottom <= scrollTop + clientHeight;
}

/** @file Between CodeMirror and the language worker: problems while typing, completion, types on hover. */

import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { StateEffect, StateField, type EditorState, type Extension, type Text } from '@codemirror/state';
import { hoverTooltip, ViewPlugin, type EditorView, type ViewUpdate } from '@codemirror/view';
import type { Language } from './client';
import type { TypeProblem } from './service';

/** Typing must rest this long before types are asked for, in milliseconds. */
const REST = 250;

/** An error of the run at a line of the text as it is now. */
export interface RunProblem {
  readonly line: number;
  readonly message: string;
}

const setRunProblem = StateEffect.define<RunProblem | null>();

const runProblem = StateField.define<RunProblem | null>({
  create: () => null,
  update: (value, transaction) => {
    for (const effect of transaction.effects) if (effect.is(setRunProblem)) return effect.value;
    return value;
  },
});

/** Shows the run's error at its line, or takes it away. */
export function showRunProblem(view: EditorView, problem: RunProblem | null): void {
  const shown = view.state.field(runProblem);
  if (shown?.line === problem?.line && shown?.message === problem?.message) return;
  view.dispatch({ effects: setRunProblem.of(problem) });
}

/** Who hears about the text's types. */
export interface Listener {
  /** how many type problems the text has */
  counted(count: number): void;
  /** the language worker could not answer */
  failed(error: unknown): void;
  /** resolves when nothing else is waited for more than types are */
  calm(): Promise<void>;
}

/** Everything the language worker gives to the editor. */
export function languageBridge(language: Language, listener: Listener): Extension {
  return [runProblem, problems(language, listener), completion(language), hover(language)];
}

function problems(language: Language, listener: Listener): Extension {
  return ViewPlugin.fromClass(
    class {
      readonly #view: EditorView;
      #timer: ReturnType<typeof setTimeout> | undefined;
      /** found for this very document, or nothing yet */
      #found: readonly TypeProblem[] = [];
      #foundFor: Text | null = null;
      #gone = false;
      /** of those who wait for calm the last asks */
      #turn = 0;

      constructor(view: EditorView) {
        this.#view = view;
        this.#ask();
      }

      update(update: ViewUpdate): void {
        if (update.docChanged) this.#ask();
        const changed = update.state.field(runProblem) !== update.startState.field(runProblem);
        // A view may not be changed from within its own update.
        if (changed) queueMicrotask(() => this.#show());
      }

      destroy(): void {
        this.#gone = true;
        clearTimeout(this.#timer);
      }

      #ask(): void {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#find().catch(listener.failed), REST);
      }

      async #find(): Promise<void> {
        const turn = ++this.#turn;
        await listener.calm();
        if (this.#gone || turn !== this.#turn) return;
        const asked = this.#view.state.doc;
        const found = await language.problems(asked.toString());
        // A late answer about an older text is worth nothing: the next one is under way.
        if (this.#gone || this.#view.state.doc !== asked) return;
        this.#found = found;
        this.#foundFor = asked;
        listener.counted(found.length);
        this.#show();
      }

      #show(): void {
        if (this.#gone) return;
        const { state } = this.#view;
        const types = this.#foundFor === state.doc ? this.#found.map(asDiagnostic) : [];
        this.#view.dispatch(setDiagnostics(state, [...runDiagnostic(state), ...types]));
      }
    },
  );
}

function asDiagnostic(problem: TypeProblem): Diagnostic {
  return {
    from: problem.from,
    to: problem.to,
    severity: 'warning',
    source: 'TypeScript',
    message: problem.message,
  };
}

function runDiagnostic(state: EditorState): readonly Diagnostic[] {
  const problem = state.field(runProblem);
  if (problem === null || problem.line < 1 || problem.line > state.doc.lines) return [];
  const line = state.doc.line(problem.line);
  const from = line.from + (line.text.length - line.text.trimStart().length);
  return [{ from, to: Math.max(from, line.to), severity: 'error', source: 'Run', message: problem.message }];
}

function completion(language: Language): Extension {
  const complete = async (context: CompletionContext): Promise<CompletionResult | null> => {
    const word = context.matchBefore(/[\w$]+/);
    const member = context.matchBefore(/\.\s*[\w$]*/);
    if (!context.explicit && word === null && member === null) return null;
    const text = context.state.doc.toString();
    const found = await language.completions(text, context.pos);
    if (context.aborted || found.length === 0) return null;
    return {
      from: word?.from ?? context.pos,
      validFor: /^[\w$]*$/,
      options: found.map((entry) => ({
        label: entry.label,
        type: entry.kind,
        // TypeScript ranks what is near below '11' and globals and keywords above.
        boost: entry.rank < '12' ? 20 : entry.rank < '15' ? 5 : -5,
        info: async () => {
          const hint = await language.completionHint(text, context.pos, entry.label);
          return hint === null ? null : hintElement(hint.signature, hint.documentation);
        },
      })),
    };
  };
  return autocompletion({ override: [complete], icons: false });
}

function hover(language: Language): Extension {
  return hoverTooltip(
    async (view, pos) => {
      const asked = view.state.doc;
      const hint = await language.hover(asked.toString(), pos);
      if (hint === null || view.state.doc !== asked) return null;
      return {
        pos: hint.from,
        end: hint.to,
        above: true,
        create: () => ({ dom: hintElement(hint.signature, hint.documentation) }),
      };
    },
    { hoverTime: 350 },
  );
}

function hintElement(signature: string, documentation: string): HTMLElement {
  const dom = document.createElement('div');
  dom.className = 'type-hint';
  const code = dom.appendChild(document.createElement('code'));
  code.textContent = signature;
  if (documentation !== '') dom.appendChild(document.createElement('p')).textContent = documentation;
  return dom;
}

/** @file What TypeScript says about the learner's text: errors, completions, types. No DOM, no worker: testable. */

import ts from 'typescript';
import {
  createSystem,
  createVirtualTypeScriptEnvironment,
  type VirtualTypeScriptEnvironment,
} from '@typescript/vfs';

/** Something TypeScript found; `from` and `to` are offsets into the text. */
export interface TypeProblem {
  readonly from: number;
  readonly to: number;
  readonly message: string;
  readonly code: number;
}

export interface Completion {
  readonly label: string;
  /** a word of CodeMirror's for the icon: 'function', 'class', 'variable' … */
  readonly kind: string;
  /** lower comes first */
  readonly rank: string;
}

export interface Hint {
  readonly from: number;
  readonly to: number;
  /** the declaration as TypeScript writes it */
  readonly signature: string;
  readonly documentation: string;
}

/** The module that learners import, and the learner's own file, in the virtual file system. */
export const BACKSTEP_MODULE = '/renderer/run/backstep.ts';
const MODEL = '/model.ts';

/**
 * Learner text is judged kindly: no null checks (`x.grad.item()` is fine), no implicit-any errors.
 * Without the DOM's types `fetch` and `document` are unknown names, as they are in a run.
 */
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  strict: false,
  noImplicitAny: false,
  strictNullChecks: false,
  noEmit: true,
  erasableSyntaxOnly: true,
  skipLibCheck: true,
  types: [],
  paths: { backstep: [BACKSTEP_MODULE] },
};

const KINDS: Readonly<Record<string, string>> = {
  function: 'function',
  'local function': 'function',
  method: 'method',
  property: 'property',
  getter: 'property',
  class: 'class',
  interface: 'interface',
  type: 'type',
  const: 'constant',
  let: 'variable',
  var: 'variable',
  'local var': 'variable',
  parameter: 'variable',
  keyword: 'keyword',
  module: 'namespace',
  alias: 'variable',
};

/** TypeScript's view of one learner file. Each call brings the text it is about, so answers never mix. */
export class LanguageService {
  readonly #env: VirtualTypeScriptEnvironment;
  #text = ' ';

  /** @param files sources by absolute path: the engine's, `backstep`'s, and TypeScript's libraries as `/lib.*.d.ts` */
  constructor(files: ReadonlyMap<string, string>) {
    const system = createSystem(new Map([...files, [MODEL, this.#text]]));
    this.#env = createVirtualTypeScriptEnvironment(system, [MODEL], ts, OPTIONS);
  }

  /** Syntax errors first; types are only looked at where there are none. */
  problems(text: string): readonly TypeProblem[] {
    this.#update(text);
    const service = this.#env.languageService;
    const syntax = service.getSyntacticDiagnostics(MODEL);
    const found = syntax.length > 0 ? syntax : service.getSemanticDiagnostics(MODEL);
    const told = found.filter((problem) => !isUndeclaredField(problem, text));
    return told.map((problem) => {
      const from = Math.min(problem.start ?? 0, text.length);
      return {
        from,
        to: Math.min(text.length, from + (problem.length ?? 0)),
        message: ts.flattenDiagnosticMessageText(problem.messageText, '\n'),
        code: problem.code,
      };
    });
  }

  /** What could stand at `at`; empty where TypeScript has no idea. */
  completions(text: string, at: number): readonly Completion[] {
    this.#update(text);
    const found = this.#env.languageService.getCompletionsAtPosition(MODEL, at, {
      includeCompletionsForModuleExports: false,
      includeCompletionsWithInsertText: false,
    });
    return (found?.entries ?? []).map((entry) => ({
      label: entry.name,
      kind: KINDS[entry.kind] ?? 'text',
      rank: entry.sortText,
    }));
  }

  /** The signature and docstring of a completion; null where there is nothing to say. */
  completionHint(text: string, at: number, label: string): Omit<Hint, 'from' | 'to'> | null {
    this.#update(text);
    const found = this.#env.languageService.getCompletionEntryDetails(
      MODEL,
      at,
      label,
      {},
      undefined,
      {},
      undefined,
    );
    if (!found) return null;
    return {
      signature: ts.displayPartsToString(found.displayParts),
      documentation: ts.displayPartsToString(found.documentation ?? []),
    };
  }

  /** The type of what stands at `at`. */
  hover(text: string, at: number): Hint | null {
    this.#update(text);
    const found = this.#env.languageService.getQuickInfoAtPosition(MODEL, at);
    if (!found) return null;
    return {
      from: found.textSpan.start,
      to: found.textSpan.start + found.textSpan.length,
      signature: ts.displayPartsToString(found.displayParts),
      documentation: ts.displayPartsToString(found.documentation ?? []),
    };
  }

  #update(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    // The virtual file system takes an empty text for a missing file.
    this.#env.updateFile(MODEL, text === '' ? ' ' : text);
  }
}

/** "Property … does not exist on type …" */
const NO_SUCH_PROPERTY = 2339;

/**
 * Whether TypeScript misses the declaration of a field that the text gives a value: `this.fc1 = new nn.Linear(3, 2)`
 * in a constructor is how PyTorch's users write modules, and runs. A name that is never given a value is still told.
 */
function isUndeclaredField({ code, start = 0, length = 0 }: ts.Diagnostic, text: string): boolean {
  if (code !== NO_SUCH_PROPERTY || !text.slice(0, start).endsWith('this.')) return false;
  const name = text.slice(start, start + length);
  return new RegExp(`\\bthis\\.${name}\\s*=(?!=)`).test(text);
}

/** @file From the learner's TypeScript to JavaScript that runs in the worker: every line stays where it is. */

import MagicString from 'magic-string';
import { blankSourceFile } from 'ts-blank-space';
import ts from 'typescript';
import { lineOf, type CompileError } from './compiled';
import { instrument } from './instrument';

export type Compiled =
  { readonly ok: true; readonly code: string } | { readonly ok: false; readonly error: CompileError };

/** The learner's text, as TypeScript knows it here. */
const FILE = '/learner.ts';

/** TypeScript's codes for what JavaScript itself would refuse, beside the range of the grammar's own. */
const REDECLARED = [2300, 2451, 2528];

/**
 * Strips types and marks lines, names and loops for the recorder. Positions are kept line by line.
 * Type errors do not count here: they are shown while typing and never block a run.
 */
export function compile(source: string): Compiled {
  const program = programOf(source);
  const tree = program.getSourceFile(FILE)!;
  const error = syntaxError(program, tree) ?? unsupportedTypes(tree);
  if (error) return { ok: false, error };
  const text = new MagicString(blankSourceFile(tree));
  const refused = instrument(tree, text);
  if (refused) return { ok: false, error: refused };
  return { ok: true, code: text.toString() };
}

/** Syntax that types leave behind (enum, namespace, parameter properties) cannot just be blanked out. */
function unsupportedTypes(tree: ts.SourceFile): CompileError | null {
  let found: ts.Node | null = null;
  blankSourceFile(tree, (node) => (found ??= node));
  const node = found as ts.Node | null;
  if (!node) return null;
  return {
    name: 'SyntaxError',
    message: `This TypeScript syntax is not supported here: ${firstWords(node.getText(tree))}. Use plain objects and classes.`,
    line: lineOf(tree, node.getStart(tree)),
  };
}

function firstWords(text: string): string {
  const line = text.split('\n')[0]!;
  return line.length > 40 ? `${line.slice(0, 40)} …` : line;
}

/** The first thing in the text that JavaScript would refuse. */
function syntaxError(program: ts.Program, tree: ts.SourceFile): CompileError | null {
  const found = [...program.getSyntacticDiagnostics(tree), ...program.getSemanticDiagnostics(tree)]
    .filter(({ code }) => (code >= 1000 && code < 2000) || REDECLARED.includes(code))
    .sort((a, b) => (a.start ?? 0) - (b.start ?? 0))[0];
  if (!found) return null;
  return {
    name: 'SyntaxError',
    message: ts.flattenDiagnosticMessageText(found.messageText, '\n'),
    line: lineOf(tree, found.start ?? 0),
  };
}

/** A program of this one text, a module, without libraries: enough to know what JavaScript would refuse. */
function programOf(source: string): ts.Program {
  const host: ts.CompilerHost = {
    getSourceFile: (name, target) =>
      name === FILE ? ts.createSourceFile(name, source, target, true, ts.ScriptKind.TS) : undefined,
    getDefaultLibFileName: () => 'lib.d.ts',
    writeFile: () => undefined,
    getCurrentDirectory: () => '/',
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: (name) => name === FILE,
    readFile: () => undefined,
  };
  const options: ts.CompilerOptions = {
    noLib: true,
    noResolve: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
    types: [],
  };
  return ts.createProgram({ rootNames: [FILE], options, host });
}

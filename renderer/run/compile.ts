/** @file From the learner's TypeScript to JavaScript that runs in the worker: every line stays where it is. */

import MagicString from 'magic-string';
import { blankSourceFile } from 'ts-blank-space';
import ts from 'typescript';
import { lineOf, type CompileError, type LoopFacts } from './compiled';
import { instrument } from './instrument';

export type Compiled =
  | { readonly ok: true; readonly code: string; readonly loops: readonly LoopFacts[] }
  | { readonly ok: false; readonly error: CompileError };

/** The learner's text, as TypeScript knows it here. */
const FILE = '/learner.ts';

/** TypeScript's codes for what JavaScript itself would refuse, beside the range of the grammar's own. */
const REFUSED = [2300, 2337, 2451, 2480, 2523, 2524, 2528, 2660, 17013, 18011, 18013, 18016];

/** In that range, but about types, modifiers and overloads: JavaScript has nothing against these. */
const TYPES_ALONE = new Set([
  ...[1015, 1016, 1024, 1028, 1029, 1030, 1031, 1038, 1039, 1040, 1042, 1046, 1047, 1048, 1051, 1055, 1058],
  ...[1059, 1060, 1062, 1064, 1065, 1070, 1071, 1089, 1090, 1092, 1093, 1094, 1095, 1117, 1118, 1119, 1165],
  ...[1166, 1168, 1169, 1170, 1183, 1196, 1205, 1221, 1222, 1224, 1225, 1226, 1227, 1228, 1229, 1230, 1242],
  ...[1243, 1244, 1245, 1246, 1247, 1253, 1254, 1255, 1257, 1263, 1264, 1265, 1266, 1267, 1268, 1273, 1274],
  ...[1277, 1313, 1318, 1320, 1321, 1322, 1330, 1331, 1332, 1333, 1334, 1335, 1337, 1338, 1345, 1354, 1355],
  ...[1360, 1361, 1362, 1448, 1484, 1485, 1540],
]);

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
  const done = instrument(tree, text);
  if ('message' in done) return { ok: false, error: done };
  return { ok: true, code: text.toString(), loops: done };
}

/** Syntax that types leave behind (enum, namespace, parameter properties) cannot just be blanked out. */
function unsupportedTypes(tree: ts.SourceFile): CompileError | null {
  const found: ts.Node[] = [];
  blankSourceFile(tree, (node) => found.push(node));
  const visit = (node: ts.Node): void => {
    if (isNotInJavaScript(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  if (found.length === 0) visit(tree);
  const node = found[0];
  if (!node) return null;
  return {
    name: 'SyntaxError',
    message: `This TypeScript syntax is not supported here: ${firstWords(node.getText(tree))}. Use plain objects and classes.`,
    line: lineOf(tree, node.getStart(tree)),
  };
}

/** What TypeScript takes for JavaScript and the JavaScript engine does not know yet. */
function isNotInJavaScript(node: ts.Node): boolean {
  if (ts.isDecorator(node) || node.kind === ts.SyntaxKind.AccessorKeyword) return true;
  return ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) > ts.NodeFlags.Const;
}

function firstWords(text: string): string {
  const line = text.split('\n')[0]!;
  return line.length > 40 ? `${line.slice(0, 40)} …` : line;
}

/** The first thing in the text that JavaScript would refuse. */
function syntaxError(program: ts.Program, tree: ts.SourceFile): CompileError | null {
  const found = [...program.getSyntacticDiagnostics(tree), ...program.getSemanticDiagnostics(tree)]
    .filter((diagnostic) => isRefused(diagnostic, tree))
    .sort((a, b) => (a.start ?? 0) - (b.start ?? 0))[0];
  if (!found) return null;
  return {
    name: 'SyntaxError',
    message: ts.flattenDiagnosticMessageText(found.messageText, '\n'),
    line: lineOf(tree, found.start ?? 0),
  };
}

function isRefused({ code, start = 0 }: ts.Diagnostic, tree: ts.SourceFile): boolean {
  if (code === 2300) return !isMemberOrType(tree, start);
  return (code >= 1000 && code < 2000 && !TYPES_ALONE.has(code)) || REFUSED.includes(code);
}

/** Whether a name declared twice is a class's member or a type: JavaScript takes the last, or sees neither. */
function isMemberOrType(tree: ts.SourceFile, offset: number): boolean {
  const at = (node: ts.Node): ts.Node =>
    ts.forEachChild(node, (child) =>
      child.getStart(tree) <= offset && offset < child.end ? at(child) : undefined,
    ) ?? node;
  const name = at(tree);
  if (ts.isPrivateIdentifier(name)) return false;
  const { parent } = name;
  return ts.isClassElement(parent) || ts.isTypeElement(parent) || isTypeDeclaration(parent);
}

function isTypeDeclaration(node: ts.Node): boolean {
  return (
    ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeParameterDeclaration(node)
  );
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
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
    types: [],
  };
  return ts.createProgram({ rootNames: [FILE], options, host });
}

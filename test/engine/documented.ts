/** @file The comments of what is public, read off the types. */

import { readFileSync } from 'node:fs';
import ts from 'typescript';

const ROOT = new URL('../../', import.meta.url).pathname;
const FACE = `${ROOT}engine/index.ts`;

/** What is public, with its comment. */
export interface Entry {
  readonly name: string;
  readonly doc: string;
  readonly isCalled: boolean;
  /** whether it is a class of modules that can be made */
  readonly isModule: boolean;
}

export interface Documented {
  readonly functions: Entry[];
  /** of the tensor */
  readonly methods: Entry[];
}

function docOf(symbol: ts.Symbol): string {
  return (symbol.declarations ?? [])
    .map((node) => (ts.isVariableDeclaration(node) ? node.parent.parent : node))
    .flatMap((node) => ts.getJSDocCommentsAndTags(node).map((comment) => comment.getText()))
    .join('\n');
}

const isOwn = (symbol: ts.Symbol): boolean =>
  (symbol.declarations ?? []).some((node) => {
    const isPrivate = ts.getCombinedModifierFlags(node as ts.Declaration) & ts.ModifierFlags.Private;
    const { name } = node as ts.NamedDeclaration;
    return !isPrivate && !(name && ts.isPrivateIdentifier(name)) && !ts.isConstructorDeclaration(node);
  });

/** Whether a class extends nn.Module and is complete. */
function isModule(checker: ts.TypeChecker, symbol: ts.Symbol): boolean {
  if (!(symbol.flags & ts.SymbolFlags.Class)) return false;
  const declaration = symbol.valueDeclaration as ts.ClassDeclaration;
  if (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Abstract) return false;
  const extended = (type: ts.Type): boolean =>
    (type.getBaseTypes() ?? []).some((base) => base.getSymbol()?.name === 'Module' || extended(base));
  return extended(checker.getDeclaredTypeOfSymbol(symbol));
}

/** Walks everything that can be reached from the face, namespace by namespace. */
function collect(
  checker: ts.TypeChecker,
  module: ts.Symbol,
  path: string,
  seen: Set<ts.Symbol>,
  { functions, methods }: Documented,
): void {
  for (const exported of checker.getExportsOfModule(module)) {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const name = path + exported.name;
    if (symbol.flags & ts.SymbolFlags.ValueModule) {
      if (!seen.has(symbol)) collect(checker, symbol, `${name}.`, seen.add(symbol), { functions, methods });
      continue;
    }
    if (!symbol.valueDeclaration || seen.has(symbol)) continue;
    const type = checker.getTypeOfSymbol(symbol);
    if (type.getCallSignatures().length + type.getConstructSignatures().length === 0) continue;
    seen.add(symbol);
    functions.push({
      name,
      doc: docOf(symbol),
      isCalled: !(symbol.flags & ts.SymbolFlags.Class),
      isModule: isModule(checker, symbol),
    });
    if (exported.name !== 'Tensor') continue;
    const own = [...(symbol.members?.values() ?? [])].filter(isOwn);
    const isCalled = (member: ts.Symbol): boolean => Boolean(member.flags & ts.SymbolFlags.Method);
    methods.push(
      ...own.map((member) => ({
        name: member.name,
        doc: docOf(member),
        isCalled: isCalled(member),
        isModule: false,
      })),
    );
  }
}

/** Reads the comments of everything that is public. */
export function documented(): Documented {
  const found: Documented = { functions: [], methods: [] };
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.json`, (path) => readFileSync(path, 'utf8')) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, types: [] }, ROOT);
  const program = ts.createProgram([FACE], { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  collect(checker, checker.getSymbolAtLocation(program.getSourceFile(FACE)!)!, '', new Set(), found);
  return found;
}

/** The text of a comment without its stars and tags. */
export const sentence = (doc: string): string =>
  doc
    .replace(/\/\*\*|\*\/|^\s*\*/gm, '')
    .replace(/Source: \S+|https:\/\/\S+/g, '')
    .trim();

/** @file Every public function and class says what it does and which page of PyTorch it follows; every method what it does. */

import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { beforeAll, expect, test } from 'vitest';

const ROOT = new URL('../../', import.meta.url).pathname;
const FACE = `${ROOT}engine/index.ts`;

/** Python's own, or the engine's answer to a question that PyTorch leaves to Python. */
const WITHOUT_PAGE = /(^|\.)(\w+Error|AnyModule|IncompatibleKeys)$/;

interface Entry {
  readonly name: string;
  readonly doc: string;
  readonly isCalled: boolean;
  /** whether it is a class of modules that can be made */
  readonly isModule: boolean;
}

let functions: Entry[] = [];
let methods: Entry[] = [];

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
function collect(checker: ts.TypeChecker, module: ts.Symbol, path: string, seen: Set<ts.Symbol>): void {
  for (const exported of checker.getExportsOfModule(module)) {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const name = path + exported.name;
    if (symbol.flags & ts.SymbolFlags.ValueModule) {
      if (!seen.has(symbol)) collect(checker, symbol, `${name}.`, seen.add(symbol));
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

beforeAll(() => {
  [functions, methods] = [[], []];
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.json`, (path) => readFileSync(path, 'utf8')) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, types: [] }, ROOT);
  const program = ts.createProgram([FACE], { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  collect(checker, checker.getSymbolAtLocation(program.getSourceFile(FACE)!)!, '', new Set());
}, 120_000);

/** The text of a comment without its stars and tags. */
const sentence = (doc: string): string =>
  doc
    .replace(/\/\*\*|\*\/|^\s*\*/gm, '')
    .replace(/Source: \S+|https:\/\/\S+/g, '')
    .trim();

test('the face is all there', () => {
  expect(functions.length).toBeGreaterThan(500);
  expect(methods.length).toBeGreaterThan(300);
});

test('every public function and class names its page', () => {
  const without = functions.filter(({ name, doc }) => !WITHOUT_PAGE.test(name) && !/https:\/\/\S+/.test(doc));
  expect(without.map(({ name }) => name)).toEqual([]);
});

test('every public function and class says what it does', () => {
  expect(functions.filter(({ doc }) => sentence(doc).length < 4).map(({ name }) => name)).toEqual([]);
});

/** They take or give no tensor, or say what a tensor is, whatever its shape. */
const WITHOUT_SHAPE = new Set(
  `autograd.gradcheck autograd.gradgradcheck cuda.isAvailable cuda.memoryStats cuda.memoryAllocated
  cuda.maxMemoryAllocated cuda.memoryReserved cuda.emptyCache noGrad enableGrad isGradEnabled manualSeed seed initialSeed
  finfo iinfo isTensor getDefaultDtype promoteTypes resultType canCast setGradEnabled inferenceMode numel isFloatingPoint
  calculateGain randomSplit saveSafetensors loadSafetensors
  look isContiguous bumpVersion former asOf attachGraph receiveGrad watched leaveGraph retainGrad registerHook storageOffset
  elementSize item format isSigned nelement ndimension`.split(/\s+/),
);

/** Words by which a comment tells of shapes. */
const SHAPE =
  /\bshapes?\b|\[[^\]]*\]|element by element|scalar|a view|\bvector|\bmatri|dimension|(each|all|every) elements?/i;

test('every function, and every method of the tensor, tells of the shapes', () => {
  const all = [...functions, ...methods].filter(
    ({ name, doc, isCalled }) =>
      isCalled && doc !== '' && !WITHOUT_SHAPE.has(name.replace(/^(torch|nn\.init|nn|data)\./, '')),
  );
  expect(all.filter(({ doc }) => !SHAPE.test(sentence(doc))).map(({ name }) => name)).toEqual([]);
});

/** Lists and dictionaries: they are no layers. */
const HOLDERS = /^nn\.(Module|Parameter)(List|Dict)$/;

test('every layer and every loss tells of the shapes that it takes and gives, in a line of its own', () => {
  const layers = functions.filter(({ name, isModule }) => isModule && !HOLDERS.test(name));
  expect(layers.length).toBeGreaterThan(80);
  expect(layers.filter(({ doc }) => !/^\s*\* Shapes?: /m.test(doc)).map(({ name }) => name)).toEqual([]);
});

test('every method of the tensor says what it does; an in-place form does what its op does', () => {
  const documented = new Set(methods.filter(({ doc }) => sentence(doc).length >= 3).map(({ name }) => name));
  const without = methods.filter(
    ({ name }) => !documented.has(name) && !documented.has(name.replace(/_$/, '')),
  );
  expect(without.map(({ name }) => name)).toEqual([]);
});

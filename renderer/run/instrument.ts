/** @file The marks that the recorder needs in the learner's code: lines, names, loops, imports. */

import type MagicString from 'magic-string';
import ts from 'typescript';
import { HOST, lineOf, type CompileError, type LoopFacts } from './compiled';
import { Loops } from './loops';

/**
 * Puts calls of the host into the text (see host.ts), all on the line they belong to:
 *
 *     const o = n.mul(w).tanh();
 *     const o = __backstep.name("o",n.mul(__backstep.at(7,w)).tanh(...__backstep.line(7)));
 *
 * The arguments of a call are what is evaluated last before it: that is where the line is told. A receiver
 * is never touched, so `this` and JavaScript's own words in errors ("x.f is not a function") stay. Loops
 * tell that they turn, and take a breath now and then where they may (see loops.ts). Imports of 'backstep' are
 * taken from the host. What learner code may not do is refused.
 *
 * @returns the loops, or why the text is refused
 */
export function instrument(tree: ts.SourceFile, text: MagicString): readonly LoopFacts[] | CompileError {
  const marks = new Marks(tree, text);
  try {
    marks.visit(tree);
  } catch (error) {
    if (error instanceof Refused) return error.reason;
    throw error;
  }
  const getters = marks.topLevelNames().map((name) => `${JSON.stringify([name])}:()=>${name}`);
  if (tree.text.startsWith('#!')) text.overwrite(0, 2, '//');
  // imports come first wherever they stand
  text.prepend(`"use strict";${HOST}.scope({${getters.join(',')}});${marks.imports.join('')}`);
  return marks.loops.facts;
}

class Refused extends Error {
  readonly reason: CompileError;

  constructor(reason: CompileError) {
    super(reason.message);
    this.reason = reason;
  }
}

class Marks {
  /** code that binds what is imported */
  readonly imports: string[] = [];
  readonly loops: Loops;
  readonly #tree: ts.SourceFile;
  readonly #text: MagicString;

  constructor(tree: ts.SourceFile, text: MagicString) {
    this.#tree = tree;
    this.#text = text;
    this.loops = new Loops(tree);
  }

  visit = (node: ts.Node): void => {
    if (isTypeOnly(node)) return;
    if (isNamelessDefault(node)) this.#refuseExport(node);
    if (ts.isImportDeclaration(node)) return this.#importFrom(node);
    if (ts.isExportDeclaration(node) || ts.isExportAssignment(node)) return this.#exportOf(node);
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer) {
      this.#name(node.name.text, node.initializer);
    } else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      this.#assignment(node);
    } else if (ts.isPropertyDeclaration(node) && ts.isIdentifier(node.name) && node.initializer) {
      this.#name(node.name.text, node.initializer);
    } else if (ts.isCallExpression(node)) {
      this.#call(node);
    } else if (ts.isNewExpression(node)) {
      this.#lastArgument(node);
    } else if (ts.isThrowStatement(node)) {
      this.#wrap(node.expression, `${HOST}.at(${this.#line(node)},`);
    } else if (ts.isIterationStatement(node, false)) {
      this.#loop(node);
    } else if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
      this.#refuse(node, 'SyntaxError', 'import.meta is not available in learner code.');
    } else if (node.kind === ts.SyntaxKind.ExportKeyword || node.kind === ts.SyntaxKind.DefaultKeyword) {
      this.#blank(node);
    } else if (ts.isIdentifier(node) && node.text === HOST) {
      this.#refuse(node, 'SyntaxError', `The name ${HOST} is taken: it is how your code is followed.`);
    }
    ts.forEachChild(node, this.visit);
  };

  /** Every variable, function and class of the top level: what a check may look at. */
  topLevelNames(): string[] {
    const names: string[] = [];
    const bind = (name: ts.BindingName): void => {
      if (ts.isIdentifier(name)) names.push(name.text);
      else name.elements.forEach((element) => !ts.isOmittedExpression(element) && bind(element.name));
    };
    for (const statement of this.#tree.statements) {
      if (isTypeOnly(statement)) continue;
      if (ts.isVariableStatement(statement))
        statement.declarationList.declarations.forEach((d) => bind(d.name));
      else if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name) {
        names.push(statement.name.text);
      }
    }
    return names;
  }

  #line(node: ts.Node): number {
    return lineOf(this.#tree, node.getStart(this.#tree));
  }

  #wrap(node: ts.Node, before: string, after = ')'): void {
    this.#text.appendLeft(node.getStart(this.#tree), before);
    this.#text.prependRight(endOf(node), after);
  }

  /** Numbers, texts and functions hold no tensor, and a function's own name is taken from its variable. */
  #name(name: string, value: ts.Expression): void {
    const bare = bareOf(value);
    if (ts.isLiteralExpression(bare) || ts.isFunctionLike(bare) || ts.isClassExpression(bare)) return;
    this.#wrap(value, `${HOST}.name(${JSON.stringify(name)},`);
  }

  #assignment(node: ts.BinaryExpression): void {
    if (ts.isIdentifier(node.left)) this.#name(node.left.text, node.right);
    if (!ts.isPropertyAccessExpression(node.left)) return;
    // a setter may do work (`x.requiresGrad = true`): it is told its line as a call is
    this.#wrap(node.right, `${HOST}.at(${this.#line(node)},`);
    this.#name(node.left.name.text, node.right);
  }

  #call(node: ts.CallExpression): void {
    if (node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      this.#refuse(
        node,
        'PermissionError',
        "import() is not available: learner code has no network and no files, and can import from 'backstep' alone.",
      );
    }
    this.#lastArgument(node);
  }

  #lastArgument(node: ts.CallExpression | ts.NewExpression): void {
    const line = this.#lineOfCall(node);
    const last = node.arguments?.at(-1);
    const floats = (node.arguments ?? []).flatMap((argument) => floatsIn(argument, this.#tree));
    const told = floats.length > 0 ? `,[${floats.join(',')}]` : '';
    if (last && ts.isSpreadElement(last)) {
      this.#text.appendRight(endOf(last), `,...${HOST}.line(${line}${told})`);
    } else if (last) this.#wrap(last, `${HOST}.at(${line},`, `${told})`);
    else if (node.arguments) this.#text.appendLeft(node.arguments.pos, `...${HOST}.line(${line})`);
  }

  /** In a chain over several lines, a call stands where its own name stands. */
  #lineOfCall(node: ts.CallExpression | ts.NewExpression): number {
    return this.#line(ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node);
  }

  /** At a turn's beginning, so that `continue` does not leave it out, and what the turn before held is free. */
  #loop(node: ts.IterationStatement): void {
    const { site, facts, extent } = this.loops.meet(node);
    const told = `${site}${extent === null ? '' : `,${extent}`}`;
    const rest = facts.breathes ? `await ${HOST}.breathe(${told})` : `${HOST}.turn(${told})`;
    const mark = `if(${HOST}.tick(${site}))${rest};`;
    const body = node.statement;
    if (ts.isBlock(body)) this.#text.appendRight(body.getStart(this.#tree) + 1, mark);
    else this.#wrap(body, `{${mark}`, '}');
  }

  #importFrom(node: ts.ImportDeclaration): void {
    const from = (node.moduleSpecifier as ts.StringLiteral).text;
    if (from !== 'backstep') {
      this.#refuse(
        node,
        'PermissionError',
        `Cannot import '${from}': learner code has no network and no files, and can import from 'backstep' alone.`,
      );
    }
    const bindings = node.importClause?.namedBindings;
    const line = this.#line(node);
    if (node.importClause?.name) {
      this.#refuse(
        node,
        'SyntaxError',
        "The module 'backstep' has no default export. Write import { torch } from 'backstep'.",
      );
    } else if (bindings && ts.isNamespaceImport(bindings)) {
      this.imports.push(`const ${bindings.name.text}=${HOST}.module;`);
    } else if (bindings) {
      const values = bindings.elements.filter((element) => !element.isTypeOnly);
      const declared = this.topLevelNames();
      const twice = values.find(({ name }) => declared.includes(name.text));
      if (twice) this.#refuse(twice, 'SyntaxError', `'${twice.name.text}' is imported and declared, too.`);
      const parts = values.map(({ propertyName, name }) =>
        propertyName ? `${propertyName.text}:${name.text}` : name.text,
      );
      const wanted = values.map(({ propertyName, name }) => JSON.stringify((propertyName ?? name).text));
      this.imports.push(`const {${parts.join(',')}}=${HOST}.take(${line},[${wanted.join(',')}]);`);
    }
    this.#blankStatement(node);
  }

  #exportOf(node: ts.ExportDeclaration | ts.ExportAssignment): void {
    if (ts.isExportAssignment(node) || node.moduleSpecifier) this.#refuseExport(node);
    this.#blankStatement(node);
  }

  #refuseExport(node: ts.Node): never {
    return this.#refuse(
      node,
      'SyntaxError',
      'Exports are not needed here: every top-level name can be seen already.',
    );
  }

  /** What stood before it without a semicolon must still end there. */
  #blankStatement(node: ts.Statement): void {
    const text = node.getText(this.#tree).replace(/[^\n]/g, ' ');
    this.#text.overwrite(node.getStart(this.#tree), node.getEnd(), `;${text.slice(1)}`);
  }

  #blank(node: ts.Node): void {
    const [start, end] = [node.getStart(this.#tree), node.getEnd()];
    this.#text.overwrite(start, end, this.#tree.text.slice(start, end).replace(/[^\n]/g, ' '));
  }

  #refuse(node: ts.Node, name: string, message: string): never {
    throw new Refused({ name, message, line: this.#line(node) });
  }
}

/** What type stripping has blanked out: nothing may be put there. */
function isTypeOnly(node: ts.Node): boolean {
  if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return true;
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return true;
  if (ts.isImportDeclaration(node)) return node.importClause?.isTypeOnly ?? false;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  const declared = ts.canHaveModifiers(node) && ts.getModifiers(node);
  return Boolean(declared && declared.some((modifier) => modifier.kind === ts.SyntaxKind.DeclareKeyword));
}

/** `export default function () {}` and its like: without the words before, it is no declaration any more. */
function isNamelessDefault(node: ts.Node): boolean {
  return (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) && !node.name;
}

/**
 * Where an expression ends without the types behind it (`x as number`, `x!`): these are blanked out, and the
 * statement may have been ended before them.
 */
function endOf(node: ts.Node): number {
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isNonNullExpression(node)) {
    return endOf(node.expression);
  }
  if (ts.isExpressionWithTypeArguments(node)) return endOf(node.expression);
  let last: ts.Node | null = null;
  ts.forEachChild(node, (child) => void (last = child));
  const child = last as ts.Node | null;
  return child?.end === node.end && !ts.isTypeNode(child) ? endOf(child) : node.end;
}

/** An expression without brackets and types around it. */
function bareOf(node: ts.Expression): ts.Expression {
  const wrapped =
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node);
  return wrapped ? bareOf(node.expression) : node;
}

/** The whole numbers of an argument that are written with a point or an exponent: JavaScript drops it, PyTorch takes them for floats. */
function floatsIn(node: ts.Node, tree: ts.SourceFile): number[] {
  if (ts.isNumericLiteral(node)) {
    const isFloat = /^[^xXbBoO]*[.eE]/.test(node.getText(tree)) && Number.isInteger(Number(node.text));
    return isFloat ? [Number(node.text)] : [];
  }
  if (ts.isPrefixUnaryExpression(node)) {
    const sign = node.operator === ts.SyntaxKind.MinusToken ? -1 : 1;
    return floatsIn(node.operand, tree).map((value) => sign * value);
  }
  if (ts.isArrayLiteralExpression(node)) return node.elements.flatMap((item) => floatsIn(item, tree));
  if (!ts.isObjectLiteralExpression(node)) return [];
  return node.properties.flatMap((property) =>
    ts.isPropertyAssignment(property) ? floatsIn(property.initializer, tree) : [],
  );
}

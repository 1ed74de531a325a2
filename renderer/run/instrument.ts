/** @file The marks that the recorder needs in the learner's code: lines, names, loops, imports. */

import type MagicString from 'magic-string';
import ts from 'typescript';
import { HOST, lineOf, type CompileError } from './compiled';

/**
 * Puts calls of the host into the text (see host.ts), all on the line they belong to:
 *
 *     const o = n.tanh();   →   const o = __backstep.name("o", __backstep.at(7, n).tanh());
 *
 * The last argument of a call, or its receiver where it has none, is what is evaluated last before the
 * call: that is where the line is told. Loops tell that they turn. Imports of 'backstep' are taken from
 * the host. What learner code may not do is refused.
 */
export function instrument(tree: ts.SourceFile, text: MagicString): CompileError | null {
  const marks = new Marks(tree, text);
  try {
    marks.visit(tree);
  } catch (error) {
    if (error instanceof Refused) return error.reason;
    throw error;
  }
  text.prepend(
    `"use strict";${HOST}.scope({${marks
      .topLevelNames()
      .map((n) => `${n}:()=>${n}`)
      .join(',')}});`,
  );
  return null;
}

class Refused extends Error {
  readonly reason: CompileError;

  constructor(reason: CompileError) {
    super(reason.message);
    this.reason = reason;
  }
}

class Marks {
  readonly #tree: ts.SourceFile;
  readonly #text: MagicString;

  constructor(tree: ts.SourceFile, text: MagicString) {
    this.#tree = tree;
    this.#text = text;
  }

  visit = (node: ts.Node): void => {
    if (isTypeOnly(node)) return;
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
    } else if (ts.isIterationStatement(node, false)) {
      this.#loop(node.statement);
    } else if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
      this.#refuse(node, 'SyntaxError', 'import.meta is not available in learner code.');
    } else if (node.kind === ts.SyntaxKind.ExportKeyword) {
      this.#blank(node);
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
    this.#text.prependRight(node.getEnd(), after);
  }

  /** Numbers, texts and functions hold no tensor, and a function's own name is taken from its variable. */
  #name(name: string, value: ts.Expression): void {
    if (ts.isLiteralExpression(value) || ts.isFunctionLike(value) || ts.isClassExpression(value)) return;
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
    this.#floats(node);
    if (node.arguments.length > 0) return this.#lastArgument(node);
    const callee = node.expression;
    const receiver = ts.isPropertyAccessExpression(callee) ? callee.expression : callee;
    if (receiver.kind === ts.SyntaxKind.SuperKeyword || ts.isOptionalChain(receiver)) return;
    this.#wrap(receiver, `${HOST}.at(${this.#lineOfCall(node)},`);
  }

  #lastArgument(node: ts.CallExpression | ts.NewExpression): void {
    const last = node.arguments?.at(-1);
    if (!last) return;
    const value = ts.isSpreadElement(last) ? last.expression : last;
    this.#wrap(value, `${HOST}.at(${this.#lineOfCall(node)},`);
  }

  /** In a chain over several lines, a call stands where its own name stands. */
  #lineOfCall(node: ts.CallExpression | ts.NewExpression): number {
    return this.#line(ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node);
  }

  /** `torch.tensor([2.0])`: JavaScript drops the point that makes it a float. */
  #floats(node: ts.CallExpression): void {
    const callee = node.expression;
    const name = ts.isPropertyAccessExpression(callee)
      ? callee.name.text
      : ts.isIdentifier(callee)
        ? callee.text
        : '';
    const data = name === 'tensor' ? node.arguments[0] : name === 'full' ? node.arguments[1] : undefined;
    if (data && hasFloatLiteral(data, this.#tree)) this.#wrap(data, `${HOST}.floats(`);
  }

  #loop(body: ts.Statement): void {
    if (ts.isBlock(body)) this.#text.appendRight(body.getStart(this.#tree) + 1, `${HOST}.tick();`);
    else this.#wrap(body, `{${HOST}.tick();`, '}');
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
    let code = '';
    if (node.importClause?.name) {
      this.#refuse(
        node,
        'SyntaxError',
        "The module 'backstep' has no default export. Write import { torch } from 'backstep'.",
      );
    } else if (bindings && ts.isNamespaceImport(bindings)) {
      code = `const ${bindings.name.text}=${HOST}.module;`;
    } else if (bindings) {
      const values = bindings.elements.filter((element) => !element.isTypeOnly);
      const parts = values.map(({ propertyName, name }) =>
        propertyName ? `${propertyName.text}:${name.text}` : name.text,
      );
      const wanted = values.map(({ propertyName, name }) => JSON.stringify((propertyName ?? name).text));
      code = `const {${parts.join(',')}}=${HOST}.take(${line},[${wanted.join(',')}]);`;
    }
    const breaks = node.getText(this.#tree).split('\n').length - 1;
    this.#text.overwrite(node.getStart(this.#tree), node.getEnd(), code + '\n'.repeat(breaks) || ' ');
  }

  #exportOf(node: ts.ExportDeclaration | ts.ExportAssignment): void {
    if (ts.isExportAssignment(node) || node.moduleSpecifier) {
      this.#refuse(
        node,
        'SyntaxError',
        'Exports are not needed here: every top-level name can be seen already.',
      );
    }
    this.#blank(node);
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

/** Whether a literal, or a list of literals, has a number written with a point or an exponent. */
function hasFloatLiteral(node: ts.Expression, tree: ts.SourceFile): boolean {
  if (ts.isNumericLiteral(node)) return /^[^xXbBoO]*[.eE]/.test(node.getText(tree));
  if (ts.isPrefixUnaryExpression(node)) return hasFloatLiteral(node.operand, tree);
  return ts.isArrayLiteralExpression(node) && node.elements.some((element) => hasFloatLiteral(element, tree));
}
